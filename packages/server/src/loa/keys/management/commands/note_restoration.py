"""`note_restoration RESTORED BACKUP`: stores when this instance was restored, and when the backup was made
(both ISO 8601 with time zone).

The launcher runs it as the owner of the tables. A second run with the same moment changes nothing.
"""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from loa.keys.models import Restoration


class Command(BaseCommand):
    help = "No plan is signed until an operator of the province has looked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("restored", type=datetime.fromisoformat)
        parser.add_argument("backup", type=datetime.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        Restoration.objects.get_or_create(
            restored_at=options["restored"], defaults={"backup_at": options["backup"]}
        )
