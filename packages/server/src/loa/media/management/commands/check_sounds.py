"""Hashes every rendition again and names the damaged ones."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from loa.media import store


class Command(BaseCommand):
    help = "Đọc lại mọi tệp âm thanh và so với mã băm của nó. Mã thoát 1 khi có tệp hỏng."

    def handle(self, *args: Any, **options: Any) -> None:
        damaged = list(store.damaged())
        for name in damaged:
            self.stdout.write(f"Hỏng: {name}")
        if damaged:
            raise CommandError(f"{len(damaged)} tệp hỏng. Chép lại từ bản sao lưu.")
        self.stdout.write("Mọi tệp âm thanh còn nguyên.")
