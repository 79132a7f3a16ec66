"""The commands of the signer: `python -m loa.signer [COMMAND]`.

Without a command, or with `run`, the process signs until SIGTERM. `status` prints what the signer holds.
`renew` makes new keys. `look-lower` prints what lowering a floor would do, and `lower-floor` lowers it.
`renew` and `lower-floor` read the root's sheet from standard input. `./loa keys` calls all commands but
`run`; they answer in JSON.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
django.setup()

from loa.signer import commands, running  # noqa: E402  (Django first)

COMMANDS = {
    "run": running.run,
    "status": commands.status,
    "renew": commands.renew,
    "look-lower": commands.look_lower,
    "lower-floor": commands.lower_floor,
}


def main() -> int:
    """Runs the command and returns the exit code: 1 where the answer is a refusal, 2 for an unknown
    command."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if wanted not in COMMANDS:
        sys.stderr.write(f"python -m loa.signer [{' | '.join(COMMANDS)}]\n")
        return 2
    said = COMMANDS[wanted]()
    if said is None:
        return 0
    sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return 1 if "refused" in said else 0


if __name__ == "__main__":
    sys.exit(main())
