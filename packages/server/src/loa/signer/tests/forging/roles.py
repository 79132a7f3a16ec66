"""Roles: granted, confirmed, and dated by whom and when."""

from datetime import UTC, date, datetime

from loa.kernel import clock
from loa.people.models import RoleGrant
from loa.signer.refusing import Code
from loa.signer.tests.forging import approvals, orders
from loa.signer.tests.forging.cases import (
    NOBODY,
    PASSES,
    STAMPED,
    Case,
    Deed,
    Denied,
    Statement,
    Table,
    fenced,
    person,
    unit,
)
from loa.signer.tests.forging.trying import insert

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ONLY_AN_ADMINISTRATOR = fenced("only an administrator of the place")
CONFIRMED_LATER = fenced("confirmed later")
CONFIRMED_ONCE = fenced("confirmed once")
NAMES_WHO_GAVE = fenced("names who gave it")


def grant(house, who, **columns):
    """An administrator makes somebody an operator of the commune."""
    return {
        "person_id": house.moi.person_id,
        "role": "operator",
        "unit_id": house.places.own.id,
        "valid_from": clock.today(),
        "granted_by_id": who.person_id if who else None,
        "granted_at": clock.now(),
    } | columns


def orders_by_it(house, row):
    """A silence by whoever holds the role now."""
    return orders.given(house, orders.order, orders.asked, who="moi")


def approves(house, who="moi"):
    """An approval of what waits by somebody; gives what became of it."""
    actor = getattr(house, who)
    row = approvals.row(house, actor)
    insert(house, actor, approvals.APPROVALS, row)
    return approvals.planned(house, row)


def confirmed(house, row):
    """Another administrator confirms, and the new approver approves."""
    made = RoleGrant.objects.latest("id")
    with house.web(house.binh):
        RoleGrant.objects.filter(id=made.id).update(
            confirmed_by_id=house.binh.person_id, confirmed_at=clock.now()
        )
    return approves(house)


def approver(house, who, **columns):
    return grant(house, who, **{"role": "approver"} | columns)


GRANTS = Table(
    "people_rolegrant",
    "hoa",
    grant,
    orders_by_it,
    (
        Case("role granted by nobody", NAMES_WHO_GAVE, None),
        Case("role granted in nobody's name", NAMES_WHO_GAVE, changes={"granted_by_id": None}),
        Case(
            "role granted in another person's name",
            ONLY_AN_ADMINISTRATOR,
            "anh",
            {"granted_by_id": person("hoa")},
        ),
        Case("role granted by an operator", ONLY_AN_ADMINISTRATOR, "anh"),
        Case("role granted by an auditor", ONLY_AN_ADMINISTRATOR, "soi"),
        Case(
            "role granted by an administrator of a commune, at the province",
            ONLY_AN_ADMINISTRATOR,
            "tri",
            {"unit_id": unit("province")},
        ),
        Case(
            "role granted by an administrator of another commune",
            ONLY_AN_ADMINISTRATOR,
            "tri",
            {"unit_id": unit("other")},
        ),
        Case("role granted to a person there is none of", Denied("23503"), changes={"person_id": NOBODY}),
        Case(
            "role that ends before it begins",
            Denied("23514", "ends_after_start"),
            changes={"valid_to": date(2020, 1, 1)},
        ),
        Case("role's moment written by hand", STAMPED, changes={"granted_at": LONG_AGO}, stamp="granted_at"),
        Case("role granted in an administrator's name", PASSES, changes={"valid_from": date(2025, 7, 1)}),
    ),
)
TWO = Table(
    "people_rolegrant",
    "hoa",
    approver,
    confirmed,
    (
        Case(
            "role of an approver, confirmed as it is granted",
            CONFIRMED_LATER,
            changes={"confirmed_by_id": person("binh"), "confirmed_at": LONG_AGO},
        ),
        Case(
            "role of an approver, confirmed by its giver as it is granted",
            CONFIRMED_LATER,
            changes={"confirmed_by_id": person("hoa"), "confirmed_at": LONG_AGO},
        ),
        Case(
            "role of an administrator to oneself",
            Denied("23514", "not_to_oneself"),
            changes={"person_id": person("hoa"), "role": "administrator"},
        ),
        Case(
            "role of an approver to an administrator",
            Denied("23P01", "never_approver_and_administrator"),
            changes={"person_id": person("binh")},
        ),
        Case(
            "role of an approver granted by whoever confirms it",
            Denied("23514", "second_person_confirms"),
            "binh",
        ),
        Case(
            "role of an approver in two administrators' names",
            PASSES,
            changes={"valid_from": date(2025, 7, 1)},
        ),
    ),
)
MINE = "update people_rolegrant set {} where person_id = %(cho)s"
YES = "confirmed_by_id = %({})s, confirmed_at = now()"
TWIN = MINE.format(YES.format("binh"))


def confirming(name, by, what, outcome):
    return Statement(name, MINE.format(what), outcome, TWIN, by, twin_by="binh")


STATEMENTS = (
    confirming("role confirmed by its giver", "hoa", YES.format("hoa"), Denied("23514", "second_person")),
    confirming(
        "role confirmed by a second account of its giver",
        "hoa_again",
        YES.format("hoa"),
        Denied("23514", "second_person"),
    ),
    confirming("role confirmed by its holder", "cho", YES.format("cho"), ONLY_AN_ADMINISTRATOR),
    confirming("role confirmed by an operator", "anh", YES.format("anh"), ONLY_AN_ADMINISTRATOR),
    confirming("role confirmed in another administrator's name", "hoa", YES.format("binh"), CONFIRMED_ONCE),
    confirming("role confirmed at a moment, by nobody", "binh", "confirmed_at = now()", CONFIRMED_ONCE),
    confirming("role of another person", "binh", "person_id = %(moi)s", fenced("permission denied")),
    confirming("role made another", "binh", "role = 'operator'", fenced("permission denied")),
    confirming(
        "role made to begin earlier", "binh", "valid_from = '2020-01-01'", fenced("permission denied")
    ),
    confirming("role made granted earlier", "binh", "granted_at = '2020-01-01'", fenced("permission denied")),
    confirming("role put to another unit", "binh", "unit_id = %(other)s", fenced("permission denied")),
    confirming("role that ends, in an administrator's name", "binh", "valid_to = current_date + 1", PASSES),
    confirming(
        "role that ended before today",
        "binh",
        "valid_to = current_date - 30",
        fenced("does not end before today"),
    ),
    Statement(
        "role that ended made longer",
        "update people_rolegrant set valid_to = null where person_id = %(thoi)s",
        fenced("not made longer"),
        TWIN,
        "binh",
    ),
)


def acted_before(house, role):
    """Acts first, and only then is given the role, from a day long ago on."""
    made = approvals.row(house, house.moi)
    insert(house, house.moi, approvals.APPROVALS, made)
    insert(house, house.hoa, GRANTS, grant(house, house.hoa, role=role, valid_from=date(2025, 7, 1)))
    given = RoleGrant.objects.latest("id")
    with house.web(house.binh):
        RoleGrant.objects.filter(id=given.id).update(
            confirmed_by_id=house.binh.person_id, confirmed_at=LONG_AGO
        )
    return approvals.planned(house, made)


def silenced_before(house):
    """An order by somebody who is made an operator after it, from a day long ago on."""
    made = orders.order(house, house.moi)
    insert(house, house.moi, orders.SILENCES, made)
    insert(house, house.hoa, GRANTS, grant(house, house.hoa, valid_from=date(2025, 7, 1)))
    return orders.asked(house, made)


def granted_first(house):
    insert(house, house.hoa, GRANTS, grant(house, house.hoa))
    return orders_by_it(house, None)


DEEDS = (
    Deed(
        "role dated back to before an approval",
        lambda h: acted_before(h, "approver"),
        Code.NOT_ENTITLED,
        lambda h: granted_first(h),
    ),
    Deed("role dated back to before an order", silenced_before, Code.NOT_ENTITLED, granted_first),
)
TABLES = (GRANTS, TWO)
