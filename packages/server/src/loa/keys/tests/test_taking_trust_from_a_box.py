"""A box is named in every list from then on: by a person, once each, and another's row stands in no way."""

from uuid import uuid4

import pytest

from loa.audit.models import Entry
from loa.kernel.errors import Forbidden
from loa.keys import actions as keys
from loa.keys.models import Revocation

pytestmark = pytest.mark.django_db


def revoke(as_role, who, box, places, why):
    with as_role("web", who):
        return keys.revoke_device(box, places.own.pk, why)


def test_twice_by_one_person_is_one_row_and_one_line_of_the_record(operator, places, as_role):
    box = uuid4()
    first = revoke(as_role, operator, box, places, "Mất trộm")
    again = revoke(as_role, operator, box, places, "Lý do khác")
    assert (again.pk, again.why) == (first.pk, "Mất trộm")
    told = Entry.objects.get()
    assert (told.verb, told.subject) == ("keys.device_revoked", f"fleet.device:{box}")
    assert (told.unit_id, told.detail) == (places.own.pk, {"why": "Mất trộm"})


def test_anothers_row_stands_in_nobodys_way(operator, editor, places, as_role):
    box = uuid4()
    for who in (editor, operator):
        revoke(as_role, who, box, places, "Mất trộm")
    assert Revocation.objects.filter(device=box).count() == 2
    assert Entry.objects.count() == 2


def test_another_box_is_another_matter(operator, places, as_role):
    for _each in range(2):
        revoke(as_role, operator, uuid4(), places, "Mất trộm")
    assert Revocation.objects.count() == 2


def test_no_process_does_it(places, as_role):
    at = (places.own.pk,)
    with (
        as_role("web", read=at, write=at),
        pytest.raises(Forbidden, match="việc của người, không phải của máy"),
    ):
        keys.revoke_device(uuid4(), places.own.pk, "Mất trộm")
    assert not Revocation.objects.exists()
