"""The standards are the council's, word for word, slips included, and each has one code."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from closeloop.rules import standards
from closeloop.rules.refusals import NotReady

ROOT = Path(__file__).parents[2]
FILE = ROOT / "workflows/standards/practice_standards_1.toml"
PRINTED = ROOT.parent / "shared/quality-assurance-framework.txt"
FRAMEWORK = standards.read(FILE.read_text(encoding="utf-8"))

# of every title, printed number and text, each on a line, as the council printed them
WORDS = "c87900bd1d9a49e70036dec1dffd0ed3d2d0c84ad19264e8cbf5e6c3423561c5"

HEADING = re.compile(r"Practice Standard [A-Z][a-z]+(?::| -) (.+)")
NUMBERED = re.compile(r"([1-9]\.[1-9]) (.+)")


def words_of(framework: standards.Framework) -> list[str]:
    return [
        line
        for standard in framework.standards
        for line in (
            standard.title,
            *(f"{said.printed} {said.text}" for said in standard.statements),
        )
    ]


def test_the_words_are_those_that_were_printed_and_nobody_has_mended_them() -> None:
    assert sha256("\n".join(words_of(FRAMEWORK)).encode()).hexdigest() == WORDS


@pytest.mark.skipif(not PRINTED.exists(), reason="the printed framework does not lie beside us")
def test_the_words_are_those_of_the_framework_itself() -> None:
    printed = []
    for line in PRINTED.read_text(encoding="utf-8").splitlines():
        if heading := HEADING.fullmatch(line.strip()):
            printed.append(heading[1])
        elif numbered := NUMBERED.fullmatch(line.strip()):
            printed.append(f"{numbered[1]} {numbered[2]}")
    assert words_of(FRAMEWORK) == printed
    assert FRAMEWORK.source in PRINTED.read_text(encoding="utf-8")


def test_there_are_nine_standards_and_sixty_statements_in_printed_order() -> None:
    assert [standard.code for standard in FRAMEWORK.standards] == list("123456789")
    counts = [len(standard.statements) for standard in FRAMEWORK.standards]
    assert counts == [3, 7, 10, 9, 7, 5, 8, 6, 5]
    for standard in FRAMEWORK.standards:
        assert all(said.code.startswith(f"{standard.code}.") for said in standard.statements)


def test_two_statements_are_printed_3_2_and_have_codes_of_their_own() -> None:
    twice = FRAMEWORK.printed_as("3.2")
    assert [said.code for said in twice] == ["3.2a", "3.2b"]
    assert "chronologies" in twice[0].text
    assert "Genograms" in twice[1].text
    assert FRAMEWORK.statement("3.2") is None
    assert len({said.code for said in FRAMEWORK}) == 60


def test_the_councils_slips_stand_as_they_were_printed() -> None:
    slip, footprint = FRAMEWORK.statement("4.6"), FRAMEWORK.statement("9.5")
    eighth = FRAMEWORK.standard("8")
    assert slip
    assert footprint
    assert eighth
    assert "muti agency" in slip.text
    assert footprint.text.startswith("IRO and CP chairs footprint")
    assert eighth.title.endswith("sexual orientation .")


def test_a_statement_is_found_by_its_code_and_knows_its_standard() -> None:
    oversight = FRAMEWORK.statement("9.3")
    ninth = FRAMEWORK.standard_of("9.3")
    assert oversight
    assert ninth
    assert oversight.text.startswith("Case records are kept up to date with timely supervision")
    assert ninth.title.startswith("Management oversight")
    assert FRAMEWORK.standard_of("9") is None
    assert FRAMEWORK.standard("10") is None


def test_a_code_that_stands_for_two_things_is_refused() -> None:
    again = FILE.read_text(encoding="utf-8").replace('"3.2b"', '"3.2a"')
    with pytest.raises(NotReady, match=r"The standards have 3\.2a twice\."):
        standards.read(again)


@pytest.mark.parametrize("text", ["name = ", "name = 'x'", "standard = 3", "standard = [1]"])
def test_a_file_that_is_no_framework_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(NotReady, match="The standards") as refusal:
        standards.read(text)
    assert "\n" not in str(refusal.value)
