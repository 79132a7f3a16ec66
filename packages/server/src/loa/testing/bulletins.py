"""Bulletins for tests of any app, made through the newsroom's own actions."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from loa_protocol.messages.plan import Rules

from loa.airtime.models import BroadcastRule
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.media.models import Sound
from loa.newsroom import actions
from loa.newsroom.actions.approval import SessionProof
from loa.newsroom.models import Approval, Bulletin
from loa.newsroom.rules import DraftContent
from loa.newsroom.times import Once
from loa.places.models import Unit
from loa.testing.people import SINCE

# 05:00-06:30 and 16:45-18:30 every day; 45 minutes a session.
WINDOWS = [[300, 390], [1005, 1110]]


def ready_sound(unit: Unit, words: bytes = b"tieng", duration_ms: int = 62_000) -> Sound:
    """Creates the row of a finished sound, without a file."""
    return Sound.objects.create(
        unit=unit,
        sha256=hashlib.sha256(words).hexdigest(),
        source_sha256=hashlib.sha256(b"source" + words).hexdigest(),
        state=Sound.State.READY,
        duration_ms=duration_ms,
        bytes=duration_ms * 6,
        origin=Sound.Origin.UPLOAD,
    )


def rule(
    unit: Unit,
    windows: list[list[int]] | None = None,
    minutes: int = 45,
    volume: int = 80,
    quiet: tuple[tuple[int, int], ...] = ((690, 810),),
    until: date | None = None,
) -> BroadcastRule:
    """Creates a broadcast rule for every day since `SINCE`, as the tables' owner."""
    hours = [windows or WINDOWS] * 7
    said = {"hours": hours, "quiet": [list(each) for each in quiet], "days": [1, 2, 3, 4, 5, 6, 7]}
    # Raises ValidationError for a rule that the protocol does not allow.
    msgspec.convert({**said, "minutes": minutes, "volume": volume}, Rules)
    return BroadcastRule.objects.create(
        unit=unit,
        valid_from=SINCE,
        valid_to=until,
        minutes_per_session=minutes,
        volume=volume,
        source="Quyết định 12/QĐ-UBND",
        **said,
    )


def tomorrow_at(hour: int, minute: int = 0) -> datetime:
    """Returns the naive local time tomorrow."""
    day = (clock.local(clock.now()) + timedelta(days=1)).date()
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - local, as written in a form


def proof(actor: Actor) -> SessionProof:
    """Returns a proof by an invented session of the actor."""
    assert actor.account_id is not None
    return SessionProof(hashlib.sha256(b"session").hexdigest(), actor.account_id)


@dataclass(frozen=True)
class Desk:
    """Two people of one unit who put a bulletin on air, each with the real database role."""

    unit: Unit
    editor: Actor
    approver: Actor
    as_role: Callable[..., object]

    def words(self, sound: Sound, **changes: object) -> DraftContent:
        """Returns the content of a bulletin that can be submitted, with `changes`."""
        whole: dict[str, object] = {
            "title": "Lịch tiêm vắc-xin",
            "text": "Trạm Y tế xã tiêm vắc-xin cho trẻ dưới 5 tuổi.",
            "sound_id": sound.pk,
            "times": (Once(tomorrow_at(17)),),
        }
        return DraftContent(**whole | changes)  # type: ignore[arg-type]

    def submitted(self, words: DraftContent) -> Bulletin:
        """Creates and submits a bulletin."""
        with self.as_role("web", self.editor):  # type: ignore[attr-defined]
            return actions.submit(actions.create(self.unit.pk, words).pk)

    def approved(self, words: DraftContent) -> Approval:
        """Creates, submits and approves a bulletin. Returns its approval."""
        bulletin = self.submitted(words)
        assert bulletin.latest_revision_id is not None
        with self.as_role("web", self.approver):  # type: ignore[attr-defined]
            return actions.approve(bulletin.pk, bulletin.latest_revision_id, proof(self.approver))
