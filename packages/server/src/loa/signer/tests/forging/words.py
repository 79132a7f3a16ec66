"""A person's word about the signer's clock or a restored house, and what is asked of the signer."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q

from loa.kernel import clock
from loa.keys.models import (
    Assignment,
    ClockDoubt,
    Restoration,
    Root,
    SignedHead,
    SignedKind,
    ToSign,
    TrustBundle,
)
from loa.places import scope
from loa.signer import restored
from loa.signer.ownclock import OwnClock
from loa.signer.refusing import Code
from loa.signer.tests.forging import boxes
from loa.signer.tests.forging.cases import (
    IGNORED,
    IN_ANOTHERS_NAME,
    IN_NOBODYS_NAME,
    NO_SUCH_PERSON,
    NOBODY,
    PASSES,
    SIGNED,
    STAMPED,
    Case,
    Deed,
    Denied,
    Table,
    fenced,
    person,
)
from loa.signer.tests.forging.trying import decided
from loa.testing.forging import past_the_fences

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SAYS_THE_SIGNER = fenced("the signer says")
NO_ID = Denied("23514", "keys_tosign_subject_is_an_id")


@contextmanager
def signing(house):
    """As the signer, over every unit."""
    every = tuple(house.units())
    with house.as_role("signer"), scope.using(every, every):
        yield


def right(house):
    """Does the signer trust its clock now? Asked as if it had just begun."""
    with house.as_role("signer"):
        return OwnClock().right()


def clock_word(house, who, **columns):
    """A real house whose machine was off for days: the signer doubts its clock."""
    with past_the_fences():
        Root.objects.update(demo=False)
    SignedHead.objects.update(signed_at=F("signed_at") - timedelta(days=9))
    TrustBundle.objects.update(made_at=F("made_at") - timedelta(days=9))
    assert not right(house)
    return {"doubt_id": ClockDoubt.objects.latest("id").id, "by_id": who.person_id if who else None} | columns


def seen(house, who, **columns):
    now = clock.now()
    made = Restoration.objects.create(restored_at=now, backup_at=now - timedelta(hours=5))
    return {"restoration_id": made.restored_at, "by_id": who.person_id if who else None} | columns


def plans_go(house, row):
    with signing(house):
        return SIGNED if restored.signable() == Q() else IGNORED


def says(what):
    """Who may not say this, whatever it is."""
    return (
        Case(f"{what} by nobody", IN_NOBODYS_NAME, None),
        Case(f"{what} by a person there is none of", NO_SUCH_PERSON, "nobody"),
        Case(f"{what} in another person's name", IN_ANOTHERS_NAME, "mai", {"by_id": person("anh")}),
        Case(f"{what} by a commune's operator", IGNORED, "son"),
        Case(f"{what} by a commune's administrator", IGNORED, "tri"),
        Case(f"{what} by an auditor of the province", IGNORED, "soi"),
        Case(f"{what} by an editor", IGNORED, "mai"),
        Case(f"{what}: its moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
    )


WORDS = Table(
    "keys_clockword",
    "anh",
    clock_word,
    lambda house, row: SIGNED if right(house) else IGNORED,
    (
        *says("word that the clock is right"),
        Case("word about a doubt there is none of", Denied("23503"), changes={"doubt_id": NOBODY}),
        Case("word that the clock is right, by an approver of the province", IGNORED, "tinh"),
        Case("word that the clock is right, in an operator's name", PASSES),
    ),
)
SEEN = Table(
    "keys_restorationseen",
    "anh",
    seen,
    plans_go,
    (
        *says("word that a restored house was looked at"),
        Case("word that a restored house was looked at, by an administrator", IGNORED, "hoa"),
        Case("word that a restored house was looked at, in an operator's name", PASSES),
        Case("word about a restore there was none of", Denied("23503"), changes={"restoration_id": LONG_AGO}),
    ),
)


def request(house, who, **columns):
    """The newest plan once more."""
    was = ToSign.objects.filter(kind=SignedKind.PLAN, subject="14797.0").latest("id")
    return {
        "unit_id": was.unit_id,
        "kind": "plan",
        "subject": was.subject,
        "wanted": was.wanted,
        "urgent": False,
        "state": "waiting",
        "code": "",
        "why": "",
    } | columns


REQUESTS = Table(
    "keys_tosign",
    "anh",
    request,
    lambda house, row: decided(house, ToSign.objects.latest("id")),
    (
        Case("request for a server's address", Code.MISSING, changes={"kind": "address"}),
        Case("request for a thing there is no word for", Code.MISSING, changes={"kind": "root"}),
        Case("request for a plan there is none of", Code.MISSING, changes={"subject": "1.0"}),
        Case("request for a body there is none of", Code.MISSING, changes={"wanted": "0" * 64}),
        Case(
            "request for an order that is no id",
            NO_ID,
            changes={"kind": "act", "subject": "x", "urgent": True},
        ),
        Case(
            "request for an assignment that is no id",
            NO_ID,
            changes={"kind": "assign", "subject": "x"},
        ),
        Case(
            "request that writes a line of log",
            Denied("23514", "keys_tosign_subject_is_plain"),
            changes={"subject": "1.0\n2026-12-01 INFO signed: 1.0"},
        ),
        Case(
            "request that says it was signed",
            SAYS_THE_SIGNER,
            changes={"state": "signed", "decided_at": LONG_AGO},
        ),
        Case(
            "request that says it was refused",
            SAYS_THE_SIGNER,
            changes={"state": "refused", "code": "rules", "decided_at": LONG_AGO},
        ),
        Case("request that says why it waits", SAYS_THE_SIGNER, changes={"code": "no-key"}),
        Case("request that waits and was decided", SAYS_THE_SIGNER, changes={"decided_at": LONG_AGO}),
        Case(
            "request for an order that is not urgent",
            Denied("23514", "act_is_urgent"),
            changes={"kind": "act"},
        ),
        Case("request's moment written by hand", STAMPED, changes={"asked_at": LONG_AGO}, stamp="asked_at"),
    ),
)


def asked_again(house, later=True):
    """The box's first assignment asked for once more, after a later one was signed."""
    first = Assignment.objects.filter(device=house.box.id).earliest("at")
    if later:
        made = boxes.assignment(house, house.anh, volume=50)
        with house.web(house.anh):
            Assignment.objects.create(**made)
        assert boxes.asked(house, made) == SIGNED
    return boxes.asked(house, {"id": first.id, "unit_id": first.unit_id})


DEEDS = (
    Deed(
        "assignment of before asked for again, to be the newest",
        asked_again,
        "overtaken",
        lambda house: asked_again(house, later=False),
    ),
)
TABLES = (WORDS, SEEN, REQUESTS)
