"""A workflow as text that draws itself: Mermaid for a page of notes, DOT for a picture."""

import re
from collections.abc import Mapping

from closeloop.rules.workflow import State, Workflow

# Words that Mermaid reads as its own where a state has one for its name.
MERMAID_S_OWN = frozenset(
    {"as", "choice", "class", "click", "default", "direction", "end", "fork", "hide", "join"}
    | {"note", "scale", "state", "style"}
)
FEW = 60  # arrows that are drawn as curves; more of them would take minutes
IN_A_CROWD = ", splines=line, nslimit=1, nslimit1=1, mclimit=0.1"
NOT_PLAIN = re.compile(r"[^\w .,'()-]")


def mermaid(workflow: Workflow) -> str:
    """The states and what leads from one to the next, as a Mermaid state diagram.

    Labels are written so that nothing in them is markup or ends a line.
    """
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_plain(s.label)}" as {_id(s)}' for s in workflow.states.values()]
    lines += [f"    [*] --> {_id(workflow.states[workflow.begins])}"]
    for (source, to), labels in _ways(workflow).items():
        said = ", ".join(_plain(label) for label in labels)
        lines.append(f"    {_id(workflow.states[source])} --> {_id(workflow.states[to])} : {said}")
    lines += [f"    {_id(s)} --> [*]" for s in workflow.states.values() if s.last]
    return "\n".join(lines) + "\n"


def dot(workflow: Workflow) -> str:
    """The same as a graph in Graphviz's language, from left to right."""
    ways = _ways(workflow)
    crowded = IN_A_CROWD if len(ways) > FEW else ""
    lines = [
        f'digraph "{workflow.name}" {{',
        f"    graph [rankdir=LR, nodesep=0.4, ranksep=1.1{crowded}];",
        '    node [shape=box, fontname="Arial", fontsize=14, margin="0.2,0.1"];',
        '    edge [fontname="Arial", fontsize=11];',
        '    "*" [shape=point, width=0.12, label=""];',
    ]
    for state in workflow.states.values():
        last = ", peripheries=2" if state.last else ""
        lines.append(f'    "{state.name}" [label="{_quoted(state.label)}"{last}];')
    lines.append(f'    "*" -> "{workflow.begins}";')
    for (source, to), labels in ways.items():
        said = "\\n".join(_quoted(label) for label in labels)
        lines.append(f'    "{source}" -> "{to}" [label="{said}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _ways(workflow: Workflow) -> Mapping[tuple[str, str], list[str]]:
    """The labels of the steps that lead from one state to another or leave an item in it."""
    ways: dict[tuple[str, str], list[str]] = {}
    for step in workflow.steps.values():
        for source in step.sources:
            for to in step.leads_to(source):
                ways.setdefault((source, to), []).append(step.label)
    return ways


def _id(state: State) -> str:
    return f"{state.name}_" if state.name in MERMAID_S_OWN else state.name


def _plain(label: str) -> str:
    """Every character that could mean something to Mermaid as its number: `#35;`."""
    return NOT_PLAIN.sub(lambda found: f"#{ord(found[0])};", label)


def _quoted(label: str) -> str:
    """A label inside DOT's quotes, where a backslash and an entity would mean something."""
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
