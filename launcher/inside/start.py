"""Starts an instance in a prepared environment, step by step, and prints each step."""

import os
import resource
import socket
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from launcher.inside import (
    accounts,
    codecopy,
    exposure,
    leftovers,
    manage,
    nats,
    note,
    passwords,
    postgres,
    processes,
    stores,
    supervision,
)
from launcher.inside.exposure import Exposure
from launcher.inside.processes import Process, Setting
from launcher.layout import Instance, Ports, source
from launcher.words import Step, stop, t

PORT_NAMES = ("web", "mqtt", "files", "nats")


@dataclass
class RunningInstance:
    """A started instance; `child` is supervisord."""

    setting: Setting
    list: list[Process]
    child: subprocess.Popen[bytes]


def start(instance: Instance, ports: Ports, shown: Exposure) -> RunningInstance:
    """Starts the instance up to the point where its tables are ready. The caller holds the instance's
    lock."""
    if ended := leftovers.end(instance):
        print(
            t(
                f"  ✓ Dọn {ended} tiến trình còn sót từ lần trước",
                f"  ✓ Ended {ended} processes left from last time",
            )
        )
    _ports_are_free(ports, shown)
    setting = Setting(instance, ports, shown, codecopy.publish(instance.home, source()))
    with Step("Chuẩn bị thư mục, người dùng, mật khẩu", "Preparing folders, users, passwords"):
        prepare_folders(instance)
        exposure.hand_out(shown, instance)
        stores.prepare(setting)
        postgres.prepare(instance, ports)
        nats.prepare(instance, ports, shown)
    note.write(
        instance,
        mode=instance.mode,
        port=ports.web,
        first_port=ports.begin,
        host=shown.host,
        url=shown.public_url(ports),
        pid=os.getpid(),
        started=time.time(),
        code=str(setting.code),
    )
    listed = processes.listed(setting)
    supervision.configure(setting, listed)
    _raise_file_limit()
    child = supervision.start(instance)
    try:
        with Step("Khởi động PostgreSQL và NATS", "Starting PostgreSQL and NATS"):
            supervision.wait_for_control(instance, child)
            postgres.wait(instance, ports)
            postgres.prepare_roles(instance, ports)
            wait_for_port("127.0.0.1", ports.nats, 30)
        migrate(setting)
        _say_that_it_is_restored(setting)
    except BaseException:
        end(child)
        raise
    return RunningInstance(setting, listed, child)


def start_parts(running: RunningInstance) -> None:
    """Starts Loa's own processes, and waits until the pages answer."""
    setting = running.setting
    with Step("Khởi động các phần của Loa", "Starting Loa's parts") as step:
        supervision.start_stage(setting.instance, running.list, processes.REST)
        waiting = {p.name for p in running.list if p.stage != processes.DEMO_STAGE}
        deadline = time.monotonic() + 120
        while waiting and time.monotonic() < deadline:
            steady = {r["name"] for r in supervision.states(setting.instance) if r["statename"] == "RUNNING"}
            waiting -= steady
            step.so_far(", ".join(sorted(waiting)))
            time.sleep(0.1)
        wait_for_port(_reach(setting.exposure.host), setting.ports.web, 60)


def prepare_folders(instance: Instance) -> None:
    """Creates the instance's folders, each with the rights that its readers need."""
    accounts.make_all()
    accounts.folder(instance.folder, None, 0o711)
    accounts.folder(instance.sockets, None, 0o711)
    passwords.make_all(instance)
    accounts.folder(instance.folder / "media", "worker", 0o2770, group="loa-sounds")
    accounts.folder(instance.folder / "objects", "signer", 0o2750, group="loa-objects")
    accounts.folder(instance.folder / "cache", "files", 0o700)
    accounts.folder(instance.folder / "keys", "signer", 0o700)
    accounts.folder(instance.folder / "static", "owner", 0o755)
    accounts.folder(instance.folder / "voices", None, 0o755)
    accounts.folder(instance.sockets / "time", "signer", 0o2750, group="loa-time")


def migrate(setting: Setting) -> None:
    """Updates tables, rights and static files for this code; does nothing if that was done for it already."""
    done = note.read(setting.instance).get("migrated")
    if done == setting.code.name:
        return
    with Step("Tạo và nâng cấp bảng dữ liệu", "Making and upgrading the tables") as step:
        for line in manage.run(setting, "owner", "migrate", "--no-input"):
            if line.strip().startswith("Applying"):
                step.so_far(line.split()[1])
    with Step("Gom tệp giao diện", "Gathering the interface's files"):
        manage.run_quietly(setting, "owner", "collectstatic", "--no-input", "--verbosity", "0")
        for folder, _, names in os.walk(setting.instance.folder / "static"):
            os.chmod(folder, 0o755)  # noqa: S103 (public files, read by the web's user)
            for name in names:
                os.chmod(os.path.join(folder, name), 0o644)
    note.write(setting.instance, migrated=setting.code.name)


def _say_that_it_is_restored(setting: Setting) -> None:
    """Stores in the tables that the instance was restored: no plan is signed before a person has looked.

    A backup of an older Loa has the table only after migration, so this runs after it. It is done once; if a
    kill comes between the two lines, the second run writes the same row.
    """
    known = note.read(setting.instance)
    if "restored" not in known or known.get("restoration_told") == known["restored"]:
        return
    restored = datetime.fromtimestamp(float(known["restored"]), UTC).isoformat()
    manage.run_quietly(setting, "owner", "note_restoration", restored, str(known["backup"]))
    note.write(setting.instance, restoration_told=known["restored"])


def end(child: subprocess.Popen[bytes]) -> None:
    """Asks supervisord to stop everything in order, and waits for it."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(120)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _reach(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def wait_for_port(host: str, port: int, seconds: float) -> None:
    """Returns once the port accepts a connection; stops after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, port), timeout=2).close()
        except OSError:
            if time.monotonic() > deadline:
                stop(
                    f"Cổng {port} không trả lời. Xem ./loa status.",
                    f"Port {port} does not answer. See ./loa status.",
                )
            time.sleep(0.1)
        else:
            return


def _ports_are_free(ports: Ports, shown: Exposure) -> None:
    """Stops if a port of the instance cannot be used."""
    if ports.web in (ports.mqtt, ports.files, ports.nats):
        stop(
            f"Cổng {ports.web} là của cụm loa, không đặt trang ở đó được. Chọn cổng khác bằng --port.",
            f"Port {ports.web} is the devices', the pages cannot be there. Choose another with --port.",
        )
    for name in PORT_NAMES:
        number = getattr(ports, name)
        host = "127.0.0.1" if name == "nats" else shown.host
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            # As the servers do: a port with connections in TIME_WAIT counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, number))
            except OSError as error:
                _not_free(name, number, os.strerror(error.errno or 0), ports.web in (number, ports.begin))


def _not_free(name: str, number: int, why: str, moves: bool) -> NoReturn:
    """Stops with the reason. `moves`: --port would choose another port."""
    vi = f"Không dùng được cổng {number} ({name}): {why}."
    en = f"Port {number} ({name}) cannot be used: {why}."
    if moves:
        stop(f"{vi} Chọn cổng khác bằng --port.", f"{en} Choose another with --port.")
    stop(
        f"{vi} Cụm loa đã được cho biết cổng này nên nó không theo --port: dừng chương trình đang giữ nó.",
        f"{en} Devices were told this port, so it does not follow --port: stop the program that holds it.",
    )


def _raise_file_limit() -> None:
    """Raises the limit of open files to the machine's maximum: each device is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
