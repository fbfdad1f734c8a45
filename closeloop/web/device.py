"""What a browser says it is, in a few words by which its person knows it again."""

BROWSERS = (  # the first that is named counts: most name others too, to be let in
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def words(says: str) -> str:
    """The words for a User-Agent; what else it tells is not kept."""
    browser = next((name for sign, name in BROWSERS if sign in says), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in says), "")
    return f"{browser} on {system}" if system else browser
