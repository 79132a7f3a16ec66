"""Accounts, and the links by which one is somebody's."""

import uuid
from datetime import UTC, datetime, timedelta

from loa.kernel import clock
from loa.people.models import Account, OneTimeLink
from loa.signer.tests.forging.cases import (
    NOBODY,
    PASSES,
    SIGNED,
    STAMPED,
    Case,
    Deed,
    Denied,
    Statement,
    Table,
    fenced,
    person,
)
from loa.signer.tests.forging.trying import insert, sql

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def new_account(house, who, **columns):
    return {
        "person_id": house.moi.person_id,
        "unit_id": house.places.own.id,
        "username": "them",
        "password": "!",
        "is_superuser": False,
        "is_active": True,
        "created_at": clock.now(),
    } | columns


ACCOUNTS = Table(
    "people_account",
    "hoa",
    new_account,
    lambda house, row: SIGNED,
    (
        Case(
            "account that is vouched for as it is made",
            fenced("vouched for by nobody yet"),
            changes={"vouched_at": LONG_AGO},
        ),
        Case(
            "account made above all others",
            Denied("23514", "never_superuser"),
            changes={"is_superuser": True},
        ),
        Case("account of a person there is none of", Denied("23503"), changes={"person_id": NOBODY}),
        Case("account, a second one, for a person", PASSES, changes={"username": "themnua"}),
    ),
)


def link(house, who, **columns):
    return {
        "secret_hash": uuid.uuid4().hex,
        "purpose": "reset",
        "account_id": house.hung.account_id,
        "unit_id": house.places.own.id,
        "made_by_id": who.person_id if who else None,
        "made_at": clock.now(),
        "expires_at": clock.now() + timedelta(hours=24),
        "code_hash": "",
        "wrong_codes": 0,
    } | columns


def vouched(house, row):
    """Another administrator gives the code, the holder uses the link, and the account is vouched for."""
    made = OneTimeLink.objects.latest("id")
    with house.web(house.binh):
        OneTimeLink.objects.filter(id=made.id).update(
            code_by_id=house.binh.person_id, code_hash="ab", code_at=clock.now()
        )
        OneTimeLink.objects.filter(id=made.id).update(used_at=clock.now())
        used = OneTimeLink.objects.get(id=made.id).used_at
        Account.objects.filter(id=house.hung.account_id).update(vouched_at=used)
    return SIGNED


LINKS = Table(
    "people_onetimelink",
    "hoa",
    link,
    vouched,
    (
        Case("link by nobody", fenced("names who made it"), None),
        Case(
            "link in another person's name", fenced("in one's own name"), "anh", {"made_by_id": person("hoa")}
        ),
        Case(
            "link with its code as it is made",
            fenced("a code is given later"),
            changes={"code_by_id": person("binh"), "code_hash": "ab", "code_at": LONG_AGO},
        ),
        Case("link whose maker gives the code too", Denied("23514", "code_by_another"), "binh"),
        Case("link's moment written by hand", STAMPED, changes={"made_at": LONG_AGO}, stamp="made_at"),
        Case("account vouched for in two administrators' names", PASSES, changes={"purpose": "invite"}),
    ),
)


def reopened(house, column):
    """A link that is used or void, made good again."""
    key = insert(house, house.hoa, LINKS, link(house, house.hoa))
    with house.web(house.hoa):
        rows = OneTimeLink.objects.filter(id=key)
        rows.update(**{column: clock.now()})
        rows.update(**{column: None})
    return SIGNED


def lives(house):
    return SIGNED if sql("select count(*) from people_onetimelink where used_at is null") >= 0 else "gone"


STATEMENTS = (
    Statement(
        "account vouched for without a link",
        "update people_account set vouched_at = now() where person_id = %(moi)s",
        fenced("vouched for by the use of a link"),
        "update people_account set is_active = is_active where person_id = %(moi)s",
        "binh",
    ),
    Statement(
        "account of another person",
        "update people_account set person_id = %(hoa)s where person_id = %(moi)s",
        fenced("permission denied"),
        "update people_account set is_active = is_active where person_id = %(moi)s",
        "binh",
    ),
    Statement(
        "account above all others",
        "update people_account set is_superuser = true where person_id = %(moi)s",
        fenced("permission denied"),
        "update people_account set is_active = is_active where person_id = %(moi)s",
        "binh",
    ),
)
DEEDS = (
    Deed("used link made good again", lambda h: reopened(h, "used_at"), fenced("stays so"), lives),
    Deed("void link made good again", lambda h: reopened(h, "void_at"), fenced("stays so"), lives),
)
TABLES = (ACCOUNTS, LINKS)
