"""The list of processes: each part is told only what it may know."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.inside import nats, processes, start, supervision
from launcher.inside.exposure import Exposure
from launcher.inside.processes import Process, Setting
from launcher.layout import is_root, source
from launcher.tests.world import a_home, free_ports


@pytest.fixture(scope="module")
def setting() -> Iterator[Setting]:
    with a_home() as home:
        made = Setting(home.instance("up"), free_ports(), Exposure(), source())
        start.prepare_folders(made.instance)
        nats.prepare(made.instance, made.ports, made.exposure)
        yield made


@pytest.fixture(scope="module")
def listed(setting: Setting) -> list[Process]:
    return processes.listed(setting)


def test_the_eight_parts_each_once_and_a_second_bridge(listed: list[Process]) -> None:
    names = [process.name for process in listed]
    others = ["files", "imports", "media", "nats", "postgres", "signer", "web", "worker"]
    assert sorted(names) == ["bridge1", "bridge2", *others]
    assert names[:2] == ["postgres", "nats"]


@pytest.mark.parametrize(("said", "names"), [("1", ["bridge1"]), ("3", ["bridge1", "bridge2", "bridge3"])])
def test_how_many_bridges_is_a_setting(monkeypatch: pytest.MonkeyPatch, said: str, names: list[str]) -> None:
    monkeypatch.setenv("LOA_BRIDGE_PROCESSES", said)
    assert processes.bridges() == names


@pytest.mark.parametrize("said", ["0", "4", "hai", "²"])
def test_a_wrong_number_of_bridges_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("LOA_BRIDGE_PROCESSES", said)
    with pytest.raises(SystemExit, match="LOA_BRIDGE_PROCESSES"):
        processes.bridges()


def test_no_secret_stands_in_a_command_or_an_environment(setting: Setting, listed: list[Process]) -> None:
    secrets = set()
    for path in setting.instance.secrets.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            secrets |= set(map(str, json.loads(text).values())) if path.suffix == ".json" else {text.strip()}
    secrets -= {"bridge", "auth", "sys", f"nats://127.0.0.1:{setting.ports.nats}"}
    assert len(secrets) > 12
    for process in listed:
        said = supervision.program(process, setting.instance)
        assert not [secret for secret in secrets if secret in said], process.name


def test_only_the_signer_is_told_where_the_keys_lie(listed: list[Process]) -> None:
    assert [p.name for p in listed if "LOA_KEYS_DIR" in p.environment] == ["signer"]


def test_only_the_bridges_are_told_the_secrets_of_nats(listed: list[Process]) -> None:
    assert {p.part for p in listed if "LOA_NATS_SECRETS" in p.environment} == {"bridge"}


def test_the_file_door_has_no_database(listed: list[Process]) -> None:
    door = next(p for p in listed if p.name == "files")
    assert "LOA_DB_PASSWORD_FILE" not in door.environment


def test_each_secret_file_is_its_own_parts_alone(setting: Setting, listed: list[Process]) -> None:
    for process in listed:
        for name, value in process.environment.items():
            if name.endswith(("_FILE", "_SECRET", "_SECRETS")):
                path = Path(value)
                assert path.stat().st_mode & 0o077 == 0, path
                assert path.parent.stat().st_mode & 0o077 == 0, path
                if is_root():
                    assert path.owner() == f"loa-{process.part}", path


def test_keys_are_closed_to_all_but_the_signer(setting: Setting) -> None:
    assert (setting.instance.folder / "keys").stat().st_mode & 0o777 == 0o700


def test_postgres_stops_by_sigint_and_last(listed: list[Process]) -> None:
    first = min(listed, key=lambda p: p.order)
    assert (first.name, first.stop_signal) == ("postgres", "INT")
