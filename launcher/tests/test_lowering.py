"""Root lowers a floor from the command line: said first, signed after a yes, listed at once, or not."""

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launcher import arguments
from launcher.inside import keys, lowering, postgres
from launcher.layout import source
from launcher.tests.signing import a_province, rows, sheets, typed
from launcher.tests.world import World
from launcher.words import Stop

NOBODY = "0199aaaa-0000-7000-8000-000000000009"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_province() as made:
        yield made


def lower(world: World, *words: str) -> int:
    """`./loa keys lower-floor` in this process; its standard input is no terminal and empty."""
    home = world.instance.home
    return lowering.lower(home, arguments.parser(home.base).parse_args(["keys", "lower-floor", *words]))


def paper(world: World, folder: Path, sheet: int = 1) -> str:
    file = folder / "sheet"
    file.write_text("\n".join(rows(world, sheet)))
    return str(file)


def lowered(world: World) -> list[tuple[datetime, datetime]]:
    """Floor and end of each row."""
    with postgres.connect(world.instance, world.ports) as link:
        return link.execute("select floor, ends from keys_loweredfloor order by sequence").fetchall()


def test_what_is_signed_is_said_before_the_yes_and_then_stands_on_the_list(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(lowered(world))
    code, shown = typed(
        world,
        ["sign", *rows(world, 1)],
        *("lower-floor", "--all", "--to", "2026-11-01 08:30", "--until", "2027-01-01"),
    )
    asked, signed = shown.index("Type “sign”"), shown.index("Signed.")
    said = shown[:asked]
    assert "every device" in said
    assert "08:30 on 2026-11-01" in said
    assert "00:00 on 2027-01-01" in said
    assert asked < shown.index("Row 1") < signed
    assert code == 1, "the sheets still lie there"
    assert len(lowered(world)) == before + 1
    last = keys.ask(world.setting)["lowered"][-1]
    assert (last["device"], last["listed"]) == ("", True)
    assert keys.moment(last["floor"]).isoformat() == "2026-11-01T08:30:00+07:00"
    keys.show(world.instance.home, None)
    assert "mọi cụm loa, về 08:30 ngày 2026-11-01, hạn tới 00:00 ngày 2027-01-01" in capsys.readouterr().out


def test_a_no_signs_nothing(world: World) -> None:
    before = lowered(world)
    code, shown = typed(world, ["no"], "lower-floor", "--all")
    assert code == 1
    assert "Nothing is signed" in shown
    assert "Row 1" not in shown
    assert lowered(world) == before


def test_with_the_flag_nobody_is_asked_and_now_for_thirty_days_is_the_usual(
    world: World, tmp_path: Path
) -> None:
    before = lowered(world)
    lower(world, "--all", "--yes", "--sheet", paper(world, tmp_path))
    ((floor, ends),) = [each for each in lowered(world) if each not in before]
    assert ends - floor == timedelta(days=30)


def test_without_a_terminal_the_flag_is_asked_for_by_its_name(world: World) -> None:
    before = lowered(world)
    home = str(world.instance.home.base)
    done = subprocess.run(
        [sys.executable, "-m", "launcher.inside", "keys", "lower-floor", "--all", "--data", home],
        env={"LOA_HOME": home, "PYTHONPATH": str(source()), "LOA_LANG": "vi"},
        input="\n".join(rows(world, 1)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == lowering.MISTYPED
    assert "--yes" in done.stderr
    assert lowered(world) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--device"),
        (("--all", "--to", "hôm qua"), "2026-11-29 08:30"),
        (("--all", "--to", "2199-01-01"), "chưa tới"),
        (("--all", "--until", "2020-01-01"), "Hạn đã qua"),
        (("--all", "--until", "2199-01-01"), "400 ngày"),
        (("--device", NOBODY), "Không có cụm loa nào"),
        (("--device", "Cụm 01"), "Không có cụm loa nào"),
    ],
)
def test_a_wrong_box_moment_or_end_is_said_and_nothing_is_signed(
    world: World, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    before = lowered(world)
    with pytest.raises(Stop, match=said):
        lower(world, *words, "--yes", "--sheet", paper(world, tmp_path))
    assert lowered(world) == before


def test_another_sheet_lowers_nothing(world: World, tmp_path: Path) -> None:
    before = lowered(world)
    with pytest.raises(Stop, match="tờ 2"):
        lower(world, "--all", "--yes", "--sheet", paper(world, tmp_path, sheet=2))
    assert lowered(world) == before


def test_the_sheet_may_come_by_standard_input(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(lowered(world))
    monkeypatch.setattr(sys, "stdin", io.StringIO(sheets(world)[0].read_text("utf-8")))
    lower(world, "--all", "--yes")
    assert len(lowered(world)) == before + 1


def test_a_full_list_is_told_with_its_first_end_and_none_is_dropped(world: World, tmp_path: Path) -> None:
    """The last of this file: it fills the list."""
    ends = datetime.now(UTC) + timedelta(days=2)
    with postgres.connect(world.instance, world.ports) as link:
        link.execute(
            "insert into keys_loweredfloor (sequence, root_id, floor, ends, head) "
            "select n, max(sequence), %(ends)s - interval '3 days', %(ends)s, 'x' "
            "from keys_root, generate_series(1, 8) n where n > (select count(*) from keys_loweredfloor) "
            "group by n",
            {"ends": ends},
        )
    before = lowered(world)
    assert len(before) == 8
    with pytest.raises(Stop, match=f"{keys.moment(ends.isoformat()):%H:%M ngày %Y-%m-%d}") as full:
        lower(world, "--all", "--yes", "--sheet", paper(world, tmp_path))
    assert "./loa keys" in full.value.message
    assert lowered(world) == before
