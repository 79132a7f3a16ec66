"""Stores elsewhere: what the file may say, who is told what, and how an instance's sounds get there."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loa.testing.faulty import Fault, Faulty

from launcher.inside import accounts, note, processes, start, stores
from launcher.inside.exposure import Exposure
from launcher.inside.processes import Setting
from launcher.layout import is_root
from launcher.tests import first_start
from launcher.tests.world import a_home, free_ports
from launcher.words import Stop

SOUNDS = [f"thông báo {number}".encode() * 100 for number in range(5)]
MEDIA = """[media]
url = "s3://loa-media/thanh-hoa"
endpoint = "{endpoint}"
read = {{ key = "media-reader", secret = "mr" }}
write = {{ key = "media-writer", secret = "mw" }}
"""
OBJECTS = """[objects]
url = "s3://loa-objects"
endpoint = "{endpoint}"
cache_mb = 512
read = {{ key = "objects-reader", secret = "or" }}
write = {{ key = "objects-writer", secret = "ow" }}
"""
BOTH = MEDIA + OBJECTS
Say = Callable[..., None]


@pytest.fixture(scope="module")
def made() -> Iterator[Setting]:
    with a_home() as home:
        setting = Setting(home.instance("up"), free_ports(), Exposure(), first_start.give_code(home))
        start.prepare_folders(setting.instance)
        yield setting


@pytest.fixture
def setting(made: Setting) -> Iterator[Setting]:
    """An instance that has never run."""
    yield made
    here = made.instance
    here.note.unlink(missing_ok=True)
    stores.file_of(here).unlink(missing_ok=True)
    stores.hand_out(here, {})
    for path in here.folder.glob("media/??/*"):
        path.unlink()


@pytest.fixture
def store() -> Iterator[Faulty]:
    with Faulty.running() as running:
        yield running


@pytest.fixture
def say(setting: Setting) -> Say:
    """Writes the instance's file."""

    def write(text: str, endpoint: str = "https://s3.tinh.vn", mode: int = 0o600) -> None:
        path = stores.file_of(setting.instance)
        path.write_text(text.format(endpoint=endpoint), "utf-8")
        path.chmod(mode)

    return write


def kept(setting: Setting, *sounds: bytes) -> None:
    """Sounds as the media worker has laid them."""
    for data in sounds:
        name = hashlib.sha256(data).hexdigest()
        folder = accounts.folder(setting.instance.folder / "media" / name[:2], "media", 0o2770, "loa-sounds")
        (folder / name).write_bytes(data)
        accounts.own(folder / name, "media", 0o640, "loa-sounds")


def told(setting: Setting, part: str) -> dict[str, dict[str, Any]]:
    """By variable what this part reads of its stores."""
    found = processes.environment(setting, part)
    return {
        name: json.loads(Path(value).read_text("utf-8"))
        for name, value in found.items()
        if re.fullmatch("LOA_(MEDIA|OBJECTS)_STORE", name)
    }


def test_without_the_file_all_lies_in_the_folder_and_nobody_is_told_of_a_store(setting: Setting) -> None:
    stores.prepare(setting)
    assert note.in_stores(setting.instance) == {}
    for part in ("web", "worker", "media", "signer", "files", "bridge"):
        assert told(setting, part) == {}


def test_each_part_has_the_one_credential_that_it_works_with(setting: Setting, say: Say) -> None:
    say(BOTH)
    stores.prepare(setting)
    keys = {
        part: {name: words["key"] for name, words in told(setting, part).items()}
        for part in ("web", "worker", "media", "signer", "files", "bridge", "owner", "backup")
    }
    assert keys == {
        "web": {"LOA_MEDIA_STORE": "media-reader"},
        "worker": {"LOA_MEDIA_STORE": "media-reader"},
        "media": {"LOA_MEDIA_STORE": "media-writer"},
        "signer": {"LOA_MEDIA_STORE": "media-reader", "LOA_OBJECTS_STORE": "objects-writer"},
        "files": {"LOA_OBJECTS_STORE": "objects-reader"},
        "bridge": {},
        "owner": {},
        "backup": {},
    }


def test_each_credential_lies_in_its_parts_own_folder_alone(setting: Setting, say: Say) -> None:
    say(BOTH)
    stores.prepare(setting)
    found = list(setting.instance.secrets.glob("*/*-store.json"))
    assert len(found) == 6
    for path in found:
        assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
        if is_root():
            assert path.owner() == f"loa-{path.parent.name}"
    assert "mw" not in setting.instance.note.read_text("utf-8")
    for process in processes.listed(setting):
        assert not [value for value in process.environment.values() if "-writer" in value]


def test_the_door_is_told_its_cache(setting: Setting, say: Say) -> None:
    say(BOTH)
    stores.prepare(setting)
    found = processes.environment(setting, "files")
    assert found["LOA_OBJECTS_CACHE"] == str(setting.instance.folder / "cache")
    assert found["LOA_OBJECTS_CACHE_MB"] == "512"
    assert (setting.instance.folder / "cache").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[media", "cannot be read|Không đọc được"),
        ("[sounds]\n", "sounds"),
        ("[media]\n", "media.url"),
        (MEDIA.replace("media-writer", "media-reader"), "media.write: .*media.read"),
        (BOTH.replace("objects-writer", "media-writer"), "objects.write: .*media.write"),
        (MEDIA.replace('secret = "mw"', 'sekret = "mw"'), "media.write"),
        (MEDIA.replace('read = {{ key = "media-reader", secret = "mr" }}', ""), "media.read"),
        (MEDIA + "cache_mb = 512\n", "media.cache_mb"),
        (OBJECTS.replace("512", "1"), "objects.cache_mb"),
        (MEDIA + 'colour = "red"\n', "media.colour"),
        (MEDIA + 'ca = "/nowhere/at/all.pem"\n', "media.ca"),
        (MEDIA.replace("s3://loa-media", "https://loa-media"), "s3://bucket"),
        (MEDIA.replace("{endpoint}", "http://10.1.2.3:9000"), "allow_http"),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(
    setting: Setting, say: Say, text: str, said: str
) -> None:
    say(text)
    with pytest.raises(Stop, match=said):
        stores.prepare(setting)
    assert note.in_stores(setting.instance) == {}
    assert not list(setting.instance.secrets.glob("*/*-store.json"))


def test_a_file_that_others_can_read_is_not_taken(setting: Setting, say: Say) -> None:
    say(BOTH, mode=0o644)
    with pytest.raises(Stop, match="chmod 600"):
        stores.prepare(setting)


def test_sounds_in_the_folder_are_not_left_behind(setting: Setting, say: Say) -> None:
    kept(setting, *SOUNDS)
    say(MEDIA)
    with pytest.raises(Stop, match="stores move"):
        stores.prepare(setting)


def test_sounds_are_copied_and_the_next_start_uses_the_store(
    setting: Setting, say: Say, store: Faulty
) -> None:
    kept(setting, *SOUNDS)
    say(MEDIA, store.endpoint)
    store.writes = frozenset({"media-writer"})
    assert stores.move(setting) == 0
    assert sorted(store.objects.values()) == sorted(SOUNDS)
    assert all(hashlib.sha256(data).hexdigest() in key for key, data in store.objects.items())
    stores.prepare(setting)
    assert told(setting, "media")["LOA_MEDIA_STORE"]["url"] == "s3://loa-media/thanh-hoa"


def test_a_copy_that_was_cut_goes_on_and_nothing_is_switched_before_its_end(
    setting: Setting, say: Say, store: Faulty
) -> None:
    kept(setting, *SOUNDS)
    say(MEDIA, store.endpoint)
    store.does(Fault.KEEPS_OTHERS, times=1)
    with pytest.raises(Stop):
        stores.move(setting)
    assert note.in_stores(setting.instance) == {}
    there = {key for key, data in store.objects.items() if hashlib.sha256(data).hexdigest() in key}
    store.asked.clear()
    assert stores.move(setting) == 0
    assert not there & {key for method, key in store.asked if method == "PUT"}
    assert sorted(store.objects.values()) == sorted(SOUNDS)


def test_a_damaged_sound_is_named_and_nothing_is_switched(setting: Setting, say: Say, store: Faulty) -> None:
    kept(setting, *SOUNDS)
    name = hashlib.sha256(SOUNDS[0]).hexdigest()
    (setting.instance.folder / "media" / name[:2] / name).write_bytes(b"torn")
    say(MEDIA, store.endpoint)
    with pytest.raises(Stop, match=name):
        stores.move(setting)
    assert sorted(store.objects.values()) == sorted(SOUNDS[1:])
    assert note.in_stores(setting.instance) == {}


def test_while_loa_runs_it_copies_and_switches_nothing(setting: Setting, say: Say, store: Faulty) -> None:
    kept(setting, *SOUNDS)
    say(MEDIA, store.endpoint)
    lock = note.take(setting.instance)
    assert lock is not None
    with lock:
        assert stores.move(setting) == 1
    assert note.in_stores(setting.instance) == {}
    assert len(store.objects) == len(SOUNDS)
    assert stores.move(setting) == 0


@pytest.mark.parametrize("then", ["", MEDIA.replace("thanh-hoa", "elsewhere")])
def test_sounds_that_lie_in_a_store_are_not_looked_for_elsewhere(
    setting: Setting, say: Say, then: str
) -> None:
    say(MEDIA)
    stores.prepare(setting)
    say(then)
    with pytest.raises(Stop, match="s3://loa-media/thanh-hoa"):
        stores.prepare(setting)


def test_what_devices_fetch_may_change_its_place_since_all_of_it_is_laid_anew(
    setting: Setting, say: Say
) -> None:
    say(OBJECTS)
    stores.prepare(setting)
    say("")
    stores.prepare(setting)
    assert told(setting, "files") == told(setting, "signer") == {}
    assert not list(setting.instance.secrets.glob("*/*-store.json"))


def test_it_says_where_all_lies(setting: Setting, say: Say, capsys: pytest.CaptureFixture[str]) -> None:
    say(OBJECTS)
    assert stores.show(setting.instance) == 0
    out = capsys.readouterr().out
    assert str(setting.instance.folder / "media") in out
    assert "s3://loa-objects" in out
    assert "mw" not in out
