"""`demo_seed --folder F`: creates the demo's sample data and prints a line for each step. It can be repeated
after it was killed.

Run it as the tables' owner, with signer, worker, media and bridge running. It reads F/devices.json (the
simulated fleet's ids and sealed claims) and writes F/accounts.tsv, F/agentN.code and F/server.json.
"""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loa.config.env import env
from loa.demo import bulletins, clusters, communes, lists, people
from loa.keys import queries as keys
from loa.places import lists as places_lists
from loa.places import loading
from loa.places.management.commands.load_units import WORDS, default_folder
from loa.places.models import Hamlet, Unit

ROOT_PATIENCE_S = 120.0


class Command(BaseCommand):
    help = "Tạo dữ liệu mẫu của bản dùng thử (chạy lại được)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_real_use()
        folder: Path = options["folder"]
        plan = lists.plan()
        province, units = self._places(plan)
        self._people(plan, province, units, people.Passwords(folder / "accounts.tsv"))
        hamlets = self._communes(plan, units)
        self._clusters(plan, units, hamlets, folder)
        self._bulletins(plan, units)

    def _places(self, plan: lists.DemoPlan) -> tuple[Unit, dict[str, Unit]]:
        self.listed = places_lists.thanh_hoa(default_folder())
        loaded = loading.load(self.listed, lambda what, count: self.stdout.write(f"{WORDS[what]}: {count}"))
        codes = [commune.code for commune in plan.communes]
        now = Unit.objects.filter(kind="commune", valid_to=None, code__in=codes)
        return loaded.province, {unit.code: unit for unit in now}

    def _people(
        self, plan: lists.DemoPlan, province: Unit, units: dict[str, Unit], passwords: people.Passwords
    ) -> None:
        both = people.administrators(plan, self.listed, province, passwords)
        self.stdout.write(f"quản trị của tỉnh: {' và '.join(each.person.name for each in both)}")
        for name, place in people.everyone(plan, units, province, passwords, both):
            self.stdout.write(f"người: {name}, {place}")

    def _communes(self, plan: lists.DemoPlan, units: dict[str, Unit]) -> dict[str, list[Hamlet]]:
        hamlets = {}
        for commune in plan.communes:
            unit = units[commune.code]
            hamlets[commune.code] = communes.settle(commune, unit)
            communes.regulate(commune, unit)
            self.stdout.write(f"{unit.name}: {len(hamlets[commune.code])} thôn, quy chế phát thanh")
        return hamlets

    def _clusters(
        self, plan: lists.DemoPlan, units: dict[str, Unit], hamlets: dict[str, list[Hamlet]], folder: Path
    ) -> None:
        wait_for_root()
        devices = json.loads((folder / "devices.json").read_text(encoding="utf-8"))
        dealt = clusters.simulated(devices, plan.communes)
        for place, (commune, share) in enumerate(zip(plan.communes, dealt, strict=True)):
            unit, own = units[commune.code], hamlets[commune.code]
            if place == 0:
                clusters.waiting(unit, own, folder)
            count = clusters.enrol(unit, own, share, 1 + (clusters.REAL if place == 0 else 0))
            self.stdout.write(f"{unit.name}: {count} cụm loa")
        clusters.report_to_server(folder / "server.json")

    def _bulletins(self, plan: lists.DemoPlan, units: dict[str, Unit]) -> None:
        every, written = lists.templates(), []
        for place, commune in enumerate(plan.communes):
            written += bulletins.write(commune, units[commune.code], lists.chosen(every, place))
        try:
            for count, each in enumerate(bulletins.settle(written), 1):
                self.stdout.write(f"bản tin {count}/{len(written)}: {each.template.title}, {each.unit.name}")
        except bulletins.SoundNotMade as error:
            raise CommandError(f"Máy chưa đọc được bản tin. {error}") from error


def refuse_real_use() -> None:
    """Raises CommandError in a real system, which must never get sample data."""
    if env().mode == "up":
        raise CommandError("Dữ liệu mẫu chỉ dành cho bản dùng thử (./loa demo).")


def wait_for_root() -> None:
    """Waits until the signer has made the demo's root. Raises CommandError."""
    deadline = time.monotonic() + ROOT_PATIENCE_S
    while keys.root() is None:
        if time.monotonic() > deadline:
            raise CommandError(f"signer chưa tạo khóa gốc sau {ROOT_PATIENCE_S:.0f} giây.")
        time.sleep(0.2)
