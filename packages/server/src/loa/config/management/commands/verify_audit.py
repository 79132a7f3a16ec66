"""`verify_audit`: verifies the chain of the audit log. Its exit code is 1 when the chain is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from loa.audit import chaining
from loa.places import scope


class Command(BaseCommand):
    help = "Kiểm lại chuỗi nhật ký: từng mục, từng mắt xích."

    def handle(self, *args: Any, **options: Any) -> None:
        with scope.all_units():
            found = chaining.verify()
        self.stdout.write(f"{found.chained} mục đã nối, {found.unchained} mục chờ nối, mắt cuối {found.head}")
        if found.gap_at is not None:
            raise CommandError(f"thiếu mắt xích số {found.gap_at}")
        if found.broken_at is not None:
            raise CommandError(f"mục ở mắt xích số {found.broken_at} đã bị sửa")
