"""The actions of speech."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import actor, clock, dated
from loa.kernel.errors import Forbidden, Invalid, NotFound
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.media import actions as media
from loa.media.models import Sound
from loa.places import rights
from loa.speech import queries, rules
from loa.speech.models import LexiconEntry, Script
from loa.speech.reader import phrases


@transaction.atomic
def add_entry(unit_id: int, written: str, reading: str) -> LexiconEntry:
    """Makes `unit_id` read `written` as `reading` from now on. An earlier reading of the unit's own ends.

    Of two people who add it at the same time the later one's reading holds. Raises Forbidden (no editor here)
    and Invalid (on `written` or `reading`).
    """
    who = actor.current()
    rights.require(who, Capability.WRITE, unit_id)
    if who.person_id is None:
        raise Forbidden(_("Chỉ người đã đăng nhập mới thêm được từ."))
    form, said = rules.clean_written(written), rules.clean_reading(reading)
    if not form or len(form) > 60:
        raise Invalid(_("Ghi chữ cần đọc riêng, như trong bài, không quá 60 ký tự."), field="written")
    if not said or len(said) > 200:
        raise Invalid(_("Ghi cách đọc bằng chữ tiếng Việt, không dùng số hay ký hiệu."), field="reading")
    alone_with(LockSubject.LEXICON, [unit_id])
    # A new reading of an existing word replaces it and does not count.
    if queries.entries(unit_id).exclude(written=form).count() >= rules.MOST_ENTRIES:
        raise Invalid(_("Đã có quá nhiều từ riêng. Bỏ bớt từ không dùng rồi thêm."), field="written")
    entry = LexiconEntry(
        unit_id=unit_id, written=form, reading=said, made_by_id=who.person_id, valid_from=clock.now()
    )
    dated.put(entry)
    record("speech.entry_added", entry, unit_id, written=form, reading=said)
    return entry


@transaction.atomic
def remove_entry(unit_id: int, entry_id: int) -> None:
    """Ends the unit's own reading, so that the reading of a unit above it or the built-in one holds. Raises
    Forbidden and NotFound."""
    rights.require(actor.current(), Capability.WRITE, unit_id)
    entry = queries.entries(unit_id).filter(id=entry_id).first()
    if entry is None or not dated.end(entry, clock.now()):
        raise NotFound(_("Không còn từ này trong danh sách."))
    record("speech.entry_removed", entry, unit_id, written=entry.written)


@transaction.atomic
def synthesise(unit_id: int, text: str, voice_id: str, name: str = "") -> Sound:
    """Returns the unit's sound of `text` read by a voice: an existing one, or a new row that a job will fill.

    The same words, pauses and voice give the same sound, however the text is written. Raises Forbidden (no
    editor here), Invalid (on `voice` or `text`) and NotFound.
    """
    rights.require(actor.current(), Capability.WRITE, unit_id)
    voice = queries.engines().voice(voice_id)
    if voice is None:
        raise Invalid(_("Không còn giọng đọc này. Chọn giọng khác."), field="voice")
    spoken = phrases(queries.tokens(unit_id, text))
    if not spoken:
        raise Invalid(_("Chưa có chữ nào để đọc. Viết nội dung rồi nghe thử."), field="text")
    sound, waits = media.expect_spoken(unit_id, rules.recipe(voice, spoken), name)
    if waits:
        Script.objects.get_or_create(
            sound=sound,
            defaults={"unit_id": unit_id, "voice": voice.id, "phrases": rules.as_rows(spoken)},
        )
        record("speech.asked", sound, unit_id, voice=voice.id, phrases=len(spoken))
        _put_in_line(sound)
    return sound


def _put_in_line(sound: Sound) -> None:
    from loa.speech import jobs  # here, because jobs imports the actions

    jobs.begin(sound)
