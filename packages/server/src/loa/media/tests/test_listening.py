"""A sound is given only to whoever may hear it, whole or in ranges."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from loa.kernel.actor import Actor
from loa.kernel.roles import Role
from loa.media import store
from loa.media.models import Sound
from loa.media.tests.test_resuming_over_http import asking
from loa.testing.people import Places, someone
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.django_db
DATA = bytes(range(256)) * 20


@pytest.fixture
def sound(tmp_path: Path, settings, places: Places) -> Sound:
    settings.MEDIA_ROOT = tmp_path
    made = tmp_path / "made"
    made.write_bytes(DATA)
    sha256 = store.digest(made)
    store.keep(made, sha256)
    return Sound.objects.create(
        id=uuid4(),
        unit=places.own,
        source_sha256="0" * 64,
        origin="upload",
        state="ready",
        sha256=sha256,
        bytes=len(DATA),
        duration_ms=62_000,
        loudness_before=-23.5,
        loudness_after=-16.2,
        peak=-2.4,
        waveform=[0, 255],
    )


def listened(actor: Actor, as_role: AsRole, sound: Sound, method: str = "GET", **headers: str) -> Any:
    return asking(actor, as_role)(method, f"/am-thanh/{sound.id}/nghe/", **headers)


def test_the_whole(sound: Sound, editor: Actor, as_role: AsRole) -> None:
    answer = listened(editor, as_role, sound)
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["Content-Type"] == "audio/ogg"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, 5119),
        ("bytes=-20", 5100, 5119),
        ("bytes=5000-9999", 5000, 5119),
    ],
)
def test_a_range(sound: Sound, editor: Actor, as_role: AsRole, asked: str, first: int, last: int) -> None:
    answer = listened(editor, as_role, sound, HTTP_RANGE=asked)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(DATA)}"
    assert answer.content == DATA[first : last + 1]


def test_a_range_beyond_the_end(sound: Sound, editor: Actor, as_role: AsRole) -> None:
    answer = listened(editor, as_role, sound, HTTP_RANGE="bytes=6000-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(DATA)}")


def test_nothing_new(sound: Sound, editor: Actor, as_role: AsRole) -> None:
    answer = listened(editor, as_role, sound, HTTP_IF_NONE_MATCH=f'"{sound.sha256}"')
    assert (answer.status_code, answer.content) == (304, b"")


def test_another_version_is_sent_whole(sound: Sound, editor: Actor, as_role: AsRole) -> None:
    answer = listened(editor, as_role, sound, HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE='"older"')
    assert (answer.status_code, len(answer.content)) == (200, len(DATA))


def test_head_and_writing(sound: Sound, editor: Actor, as_role: AsRole) -> None:
    answer = listened(editor, as_role, sound, "HEAD")
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (
        200,
        b"",
        str(len(DATA)),
    )
    assert listened(editor, as_role, sound, "POST").status_code == 405


def test_those_above_may_listen_others_may_not(
    sound: Sound, operator: Actor, approver: Actor, places: Places, as_role: AsRole
) -> None:
    assert listened(operator, as_role, sound).status_code == 200
    assert listened(approver, as_role, sound).status_code == 200
    stranger = someone("Lò Thị Én", (Role.EDITOR, places.other), home=places.other, username="en")
    assert listened(stranger, as_role, sound).status_code == 404
    assert asking(stranger, as_role)("GET", f"/am-thanh/{sound.id}/").status_code == 404
    with as_role("web"):
        assert Client().get(f"/am-thanh/{sound.id}/nghe/").status_code in (302, 401, 403, 404)


def test_the_facts_are_words(sound: Sound, editor: Actor, as_role: AsRole) -> None:
    told = asking(editor, as_role)("GET", f"/am-thanh/{sound.id}/").json()
    assert told["facts"] == "1 phút 2 giây · đã chỉnh âm lượng vừa loa"
    assert "<svg" in told["html"]
