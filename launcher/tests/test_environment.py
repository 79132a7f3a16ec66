"""The environment is made from a hash-locked list, named by it, and made once."""

import base64
import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from launcher import environment
from launcher.layout import Home
from launcher.tests.world import a_home
from launcher.words import Stop


def wheel(folder: Path, text: str = "heard = True\n") -> Path:
    """A real wheel of one module, made by hand so that no index is needed."""
    files = {
        "horn.py": text,
        "horn-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: horn\nVersion: 1.0\n",
        "horn-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).decode().rstrip("=")
        record += f"{name},sha256={digest},{len(content)}\n"
    files["horn-1.0.dist-info/RECORD"] = record + "horn-1.0.dist-info/RECORD,,\n"
    path = folder / "horn-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def lock(folder: Path, made: Path, digest: str) -> Path:
    path = folder / "run.txt"
    path.write_text(f"horn @ {made.as_uri()} --hash=sha256:{digest}\n")
    return path


def ready(home: Home) -> list[Path]:
    return [mark.parent for mark in home.environments.glob("*/ready")]


def test_made_once_and_named_by_its_lock(tmp_path: Path) -> None:
    made = wheel(tmp_path)
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    with a_home() as home:
        first = environment.ensure(home, lock(tmp_path, made, digest))
        asked = subprocess.run(
            [first / "bin" / "python", "-c", "import horn; print(horn.heard)"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert asked.stdout == "True\n"
        (first / "kept").touch()
        assert environment.ensure(home, tmp_path / "run.txt") == first
        assert (first / "kept").exists()
        with (tmp_path / "run.txt").open("a") as file:
            file.write("# renewed\n")
        assert environment.folder(home, tmp_path / "run.txt") != first


def test_a_package_that_is_not_what_was_locked_is_not_installed(tmp_path: Path) -> None:
    made = wheel(tmp_path)
    with a_home() as home:
        with pytest.raises(Stop) as refusal:
            environment.ensure(home, lock(tmp_path, made, "0" * 64))
        assert "hash" in refusal.value.message.lower()
        assert ready(home) == []


def test_a_package_without_a_hash_is_not_installed(tmp_path: Path) -> None:
    made = wheel(tmp_path)
    (tmp_path / "run.txt").write_text(f"horn @ {made.as_uri()}\n")
    with a_home() as home:
        with pytest.raises(Stop):
            environment.ensure(home, tmp_path / "run.txt")
        assert ready(home) == []


def test_the_lock_names_no_index_and_every_package_has_a_hash() -> None:
    for name in ("run.txt", "test.txt"):
        text = (Path(__file__).parents[2] / "requirements" / name).read_text("utf-8")
        assert "://" not in text
        assert not [line for line in text.splitlines() if line.startswith("-")]
        assert text.count("\n    --hash=sha256:") >= text.count("==") > 50
