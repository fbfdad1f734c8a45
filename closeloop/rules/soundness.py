"""Whether a workflow can be followed as a whole: nothing unknown, nothing stuck, nobody unheard."""

from collections.abc import Collection

from closeloop.rules import definition, sound_clocks, sound_names, sound_paths, sound_rungs
from closeloop.rules.page import Mistake, NotDefined, Page
from closeloop.rules.workflow import Workflow


def read_checked(text: str, letters: Collection[str]) -> Workflow:
    """The workflow of a text, read and sound. Raises NotDefined with every mistake.

    `letters` are the letters that can be sent: the folders' names in templates/email/.
    """
    workflow = definition.read(text)
    if mistakes := check(workflow, Page(text), letters):
        raise NotDefined(mistakes)
    return workflow


def check(workflow: Workflow, page: Page, letters: Collection[str]) -> list[Mistake]:
    """Everything that is wrong with a workflow whose form is right, in the order of its lines."""
    sound_names.check(workflow, page, letters)
    sound_rungs.check(workflow, page)
    if not page.mistakes:  # what leads nowhere because of a misspelt name is told once
        sound_paths.check(workflow, page)
        sound_clocks.check(workflow, page)
    return sorted(page.mistakes)
