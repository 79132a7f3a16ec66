"""Bulletins to try things on, made through the actions themselves."""

import pytest

from loa.kernel.roles import Role
from loa.newsroom import actions
from loa.testing import bulletins
from loa.testing.people import someone


@pytest.fixture
def second_editor(places):
    return someone("Trịnh Văn Toàn", (Role.EDITOR, places.own), home=places.own, username="toan")


@pytest.fixture
def stranger(places):
    """Editor and approver of the neighbouring commune."""
    roles = [(Role.EDITOR, places.other), (Role.APPROVER, places.other)]
    return someone("Lò Thị Phương", *roles, home=places.other, username="phuong")


@pytest.fixture
def sound(places):
    return bulletins.ready_sound(places.own)


@pytest.fixture
def desk(places, editor, approver, as_role):
    bulletins.rule(places.own)
    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def words(desk, sound):
    def make(**changes):
        return desk.words(**{"sound": sound} | changes)

    return make


@pytest.fixture
def proof():
    return bulletins.proof


@pytest.fixture
def draft(places, editor, words, as_role):
    with as_role("web", editor):
        return actions.create(places.own.pk, words())


@pytest.fixture
def submitted(desk, words):
    return desk.submitted(words())


@pytest.fixture
def approved(submitted, approver, as_role, proof):
    with as_role("web", approver):
        actions.approve(submitted.pk, submitted.latest_revision_id, proof(approver))
    submitted.refresh_from_db()
    return submitted
