"""`./loa backup FOLDER` and `./loa restore FOLDER`.

A backup contains the database (in pg_dump's own format, read as loa_backup, which sees every row and may
write none), every file of media and objects named by its hash, and a manifest with the hash of each. If
files are in a store elsewhere, it contains only the address of that store, and says so: such a store is
backed up by its own means. It contains no key and no password: whoever finds a copy must not be able to
sign for a province. After a restore the signer makes new online keys, and the root sheets, which are
kept in a safe, sign them.
"""

import hashlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from launcher.inside import accounts, note, passwords, postgres
from launcher.layout import Instance, Ports
from launcher.words import Step, number, stop, t

FORM, ELSEWHERE_FORM = 1, 2
"""The formats of a manifest. The second one is used where files are in a store elsewhere: an older Loa would
restore such a backup without its sounds."""
MANIFEST = "manifest.json"
DUMP = "database.dump"
STORES = {"media": ("worker", 0o2770, "loa-sounds"), "objects": ("signer", 0o2750, "loa-objects")}


def backup(here: Instance, folder: Path) -> int:
    """Writes a backup of a running instance into a new or empty folder."""
    ports = note.ports(here)
    if note.holder(here) is None:
        stop(
            f"loa {here.mode} không chạy. Chạy nó rồi sao lưu.",
            f"loa {here.mode} is not running. Start it, then back up.",
        )
    if folder.exists() and any(folder.iterdir()):
        stop(f"{folder} không trống. Chọn thư mục mới.", f"{folder} is not empty. Choose a new folder.")
    draft = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        count = _write(here, ports, draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for name, url in note.in_stores(here).items():
        print(
            t(
                f"▲ {name} nằm ở {url}, KHÔNG có trong bản sao lưu này: sao lưu kho ấy bằng cách của nó.",
                f"▲ {name} lies in {url} and is NOT in this backup: back that store up by its own means.",
            )
        )
    print(
        t(
            f"Đã sao lưu {number(count)} tệp vào {folder}.\nKhóa ký và mật khẩu không nằm trong đó: ai "
            "nhặt được "
            "bản sao cũng không ký thay tỉnh được. Phục hồi xong, dùng tờ khóa gốc để ký khóa mới.",
            f"Backed up {number(count)} files into {folder}.\nSigning keys and passwords are not in it: "
            "who finds "
            "a copy cannot sign for the province. After a restore the root sheets sign new keys.",
        )
    )
    return 0


def _write(here: Instance, ports: Ports, folder: Path) -> int:
    """Writes everything, the manifest last. Returns the number of files."""
    with Step("Sao lưu cơ sở dữ liệu", "Backing up the database"):
        _dump(here, ports, folder / DUMP)
    # Files are copied after the database: each file is written before its row, so every row in the
    # backup finds its file.
    with Step("Sao lưu tệp âm thanh và bản đã ký", "Backing up sounds and signed bodies") as step:
        elsewhere = note.in_stores(here)
        files = {
            name: _copy_store(here.folder / name, folder / name, step)
            for name in STORES
            if name not in elsewhere
        }
    hashes = {DUMP: digest(folder / DUMP), **{p: h for store in files.values() for p, h in store.items()}}
    manifest = {
        "form": ELSEWHERE_FORM if elsewhere else FORM,
        "elsewhere": elsewhere,
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "mode": here.mode,
        "port": ports.web,
        "first_port": ports.begin,
        "postgres": postgres.major(),
        "files": hashes,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return len(hashes)


def verify(folder: Path) -> dict[str, Any]:
    """Returns the manifest after checking that every file named in it is complete. Stops at the
    first file that is not."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        stop(f"{folder} không phải bản sao lưu trọn vẹn: {error}", f"{folder} is not a whole backup: {error}")
    if manifest.get("form") not in (FORM, ELSEWHERE_FORM):
        stop(
            f"Bản sao lưu dạng {manifest.get('form')}, chỉ đọc được dạng {FORM} và {ELSEWHERE_FORM}.",
            f"The backup has form {manifest.get('form')}, this Loa reads {FORM} and {ELSEWHERE_FORM}.",
        )
    for name, wanted in manifest["files"].items():
        path = folder / name
        # A manifest from elsewhere must not name a file outside the folder.
        if (
            ".." in Path(name).parts
            or Path(name).is_absolute()
            or not path.is_file()
            or digest(path) != wanted
        ):
            stop(
                f"Tệp {name} trong bản sao lưu thiếu hoặc hỏng. Không phục hồi gì.",
                f"File {name} of the backup is missing or damaged. Nothing was restored.",
            )
    return manifest


def load(here: Instance, ports: Ports, folder: Path, manifest: dict[str, Any]) -> None:
    """Loads a verified backup into a prepared, empty instance whose PostgreSQL answers."""
    with Step("Phục hồi cơ sở dữ liệu", "Restoring the database"):
        _restore_dump(here, ports, folder / DUMP)
    with Step("Phục hồi tệp", "Restoring files"):
        for name in manifest["files"]:
            store = Path(name).parts[0]
            if store in STORES:
                part, mode, group = STORES[store]
                target = here.folder / name
                _folders(here.folder / store, target.parent, part, mode, group)
                shutil.copyfile(folder / name, target)
                accounts.own(target, part, 0o640, group=group)


def _folders(top: Path, folder: Path, part: str, mode: int, group: str) -> None:
    for missing in reversed(
        [p for p in (folder, *folder.parents) if p.is_relative_to(top) and not p.exists()]
    ):
        accounts.folder(missing, part, mode, group=group)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _program_environment(here: Instance, ports: Ports, part: str, user: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "PGHOST": str(here.database_socket),
        "PGPORT": str(ports.postgres),
        "PGDATABASE": postgres.NAME,
        "PGUSER": user,
        "PGPASSWORD": passwords.read(passwords.database(here, part)),
    }


def _dump(here: Instance, ports: Ports, target: Path) -> None:
    with target.open("xb") as out:
        done = subprocess.run(
            [postgres.binaries() / "pg_dump", "--format=custom", "--compress=gzip:4", "--no-password"],
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            cwd="/",
            env=_program_environment(here, ports, "backup", "loa_backup"),
            **accounts.as_part("backup"),
        )
        os.fsync(out.fileno())
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        stop(f"pg_dump không xong:\n{said}", f"pg_dump failed:\n{said}")


def _restore_dump(here: Instance, ports: Ports, dump: Path) -> None:
    """Restores the database as the superuser, in one transaction."""
    with dump.open("rb") as source:
        done = subprocess.run(
            [
                postgres.binaries() / "pg_restore",
                "--exit-on-error",
                "--single-transaction",
                "--no-password",
                "--clean",
                "--if-exists",
                f"--dbname={postgres.NAME}",
            ],
            stdin=source,
            capture_output=True,
            check=False,
            cwd="/",
            env=_program_environment(here, ports, "postgres", postgres.SUPERUSER),
            **accounts.as_part("postgres"),
        )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")[-3000:]
        stop(
            f"pg_restore không xong, không có gì được phục hồi:\n{said}",
            f"pg_restore failed, nothing was restored:\n{said}",
        )


def _copy_store(source: Path, target: Path, step: Step) -> dict[str, str]:
    """Copies files named by their hash. Stops at a file whose content does not have that hash: it is
    damaged."""
    found: dict[str, str] = {}
    for folder, _, names in os.walk(source):
        for name in names:
            path = Path(folder, name)
            if len(name) != 64 or set(name) - set("0123456789abcdef"):
                continue  # an unfinished upload: its sender still has it
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(path, copy)
            if digest(copy) != name:
                stop(
                    f"Tệp {path} hỏng trên đĩa. Dừng sao lưu.",
                    f"File {path} is damaged on the disk. Backup stopped.",
                )
            found[str(copy.relative_to(target.parent))] = name
            step.so_far(number(len(found)))
    return found
