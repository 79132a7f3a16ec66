"""A backup holds everything but keys and passwords, and comes back only whole."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.inside import backup, note, postgres, restore
from launcher.tests.world import World, a_home, a_world, free_ports, reopened
from launcher.words import Stop

SOUND = "Thông báo lịch tiêm chủng".encode()


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        with postgres.connect(made.instance, made.ports, part="owner") as link:
            link.execute("create table bulletin (unit_id int, title text)")
            link.execute("alter table bulletin enable row level security")
            link.execute("create policy own on bulletin using (unit_id = 1)")
            link.execute("grant select on bulletin to loa_web")
            link.execute("insert into bulletin values (1, 'Lịch tiêm chủng'), (2, 'Cắt điện')")
        name = hashlib.sha256(SOUND).hexdigest()
        folder = made.instance.folder / "media" / name[:2]
        folder.mkdir()
        (folder / name).write_bytes(SOUND)
        (folder / "unfinished.part").write_bytes(b"half an upload")
        (made.instance.folder / "keys" / "plan.key").write_text("must stay here")
        yield made


@pytest.fixture(scope="module")
def saved(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup") / "first"
    assert backup.backup(world.instance, folder) == 0
    return folder


def test_nothing_in_it_can_sign_or_sign_in(world: World, saved: Path) -> None:
    secrets = [p.read_bytes().strip() for p in world.instance.secrets.rglob("db-password")]
    for path in filter(Path.is_file, saved.rglob("*")):
        content = path.read_bytes()
        assert b"must stay here" not in content
        assert not [secret for secret in secrets if secret in content]


def test_only_its_owner_can_read_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0


def test_the_manifest_names_every_file_and_no_unfinished_upload(saved: Path) -> None:
    named = set(json.loads((saved / "manifest.json").read_text("utf-8"))["files"])
    there = {str(p.relative_to(saved)) for p in saved.rglob("*") if p.is_file()} - {"manifest.json"}
    assert named == there
    assert len(named) == 2


def test_it_comes_back_with_rows_rights_and_files(world: World, saved: Path) -> None:
    with a_home() as home:
        assert restore.restore(home.instance("demo"), saved) == 0
        ports = note.ports(home.instance("demo"), free_ports().web)
        assert (ports.mqtt, ports.files) == (world.ports.mqtt, world.ports.files)
        with reopened(home, ports) as other:
            with postgres.connect(other.instance, ports, part="backup") as link:
                rows = link.execute("select unit_id, title from bulletin order by 1").fetchall()
            assert rows == [(1, "Lịch tiêm chủng"), (2, "Cắt điện")]
            with postgres.connect(other.instance, ports, part="web") as link:
                assert link.execute("select title from bulletin").fetchall() == [("Lịch tiêm chủng",)]
            with postgres.connect(other.instance, ports) as link:
                owner = link.execute(
                    "select tableowner from pg_tables where tablename = 'bulletin'"
                ).fetchone()
            assert owner == ("loa_owner",)
        name = hashlib.sha256(SOUND).hexdigest()
        assert (home.base / "demo" / "media" / name[:2] / name).read_bytes() == SOUND


def test_what_lies_in_a_store_elsewhere_is_not_in_it_and_it_says_so(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = {"media": "s3://loa-media/thanh-hoa"}
    note.write(world.instance, stores=elsewhere)
    try:
        assert backup.backup(world.instance, tmp_path / "saved") == 0
    finally:
        note.write(world.instance, stores={})
    assert "s3://loa-media/thanh-hoa" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "saved" / "manifest.json").read_text("utf-8"))
    assert (manifest["form"], manifest["elsewhere"]) == (2, elsewhere)
    assert list(manifest["files"]) == ["database.dump"]
    with a_home() as home:
        assert restore.restore(home.instance("demo"), tmp_path / "saved") == 0
        assert note.in_stores(home.instance("demo")) == elsewhere
    assert "stores.toml" in capsys.readouterr().out


def test_one_altered_byte_and_nothing_is_restored(saved: Path, tmp_path: Path) -> None:
    copy = tmp_path / "altered"
    shutil.copytree(saved, copy)
    victim = next(p for p in copy.glob("media/*/*") if p.is_file())
    victim.write_bytes(b"x" + victim.read_bytes()[1:])
    with a_home() as home:
        with pytest.raises(Stop):
            restore.restore(home.instance("demo"), copy)
        assert not (home.base / "demo").exists()


def test_a_backup_without_its_manifest_is_none(saved: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cut"
    shutil.copytree(saved, copy)
    (copy / "manifest.json").unlink()
    with a_home() as home, pytest.raises(Stop):
        restore.restore(home.instance("demo"), copy)


def test_data_that_is_there_is_never_overwritten(world: World, saved: Path) -> None:
    with pytest.raises(Stop):
        restore.restore(world.instance, saved)


def test_a_damaged_sound_stops_the_backup_and_leaves_no_half_of_one(world: World, tmp_path: Path) -> None:
    name = "0" * 64
    damaged = world.instance.folder / "media" / name
    damaged.write_bytes(b"not what its name says")
    try:
        with pytest.raises(Stop):
            backup.backup(world.instance, tmp_path / "never")
    finally:
        damaged.unlink()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_not_written_to(world: World, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Stop):
        backup.backup(world.instance, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
