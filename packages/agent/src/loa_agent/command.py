"""Plays a signed plan of announcements on a loudspeaker cluster, with or without the network.

An installer writes the configuration, claims the box with the code from its page on the server, and runs it:

    loa-agent --config box.toml claim -      (then paste the code)
    loa-agent --config box.toml run
    loa-agent --config box.toml status       (while it runs; one line of JSON)

The least that a configuration says is where everything that must last is kept:

    state = "/var/lib/loa-agent"
    sound = "card"                           (or "card:NAME", or "file:FOLDER")
    rtc = ""                                 (for a box without a battery-backed clock)
"""

from __future__ import annotations

import argparse
import socket
import sys
from contextlib import closing
from pathlib import Path

from loa_protocol.ids import key_id

from loa_agent import configuration as configurations
from loa_agent import disk
from loa_agent.address import InsecureAddress
from loa_agent.clock import BoardClock, rtc_folder
from loa_agent.configuration import Configuration, ConfigurationError
from loa_agent.identity import UnsafeKeyFile, key
from loa_agent.wiring import UnclaimedBox, run

_DEFAULT = "/etc/loa-agent/agent.toml"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command. Returns the exit code: 0, or 1 after one line that says why not."""
    asked = _parser().parse_args(arguments)
    try:
        flags = {name: getattr(asked, name) for name in ("state", "sound", "clock", "mqtt")}
        made = configurations.load(Path(asked.config), **flags)
        return int(asked.do(made, asked))
    except (
        ConfigurationError,
        UnclaimedBox,
        UnsafeKeyFile,
        InsecureAddress,
        disk.FolderInUse,
        disk.StoreDamaged,
        OSError,
    ) as error:
        sys.stderr.write(f"loa-agent: {error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="loa-agent", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--config", metavar="FILE", default=_DEFAULT, help=f"TOML, or JSON as .json ({_DEFAULT})"
    )
    for name in ("state", "sound", "clock", "mqtt"):
        parser.add_argument(f"--{name}", metavar="VALUE", help=f"in place of the file's {name}")
    does = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    does.add_parser("run", help="play the plan").set_defaults(do=_run)
    claiming = does.add_parser("claim", help="enrol this box")
    claiming.add_argument("code", help="the claim code from the fleet page, or - to read it from stdin")
    claiming.add_argument("--demo", action="store_true", help="let a demo's root be pinned")
    claiming.set_defaults(do=_claim)
    does.add_parser("status", help="how the running agent is").set_defaults(do=_status)
    does.add_parser("key", help="this box's public key").set_defaults(do=_key)
    return parser


def _run(made: Configuration, _: argparse.Namespace) -> int:
    run(made)
    return 0


def _claim(made: Configuration, asked: argparse.Namespace) -> int:
    from loa_agent.claim import NotClaimed, claim  # only here: `run` should not wait for its imports

    code = sys.stdin.readline() if asked.code == "-" else asked.code
    with disk.taken(made.folder), closing(disk.opened(made.folder)) as store:
        own, has_rtc = key(made.folder), bool(made.rtc)
        try:
            enrolled = claim(
                store, own, code, clock=BoardClock(rtc_folder(made.rtc)), authority=made.authority,
                has_rtc=has_rtc, demo=asked.demo,
            )  # fmt: skip
        except NotClaimed as error:
            sys.stderr.write(f"loa-agent: {error}\n")
            return 1
    sys.stdout.write(f"claimed: device {enrolled.device} at {enrolled.url}\n")
    return 0


def _status(made: Configuration, _: argparse.Namespace) -> int:
    path = made.folder / "agent.sock"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.settimeout(10)
            peer.connect(str(path))
            peer.sendall(b"{}\n")
            sys.stdout.write(peer.makefile("r").readline())
    except OSError as error:
        sys.stderr.write(f"loa-agent: no agent answers at {path}: {error}\n")
        return 1
    return 0


def _key(made: Configuration, _: argparse.Namespace) -> int:
    own = key(made.folder)
    sys.stdout.write(f"{own.public_key.hex()} {key_id(own.public_key)}\n")
    return 0
