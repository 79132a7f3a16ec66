"""What takes trust from a box or from an online key."""

from datetime import UTC, datetime

from loa.keys.models import Delegation, Revocation, RevocationAgreement
from loa.signer.tests.forging.cases import (
    IGNORED,
    IN_ANOTHERS_NAME,
    IN_NOBODYS_NAME,
    NO_SUCH_PERSON,
    NOBODY,
    OF_ANOTHER_UNIT,
    PASSES,
    SIGNED,
    STAMPED,
    Case,
    Denied,
    Table,
    person,
    unit,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NAMES_ONE = Denied("23514", "keys_revocation_names_one")


def of_a_box(house, who, **columns):
    return {
        "unit_id": house.places.own.id,
        "device": house.box.id,
        "key_id": None,
        "why": "Mất trộm",
        "by_id": who.person_id if who else None,
    } | columns


def box_is_listed(house, row):
    house.signer.work()
    return SIGNED if str(row["device"]) in house.signer.trust_and_pins()[0].devices_revoked else IGNORED


def of_a_key(house, who, **columns):
    return of_a_box(house, who, device=None, key_id=_plan_key(), unit_id=house.places.province.id) | columns


def _plan_key():
    return Delegation.objects.get(purpose="plan").key_id


def listed_once_another_agrees(house, row):
    made = Revocation.objects.latest("id")
    with house.web(house.binh):
        RevocationAgreement.objects.create(
            unit_id=made.unit_id, revocation=made, person_id=house.binh.person_id
        )
    return key_is_listed(house, row)


def key_is_listed(house, row):
    house.signer.work()
    return SIGNED if _plan_key() in house.signer.trust_and_pins()[0].revoked else IGNORED


def agreement(house, who, **columns):
    """To the revocation of a key by one administrator of the province."""
    with house.web(house.hoa):
        made = Revocation.objects.create(**of_a_key(house, house.hoa))
    return {
        "unit_id": made.unit_id,
        "revocation_id": made.id,
        "person_id": who.person_id if who else None,
    } | columns


TABLES = (
    Table(
        "keys_revocation",
        "anh",
        of_a_box,
        box_is_listed,
        (
            Case("revocation of a box by nobody", IN_NOBODYS_NAME, None),
            Case("revocation of a box by a person there is none of", NO_SUCH_PERSON, "nobody"),
            Case("revocation of a box in another's name", IN_ANOTHERS_NAME, "mai", {"by_id": person("anh")}),
            Case("revocation of a box by an editor", IGNORED, "mai"),
            Case("revocation of a box by an approver", IGNORED, "hung"),
            Case("revocation of a box by an auditor", IGNORED, "soi"),
            Case("revocation of a box by an operator of another unit", IGNORED, "la"),
            Case(
                "revocation of a box at another unit by its operator",
                IGNORED,
                "la",
                {"unit_id": unit("other")},
            ),
            Case("revocation of a box by an operator until yesterday", IGNORED, "thoi"),
            Case(
                "revocation of a box there is none of",
                IGNORED,
                changes={"device": "0" * 8 + "-0000-4000-8000-" + "0" * 12},
            ),
            Case("revocation of a box and of a key", NAMES_ONE, changes={"key_id": "00"}),
            Case("revocation of nothing", NAMES_ONE, changes={"device": None}),
            Case("revocation's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
            Case("revocation of a box in an operator's name", PASSES, "son"),
        ),
    ),
    Table(
        "keys_revocation",
        "hoa",
        of_a_key,
        listed_once_another_agrees,
        (
            Case("revocation of a key by an operator, agreed to by an administrator", IGNORED, "anh"),
            Case("revocation of a key by an administrator of a commune, agreed to", IGNORED, "tri"),
            Case("revocation of a key by whoever agrees to it", IGNORED, "binh"),
            Case("revocation of a key in two administrators' names", PASSES, changes={"why": "lộ"}),
        ),
    ),
    Table(
        "keys_revocationagreement",
        "binh",
        agreement,
        key_is_listed,
        (
            Case("yes to a key's revocation in nobody's name", IN_NOBODYS_NAME, None),
            Case(
                "yes to a key's revocation in nobody's name while somebody acts",
                IN_ANOTHERS_NAME,
                changes={"person_id": None},
            ),
            Case("yes to a key's revocation by a person there is none of", NO_SUCH_PERSON, "nobody"),
            Case(
                "yes to a key's revocation in another's name",
                IN_ANOTHERS_NAME,
                "mai",
                {"person_id": person("binh")},
            ),
            Case("yes to a key's revocation by whoever asked for it", IGNORED, "hoa"),
            Case(
                "yes to a key's revocation by a second account of whoever asked for it", IGNORED, "hoa_again"
            ),
            Case("yes to a key's revocation by an administrator of a commune", IGNORED, "tri"),
            Case("yes to a key's revocation by an operator of the province", IGNORED, "anh"),
            Case("yes to a key's revocation by an auditor", IGNORED, "soi"),
            Case("yes to a revocation that is not there", OF_ANOTHER_UNIT, changes={"revocation_id": NOBODY}),
            Case(
                "yes to a key's revocation's moment written by hand",
                STAMPED,
                changes={"at": LONG_AGO},
                stamp="at",
            ),
        ),
    ),
)
