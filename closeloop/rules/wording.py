"""Nudges towards clear and kind wording: offered after saving, never in anybody's way.

A text is searched for words a fixed number of times, so that the time grows with its length and
with nothing else.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

BEGIN_WITH_A_VERB = "Begin with what somebody does, for example “Visit”, “Ask” or “Write”."
SAY_HOW_IT_WILL_BE_SEEN = "Say how it will be seen, for example in a case note of the visit."
NAME_THE_ROLE = (
    "is a name: say the role, for example the social worker, so that it holds when people change."
)
LEADS_IN = frozenset({"after", "at", "before", "by", "in", "on", "once", "when", "with", "within"})
BEGINNINGS = """
    accept accompany acknowledge act add address adopt advise agree alert allocate amend answer
    apologise appeal apply appoint approve arrange ask assess assign assist attach attend
    authorise base begin book borrow bring build call cancel celebrate challenge change chase check
    choose clarify close co-produce co-write commission commit compare complete confirm consider
    contact continue contribute convene coordinate copy correct count cover create decide define
    deliver demonstrate describe design develop discuss do draft draw educate enable encourage
    end engage ensure enter establish evaluate evidence explain explore extend file fill find
    finish fund gather get give go guide help highlight hold identify implement improve include
    increase inform interview introduce investigate invite involve issue join keep lead learn
    let liaise link list listen look maintain make map match measure meet monitor move name
    negotiate nominate note notify observe obtain offer open order organise oversee pass pause
    pay phone place plan play pledge prepare present prevent prioritise produce promote propose
    protect provide publish pursue put quote raise rate re-assess re-open re-read reach read
    rebook rebuild recognise recommend reconvene record reduce refer reflect register reinstate
    release remind remove repair replace reply report request reschedule research resolve
    respond restart restore review revise rewrite run scan schedule secure see seek send set
    share show sign speak spend start state stop strengthen submit summarise supply support take
    talk teach tell test thank think tidy trace track train translate trial try turn undertake
    update upload use validate verify view visit wait walk weigh welcome work write
"""
VERBS = frozenset(BEGINNINGS.split())
MARKS = ".,:;()[]*•-'\"0123456789"
VAGUE = {
    ("direct work",): "can be many things: say what is done with the child, and what it is about.",
    ("monitor", "monitoring", "oversee", "keep an eye on"): (
        "has no end: say what is looked at, by whom and on which date."
    ),
    ("ensure", "make sure", "ensuring"): "hides who acts: say what somebody does.",
    (r"\Areview", "review(?= the| all| how| whether| and| this)", "be reviewed", "revisit"): (
        "can end without a change: say what is decided, and by when."
    ),
    ("asap", "as soon as possible", "soon", "urgently", "immediately", "promptly"): (
        "is another day for each reader: give the date."
    ),
    ("ongoing", "on-going", "continue to", "regularly", "regular basis", "as and when"): (
        "has no date: say when it is next looked at."
    ),
    ("consider", "explore", "look into", "think about", "be mindful"): (
        "may change nothing: say what is decided and where it is written."
    ),
    ("as appropriate", "where appropriate", "if appropriate", "where possible", "if possible"): (
        "leaves it open: say when it applies."
    ),
    ("progress", "follow up", "address the issues", "appropriate action", "take forward"): (
        "can mean many things: say the next step."
    ),
}
BLAMING = (
    "failed", "fails", "failing", "failure", "failings", "neglected to", "careless", "carelessly",
    "lazy", "sloppy", "incompetent", "negligent", "inexcusable", "unacceptable", "poor practice",
    "bad practice", "should have known", "did not bother", "could not be bothered", "no excuse",
    "excuses", "ignored", "refused to engage", "refuses to engage", "would not engage",
    "non-engagement", "non-compliant", "non-compliance", "disengaged", "resistant", "hard to reach",
    "difficult family", "troubled family", "attention seeking", "attention-seeking",
    "manipulative", "promiscuous", "put herself at risk", "put himself at risk",
    "put themselves at risk", "placed herself at risk", "placed himself at risk",
    "placing themselves at risk", "absconded", "allegedly", "at fault", "to blame",
)  # fmt: skip
READS_AS_BLAME = (
    "can read as blame: say what was seen or not seen, and what it meant for the child."
)
EVIDENCE = (
    "case note", "case notes", "recorded", "on the record", "on record", "minutes", "signed",
    "chronology", "genogram", "plan shows", "copy of", "photograph", "letter on", "seen in",
    "supervision record", "visit record", "will be seen", "feedback",
)  # fmt: skip


# A title and a name, as people outside the authority are written of.
NAMED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Nurse|PC|DC)\b\.?\s+[A-Z]\w{1,40}")


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing that could be clearer: which text it is about, and what may help."""

    about: Literal["finding", "action", "seen_by"]
    says: str


def nudges(
    *, finding: str = "", action: str = "", seen_by: str = "", names: Collection[str] = ()
) -> list[Nudge]:
    """What could be clearer in an improvement as it was typed; nothing for what was left empty.

    `names`: of people who may be meant, whole or by first name, as they are written.
    """
    found = [Nudge("finding", says) for says in _blame_in(finding)]
    if action.strip():
        found += [Nudge("action", says) for says in _unclear_in(action)]
        found += [Nudge("action", f"“{name}” {NAME_THE_ROLE}") for name in _named_in(action, names)]
        if not seen_by.strip() and not _first(EVIDENCE_WORDS, action):
            found.append(Nudge("seen_by", SAY_HOW_IT_WILL_BE_SEEN))
    return found


def _unclear_in(action: str) -> list[str]:
    """What could be clearer in the words of an action."""
    says = [] if _begins_with_a_verb(action) else [BEGIN_WITH_A_VERB]
    for words, cure in VAGUE_WORDS:
        if word := _first(words, action.lstrip()):
            says.append(f"“{word}” {cure}")
    return says + _blame_in(action)


def _blame_in(text: str) -> list[str]:
    """The first word that can read as blame, if there is one."""
    word = _first(BLAMING_WORDS, text)
    return [f"“{word}” {READS_AS_BLAME}"] if word else []


def _named_in(action: str, names: Collection[str]) -> list[str]:
    """The first name in the words of an action, if there is one."""
    if titled := NAMED.search(action):
        return [" ".join(titled[0].split())]
    said = {re.split("['\u2019]", word.strip(MARKS))[0] for word in action.split()}
    spaced = f" {' '.join(action.split())} "
    known = (n for n in names if n in said or (" " in n and f" {n}" in spaced))
    return sorted(known, key=len, reverse=True)[:1]


def _begins_with_a_verb(action: str) -> bool:
    """Whether somebody does something from the first word on, or after "By Friday,"."""
    words = _words(action)
    if words and words[0] in LEADS_IN:
        words = _words(action.partition(",")[2])
    if words and words[0].endswith("ly"):  # "jointly agree"
        words = words[1:]
    return bool(words) and words[0] in VERBS


def _words(text: str) -> list[str]:
    """The first words of a text in lower case, without bullets, numbers and marks."""
    bare = (word.strip(MARKS).lower() for word in text.split(maxsplit=4)[:4])
    return [word for word in bare if word]


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of some phrases as whole words, however they are spaced or cased."""
    either = "|".join(phrases).replace(" ", r"\s+")
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    """The first match in a text, spaced as it is said."""
    found = pattern.search(text)
    return " ".join(found[0].split()) if found else None


VAGUE_WORDS = [(_any_of(words), cure) for words, cure in VAGUE.items()]
BLAMING_WORDS = _any_of(BLAMING)
EVIDENCE_WORDS = _any_of(EVIDENCE)
