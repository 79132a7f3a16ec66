"""python -m loa_simulator --devices N --dir D --enrol FILE, and `keys` to make such a file."""

import argparse
import sys
from pathlib import Path

import msgspec
from loa_agent.address import InsecureAddress

from loa_simulator import enrolment, part
from loa_simulator.device import SHARD
from loa_simulator.fleet import Fleet, room_for


def say(line: str) -> None:
    """Prints a line for whoever watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(given: list[str] | None = None) -> int:
    """Runs the command. Returns its exit code."""
    arguments = sys.argv[1:] if given is None else given
    try:
        if arguments[:1] == ["part"]:  # not for people: `Fleet` starts each of its processes so
            part.run(msgspec.json.decode(arguments[1], type=part.PartSettings))
            return 0
        if arguments[:1] == ["keys"]:
            return _keys(arguments[1:])
        return _run(arguments)
    except (enrolment.UnusableFleetFile, InsecureAddress) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2


def _keys(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("loa-simulator keys", description="Make ids and keys of a new fleet.")
    parser.add_argument("--devices", type=int, required=True)
    parser.add_argument("--without-rtc", type=int, default=0, help="how many have no clock of their own")
    parser.add_argument("--enrol", type=Path, required=True, help="the file to make")
    asked = parser.parse_args(arguments)
    if asked.enrol.exists():
        raise enrolment.UnusableFleetFile(f"{asked.enrol} is there already; its devices would be lost")
    enrolment.write(asked.enrol, enrolment.make(asked.devices, asked.without_rtc))
    say(f"{asked.devices} devices in {asked.enrol}")
    return 0


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("loa-simulator", description="Run a fleet of simulated clusters.")
    parser.add_argument("--devices", type=int, required=True, help="how many of the file's devices")
    parser.add_argument("--dir", type=Path, required=True, help="where they keep what must last")
    parser.add_argument("--enrol", type=Path, required=True, help="the fleet file, with the server's part")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--per-second", type=float, default=500.0, help="devices switched on a second")
    parser.add_argument("--health-s", type=int, default=300, help="seconds between two health reports")
    asked = parser.parse_args(arguments)
    file = enrolment.read(asked.enrol)
    wanted = min(asked.devices, len(file.devices))
    # No more processes than shards: a shard's rows are one file, which belongs to one process.
    parts = max(1, min(asked.processes, -(-wanted // SHARD)))
    devices = room_for(wanted, parts)
    if devices < asked.devices:
        say(
            f"only {devices} of {asked.devices}: {len(file.devices)} in the file, and the limit on open files"
        )
    asked.dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    held_acts = [
        part.PartSettings(
            enrol=str(asked.enrol.resolve()),
            folder=str(asked.dir.resolve()),
            devices=devices,
            number=number,
            parts=parts,
            per_second=max(asked.per_second / parts, 0.1),
            health_s=asked.health_s,
        )
        for number in range(parts)
    ]
    return Fleet(held_acts, say).run()


if __name__ == "__main__":
    raise SystemExit(main())
