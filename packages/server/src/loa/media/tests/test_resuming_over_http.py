"""tus 1.0 as a client sees it, through the whole middleware, as the real database role."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from loa.kernel.actor import Actor
from loa.kernel.roles import Role
from loa.media.models import Upload
from loa.people.models import Account
from loa.testing.people import Places, someone
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.django_db
V = {"HTTP_TUS_RESUMABLE": "1.0.0"}
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ask(editor: Actor, as_role: AsRole) -> Ask:
    return asking(editor, as_role)


def asking(actor: Actor, as_role: AsRole, csrf: bool = False) -> Ask:
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(Account.objects.get(pk=actor.account_id), backend="loa.people.backend.GrantsBackend")

    def ask(method: str, path: str, data: bytes = b"", **headers: str) -> Any:
        headers.setdefault("HTTP_TUS_RESUMABLE", "1.0.0")
        with as_role("web"):
            kind = headers.pop("kind", "application/offset+octet-stream")
            return client.generic(method, path, data, kind, CONTENT_TYPE=kind, **headers)

    return ask


def begin(ask: Ask, unit: int, length: int, name: str = "bản tin.mp3") -> Any:
    words = {"filename": name, "unit": str(unit)}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())
    return ask("POST", "/tai-len/", HTTP_UPLOAD_LENGTH=str(length), HTTP_UPLOAD_METADATA=metadata)


def where(answer: Any) -> str:
    return answer.headers["Location"].removeprefix("http://testserver")


def test_options_say_what_is_spoken(ask: Ask) -> None:
    answer = ask("OPTIONS", "/tai-len/")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert {"creation", "termination", "expiration"} == set(answer.headers["Tus-Extension"].split(","))


def test_in_pieces_with_a_look_between(ask: Ask, places: Places) -> None:
    begun = begin(ask, places.own.id, 10)
    assert begun.status_code == 201
    path = where(begun)
    assert ask("PATCH", path, b"1234", HTTP_UPLOAD_OFFSET="0").headers["Upload-Offset"] == "4"
    look = ask("HEAD", path)
    assert (look.headers["Upload-Offset"], look.headers["Upload-Length"]) == ("4", "10")
    assert look.headers["Cache-Control"] == "no-store"
    assert ask("GET", path + "ket-qua/").json() == {"offset": 4, "length": 10, "sound": None}
    last = ask("PATCH", path, b"567890", HTTP_UPLOAD_OFFSET="4")
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, "10")
    sound = ask("GET", path + "ket-qua/").json()["sound"]
    assert sound["state"] == "waiting"
    assert sound["name"] == "bản tin.mp3"
    assert ask("GET", f"/am-thanh/{sound['id']}/").json()["state"] == "waiting"
    assert ask("GET", f"/am-thanh/{sound['id']}/nghe/").status_code == 404


def test_an_answer_that_was_lost_on_the_way(ask: Ask, places: Places) -> None:
    """The last piece arrived, its answer did not: the client looks, and finds the upload whole."""
    path = where(begin(ask, places.own.id, 4))
    ask("PATCH", path, b"1234", HTTP_UPLOAD_OFFSET="0")
    assert ask("HEAD", path).headers["Upload-Offset"] == "4"
    assert ask("PATCH", path, b"1234", HTTP_UPLOAD_OFFSET="0").status_code == 409
    assert ask("PATCH", path, b"", HTTP_UPLOAD_OFFSET="4").status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/tai-len/", {"HTTP_TUS_RESUMABLE": "0.2.2"}, 412),
        ("POST", "/tai-len/", {}, 400),
        ("POST", "/tai-len/", {"HTTP_UPLOAD_LENGTH": "-1"}, 400),
        ("GET", "/tai-len/", {}, 405),
        ("HEAD", "/tai-len/00000000-0000-4000-8000-000000000000/", {}, 404),
        ("PUT", "/tai-len/00000000-0000-4000-8000-000000000000/", {}, 405),
        ("PATCH", "/tai-len/00000000-0000-4000-8000-000000000000/", {"kind": "text/plain"}, 415),
        ("PATCH", "/tai-len/00000000-0000-4000-8000-000000000000/", {}, 400),
    ],
)
def test_what_does_not_fit_is_answered_plainly(
    ask: Ask, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    assert ask(method, path, **headers).status_code == status


def test_a_wrong_offset_is_a_conflict(ask: Ask, places: Places) -> None:
    path = where(begin(ask, places.own.id, 10))
    ask("PATCH", path, b"1234", HTTP_UPLOAD_OFFSET="0")
    answer = ask("PATCH", path, b"34", HTTP_UPLOAD_OFFSET="2")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "4")


def test_giving_up(ask: Ask, places: Places, folder: Path) -> None:
    path = where(begin(ask, places.own.id, 10))
    ask("PATCH", path, b"1234", HTTP_UPLOAD_OFFSET="0")
    assert ask("DELETE", path).status_code == 204
    assert ask("HEAD", path).status_code == 404
    assert not Upload.objects.exists()


def test_refusals_come_as_sentences(ask: Ask, places: Places, settings) -> None:
    settings.LOA_SOUND_BYTES = 5 * 2**20
    too_large = begin(ask, places.own.id, 6 * 2**20)
    assert too_large.status_code == 413
    assert too_large.content.decode() == "Tệp này nặng quá 5 MB. Chọn tệp MP3, hoặc cắt ngắn."
    assert begin(ask, places.other.id, 10).status_code == 403


def test_without_the_token_nothing_begins(editor: Actor, places: Places, as_role: AsRole) -> None:
    assert begin(asking(editor, as_role, csrf=True), places.own.id, 10).status_code == 403


def test_nobody_and_a_stranger_find_nothing(ask: Ask, places: Places, as_role: AsRole) -> None:
    path = where(begin(ask, places.own.id, 10))
    stranger = someone("Lò Thị Én", (Role.EDITOR, places.other), home=places.other, username="en")
    theirs = asking(stranger, as_role)
    for method in ("HEAD", "PATCH", "DELETE"):
        assert theirs(method, path, b"1", HTTP_UPLOAD_OFFSET="0").status_code == 404
    assert theirs("GET", path + "ket-qua/").status_code == 404
    with as_role("web"):
        for answer in (
            Client().post("/tai-len/", **V),
            Client().head(path, **V),
            Client().get(path + "ket-qua/"),
        ):
            assert answer.status_code in (302, 403)


def test_more_than_a_piece_is_taken_piece_by_piece(ask: Ask, places: Places) -> None:
    data = bytes(range(256)) * 20_000
    path = where(begin(ask, places.own.id, len(data)))
    taken = int(ask("PATCH", path, data, HTTP_UPLOAD_OFFSET="0").headers["Upload-Offset"])
    assert taken == 4 * 2**20
    done = ask("PATCH", path, data[taken:], HTTP_UPLOAD_OFFSET=str(taken))
    assert done.headers["Upload-Offset"] == str(len(data))
