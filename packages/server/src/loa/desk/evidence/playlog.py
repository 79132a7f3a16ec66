"""What went out on a day: planned, received, started, completed; which clusters not and why; also a file."""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.kernel import clock, typed
from loa.kernel.errors import Missing
from loa.kernel.signed_in import signed_in
from loa.kernel.spreadsheet.inert import inert
from loa.places import queries as places
from loa.places import scope
from loa.places.models import Unit
from loa.playlog import queries as playlog
from loa.playlog.queries import Occurrence
from loa.playlog.rules import SENTENCES, Why

MOST_LINES: Final = 300
PLOT_DAYS: Final = 14


@dataclass(frozen=True)
class Asked:
    """The day and the places that a reader wants."""

    day: date
    unit_ids: list[int]
    chosen: Unit | None
    units: list[Unit]


def asked(request: HttpRequest) -> Asked:
    """`ngay` (today when it is missing or no date) and `noi`. Raises Missing outside the scope."""
    readable = sorted(scope.current().read)
    units = list(places.units().filter(pk__in=readable).exclude(kind="district"))
    place = request.GET.get("noi", "")
    chosen = next((each for each in units if str(each.pk) == place), None)
    if place and chosen is None:
        raise Missing(_("Không có đơn vị này trong phạm vi được xem."))
    day = typed.day(request.GET.get("ngay")) or clock.today()
    return Asked(day, [chosen.pk] if chosen else readable, chosen, units)


@never_cache
@signed_in
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """One local day, each sounding with its tally."""
    wanted = asked(request)
    rows = playlog.went_out(wanted.unit_ids, wanted.day)
    names = {each.pk: each.name for each in wanted.units}
    first = wanted.day - timedelta(days=PLOT_DAYS - 1)
    shown = {
        "day": wanted.day,
        "today": clock.today(),
        "before": wanted.day - timedelta(days=1),
        "after": wanted.day + timedelta(days=1),
        "chosen": wanted.chosen,
        "units": wanted.units if len(wanted.units) > 1 else [],
        "rows": [(each, names.get(each.unit_id, ""), reasons(each)) for each in rows[:MOST_LINES]],
        "more": max(0, len(rows) - MOST_LINES),
        "total": playlog.total(rows),
        "bars": bars(wanted.unit_ids, first, wanted.day),
        "now": clock.now(),
        "breadcrumbs_items": [
            {"url": "", "label": _("Nhật ký phát")},
        ],
    }
    return render(request, "evidence/day.html", shown)


def reasons(one: Occurrence) -> list[tuple[str, int, list[str]]]:
    """(likely reason, how many clusters, the first names); what is still under way is left out."""
    groups = playlog.by_reason((row, why) for row, why in one.tally.rest if why is not Why.WAITING)
    return [
        (str(SENTENCES[why]), len(rows), [row.device for row in rows[:12]]) for why, rows in groups.items()
    ]


@dataclass(frozen=True)
class Bar:
    """One day of the plot: shares of the tallest day, in hundredths."""

    day: date
    planned: int
    completed: int
    height: float
    filled: float
    x: int


def bars(unit_ids: list[int], first: date, last: date) -> list[Bar]:
    """Counted days only; nothing where none has been counted."""
    planned: dict[date, int] = {}
    completed: dict[date, int] = {}
    for row in playlog.day_totals(unit_ids, first, last):
        planned[row.day] = planned.get(row.day, 0) + row.planned
        completed[row.day] = completed.get(row.day, 0) + row.completed
    most = max(planned.values(), default=0)
    if not most:
        return []
    return [
        Bar(
            day,
            planned[day],
            completed[day],
            round(100 * planned[day] / most, 1),
            round(100 * completed[day] / most, 1),
            (day - first).days * 44,
        )
        for day in sorted(planned)
    ]


@never_cache
@signed_in
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same day as CSV, a line a cluster and sound."""
    wanted = asked(request)
    names = {each.pk: each.name for each in wanted.units}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heads = (_("Nơi"), _("Bản tin"), _("Từ"), _("Tới"), _("Có trong lịch"), _("Đã nhận"), _("Đã bắt đầu"))
    counted = (_("Phát xong"), _("Tắt hoặc dừng theo lệnh"), _("Nay còn trong lịch"))
    writer.writerow([*heads, *counted, _("Cụm không phát hết"), _("Lý do")])
    for each in playlog.went_out(wanted.unit_ids, wanted.day):
        tally = each.tally
        known = (
            names.get(each.unit_id, ""),
            each.title,
            f"{clock.local(each.starts_at):%d/%m/%Y %H:%M:%S}",
            f"{clock.local(each.ends_at):%H:%M:%S}",
            tally.planned,
            tally.received,
            tally.started,
            tally.completed,
            tally.ordered,
            _("có") if each.stands else _("không"),
        )
        rest = [(row.device, str(SENTENCES[why])) for row, why in tally.rest] or [("", "")]
        for device, why in rest:
            writer.writerow([inert(str(cell)) for cell in (*known, device, why)])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="nhat-ky-phat-{wanted.day:%Y-%m-%d}.csv"'
    return answer
