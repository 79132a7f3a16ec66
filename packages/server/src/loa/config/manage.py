"""Django's management commands: `python -m loa.config.manage <command>`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["loa", *sys.argv[1:]])


if __name__ == "__main__":
    main()
