"""The entry point of `./loa` inside its environment: calls one function per command."""

import argparse
import os
import sys
from pathlib import Path

from launcher import arguments
from launcher.layout import Home, default_home
from launcher.words import Stop, speak_utf8, t


def run(asked: argparse.Namespace, home: Home) -> int:
    match asked.command:
        case "demo":
            from launcher.inside import check, serve

            return check.run(asked, home) if asked.check else serve.demo(asked, home)
        case "up":
            from launcher.inside import serve

            return serve.up(asked, home)
        case "status":
            from launcher.inside import status

            return status.show(home)
        case "keys":
            return _keys(asked, home)
        case "link":
            from launcher.inside import link

            return link.show(home, asked.mode, asked.username)
        case "backup":
            from launcher.inside import backup

            return backup.backup(home.instance(asked.mode), asked.folder.absolute())
        case "restore":
            from launcher.inside import restore

            return restore.restore(home.instance(asked.mode), asked.folder.absolute(), asked.port)
        case "stores":
            return _stores(asked, home)
        case "remove":
            from launcher.inside import remove

            return remove.remove(home, asked.yes)
        case "voices":
            from launcher.inside import passing

            return passing.voices(home, asked.mode, asked.rest)
        case "read":
            from launcher.inside import passing

            return passing.read(asked.rest)
        case "test":
            from launcher.inside import quality

            return quality.run(asked.paths, home, asked.changed, asked.turn)
        case "bench":
            from launcher import bench
            from launcher.inside import checks
            from launcher.layout import source

            return bench.run(source(), asked.names, asked.quick, asked.json, checks.environment())
    return 2


def _keys(asked: argparse.Namespace, home: Home) -> int:
    from launcher.inside import keys, lowering, renewal

    if asked.do == "renew":
        return renewal.renew(home, asked.mode, asked.sheet)
    if asked.do == "lower-floor":
        return lowering.lower(home, asked)
    return keys.show(home, asked.mode)


def _stores(asked: argparse.Namespace, home: Home) -> int:
    from launcher.inside import codecopy, note, stores
    from launcher.inside.exposure import Exposure
    from launcher.inside.processes import Setting
    from launcher.layout import source

    here = note.chosen(home, asked.mode)
    if asked.do == "move":
        return stores.move(Setting(here, note.ports(here), Exposure(), codecopy.publish(home, source())))
    return stores.show(here)


def main() -> int:
    speak_utf8()
    # Files that the launcher writes are private unless a mode is given.
    os.umask(0o077)
    asked = arguments.parser(default_home()).parse_args(sys.argv[1:])
    try:
        return run(asked, Home(Path(os.environ["LOA_HOME"])))
    except Stop as end:
        print(end.message, file=sys.stderr)
        return end.code
    except KeyboardInterrupt:
        print(t("\nĐã dừng.", "\nStopped."))
        return 130


if __name__ == "__main__":
    sys.exit(main())
