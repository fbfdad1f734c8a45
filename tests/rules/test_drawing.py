"""A drawing shows every state and step, and nothing in a label can be more than a label."""

from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rehearsal.picture import workflow_svg
from closeloop.rules.drawing import dot, mermaid
from closeloop.rules.workflow import Workflow
from tests.rules.midshire import SHIPPED

ACTION = SHIPPED["audit_action", 1]
SVG = "{http://www.w3.org/2000/svg}"
MARKUP = '<script>alert("x")</script> & \\N {{7*7}}; --> [*] %% "'


def labelled(state: str, label: str, step: str | None = None) -> Workflow:
    """The shipped workflow with another label on a state, and perhaps on a step."""
    states = {**ACTION.states, state: replace(ACTION.states[state], label=label)}
    steps = dict(ACTION.steps)
    if step:
        steps[step] = replace(steps[step], label=label)
    return replace(ACTION, states=states, steps=steps)


@pytest.mark.parametrize("workflow", SHIPPED.values(), ids=lambda workflow: workflow.name)
def test_mermaid_names_every_state_and_every_step(workflow: Workflow) -> None:
    lines = mermaid(workflow).split("\n")
    assert lines[0] == "stateDiagram-v2"
    assert f"    [*] --> {workflow.begins}" in lines
    for state in workflow.states.values():
        assert f'    state "{state.label}" as {state.name}' in lines
        assert (f"    {state.name} --> [*]" in lines) == state.last
    for step in workflow.steps.values():
        for source in step.sources:
            ways = [line for line in lines if line.startswith(f"    {source} --> ")]
            assert any(step.label in line for line in ways)


def test_mermaid_shows_where_a_decision_may_lead_to() -> None:
    assert "    raised --> withdrawn : Withdraw it, Decide the challenge" in mermaid(ACTION)


def test_markup_in_a_label_is_written_as_numbers_in_mermaid() -> None:
    drawn = mermaid(labelled("raised", MARKUP, "discuss"))
    assert "#60;script#62;alert(#34;x#34;)#60;#47;script#62; #38; #92;N #123;#123;7#42;7" in drawn
    assert not set("<>&\\{}%") & set(drawn.replace("-->", ""))


def test_a_state_named_like_a_word_of_mermaid_s_own_is_told_apart() -> None:
    states = {**ACTION.states, "end": replace(ACTION.states["verified"], name="end")}
    assert '    state "Verified" as end_\n' in mermaid(replace(ACTION, states=states))


@pytest.mark.parametrize("workflow", SHIPPED.values(), ids=lambda workflow: workflow.name)
def test_the_picture_has_a_title_for_each_state_and_neither_script_nor_style(
    workflow: Workflow,
) -> None:
    svg = workflow_svg(workflow)
    picture = fromstring(svg)
    titles = {title.text for title in picture.iter(f"{SVG}title")}
    assert set(workflow.states) <= titles
    tags = {element.tag.removeprefix(SVG) for element in picture.iter()}
    assert tags <= {"svg", "g", "title", "polygon", "polyline", "path", "text", "ellipse"}
    attributes = {name for element in picture.iter() for name in element.attrib}
    assert "style" not in attributes
    assert not any(name.startswith("on") for name in attributes)
    assert picture.get("role") == "img"
    assert svg.startswith("<svg ")


def test_the_picture_shows_markup_in_a_label_as_it_was_written() -> None:
    picture = fromstring(workflow_svg(labelled("raised", MARKUP, "discuss")))
    shown = [text.text for text in picture.iter(f"{SVG}text")]
    assert shown.count(MARKUP) == 2 + 1  # the state, and the step from two states


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_no_label_breaks_out_of_its_quotes(label: str) -> None:
    workflow = labelled("raised", label, "discuss")
    assert dot(workflow).count("\n") == dot(ACTION).count("\n")
    assert mermaid(workflow).count("\n") == mermaid(ACTION).count("\n")
    [line] = [line for line in mermaid(workflow).split("\n") if line.endswith(" as raised")]
    assert line.count('"') == 2


def test_a_crowded_workflow_is_still_drawn_quickly() -> None:
    state = ACTION.states["raised"]
    names = [f"s{'a' * n}" for n in range(1, 21)]
    step = replace(ACTION.steps["discuss"], sources=tuple(names))
    crowded = replace(
        ACTION,
        begins=names[0],
        states={name: replace(state, name=name) for name in names},
        steps={name: replace(step, name=name, to=name) for name in names},
    )
    assert "splines=line" in dot(crowded)
    assert workflow_svg(crowded).count("<path") > 300
