"""Passwords: long, and not what anybody would guess first. No rule asks for odd characters."""

from collections.abc import Iterable

from closeloop.rules.refusals import Wrong

SHORTEST, LONGEST = 12, 128
LEAST_OF_ITS_OWN = 5  # characters that are left once everything easily guessed is taken away
LEAST_DIFFERENT = 5

LOOKS_LIKE = str.maketrans("0134578@$!|+", "oieastbasiit")
ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv", "qazwsxedc",
)  # fmt: skip
COMMON = """
    password passwort passw0rd letmein welcome admin administrator login master monkey dragon
    football baseball basketball sunshine princess iloveyou loveyou trustno superman batman
    shadow michael jennifer jordan hunter ranger buster soccer hockey killer george charlie
    andrew michelle jessica pepper daniel thomas summer winter spring autumn january february
    march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday london england liverpool chelsea arsenal everton manchester
    united secret changeme default temporary temp test guest user root system computer internet
    freedom whatever cheese coffee chocolate flower purple orange yellow silver golden diamond
    starwars pokemon matrix ninja mustang ferrari porsche hello access google facebook amazon
    council socialwork social worker children services service closeloop safeguarding
    correct horse battery staple
""".split()  # noqa: SIM905 - a paragraph is easier to add a word to


def check(password: str, own_words: Iterable[str] = ()) -> None:
    """Raise Wrong unless the password may be used.

    `own_words` are those that stand close to its person: name, email, the authority's name.
    """
    if len(password) < SHORTEST:
        raise _wrong(f"Use {SHORTEST} characters or more. Three words together are easy to keep.")
    if len(password) > LONGEST:
        raise _wrong(f"Use {LONGEST} characters or fewer.")
    if len(set(password)) < LEAST_DIFFERENT or _left_of(password, own_words) < LEAST_OF_ITS_OWN:
        raise _wrong("This is among the first that others would guess. Use three words of yours.")


def _wrong(message: str) -> Wrong:
    return Wrong({"password": message})


def _left_of(password: str, own_words: Iterable[str]) -> int:
    """How much is left without common words, the person's own, rows of keys, digits, signs."""
    words = {part for said in own_words for part in _parts(said)} | set(COMMON)
    left = password.lower()
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    left = left.translate(LOOKS_LIKE)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word.translate(LOOKS_LIKE), " ")
    return sum(len(run) for run in _letters(left).split() if not _on_a_row(run))


def _parts(said: str) -> list[str]:
    return [part for part in _letters(said.lower()).split() if len(part) > 2]  # noqa: PLR2004 - "of" is nobody's name


def _letters(text: str) -> str:
    return "".join(sign if sign.isalpha() else " " for sign in text)


def _on_a_row(run: str) -> bool:
    """Whether keys that lie side by side were pressed, forwards or back, or one key again."""
    rows = [row.translate(LOOKS_LIKE) for row in ROWS] + list(ROWS)
    return len(set(run)) == 1 or any(run in row or run in row[::-1] for row in rows)
