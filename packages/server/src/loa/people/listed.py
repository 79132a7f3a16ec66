"""The list of people, ordered by place and given name, with the roles that each holds."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.kernel.actor import current
from loa.kernel.unaccent import plain
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ListInfo, Listing
from loa.lists.questions import Words
from loa.people import queries
from loa.people.models import Account
from loa.people.phones import phone_digits
from loa.people.queries import ListedAccount
from loa.people.role_words import NO_ROLE, WAITS
from loa.people.visibility import seen
from loa.places.names import roll_key, sort_key

# Orders accounts that never signed in as the oldest.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def held_words(account: Account) -> list[str]:
    """Returns the words for each role of the account's person, as `roles_held` joins them."""
    return [_held(account, grant) for grant in account.standing]


def roles_held(account: Account) -> str:
    """Returns the roles of the account's person, each with its place if that is not the account's own unit,
    and with its state: "biên tập; duyệt (chờ đồng ý)"."""
    return "; ".join(held_words(account))


def _held(account: Account, grant: Any) -> str:
    aside = [str(grant.held_at)] if grant.body_id or grant.unit_id != account.unit_id else []
    aside += [str(WAITS)] if grant.waits else []
    return f"{grant.get_role_display()} ({', '.join(aside)})" if aside else str(grant.get_role_display())


class People(Listing):
    """The list of people of the units that the reader sees."""

    about = ListInfo(
        key="people",
        title=gettext_lazy("Người và quyền"),
        noun=pgettext_lazy("counted", "tài khoản"),
        file="nguoi-dung",
        route="people_list",
        empty=gettext_lazy("Không thấy ai."),
        shape="people",
    )
    name = Column(
        gettext_lazy("Họ và tên"),
        lambda one: one.name,
        link=lambda row: reverse("people_one", args=[row.pk]),
        by=lambda one: roll_key(one.name),
    )
    roles = Column(
        gettext_lazy("Vai trò"),
        roles_held,
        cell="people/roles_cell.html",
        width=40,
        in_file=lambda one: roles_held(one) or NO_ROLE,
    )
    place = Column(gettext_lazy("Nơi làm việc"), lambda one: one.unit.name, by=lambda one: one.place)
    username = Column(
        gettext_lazy("Tên đăng nhập"), lambda one: one.username, by=lambda one: sort_key(one.username)
    )
    locked = Column(
        gettext_lazy("Đã khóa"), lambda one: "" if one.is_active else _("đã khóa"), screen=False, width=10
    )
    code = Column(gettext_lazy("Mã xã"), lambda one: one.unit.code, screen=False, width=10)
    last_login = Column(
        gettext_lazy("Đăng nhập gần nhất"),
        lambda one: one.last_login,
        cell="people/last_login_cell.html",
        by=lambda one: one.last_login or NEVER,
        falling=True,
        width=20,
    )

    class Filters(ListFilters):
        tim = Words(
            gettext_lazy("Tìm tên người, tên đăng nhập, số điện thoại, có dấu hoặc không dấu"),
            # A number is found as it was written and as it is dialled.
            of=lambda one: plain(one.name, one.username, one.phone, phone_digits(one.phone)),
        )

    def rows_for(self, given: dict[str, Any]) -> list[ListedAccount]:
        self.units = seen(current())
        return queries.listed(self.units)

    def full(self, rows: Sequence[ListedAccount]) -> list[Account]:
        return queries.with_roles([one.pk for one in rows])
