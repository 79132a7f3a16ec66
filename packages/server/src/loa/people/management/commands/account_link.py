"""`account_link USERNAME` prints the path of a one-time link that needs no code. Run as the tables' owner."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from loa.kernel.errors import NotFound
from loa.people.actions import make_link_of_the_host


class Command(BaseCommand):
    help = "In ra liên kết đặt mật khẩu của một tài khoản, dùng một lần, không cần mã."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            secret = make_link_of_the_host(options["username"])
        except NotFound as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"/mo/{secret}/")
