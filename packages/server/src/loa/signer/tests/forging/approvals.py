"""Approvals: the yes of somebody who may not, over other bytes, at another moment."""

import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
from psycopg.types.json import Jsonb

from loa.airtime.models import Slot, SlotItem
from loa.airtime.proposals import LATEST_START_S, end_of, timing_of
from loa.kernel import clock, moment
from loa.newsroom import form
from loa.newsroom.models import Bulletin
from loa.newsroom.times import Once
from loa.signer.refusing import Code
from loa.signer.tests.forging.cases import (
    IN_ANOTHERS_NAME,
    NOT_NULL,
    PASSES,
    STAMPED,
    Case,
    Denied,
    Table,
    account,
    person,
    unit,
)
from loa.signer.tests.forging.trying import plan_signed
from loa.testing import bulletins

SAID_TWICE = ("cls", "valid_from", "valid_to", "media_sha256", "duration_ms", "hamlets", "times")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
OF_ANOTHER_MOMENT = Denied("23514", "a moment that is not of this transaction")


def row(house, who, bulletin="waiting", said=(), form_=(), proof=(), keep_said=False, **columns):
    """An approver's yes to a bulletin that waits; `said` and `form_` are other words in the two."""
    of = Bulletin.objects.get(pk=getattr(house, bulletin).pk)
    honest = form.BulletinContent(
        version=1,
        title=of.title,
        text=of.text,
        language="vi",
        topic="",
        priority="ordinary",
        valid_from=clock.today().isoformat(),
        valid_to=bulletins.tomorrow_at(5).date().isoformat(),
        voice="",
        media_sha256=house.sound.sha256,
        duration_ms=house.sound.duration_ms,
        hamlets=(),
        times=(Once(_at(bulletin)),),
    )
    words = msgspec.structs.replace(honest, **dict(said))
    kept = form.encode(words)
    written = msgspec.json.decode(kept)
    taken = {name: written[name] for name in SAID_TWICE}
    yes = {
        "version": 2,
        "source": form.BULLETIN,
        "right": str(uuid.uuid4()),
        "unit": of.unit_id,
        "unit_code": house.places.own.code,
        "bulletin": of.pk,
        "revision": of.latest_revision_id,
        "said_sha256": sha256(kept).hexdigest(),
        **taken,
        "person": who.person_id if who else 0,
        "role": "approver",
        "proof": form.SESSION,
        "decided_ms": moment.now_ms(),
    }
    right = yes["right"]
    yes |= dict(form_)
    data = msgspec.json.encode({k: v for k, v in msgspec.to_builtins(yes).items() if v is not None})
    shown = {"kind": "session", "session_sha256": "ab" * 32} | dict(proof)
    return {
        "id": uuid.UUID(right),
        "unit_id": of.unit_id,
        "bulletin_id": of.pk,
        "revision_id": of.latest_revision_id,
        "person_id": who.person_id if who else None,
        "account_id": who.account_id if who else None,
        "media_sha256": words.media_sha256,
        "form": data,
        "said": form.encode(honest) if keep_said else kept,
        "proof": Jsonb(shown),
    } | columns


def _at(bulletin):
    return bulletins.tomorrow_at(17, {"waiting": 10, "of_lan": 30}.get(bulletin, 40))


def planned(house, made):
    """Put what was approved into the schedule as web would, and see whether its sound is signed."""
    said = form.second.decode_said(made["said"])
    when = said.times[0]
    timing = timing_of(when)
    with house.web(house.anh):
        slot = Slot.objects.create(
            unit_id=house.places.own.id,
            priority=said.priority,
            first=timing.first,
            last=timing.last,
            days=sorted(timing.days),
            time=timing.time,
            latest_start_s=LATEST_START_S,
            expires_at=end_of(timing.last + timedelta(days=3)),
        )
        SlotItem.objects.create(
            unit_id=house.places.own.id,
            slot=slot,
            bulletin_id=made["bulletin_id"],
            approval_id=made["id"],
            media_sha256=said.media_sha256,
            duration_ms=said.duration_ms,
            size=house.sound.bytes,
            title="Tin",
        )
    return plan_signed(house)


def said(**words):
    return {"said": words}


def formed(**words):
    return {"form_": words}


ORPHAN = {"bulletin": "orphan"}
OF_ANOTHER_UNIT = Denied("23514", "of another unit")
OF_LAN = {"bulletin": "of_lan"}
APPROVALS = Table(
    "newsroom_approval",
    "hung",
    row,
    planned,
    (
        Case("approval by nobody", NOT_NULL, None),
        Case("approval by a person there is none of", Denied("23503", "newsroom_approval"), "nobody"),
        Case(
            "approval in another person's name",
            IN_ANOTHERS_NAME,
            "mai",
            {"person_id": person("hung"), "account_id": account("hung")},
        ),
        Case(
            "approval by another person's account", IN_ANOTHERS_NAME, changes={"account_id": account("mai")}
        ),
        Case("approval of one's own words", Code.OWN_WORK, "lan", OF_LAN),
        Case("approval of one's own words by a second account", Code.OWN_WORK, "lan_again", OF_LAN),
        Case("approval of words that nobody is known to have written", Code.OWN_WORK, changes=ORPHAN),
        Case("own words approved that were written down in another editor's name", PASSES, "lan"),
        Case("approval by an editor", Code.NOT_ENTITLED, "mai"),
        Case("approval by an operator", Code.NOT_ENTITLED, "son"),
        Case("approval by an administrator of the commune", Code.NOT_ENTITLED, "tri"),
        Case("approval by an administrator of the province", Code.NOT_ENTITLED, "hoa"),
        Case("approval by an auditor", Code.NOT_ENTITLED, "soi"),
        Case("approval by an approver of another commune", Code.NOT_ENTITLED, "my"),
        Case("approval by an approver of the province", Code.NOT_ENTITLED, "tinh"),
        Case("approval by an approver whom no second administrator confirmed", Code.NOT_ENTITLED, "cho"),
        Case("approval by an approver from tomorrow on", Code.NOT_ENTITLED, "sau"),
        Case("approval by an approver until yesterday", Code.NOT_ENTITLED, "cu"),
        Case("approval by a person without any role", Code.NOT_ENTITLED, "moi"),
        Case("approval dated back in its form", OF_ANOTHER_MOMENT, changes=formed(decided_ms=1767225600000)),
        Case("approval dated ahead in its form", OF_ANOTHER_MOMENT, changes=formed(decided_ms=1893456000000)),
        Case("approval without a moment in its form", OF_ANOTHER_MOMENT, changes=formed(decided_ms=None)),
        Case(
            "approval's moment written by hand", STAMPED, changes={"decided_at": LONG_AGO}, stamp="decided_at"
        ),
        Case(
            "approval with the class raised in its form alone",
            Code.ALTERED,
            changes=formed(priority="priority"),
        ),
        Case(
            "approval whose words are others than its form's",
            Code.ALTERED,
            changes=said(text="Khác") | {"keep_said": True},
        ),
        Case("approval of another unit in its form", Code.ALTERED, changes=formed(unit=unit("other"))),
        Case("approval of another unit in its row", OF_ANOTHER_UNIT, changes={"unit_id": unit("other")}),
        Case(
            "approval with the sound swapped in its row",
            Code.ALTERED,
            changes={"media_sha256": lambda h: h.other_sound.sha256},
        ),
        Case(
            "approval with the sound swapped in its form",
            Code.ALTERED,
            changes={"form_": lambda h: {"media_sha256": h.other_sound.sha256}},
        ),
        Case("approval with another length in its form", Code.ALTERED, changes=formed(duration_ms=60_000)),
        Case("approval with more days in its form", Code.ALTERED, changes=formed(valid_to="2027-12-31")),
        Case("approval with hamlets in its form alone", Code.ALTERED, changes=formed(hamlets=(1,))),
        Case("approval under another source's tag", Code.OTHER_SOURCE, changes=formed(source="share")),
        Case("approval under a tag there is none of", Code.OTHER_SOURCE, changes=formed(source="")),
        Case(
            "approval whose form names another right",
            Code.ALTERED,
            changes={"form_": lambda h: {"right": str(h.approved.id)}},
        ),
        Case("approval of another revision than its form's", Code.ALTERED, changes={"revision_id": 1}),
        Case(
            "approval whose form names another bulletin",
            Code.ALTERED,
            changes={"form_": lambda h: {"bulletin": h.approved.bulletin_id}},
        ),
        Case(
            "approval whose form names another person",
            Code.ALTERED,
            changes={"form_": lambda h: {"person": h.lan.person_id}},
        ),
        Case("approval in the role of an operator", Code.NOT_ENTITLED, changes=formed(role="operator")),
        Case("approval in a role there is none of", Code.NOT_ENTITLED, changes=formed(role="chief")),
        Case(
            "approval by a proof there is none of yet",
            Code.NOT_APPROVED,
            changes=formed(proof="passkey") | {"proof": {"kind": "passkey"}},
        ),
        Case(
            "approval whose proof is another than its form's",
            Code.NOT_APPROVED,
            changes={"proof": {"kind": "passkey"}},
        ),
        Case(
            "approval without the session that pressed",
            Code.NOT_APPROVED,
            changes={"proof": {"session_sha256": ""}},
        ),
        Case("approval in a form there is none of", Code.ALTERED, changes=formed(version=3)),
        Case("approval with a field more in its form", Code.ALTERED, changes=formed(more=1)),
        Case("approval in bytes that are no text", Denied("22021"), changes={"form": b"\xff\xfe"}),
        Case("approval in words that are no form", Denied("22P02"), changes={"form": b"yes"}),
        Case(
            "approval beside one that stands",
            Denied("23505", "one standing approval"),
            changes={"bulletin": "approved_bulletin"},
        ),
        Case("approval of an emergency", Code.ENVELOPE, changes=said(priority="emergency")),
        Case(
            "approval of words that nobody wrote, in an approver's name", PASSES, changes=said(text="Tin giả")
        ),
        Case(
            "approval of a class that nobody asked for, in an approver's name",
            PASSES,
            changes=said(priority="priority"),
        ),
        Case(
            "approval by a session there never was, in an approver's name",
            PASSES,
            changes={"proof": {"session_sha256": "cd" * 32}},
        ),
    ),
)
TABLES = (APPROVALS,)
