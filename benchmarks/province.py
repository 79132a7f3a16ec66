"""Makes a province for the benchmarks: communes with hamlets, people, rules, devices, and approved slots.

Rows are written in bulk as the owner of the tables, in the form that the rooms' own actions give them. The
signer proves every approval in it like any other.
"""

from benchmarks import ground  # noqa: F401 (sets Django up before its models are imported)
from benchmarks.keys import key_of

# isort: split
import csv
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from loa.airtime.models import BroadcastRule, Slot, SlotItem
from loa.dispatch.models import Plan
from loa.fleet.models import Device, Health
from loa.kernel import clock, moment
from loa.kernel.roles import Role
from loa.media.models import Sound
from loa.newsroom import form, times
from loa.newsroom.models import Approval, Bulletin, Edit
from loa.people.models import Account, Person, RoleGrant
from loa.places.models import Hamlet, Unit
from loa.places.names import search_text, sort_key
from loa_protocol.ids import plan_id
from wagtail.models import Revision

UNITS = Path(__file__).parent.parent / "data/thanh-hoa/units-from-2025-07.csv"
SINCE = date(2025, 7, 1)
BEFORE = timedelta(days=60)
"""How long ago every device was claimed. All that was planned since was for it to sound."""
SOUND = b"OggS benchmark " * 400
WINDOWS = [[300, 480], [1005, 1200]]
"""The hours in which sound is allowed, as [start, end) in minutes of the local day: 05:00-08:00,
16:45-20:00."""
STARTS = [time(5, 5 + 9 * n) for n in range(5)] + [time(17, 5 + 9 * n) for n in range(5)]
"""Ten slots a day, a minute each: five in the morning, five in the evening."""
FOR_ALL = 4
"""How many of them are for the whole commune. Each other one is for about half of its hamlets."""


@dataclass
class Province:
    """What was made: `hamlets` and `slots` by the commune's id, devices in order of commune."""

    unit: Unit
    communes: list[Unit] = field(default_factory=list)
    hamlets: dict[int, list[int]] = field(default_factory=dict)
    editors: dict[int, Account] = field(default_factory=dict)
    approvers: dict[int, Account] = field(default_factory=dict)
    devices: list[Device] = field(default_factory=list)
    slots: dict[int, list[Slot]] = field(default_factory=dict)
    operator: Account | None = None


def make(communes: int, hamlets: int) -> Province:
    """Makes places, people and rules."""
    with UNITS.open(encoding="utf-8") as file:
        lines = list(islice(csv.DictReader(file), communes))
    top = _unit("38", "Tỉnh Thanh Hóa", "Tỉnh", "province", None)
    top.save()
    made = Province(top)
    made.communes = Unit.objects.bulk_create(
        _unit(line["code"], line["name"], line["type"], "commune", top) for line in lines
    )
    rows = Hamlet.objects.bulk_create(
        Hamlet(
            unit=unit,
            name=f"Thôn {n}",
            kind="thon",
            valid_from=SINCE,
            search=search_text(f"Thôn {n}"),
            sort_key=sort_key(f"Thôn {n:03}"),
        )
        for unit in made.communes
        for n in range(1, hamlets + 1)
    )
    for row in rows:
        made.hamlets.setdefault(row.unit_id, []).append(row.pk)
    _people(made)
    rule(made, WINDOWS)
    return made


def rule(made: Province, windows: list[list[int]]) -> None:
    """Adds a regulation to every commune as the owner of the tables writes it. Of several the newest
    counts."""
    BroadcastRule.objects.bulk_create(
        BroadcastRule(
            unit=unit,
            valid_from=SINCE,
            hours=[windows] * 7,
            quiet=[],
            days=[1, 2, 3, 4, 5, 6, 7],
            minutes_per_session=120,
            volume=80,
            source="Quyết định 12/QĐ-UBND",
        )
        for unit in made.communes
    )


def _unit(code: str, name: str, name_type: str, kind: str, parent: Unit | None) -> Unit:
    return Unit(
        kind=kind,
        code=code,
        name=name,
        name_type=name_type,
        search=search_text(name),
        sort_key=sort_key(name),
        parent=parent,
        valid_from=SINCE,
    )


def _people(made: Province) -> None:
    """Makes an editor and an approver in every commune, and an operator of the province."""
    for role, kept in ((Role.EDITOR, made.editors), (Role.APPROVER, made.approvers)):
        for unit in made.communes:
            kept[unit.pk] = account(f"{role.value[:2]}{unit.code}", role, unit)
    made.operator = account("operator", Role.OPERATOR, made.unit)


def account(username: str, role: Role, unit: Unit) -> Account:
    """Makes a person with an account who holds a role at a unit."""
    person = Person.objects.create(name=f"Người {username}", unit=unit)
    made = Account(username=username, person=person, unit=unit)
    made.set_unusable_password()
    made.vouched_at = clock.now()
    made.save()
    RoleGrant.objects.create(person=person, role=role, unit=unit, valid_from=SINCE)
    return made


def add_devices(made: Province, count: int, keys: bool) -> None:
    """Adds devices spread over communes and their hamlets, each with a last report.

    Without `keys` all have the same key: deriving 20,000 key pairs is no part of what a benchmark without
    links measures.
    """
    one = key_of("any").public_key
    plans: dict[str, Plan] = {}
    for number in range(count):
        unit = made.communes[number * len(made.communes) // count]
        places = made.hamlets[unit.pk]
        hamlet = places[number % len(places)]
        # The upper bits keep these ids apart from those of `simulated.Fleet`.
        device = str(uuid.UUID(int=0x10A0 << 112 | number))
        plan = plan_id(unit.code, hamlet)
        plans.setdefault(plan, Plan(plan_id=plan, unit=unit, hamlet_id=hamlet))
        made.devices.append(
            Device(
                id=uuid.UUID(device),
                unit=unit,
                hamlet_id=hamlet,
                name=f"Cụm {number:05}",
                plan_id=plan,
                places=[made.unit.code, unit.code],
                state=Device.State.ACTIVE,
                public_key=key_of(device).public_key if keys else one,
                has_rtc=True,
                claimed_at=clock.now() - BEFORE,
            )
        )
    Device.objects.bulk_create(made.devices, batch_size=5000)
    Plan.objects.bulk_create(plans.values(), batch_size=5000)
    now = clock.now()
    Health.objects.bulk_create(
        (
            Health(device=each, unit_id=each.unit_id, connected=True, seen_at=now, told_at=now)
            for each in made.devices
        ),
        batch_size=5000,
    )


def hears(hamlets: list[int], slot: int) -> list[int]:
    """Returns the hamlets of one of the ten slots; empty is the whole commune. No two hamlets hear the
    same."""
    if slot < FOR_ALL:
        return []
    # The bits of a hamlet's number say which of the six other slots it hears.
    return [each for place, each in enumerate(hamlets, 1) if place >> (slot - FOR_ALL) & 1]


@transaction.atomic
def add_slots(
    made: Province,
    first: date,
    days: int,
    whole: bool = False,
    starts: Sequence[time] = STARTS,
    duration_ms: int = 60_000,
) -> None:
    """Adds ten approved slots a day to every commune, weekly on all days, each with a bulletin of its own.

    `whole`: only every other one of the ten, all for the whole commune. `starts`: at these local times
    instead.
    """
    numbers = range(0, len(starts), 2) if whole else range(len(starts))
    last = first + timedelta(days=days - 1)
    kind = ContentType.objects.get_for_model(Bulletin)
    sounds = _sounds(made, duration_ms)
    for unit in made.communes:
        bulletins = Bulletin.objects.bulk_create(
            _bulletin(made, unit, sounds[unit.pk], number, starts[number], first, last, whole)
            for number in numbers
        )
        revisions = Revision.objects.bulk_create(_revision(each, kind) for each in bulletins)
        for bulletin, revision in zip(bulletins, revisions, strict=True):
            bulletin.latest_revision = bulletin.live_revision = revision
        Bulletin.objects.bulk_update(bulletins, ["latest_revision", "live_revision"])
        Edit.objects.bulk_create(
            Edit(unit=unit, bulletin=b, revision_id=r.pk, person_id=b.author_id)
            for b, r in zip(bulletins, revisions, strict=True)
        )
        approvals = Approval.objects.bulk_create(
            _approval(made, b, r, sounds[unit.pk]) for b, r in zip(bulletins, revisions, strict=True)
        )
        made.slots[unit.pk] = Slot.objects.bulk_create(
            _slot(each, starts[number], first, last) for number, each in zip(numbers, bulletins, strict=True)
        )
        SlotItem.objects.bulk_create(
            SlotItem(
                unit=unit,
                slot=slot,
                bulletin=approval.bulletin,
                approval=approval,
                media_sha256=approval.media_sha256,
                duration_ms=duration_ms,
                size=len(SOUND),
                title=approval.bulletin.title,
            )
            for slot, approval in zip(made.slots[unit.pk], approvals, strict=True)
        )


def _sounds(made: Province, duration_ms: int) -> dict[int, Sound]:
    """Makes one ready sound for each commune."""
    rows = Sound.objects.bulk_create(
        Sound(
            unit=unit,
            sha256=hashlib.sha256(SOUND).hexdigest(),
            source_sha256=hashlib.sha256(SOUND).hexdigest(),
            state=Sound.State.READY,
            duration_ms=duration_ms,
            bytes=len(SOUND),
            origin=Sound.Origin.UPLOAD,
        )
        for unit in made.communes
    )
    return {row.unit_id: row for row in rows}


def _bulletin(
    made: Province, unit: Unit, sound: Sound, number: int, start: time, first: date, last: date, whole: bool
) -> Bulletin:
    title = f"Thông báo số {number + 1} của {unit.name}"
    when = times.Weekly(days=(1, 2, 3, 4, 5, 6, 7), time=start, first=first, last=last)
    return Bulletin(
        unit=unit,
        code=f"b{unit.code}{number:02}",
        author_id=made.editors[unit.pk].person_id,
        state=Bulletin.State.APPROVED,
        title=title,
        text=f"{title}. Bà con chú ý theo dõi lịch sinh hoạt của thôn và giữ vệ sinh đường làng.",
        valid_from=first,
        valid_to=last,
        sound=sound,
        hamlets=[] if whole else hears(made.hamlets[unit.pk], number),
        proposed_times=times.encode((when,)),
        search=search_text(title),
    )


def _revision(bulletin: Bulletin, kind: ContentType) -> Revision:
    """Returns a revision of the bulletin as Wagtail stores one."""
    content = json.loads(json.dumps(bulletin.serializable_data(), cls=DjangoJSONEncoder))
    return Revision(
        content_type=kind,
        base_content_type=kind,
        object_id=str(bulletin.pk),
        created_at=clock.now(),
        object_str=bulletin.title,
        content=content,
    )


def _approval(made: Province, bulletin: Bulletin, revision: Revision, sound: Sound) -> Approval:
    """Returns an approval in the form that the signer proves: fixed bytes, with what they were given for."""
    who, name = made.approvers[bulletin.unit_id], uuid.uuid4()
    assert sound.duration_ms is not None
    assert bulletin.valid_from is not None
    assert bulletin.valid_to is not None
    assert sound.sha256 is not None
    said = form.BulletinContent(
        version=1,
        title=bulletin.title,
        text=bulletin.text,
        language=bulletin.language,
        topic="",
        priority="ordinary",
        valid_from=bulletin.valid_from.isoformat(),
        valid_to=bulletin.valid_to.isoformat(),
        voice=bulletin.voice,
        media_sha256=sound.sha256,
        duration_ms=sound.duration_ms,
        hamlets=tuple(bulletin.hamlets),
        times=times.decode(bulletin.proposed_times),
    )
    words = form.encode(said)
    yes = form.ApprovalForm(
        version=2,
        source=form.BULLETIN,
        right=str(name),
        unit=bulletin.unit_id,
        unit_code=bulletin.unit.code,
        bulletin=bulletin.pk,
        revision=revision.pk,
        said_sha256=hashlib.sha256(words).hexdigest(),
        media_sha256=said.media_sha256,
        duration_ms=said.duration_ms,
        priority=said.priority,
        hamlets=said.hamlets,
        times=said.times,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        person=who.person_id,
        role="approver",
        proof=form.SESSION,
        decided_ms=moment.now_ms(),
    )
    return Approval(
        id=name,
        unit_id=bulletin.unit_id,
        bulletin=bulletin,
        revision_id=revision.pk,
        person_id=who.person_id,
        account=who,
        media_sha256=sound.sha256,
        form=form.encode(yes),
        said=words,
        proof={"kind": form.SESSION, "session_sha256": "5e" * 32, "account": who.pk},
    )


def _slot(bulletin: Bulletin, start: time, first: date, last: date) -> Slot:
    return Slot(
        unit_id=bulletin.unit_id,
        first=first,
        last=last,
        days=[1, 2, 3, 4, 5, 6, 7],
        time=start,
        hamlets=bulletin.hamlets,
        priority="ordinary",
        expires_at=datetime.combine(last + timedelta(days=1), time(), UTC),
    )
