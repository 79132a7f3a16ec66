"""`first_run_link` prints the address of the page of the first run, once. Run as the tables' owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from loa.kernel.errors import NotFound
from loa.people.actions.first_run import make_first_run_link


class Command(BaseCommand):
    help = "In ra liên kết khởi đầu, dùng một lần trong 24 giờ."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            secret = make_first_run_link()
        except NotFound as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{settings.LOA_ENV.public_url}/khoi-dau/{secret}/")
