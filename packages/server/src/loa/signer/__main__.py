"""`python -m loa.signer`: run until SIGTERM. `... status`: what it holds. `... renew`: from the root's
sheet."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
django.setup()

from loa.signer import running  # noqa: E402  (Django first)

COMMANDS = {"run": running.run, "status": running.status, "renew": running.renew}


def main() -> int:
    """The exit code."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if wanted not in COMMANDS:
        sys.stderr.write("python -m loa.signer [run | status | renew]\n")
        return 2
    said = COMMANDS[wanted]()
    if said is not None:
        sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
