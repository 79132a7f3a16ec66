"""`./loa restore FOLDER`: makes a new instance from a verified backup."""

import time
from pathlib import Path
from typing import IO, Any

from launcher.inside import (
    backup,
    codecopy,
    keys,
    leftovers,
    note,
    postgres,
    processes,
    start,
    stores,
    supervision,
)
from launcher.inside.exposure import Exposure
from launcher.inside.processes import BASE, Setting
from launcher.layout import Instance, Ports, source
from launcher.words import Step, stop, t


def restore(here: Instance, folder: Path, port: int | None = None) -> int:
    """Makes the instance from a backup. An instance that has data already is never changed.

    Devices find the new instance at the ports that they know; `port` is the web port (None: the one in the
    backup).
    """
    manifest = backup.verify(folder)
    ports = note.ports_of(manifest, port)
    with _taken(here, manifest["mode"]):
        leftovers.end(here)
        _load(here, ports, folder, manifest)
        # The note is written last: without it the folder does not count as an instance, and
        # restore can be repeated.
        where = {"port": ports.web, "first_port": ports.begin}
        elsewhere = manifest.get("elsewhere", {})
        note.write(
            here, mode=here.mode, **where, restored=time.time(), backup=manifest["made"], stores=elsewhere
        )
    print(
        t(
            f"Đã phục hồi bản sao lưu lúc {manifest['made']} vào {here.folder}.",
            f"Restored the backup of {manifest['made']} into {here.folder}.",
        )
    )
    for name, url in elsewhere.items():
        print(
            t(
                f"▲ {name} nằm ở {url}, không có trong bản sao lưu: ghi kho ấy vào "
                f"{stores.file_of(here)} trước khi chạy.",
                f"▲ {name} lies in {url}, not in the backup: name that store in {stores.file_of(here)} "
                "before the start.",
            )
        )
    print("\n".join(what_next(here)))
    return 0


def _taken(here: Instance, mode: str) -> IO[str]:
    """Takes the lock of an instance that has no data. Raises Stop for a backup of another mode, for an
    instance with data, and for one that runs."""
    if mode != here.mode:
        stop(
            f"Bản sao lưu này là của loa {mode}: thêm --mode {mode}.",
            f"This backup is of loa {mode}: add --mode {mode}.",
        )
    if here.note.is_file():
        stop(
            f"{here.folder} đang có dữ liệu. Chuyển nó đi nơi khác, hoặc chọn --data khác, rồi phục hồi.",
            f"{here.folder} holds data. Move it away, or choose another --data, then restore.",
        )
    lock = note.take(here)
    if lock is None:
        stop(f"loa {here.mode} đang chạy.", f"loa {here.mode} is running.")
    return lock


def _load(here: Instance, ports: Ports, folder: Path, manifest: dict[str, Any]) -> None:
    """Starts the instance's PostgreSQL alone and loads the backup into it."""
    setting = Setting(here, ports, Exposure(), codecopy.publish(here.home, source()))
    start.prepare_folders(here)
    postgres.prepare(here, ports)
    listed = processes.listed(setting)
    supervision.configure(setting, [each for each in listed if (each.stage, each.name) == (BASE, "postgres")])
    child = supervision.start(here)
    try:
        with Step("Khởi động PostgreSQL", "Starting PostgreSQL"):
            supervision.wait_for_control(here, child)
            postgres.wait(here, ports)
            postgres.prepare_roles(here, ports)
        backup.load(here, ports, folder, manifest)
    finally:
        start.end(child)


def what_next(here: Instance) -> list[str]:
    """Returns, line by line, what a person does next on the restored machine, each command as it is typed."""
    start, look = f"./loa {here.mode}{keys.where(here)}", f"./loa status{keys.where(here)}"
    return [
        t("Làm tiếp:", "What to do next:"),
        f"  1. {start}",
        t(
            "     kèm --host --cert --key hoặc --proxy như máy cũ; trỏ tên miền cũ về đây, cụm loa tìm ở đó",
            "     with --host --cert --key or --proxy as before; lead the old name here, where devices look",
        ),
        t(f"  2. Ở cửa sổ khác: {keys.command(here)}", f"  2. In another window: {keys.command(here)}"),
        t(
            "     rồi gõ tờ 1 của khóa gốc: bản sao lưu không có khóa ký, trước đó không ký được gì",
            "     and type the root's sheet 1: a backup holds no signing key; till then nothing is signed",
        ),
        t(
            "  3. Người vận hành của tỉnh mở trang Điều hành, xem sẽ phát gì rồi cho ký lịch trở lại",
            "  3. An operator of the province opens Operations, sees what would sound, lets plans be signed",
        ),
        f"  4. {look}",
    ]
