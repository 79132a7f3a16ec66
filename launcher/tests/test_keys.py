"""The signing keys: what there is, what is to be done, and new ones from the root's sheet."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from launcher.inside import keys, renewal, restore, status, supervision
from launcher.tests.signing import a_province, rows, sheets, typed
from launcher.tests.world import World, a_home, until
from launcher.words import Stop

NOW = datetime(2026, 11, 27, tzinfo=UTC)
PURPOSES = ("act", "assign", "bundle", "plan", "time")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_province() as made:
        yield made


def key_files(world: World) -> set[Path]:
    return set((world.instance.folder / "keys").glob("*.key"))


def lose_the_keys(world: World) -> None:
    for path in key_files(world):
        path.unlink()
    with supervision.control(world.instance) as asked:
        asked.stopProcess("signer")
        asked.startProcess("signer", False)


def test_they_are_shown_with_their_ends_and_the_sheets_left_lying(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys.show(world.instance.home, None) == 1
    said = capsys.readouterr().out
    assert not [purpose for purpose in PURPOSES if purpose not in said]
    assert said.count("▲") == 1
    assert "root-sheets" not in said
    assert str(world.instance.folder / "keys") in said


def test_lost_keys_come_back_from_the_sheet_typed_on_a_terminal_and_no_digit_is_shown(world: World) -> None:
    before = keys.ask(world.setting)
    lose_the_keys(world)
    lost = until(lambda: [line for line in status.of(world.instance).troubles if "./loa keys renew" in line])
    assert not [purpose for purpose in PURPOSES if purpose not in lost[0]]

    right = rows(world, 1)
    slip = right[1][:-1] + ("0" if right[1][-1] != "0" else "1")
    code, shown = typed(world, [right[0], slip, *right[2:], right[1]], "renew")
    assert "Row 2 is wrong" in shown, shown
    assert code == 1, "the sheets still lie there"
    after = keys.ask(world.setting)
    assert after["root"] == before["root"]
    assert all(after["purposes"].values())
    assert keys.moment(after["bundle"]["made"]) > keys.moment(before["bundle"]["made"])
    assert not [line for line in keys.troubles(after, world.instance) if "renew" in line]
    assert not [row for row in right if row[3:17] in shown]


def test_the_private_half_lies_nowhere_but_on_the_sheets(world: World) -> None:
    """After a renewal, read from a file."""
    before = key_files(world)
    renewal.renew(world.instance.home, None, sheets(world)[0])
    assert len(key_files(world) - before) == len(PURPOSES)
    digits = "".join(row[3:-4].replace(" ", "") for row in rows(world, 1)).encode()
    assert len(digits) == 64
    secrets = (digits, bytes.fromhex(digits.decode()), rows(world, 1)[0][3:22].encode())
    for path in world.instance.folder.rglob("*"):
        if path.is_file() and path not in sheets(world):
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret in content], path


@pytest.mark.parametrize(
    ("paper", "said"), [("sheet 2", "tờ 2"), ("thư mời họp", "bốn dòng"), ("ab" * 32, "dùng khóa gốc")]
)
def test_another_paper_is_refused_by_name(world: World, tmp_path: Path, paper: str, said: str) -> None:
    file = tmp_path / "paper"
    file.write_text("\n".join(rows(world, 2)) if paper == "sheet 2" else paper)
    before = key_files(world)
    with pytest.raises(Stop, match=said):
        renewal.renew(world.instance.home, None, file)
    assert key_files(world) == before


def told(**changes: Any) -> dict[str, Any]:
    far = (NOW + timedelta(days=300)).isoformat()
    return {
        "keys": "files",
        "root": "ab",
        "top": "38",
        "demo": False,
        "sheets": [],
        "lowered": [],
        "clock": None,
        "restored": None,
        "purposes": dict.fromkeys(PURPOSES, far),
        "bundle": {"made": NOW.isoformat(), "until": far},
        **changes,
    }


def test_nothing_is_to_be_done_while_all_is_well_or_before_the_first_run() -> None:
    with a_home() as home:
        here = home.instance("up")
        assert keys.troubles(told(), here, NOW) == []
        none = told(root=None, purposes=dict.fromkeys(PURPOSES), bundle=None)
        assert keys.troubles(none, here, NOW) == []


def test_a_key_near_its_end_and_a_list_that_is_not_renewed_are_told() -> None:
    with a_home() as home:
        here = home.instance("up")
        soon = (NOW + timedelta(days=20)).isoformat()
        (near,) = keys.troubles(told(purposes={**told()["purposes"], "time": soon}), here, NOW)
        assert f"./loa keys renew --data {home.base}" in near
        assert soon[:10] in near
        week_old = {"made": (NOW - timedelta(days=7)).isoformat(), "until": soon}
        (old,) = keys.troubles(told(bundle=week_old), here, NOW)
        assert soon[:10] in old


def test_a_root_that_states_no_top_is_told_with_the_command_that_ends_it() -> None:
    with a_home() as home:
        (said,) = keys.troubles(told(top=None), home.instance("up"), NOW)
    assert f"./loa keys renew --data {home.base}" in said


def test_that_nothing_or_no_plan_is_signed_is_told_with_the_way_on() -> None:
    with a_home() as home:
        stopped = {"shown": NOW.isoformat(), "newest": (NOW - timedelta(days=3)).isoformat()}
        (said,) = keys.troubles(told(clock=stopped), home.instance("up"), NOW)
        (waits,) = keys.troubles(told(restored=NOW.isoformat()), home.instance("up"), NOW)
    assert f"{keys.moment(stopped['newest']):%Y-%m-%d}" in said
    assert f"{keys.moment(NOW.isoformat()):%H:%M}" in waits


@pytest.mark.parametrize("name", keys.TELLS)
def test_what_an_older_signer_does_not_tell_is_shown_as_unknown_and_is_no_trouble(name: str) -> None:
    older = {key: value for key, value in told().items() if key != name}
    with a_home() as home:
        here = home.instance("up")
        assert name in keys.lines(older, here)[0]
        assert name in keys.line(older)
        assert keys.troubles(older, here, NOW) == []
    assert "top" not in keys.line(told())


def test_a_signer_that_tells_nothing_is_shown_too() -> None:
    with a_home() as home:
        here = home.instance("up")
        assert all(name in keys.lines({}, here)[0] for name in keys.TELLS)
        assert keys.line({})
        assert keys.troubles({}, here, NOW) == []


def test_days_are_those_of_a_vietnamese_calendar() -> None:
    """Before seven in the morning it is still the day before in UTC."""
    late = datetime(2027, 12, 31, 20, tzinfo=UTC).isoformat()
    all_late = told(purposes=dict.fromkeys(PURPOSES, late), bundle={"made": late, "until": late})
    with a_home() as home:
        here = home.instance("up")
        said = [*keys.lines(all_late, here), keys.line(all_late)]
        said += keys.troubles(all_late, here, datetime(2028, 1, 9, tzinfo=UTC))
    assert len([line for line in said if "2028-01-01" in line]) == len(PURPOSES) + 4
    assert "2027-12-31" not in "".join(said)


def test_a_restored_machine_says_each_next_step_as_it_is_typed() -> None:
    with a_home() as home:
        said = "\n".join(restore.what_next(home.instance("up")))
    for step in ("./loa up", "./loa keys renew", "./loa status"):
        assert f"{step} --data {home.base}" in said


def test_an_instance_that_does_not_run_says_how_to_start_it() -> None:
    with a_home() as home:
        here = home.instance("up")
        here.run.mkdir(parents=True)
        here.note.write_text('{"port": 1, "code": "x"}')
        with pytest.raises(Stop, match=re.escape("./loa up")):
            keys.show(home, None)
