"""The demo's bulletins. Each is written, read by the speech engine, submitted, and approved or returned, each
step by the right person."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from loa.demo.lists import Commune, Template
from loa.demo.persons import as_person, holder
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.media.models import Sound
from loa.newsroom import actions as newsroom
from loa.newsroom.actions.approval import SessionProof
from loa.newsroom.models import Bulletin
from loa.newsroom.queries import topics
from loa.newsroom.rules import DraftContent
from loa.people.models import Account
from loa.places.models import Unit
from loa.speech import actions as speech
from loa.speech import queries as voices

PATIENCE_S = 180.0
"""If nothing changes for this long, the sounds will not come: no worker runs, or it is stuck."""


class SoundNotMade(Exception):
    """A sound was not made. The message says which and why."""


@dataclass(frozen=True)
class WrittenBulletin:
    """A bulletin that exists, and the template with the state that it is to reach."""

    unit: Unit
    bulletin: Bulletin
    template: Template


def write(commune: Commune, unit: Unit, wanted: tuple[Template, ...]) -> list[WrittenBulletin]:
    """Writes the commune's bulletins as drafts and requests their sounds. Bulletins that exist stay as they
    are, except drafts: one of an earlier day gets times and dates in the future."""
    today, editor = clock.today(), holder(Role.EDITOR, unit.pk)
    written = []
    for template in wanted:
        with as_person(editor):
            bulletin = Bulletin.objects.filter(unit=unit, title=template.title).first()
            if bulletin is None:
                bulletin = newsroom.create(unit.pk, _words(commune, unit, template, today))
            elif bulletin.state == Bulletin.State.DRAFT:
                newsroom.save(bulletin.pk, _words(commune, unit, template, today))
        written.append(WrittenBulletin(unit, bulletin, template))
    return written


def _words(commune: Commune, unit: Unit, template: Template, today: date) -> DraftContent:
    text = template.words(unit.name, today)
    voice, sound = voices.voices()[0].id, None
    if template.state != "draft":
        sound = speech.synthesise(unit.pk, text, voice, template.title)
    return DraftContent(
        title=template.title,
        text=text,
        topic_id=topics(clock.local(clock.now())).get(name=template.topic).pk,
        priority=template.priority,
        voice=voice,
        sound_id=sound.pk if sound else None,
        times=template.times(today, commune.regulation.days),
    )


def settle(written: list[WrittenBulletin]) -> Iterator[WrittenBulletin]:
    """Waits for each sound, then submits and decides as the template says. Yields each bulletin when it is
    done. Raises SoundNotMade."""
    for each in written:
        if each.template.state != "draft":
            _wait_for(each)
            _bring_on(each)
        yield each


def _wait_for(written: WrittenBulletin) -> None:
    """Waits until the sound is ready. Raises SoundNotMade if it failed or nothing changes for
    `PATIENCE_S`."""
    sound_id = written.bulletin.sound_id
    assert sound_id is not None, written.template.title
    deadline, before = time.monotonic() + PATIENCE_S, None
    while True:
        sound = Sound.objects.get(pk=sound_id)
        if sound.state == Sound.State.READY:
            return
        name = f"{written.template.title}, {written.unit.name}"
        if sound.state == Sound.State.FAILED:
            raise SoundNotMade(f"{name}: {sound.reason}")
        # Any progress, also of the sounds before this one in the queue, starts the time again.
        waiting = Sound.objects.exclude(state__in=[Sound.State.READY, Sound.State.FAILED]).count()
        if (waiting, sound.state, sound.progress) != before:
            before = (waiting, sound.state, sound.progress)
            deadline = time.monotonic() + PATIENCE_S
        if time.monotonic() > deadline:
            raise SoundNotMade(f"{name}: {sound.state}, không tiến thêm trong {PATIENCE_S:.0f} giây")
        time.sleep(0.2)


def _bring_on(written: WrittenBulletin) -> None:
    """Submits the bulletin and approves or returns it, as far as its template says and it has not been
    done."""
    bulletin, template = Bulletin.objects.get(pk=written.bulletin.pk), written.template
    if bulletin.state == Bulletin.State.DRAFT:
        with as_person(holder(Role.EDITOR, written.unit.pk)):
            bulletin = newsroom.submit(bulletin.pk)
    if bulletin.state != Bulletin.State.SUBMITTED or template.state == "submitted":
        return
    approver = holder(Role.APPROVER, written.unit.pk)
    with as_person(approver):
        assert bulletin.latest_revision_id is not None
        if template.state == "returned":
            newsroom.return_(bulletin.pk, bulletin.latest_revision_id, template.reason)
            return
        newsroom.approve(bulletin.pk, bulletin.latest_revision_id, _session_of(approver))


def _session_of(account: Account) -> SessionProof:
    """Creates a session of the approver as a sign-in does, and ends it at once. Returns the proof that the
    approval names."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "loa.people.backend.GrantsBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    proof = SessionProof(hashlib.sha256(session.session_key.encode()).hexdigest(), account.pk)
    session.delete()
    return proof
