"""Who may look without need to know: closeloop itself, in few places, each with its reason."""

import ast

from tests.house.tree import modules

MAY_ASK_FOR_THE_WHOLE = {
    "closeloop/intake/children.py": "a reference in use is in use, whoever brings the file",
    "closeloop/intake/desk.py": "the operator, who brings a file by the command line",
    "closeloop/loop/amendment.py": "findings that the file's bearer was found to see before",
    "closeloop/loop/audits.py": "auditors take in children whom they do not see otherwise",
    "closeloop/loop/calendar.py": "new days off move everybody's dates and show none of them",
    "closeloop/loop/caseload.py": "a child that the caller has just written",
    "closeloop/loop/escalation.py": "closeloop clears what it has offered",
    "closeloop/loop/lapses.py": "clocks run for everybody and show nothing to anybody",
    "closeloop/loop/supervision.py": "closeloop finds drift in what was left out",
    "closeloop/mail/hearing.py": "each notice is judged for its own reader afterwards",
    "closeloop/mail/scene.py": "letters name references alone, judged for each reader before",
    "closeloop/mail/undelivered.py": "who hears of a lost letter is asked of each item's relations",
    "closeloop/rehearsal/arrival.py": "children who have just been made up",
    "closeloop/rehearsal/stage.py": "a play sees all; each step is taken with its person's sight",
    "closeloop/web/api/asked.py": "what the caller has just done, though it left their hands by it",
}


def asks_for_the_whole(module: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "whole"
        for node in ast.walk(module)
    )


def test_only_the_few_look_without_need_to_know() -> None:
    asking = {path for path, module in modules("closeloop") if asks_for_the_whole(module)}
    assert asking == MAY_ASK_FOR_THE_WHOLE.keys()
