"""The list of bulletins, newest first, by state and by words."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.desk.bulletins.places import readable
from loa.desk.templatetags.loa import age
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ListInfo, Listing
from loa.lists.questions import OneOf, Words
from loa.newsroom import queries, standing
from loa.newsroom.models import Bulletin
from loa.places.ordering import in_letters


def stands(one: Bulletin) -> list[str]:
    """Returns where a row of the list stands: one fact, or two if it is approved and has an edit."""
    # `approved_revision` is added by `standing.beside`.
    return standing.words(one.state, one.approved_revision, one.latest_revision_id)


class Standing(OneOf):
    """The question where a bulletin stands. What is approved and has an edit is found by both."""

    def filter(self, rows: Any, value: str) -> Any:
        return rows.filter(standing.which(value)) if value else rows


class Bulletins(Listing):
    """The list of bulletins, for its page or for a file."""

    about = ListInfo(
        key="bulletins",
        title=gettext_lazy("Bản tin"),
        noun=pgettext_lazy("counted", "bản tin"),
        file="ban-tin",
        route="bulletins_list",
        empty=gettext_lazy("Chưa có bản tin nào."),
        order="-changed",
        page=30,
        shape="write",
    )
    name = Column(
        gettext_lazy("Bản tin"),
        lambda one: one.title or _("Chưa có tên"),
        cell="bulletins/title_cell.html",
        by=("title_letters", "title_tones", "title"),
        width=48,
    )
    priority = Column(gettext_lazy("Loại tin"), lambda one: one.get_priority_display(), screen=False)
    place = Column(gettext_lazy("Nơi"), lambda one: one.unit.name, by=("unit__sort_key", "unit_id"))
    state = Column(
        gettext_lazy("Tình trạng"),
        stands,
        in_file=lambda one: ", ".join(stands(one)),
        cell="bulletins/state_cell.html",
    )
    author = Column(gettext_lazy("Người viết"), lambda one: one.author_name)
    changed = Column(
        gettext_lazy("Sửa lần cuối"),
        lambda one: age(one.changed_at),
        in_file=lambda one: one.changed_at,
        by=("changed_at",),
        falling=True,
        width=20,
    )

    class Filters(ListFilters):
        tim = Words(gettext_lazy("Tìm trong tên và nội dung"), of="search")
        trang_thai = Standing(
            gettext_lazy("Tình trạng"),
            [*Bulletin.State.choices, (standing.EDITED, standing.EDITS[Bulletin.State.DRAFT])],
        )

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        if len(readable()) < 2:
            self.columns.hide("place")

    def rows_for(self, given: dict[str, Any]) -> QuerySet[Bulletin]:
        rows = queries.bulletins(readable()).select_related(None).select_related("unit")
        # Texts and sounds are most of a row, and no list shows them.
        return in_letters(
            rows.only("code", "title", "priority", "state", "changed_at", "latest_revision", "unit__name"),
            "title",
        )
