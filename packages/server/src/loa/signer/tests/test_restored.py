"""After a restore all is signed but plans, until an operator of the province has looked."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from loa.audit.models import Entry
from loa.dispatch import targets
from loa.dispatch.actions import silence
from loa.fleet import actions as fleet
from loa.kernel import clock
from loa.kernel.errors import Forbidden
from loa.kernel.roles import Role
from loa.keys import actions as keys
from loa.keys import queries
from loa.keys.models import Restoration, RestorationSeen, SignedHead, ToSign, TrustBundle
from loa.testing.people import someone


@pytest.fixture
def restored(signer):
    """As the launcher says it, twice."""
    now = clock.now()
    words = (now.isoformat(), (now - timedelta(hours=5)).isoformat())
    call_command("note_restoration", *words)
    call_command("note_restoration", *words)
    return Restoration.objects.get()


def states(kind):
    return set(ToSign.objects.filter(kind=kind).values_list("state", flat=True))


@pytest.fixture
def asked(restored, approved, box, as_role, operator, signer):
    """A plan, an assignment and a silence wait; the signer has had its turn."""
    with as_role("web", operator):
        fleet.move(box.id, None)
        silence(targets.everything(), "Có đám tang")
    signer.work()
    return restored


def test_plans_alone_wait_and_are_signed_once_somebody_has_looked(asked, signer, operator, as_role):
    assert states("assign") == {"signed"}
    assert states("act") == {"signed"}
    assert not SignedHead.objects.filter(kind="plan").exists()
    with as_role("web", operator):
        assert keys.restoration_seen() is not None
        assert keys.restoration_seen() is None
    signer.work()
    assert "waiting" not in states("plan")
    assert SignedHead.objects.filter(kind="plan").exists()
    assert Entry.objects.get(verb="keys.restoration_seen").person_id == operator.person_id


def test_lists_are_renewed_while_plans_wait(asked, signer):
    lists = TrustBundle.objects.count()
    with clock.fixed(clock.now() + timedelta(hours=13)):
        signer.work()
    assert TrustBundle.objects.count() == lists + 1
    assert states("plan") == {"waiting"}


def test_only_an_operator_of_the_province_lets_plans_go(asked, signer, places, operator, as_role):
    son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    chief = someone("Lê Quản", (Role.ADMINISTRATOR, places.province), home=places.province, username="quan")
    for who in (son, chief):
        with as_role("web", who), pytest.raises(Forbidden):
            keys.restoration_seen()
        with as_role("web", who):  # as a taken web process writes it in their name
            RestorationSeen.objects.create(restoration=asked, by_id=who.person_id)
    signer.work()
    assert states("plan") == {"waiting"}


def test_one_who_looked_at_an_earlier_restore_has_not_looked_at_this(asked, signer, operator, as_role):
    with as_role("web", operator):
        keys.restoration_seen()
    later = clock.now() + timedelta(minutes=1)
    call_command("note_restoration", later.isoformat(), clock.now().isoformat())
    assert queries.unseen_restoration().restored_at == later
    signer.work()
    assert states("plan") == {"waiting"}


@pytest.mark.parametrize(
    "statement",
    [
        "delete from keys_restoration",
        "update keys_restoration set restored_at = 'epoch'",
        "insert into keys_restoration (restored_at, backup_at) values ('2999-01-01', now())",
        "update keys_restorationseen set at = now()",
        "delete from keys_restorationseen",
    ],
)
def test_web_says_nothing_of_a_restore(statement, as_role, operator):
    with (
        as_role("web", operator),
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
