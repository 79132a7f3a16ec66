"""Orders of the moment: what stops sound, and what lets something sound."""

import uuid
from datetime import UTC, datetime, timedelta

from psycopg.types.json import Jsonb

from loa.dispatch.models import Act
from loa.kernel import clock
from loa.keys.models import SignedKind
from loa.signer.refusing import Code
from loa.signer.tests.forging.cases import (
    IN_ANOTHERS_NAME,
    IN_NOBODYS_NAME,
    NO_SUCH_PERSON,
    PASSES,
    STAMPED,
    Case,
    Deed,
    Denied,
    Table,
    person,
    unit,
)
from loa.signer.tests.forging.trying import asked_for

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ALL = {"unit_id": unit("province"), "target": "all", "target_id": ""}
OTHER = {"unit_id": unit("other"), "target_id": "16078"}
NO_TARGET = Denied("23514", "names_its_target")


def order(house, who, kind="silence", lasts=timedelta(days=365), starts=None, **columns):
    return {
        "id": uuid.uuid4(),
        "unit_id": house.places.own.id,
        "kind": kind,
        "target": "unit",
        "target_id": "14797",
        "cancels": Jsonb([]),
        "tone_ms": 0,
        "by_id": who.person_id if who else None,
        "why": "Có đám tang",
        "latest_start_at": clock.now() + (starts or lasts),
        "expires_at": clock.now() + lasts,
        "reaches": 2,
    } | columns


def restore(house, who, **columns):
    return order(house, who, kind="restore", lasts=timedelta(days=399), **columns)


def cancel(house, who, **columns):
    named = {"what": "right", "id": str(house.approved.id)}
    return order(house, who, kind="cancel", lasts=timedelta(days=10), **{"cancels": Jsonb([named])} | columns)


def tone(house, who, **columns):
    said = {"tone_ms": 2000, "starts": timedelta(minutes=1), "lasts": timedelta(minutes=2)}
    return order(house, who, kind="tone", **said | columns)


def asked(house, row):
    return asked_for(house, SignedKind.ACT, str(row["id"]), row["unit_id"], urgent=True)


def asked_late(house, row):
    """An hour after it was decided."""
    with clock.fixed(clock.now() + timedelta(hours=1)):
        return asked(house, row)


def asked_twice(house, row):
    """Signed, and asked for again: as the newest order it would undo what came between."""
    assert asked(house, row) == "signed"
    return asked(house, row)


def by(kind):
    """Who may not order this, whatever the kind."""
    return (
        Case(f"{kind} by nobody", IN_NOBODYS_NAME, None),
        Case(f"{kind} by a person there is none of", NO_SUCH_PERSON, "nobody"),
        Case(f"{kind} in another person's name", IN_ANOTHERS_NAME, "mai", {"by_id": person("anh")}),
        Case(f"{kind} by an auditor", Code.NOT_ENTITLED, "soi"),
        Case(f"{kind} by an administrator", Code.NOT_ENTITLED, "hoa"),
        Case(f"{kind} by an operator of another commune", Code.NOT_ENTITLED, "la"),
        Case(f"{kind} by an operator until yesterday", Code.NOT_ENTITLED, "thoi"),
        Case(f"{kind} of the whole province by a commune's operator", Code.NOT_ENTITLED, "son", ALL),
        Case(f"{kind} of another commune by a commune's operator", Code.NOT_ENTITLED, "son", OTHER),
    )


SILENCES = Table(
    "dispatch_act",
    "anh",
    order,
    asked,
    (
        *by("silence"),
        Case("silence by an editor", Code.NOT_ENTITLED, "mai"),
        Case("silence by an approver", Code.NOT_ENTITLED, "hung"),
        Case(
            "silence of the province decided at a commune",
            Code.OTHER_PLACE,
            "son",
            {"target": "all", "target_id": ""},
        ),
        Case("silence of another commune decided here", Code.OTHER_PLACE, "son", {"target_id": "16078"}),
        Case(
            "silence of another commune's plan decided here",
            Code.OTHER_PLACE,
            "son",
            {"target": "plan", "target_id": "16078.0"},
        ),
        Case(
            "silence of another commune's box decided here",
            Code.OTHER_PLACE,
            "son",
            {"target": "device", "target_id": lambda h: str(h.far.id)},
        ),
        Case(
            "silence of a box that is no id",
            Code.OTHER_PLACE,
            changes={"target": "device", "target_id": "a box"},
        ),
        Case("silence of a target there is no word for", Code.OTHER_PLACE, changes={"target": "street"}),
        Case("silence that names no target", NO_TARGET, changes={"target_id": ""}),
        Case("silence of all that names one", NO_TARGET, changes={"target": "all"}),
        Case(
            "silence that is over before it begins",
            Denied("23514", "ends_later"),
            changes={"expires_at": LONG_AGO},
        ),
        Case("order there is no word for", Code.ALTERED, changes={"kind": "sing"}),
        Case("order of an emergency", Code.ALTERED, changes={"kind": "override"}),
        Case("order's moment written by hand", STAMPED, changes={"decided_at": LONG_AGO}, stamp="decided_at"),
        Case("silence in an operator's name", PASSES, "son"),
    ),
)
RESTORES = Table(
    "dispatch_act",
    "anh",
    restore,
    asked,
    (
        *by("restore"),
        Case("restore by an editor", Code.NOT_ENTITLED, "mai"),
        Case("restore in an operator's name", PASSES, "son"),
    ),
)
CANCELS = Table(
    "dispatch_act",
    "mai",
    cancel,
    asked,
    (
        Case("cancel by an auditor", Code.NOT_ENTITLED, "soi"),
        Case("cancel by an editor of another commune's right", Code.NOT_ENTITLED, "mai", OTHER),
        Case(
            "cancel of a thing there is no word for",
            Code.ALTERED,
            changes={"cancels": Jsonb([{"what": "song", "id": "x"}])},
        ),
    ),
)
TONES = Table(
    "dispatch_act",
    "anh",
    tone,
    asked,
    (
        Case("tone by an editor", Code.NOT_ENTITLED, "mai"),
        Case(
            "tone that may begin next year",
            Code.EXPIRED,
            changes={"starts": timedelta(days=365), "lasts": timedelta(days=366)},
        ),
        Case("tone longer than any", Code.ALTERED, changes={"tone_ms": 3_600_000}),
        Case(
            "tone dated ahead, to be fresh later",
            STAMPED,
            changes={"decided_at": datetime(2026, 12, 31, tzinfo=UTC), "lasts": timedelta(days=99)},
            stamp="decided_at",
        ),
        Case("tone in an operator's name", PASSES, "son"),
    ),
)


TABLES = (SILENCES, RESTORES, CANCELS, TONES)


def given(house, row, became, who="anh", **changes):
    """An order by somebody, and what becomes of it."""
    actor = getattr(house, who)
    made = row(house, actor, **changes)
    plain = {name: each.obj if isinstance(each, Jsonb) else each for name, each in made.items()}
    with house.web(actor):
        Act.objects.create(**plain)
    return became(house, made)


def deed(name, row, became, outcome, **changes):
    return Deed(
        name,
        lambda house: given(house, row, became, **changes),
        outcome,
        lambda house: given(house, row, asked, **changes),
    )


DEEDS = (
    deed(
        "tone asked for an hour after it was ordered", tone, asked_late, Code.EXPIRED, lasts=timedelta(days=1)
    ),
    deed("restore asked for an hour after it was ordered", restore, asked_late, Code.EXPIRED),
    deed("silence asked for again after it was signed", order, asked_twice, "overtaken"),
    deed("restore asked for again after it was signed", restore, asked_twice, "overtaken"),
)
