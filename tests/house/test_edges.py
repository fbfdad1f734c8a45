"""Where transactions begin: at the edges alone, so that what belongs together is kept together."""

import ast

from tests.house.tree import modules

EDGES = ("closeloop/app.py", "closeloop/cli/", "closeloop/scheduler/", "closeloop/web/")
# These belong to no act of anybody's: each says why it is its own transaction.
BESIDES = {
    "closeloop/mail/compose.py": "a letter is made ready apart from what it is about",
    "closeloop/mail/post.py": "a letter is held, then sent with no transaction open, then settled",
    "closeloop/rehearsal/demonstration.py": "three months of made-up work are kept whole or not",
    "closeloop/store/again.py": "a transaction whose outcome is unknown is looked up in a new one",
    "closeloop/store/backups.py": "a backup is one reading, a restore one writing",
    "closeloop/store/seals.py": "a seal is written to a file between reading and noting it",
}
DOORS = ("reading", "writing")


def begins_a_transaction(module: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in DOORS
        and not node.args
        for node in ast.walk(module)
    )


def test_only_the_edges_begin_a_transaction() -> None:
    beginning = {path for path, module in modules("closeloop") if begins_a_transaction(module)}
    assert {path for path in beginning if not path.startswith(EDGES)} == BESIDES.keys()
