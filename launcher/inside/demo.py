"""What `./loa demo` adds to an instance: sample data, two real agents, a simulated fleet, accounts.

The server's `demo_seed` command (loa.demo) makes the data; this module hands it the fleet's keys, claims the
two agents and keeps the passwords. The shared folder is the demo's alone: `up` has none.
"""

import json
from pathlib import Path

from launcher.inside import accounts, manage, note, supervision
from launcher.inside.processes import DEMO_STAGE, Setting, has_demo
from launcher.inside.start import Running
from launcher.layout import Instance
from launcher.words import Step, t

AGENTS = ("agent1", "agent2")
SIMULATED = 198
SHOWN = 11
"""The province's people and the first commune's; the others are in the file."""


def folder(here: Instance) -> Path:
    return here.folder / "fleet"


def fleet_file(here: Instance) -> Path:
    return folder(here) / "fleet.json"


def accounts_file(here: Instance) -> Path:
    """Names and passwords of the demo's people, for who started it."""
    return here.folder / "accounts.tsv"


def agent_config(here: Instance, name: str) -> Path:
    return folder(here) / f"{name}.json"


def seed(running: Running) -> None:
    """Make the sample data once, then start agents and fleet. Safe to repeat after a kill."""
    setting = running.setting
    here = setting.instance
    if not has_demo(setting.code):
        return
    accounts.folder(folder(here), "agent", 0o2770, group="loa-demo")
    if not note.read(here).get("seeded"):
        _make_data(setting)
        for name in AGENTS:
            claim(setting, name)
        note.write(here, seeded=True)
    with Step(
        "Bật hai cụm loa thật và đội cụm loa giả lập", "Starting two real agents and the simulated fleet"
    ):
        supervision.start_stage(here, running.list, DEMO_STAGE)


def _make_data(setting: Setting) -> None:
    here = setting.instance
    if not fleet_file(here).is_file():
        manage.run_quietly(
            setting,
            "agent",
            "keys",
            "--devices",
            str(SIMULATED),
            "--enrol",
            str(fleet_file(here)),
            module="loa_simulator",
            umask=0o007,
        )
    # While the data is made the fleet's file is the seed's to read and to complete; then the fleet's alone.
    accounts.own(fleet_file(here), "agent", 0o660, group="loa-demo")
    _show_devices(here)
    with Step("Nạp dữ liệu mẫu", "Loading sample data") as step:
        for line in manage.run(setting, "owner", "demo_seed", "--folder", str(folder(here)), umask=0o007):
            step.so_far(line)
    _tell_fleet(here)
    accounts.own(fleet_file(here), "agent", 0o600)
    written = folder(here) / "accounts.tsv"
    if written.is_file():
        accounts.write_for(None, accounts_file(here), written.read_text(encoding="utf-8"))
        written.unlink()


def _show_devices(here: Instance) -> None:
    """The fleet's ids and public keys, for who enrols them: the secret stays with the fleet's own user."""
    told = json.loads(fleet_file(here).read_text(encoding="utf-8"))
    accounts.write_for("owner", folder(here) / "devices.json", json.dumps(told["devices"]) + "\n")


def _tell_fleet(here: Instance) -> None:
    """Put what the server said of itself into the fleet's own file."""
    server = folder(here) / "server.json"
    told = json.loads(fleet_file(here).read_text(encoding="utf-8"))
    told["server"] = json.loads(server.read_text(encoding="utf-8"))
    accounts.write_for("agent", fleet_file(here), json.dumps(told) + "\n")
    server.unlink()
    (folder(here) / "devices.json").unlink()


def claim(setting: Setting, name: str) -> None:
    """Write the agent's configuration and enrol it with its code, as its own user."""
    here = setting.instance
    told = {
        "state": str(folder(here) / name / "state"),
        "sound": f"file:{folder(here) / name / 'wav'}",
        "rtc": "",
    }
    accounts.folder(folder(here) / name, "agent", 0o700)
    accounts.write_for("agent", agent_config(here, name), json.dumps(told) + "\n")
    code = folder(here) / f"{name}.code"
    if code.is_file():
        with Step(f"Khai báo cụm loa {name}", f"Enrolling {name}"):
            manage.run_quietly(
                setting,
                "agent",
                "--config",
                str(agent_config(here, name)),
                "claim",
                "-",
                "--demo",
                module="loa_agent",
                told=code.read_text(encoding="utf-8"),
            )
        code.unlink()


def show_accounts(here: Instance) -> None:
    """Print names and passwords the first time; afterwards only where they are kept."""
    path = accounts_file(here)
    if not path.is_file():
        return
    if not note.read(here).get("accounts_shown"):
        print(t("\nĐăng nhập bằng (chỉ in lần này):", "\nSign in as (printed this once):"))
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in lines[:SHOWN]:
            name, password, who = [*line.split("\t"), "", ""][:3]
            print(f"  {name:<16} {password:<18} {who}")
        left = len(lines) - SHOWN
        if left > 0:
            print(t(f"  và {left} người nữa, ở các xã khác", f"  and {left} more, of other communes"))
        note.write(here, accounts_shown=True)
    print(
        t(
            f"Mật khẩu nằm trong {path}, chỉ người chạy Loa đọc được.",
            f"The passwords are in {path}, which only who runs Loa can read.",
        )
    )
