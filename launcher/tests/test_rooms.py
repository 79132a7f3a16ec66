"""Every test file of the repository is in a room, and known by the name that pytest's reports give it."""

import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

from launcher.inside import costs
from launcher.inside.costs import Cost
from launcher.layout import source


def every_test_file() -> list[str]:
    """As pytest finds them: its folders, its pattern."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=source(), capture_output=True, text=True, check=False).stdout.split()
    if not listed:  # a copy without its history
        listed = [str(path.relative_to(source())) for path in source().rglob("*.py")]
    return [name for name in listed if fnmatch(Path(name).name, "test_*.py") and (source() / name).is_file()]


def test_every_test_file_is_in_one_named_room() -> None:
    files = every_test_file()
    assert len(files) > 100
    for file in files:
        room = costs.room_of(file)
        assert room is not None, f"{file} is in no room"
        folder = source() / (f"{costs.SERVER}{room}" if room.startswith("loa/") else room)
        assert folder.is_dir(), f"{room} is no folder"
        tests = folder if room == "tests" else folder / "tests"
        assert (source() / file).is_relative_to(tests), f"{file} is not in {room}"
    rooms = {costs.room_of(file) for file in files}
    assert rooms >= {"packages/protocol", "packages/agent", "simulator", "launcher", "tests", "benchmarks"}
    assert rooms >= {"loa/desk", "loa/desk/bulletins", "loa/newsroom", "loa/signer", "loa/config/translation"}
    assert all(re.fullmatch(r"packages/(protocol|agent)|loa/[a-z/]+|[a-z]+", room or "") for room in rooms)


def test_a_file_comes_back_by_the_name_pytest_gives_it() -> None:
    """In the repository itself: no folder and no class makes a file's name read as another's."""
    names = every_test_file()
    cases = "".join(
        f'<testcase classname="{name[:-3].replace("/", ".")}{suffix}" name="test" time="1.5"/>'
        for name in names
        for suffix in ("", ".TestClass")
    )
    found = costs.of_files(f"<testsuites>{cases}</testsuites>", source())
    assert found == {name: Cost(3.0, 2) for name in names}
