"""`python -m loa.signer`: run until SIGTERM. `... status`: what it holds. With the root's sheet on standard
input, `... renew`: new keys; `... lower-floor`: a lowered floor, of which `... look-lower` says before what
that would be. `./loa keys` asks all but the first; what they answer is JSON."""

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
    """The exit code: 1 where the answer is a refusal."""
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
