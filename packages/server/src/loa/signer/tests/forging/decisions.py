"""What ends an approval, and who wrote what."""

from datetime import UTC, datetime

from loa.keys.models import SignedKind, ToSign
from loa.signer.refusing import Code
from loa.signer.tests.forging.cases import (
    IGNORED,
    IN_ANOTHERS_NAME,
    IN_NOBODYS_NAME,
    NO_SUCH_PERSON,
    PASSES,
    SIGNED,
    STAMPED,
    Case,
    Table,
    person,
)
from loa.signer.tests.forging.trying import decided

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def withdrawal(house, who, **columns):
    return {
        "unit_id": house.places.own.id,
        "kind": "withdrawn",
        "bulletin_id": house.approved.bulletin_id,
        "revision_id": house.approved.revision_id,
        "approval_id": house.approved.id,
        "person_id": who.person_id if who else None,
        "reason": "Đổi ngày tiêm",
    } | columns


def counts(house, row):
    """The plan of before, asked for again, is not signed any more."""
    before = ToSign.objects.filter(kind=SignedKind.PLAN, unit=house.places.own).latest("id")
    with house.web(house.anh):
        again = ToSign.objects.create(
            kind=SignedKind.PLAN, unit=house.places.own, subject=before.subject, wanted=before.wanted
        )
    return SIGNED if decided(house, again) == Code.WITHDRAWN else IGNORED


def edit(house, who, **columns):
    return {
        "unit_id": house.places.own.id,
        "bulletin_id": house.waiting.pk,
        "revision_id": house.waiting.latest_revision_id,
        "person_id": who.person_id if who else None,
    } | columns


def copy(house, who, **columns):
    return {
        "unit_id": house.places.own.id,
        "bulletin_id": house.waiting.pk,
        "source_id": house.approved.bulletin_id,
        "source_revision": house.approved.revision_id,
        "person_id": who.person_id if who else None,
    } | columns


TABLES = (
    Table(
        "newsroom_copy",
        "mai",
        copy,
        lambda house, row: SIGNED,
        (
            Case("copy by nobody", IN_NOBODYS_NAME, None),
            Case("copy by a person there is none of", NO_SUCH_PERSON, "nobody"),
            Case("copy in another person's name", IN_ANOTHERS_NAME, "lan", {"person_id": person("mai")}),
            Case("copy's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
        ),
    ),
    Table(
        "newsroom_decision",
        "mai",
        withdrawal,
        counts,
        (
            Case("withdrawal by nobody", IN_NOBODYS_NAME, None),
            Case("withdrawal by a person there is none of", NO_SUCH_PERSON, "nobody"),
            Case(
                "withdrawal in another person's name", IN_ANOTHERS_NAME, "anh", {"person_id": person("mai")}
            ),
            Case("withdrawal's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
            Case("withdrawal by somebody without the right", PASSES, "la"),
        ),
    ),
    Table(
        "newsroom_edit",
        "mai",
        edit,
        lambda house, row: SIGNED,
        (
            Case("edit by nobody", IN_NOBODYS_NAME, None),
            Case("edit by a person there is none of", NO_SUCH_PERSON, "nobody"),
            Case("edit in another person's name", IN_ANOTHERS_NAME, "lan", {"person_id": person("mai")}),
            Case("edit's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
        ),
    ),
)
