"""`load_units [FOLDER]` writes the units of Thanh Hóa, today's and those before July 2025. May be
repeated."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loa.kernel.errors import Invalid
from loa.places import lists, loading

WORDS = {
    "province": "tỉnh",
    "districts": "huyện trước tháng 7/2025",
    "communes before": "xã, phường, thị trấn trước tháng 7/2025",
    "communes": "xã, phường hiện nay",
    "successions": "dòng sáp nhập",
}
HERE = Path(__file__).resolve()


def default_folder() -> Path:
    """Returns data/thanh-hoa of the checkout that contains this file."""
    return next(
        (up / "data/thanh-hoa" for up in HERE.parents if (up / "data/thanh-hoa").is_dir()), Path("data")
    )


class Command(BaseCommand):
    help = "Nhập các đơn vị hành chính của Thanh Hóa (chạy lại bao nhiêu lần cũng được)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or default_folder()
        try:
            listed = lists.thanh_hoa(folder)
        except (Invalid, OSError) as error:
            raise CommandError(str(error)) from error
        loaded = loading.load(listed, lambda what, count: self.stdout.write(f"{WORDS[what]}: {count}"))
        self.stdout.write(f"mới ghi {loaded.made}, đã có {loaded.kept}")
