"""What `./loa demo` adds to an instance: sample data, two real agents, a simulated fleet, accounts.

The server's `demo_seed` command (loa.demo) makes the data. This module gives it the fleet's keys, claims the
two agents and stores the passwords. Only the demo has the shared folder; `up` has none.
"""

import json
from pathlib import Path

from launcher.inside import accounts, manage, note, supervision
from launcher.inside.processes import DEMO_STAGE, Setting, has_demo
from launcher.inside.start import RunningInstance
from launcher.layout import Instance
from launcher.words import Step, t

AGENTS = ("agent1", "agent2")
SIMULATED = 198
SHOWN = 11
"""How many accounts are printed: the province's people and the first commune's. The others are in the
file."""


def folder(here: Instance) -> Path:
    return here.folder / "fleet"


def fleet_file(here: Instance) -> Path:
    return folder(here) / "fleet.json"


def accounts_file(here: Instance) -> Path:
    """Returns the path of the demo's names and passwords, for the person who started it."""
    return here.folder / "accounts.tsv"


def agent_config(here: Instance, name: str) -> Path:
    return folder(here) / f"{name}.json"


def seed(running: RunningInstance) -> None:
    """Makes the sample data once, then starts agents and fleet. Can be repeated after a kill."""
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
    """Makes the fleet's keys, then the sample data; a second run after a kill continues."""
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
    # While the data is made, the seed reads and completes the fleet's file; afterwards only the fleet may
    # read it.
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
    """Writes the fleet's ids and public keys for the seed, which enrols them; the secret keys stay
    with the fleet's user."""
    told = json.loads(fleet_file(here).read_text(encoding="utf-8"))
    accounts.write_for("owner", folder(here) / "devices.json", json.dumps(told["devices"]) + "\n")


def _tell_fleet(here: Instance) -> None:
    """Copies the server's facts into the fleet's own file."""
    server = folder(here) / "server.json"
    told = json.loads(fleet_file(here).read_text(encoding="utf-8"))
    told["server"] = json.loads(server.read_text(encoding="utf-8"))
    accounts.write_for("agent", fleet_file(here), json.dumps(told) + "\n")
    server.unlink()
    (folder(here) / "devices.json").unlink()


def claim(setting: Setting, name: str) -> None:
    """Writes the agent's configuration and enrols it with its code, as the agent's user."""
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
    """Prints names and passwords the first time; later only where they are stored."""
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
