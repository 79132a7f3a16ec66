"""The record of acts is for whoever sees the trail: at the places where they do, and nowhere else."""

import pytest
from django.urls import reverse

from loa.audit.models import Entry
from loa.kernel import clock
from loa.kernel.roles import Capability, Role, roles_with
from loa.testing import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(places, editor):
    for unit in (places.own, places.other):
        Entry.objects.create(
            unit_id=unit.id,
            person_id=editor.person_id,
            at=clock.now(),
            verb=f"trial.{unit.code}",
            subject="trial:1",
            detail={},
        )


def answers(web, **asked: object) -> tuple[int, str]:
    """The page and its file are answered alike; returns the status and what both say."""
    shown = web.get(reverse("evidence_acts"), asked)
    file = web.get(reverse("evidence_acts_file", args=["csv"]), asked)
    assert shown.status_code == file.status_code
    text = b"".join(file.streaming_content).decode() if file.streaming else file.content.decode()
    return shown.status_code, text if shown.status_code == 200 else ""


@pytest.mark.parametrize("role", list(Role))
def test_the_page_and_its_file_ask_the_capability(web, places, recorded, role):
    web.sign_in(people.someone("Lê Thị Mai", (role, places.own), home=places.own, username="mai2"))
    status, text = answers(web)
    assert status == (200 if role in roles_with(Capability.SEE_TRAIL) else 403)
    assert f"trial.{places.other.code}" not in text
    assert (f"trial.{places.own.code}" in text) == (status == 200)


def test_another_role_elsewhere_shows_nothing_of_there(web, places, recorded):
    both = ((Role.EDITOR, places.other), (Role.AUDITOR, places.own))
    web.sign_in(people.someone("Lê Thị Mai", *both, home=places.own, username="mai2"))
    for asked in ({}, {"noi": places.other.id}):
        status, text = answers(web, **asked)
        assert status == (403 if asked else 200)
        assert f"trial.{places.other.code}" not in text
