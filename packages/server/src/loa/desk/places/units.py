"""The list of units on a day: name, level and the unit above."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ListInfo, Listing
from loa.lists.questions import Day, OneOf, Words
from loa.places import queries
from loa.places.models import Unit, UnitKind


class AsOf(Day):
    """The question on which day. `Units.rows_for` uses the answer, so the question itself filters no rows."""

    def said(self, value: date) -> str:
        return _("như vào ngày %(day)s") % {"day": f"{value:%d/%m/%Y}"}


class Units(Listing):
    """The list of units, for its page or for a file."""

    about = ListInfo(
        key="units",
        title=gettext_lazy("Địa bàn"),
        noun=pgettext_lazy("counted", "đơn vị hành chính"),
        file="dia-ban",
        route="places_units",
        empty=gettext_lazy("Ngày ấy chưa có đơn vị nào."),
        shape="map",
    )
    name = Column(
        gettext_lazy("Tên"),
        lambda one: one.name,
        link=lambda record: reverse("places_one", args=[record.pk]),
        by=("sort_key", "code"),
        width=32,
    )
    kind = Column(gettext_lazy("Cấp"), lambda one: one.get_kind_display(), by=("kind", "sort_key"))
    parent = Column(
        gettext_lazy("Thuộc"),
        lambda one: one.parent.name if one.parent else None,
        by=("parent__sort_key", "sort_key"),
    )
    code = Column(gettext_lazy("Mã"), lambda one: one.code, by=("code",), width=10)
    since = Column(gettext_lazy("Từ ngày"), lambda one: one.valid_from, screen=False, width=12)
    until = Column(gettext_lazy("Đến hết ngày"), lambda one: one.last_day, screen=False, width=12)
    latitude = Column(gettext_lazy("Vĩ độ"), lambda one: one.latitude, screen=False, width=12)
    longitude = Column(gettext_lazy("Kinh độ"), lambda one: one.longitude, screen=False, width=12)
    area = Column(gettext_lazy("Diện tích (km²)"), lambda one: one.area_km2, screen=False, width=12)

    class Filters(ListFilters):
        tim = Words(gettext_lazy("Tìm tên, có dấu hoặc không dấu, cả tên xã cũ"), of="search")
        cap = OneOf(gettext_lazy("Cấp"), UnitKind.choices, of="kind")
        ngay = AsOf(gettext_lazy("Như vào ngày"))

    @property
    def day(self) -> date | None:
        """Returns the day that is asked for, or None for today."""
        return self.filters.given.get("ngay")

    def rows_for(self, given: dict[str, Any]) -> QuerySet[Unit]:
        """Returns the units in Vietnamese order. If words are searched, exact matches come first."""
        standing = queries.units(given.get("ngay"))
        found = queries.nearest_first(standing, given["tim"]) if given.get("tim") else standing
        return found.select_related("parent")
