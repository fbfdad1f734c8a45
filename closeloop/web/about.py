"""Help, accessibility and privacy: short, true, open to whoever asks."""

from closeloop.web.door import Page
from closeloop.web.frame import page

front = Page("about", __name__)


@front.get("/help")
def help_() -> str:
    """What each role does here, and what the words mean."""
    return page("help")


@front.get("/accessibility")
def accessibility() -> str:
    """The accessibility statement."""
    return page("accessibility")


@front.get("/privacy")
def privacy() -> str:
    """What is kept, why, and who sees it."""
    return page("privacy")
