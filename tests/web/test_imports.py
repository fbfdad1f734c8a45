"""A file brought at a page: checked first, then loaded by whoever may bring it."""

import io

import pytest

from closeloop.web import at_once
from tests.authority import Authority
from tests.intake.handing_in import file_of
from tests.web.conftest import Visits
from tests.web.visit import Shown, Visitor

NEW = "/imports/new"
PERSON = {"email": "zoe@midshire.example", "name": "Zoë Reed", "roles": "practitioner"}


def brings(visitor: Visitor, shown: Shown, file: bytes, **more: str) -> Shown:
    """Send the form with a file in it."""
    fields = shown.values().to_dict() | {"kind": "people", **more}
    data = fields | {"file": (io.BytesIO(file), "staff.csv")}
    answer = visitor.client.post(NEW, data=data, content_type="multipart/form-data")
    return Shown(answer)


def test_a_wrong_row_is_shown_and_nothing_is_kept(visits: Visits, authority: Authority) -> None:
    visitor = visits("otto")
    shown = brings(visitor, visitor.opens(NEW), file_of(PERSON | {"roles": "boss"}))
    assert shown.status == 422
    assert "boss is not one of" in shown.text
    with pytest.raises(KeyError):
        authority.who("zoe")


def test_a_second_file_at_once_is_too_many(visits: Visits, authority: Authority) -> None:
    visitor = visits("otto")
    page = visitor.opens(NEW)
    with at_once.place(authority.house.settings.var, authority.who("otto")):
        assert brings(visitor, page, file_of(PERSON)).status == 429
    assert brings(visitor, page, file_of(PERSON)).status == 200
