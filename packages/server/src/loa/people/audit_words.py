"""The sentences for what people's actions record (see loa.audit.sentences)."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.audit.named_things import NamedThing, day
from loa.kernel.actor import current_or_none
from loa.kernel.roles import Role
from loa.people.models import Account, OneTimeLink
from loa.people.naming import names as names_of
from loa.people.visibility import seen, sees_people

WORDS = {
    "people.first_run": gettext_lazy("đã khởi đầu với %(units)s đơn vị hành chính và hai quản trị viên"),
    "people.person_created": gettext_lazy("đã thêm %(subject)s"),
    "people.people_imported": gettext_lazy("đã thêm %(count)s người ở %(subject)s từ tệp"),
    "people.account_disabled": gettext_lazy("đã khóa tài khoản của %(person)s"),
    "people.account_enabled": gettext_lazy("đã mở lại tài khoản của %(person)s"),
    "people.role_granted": gettext_lazy("đã giao vai trò %(role)s cho %(person)s"),
    "people.role_confirmed": gettext_lazy("đã đồng ý vai trò %(role)s của %(person)s"),
    "people.role_ended": gettext_lazy("đã thu lại vai trò %(role)s của %(person)s từ %(on)s"),
    "people.link_made": gettext_lazy("đã tạo liên kết dùng một lần (%(purpose)s) cho %(person)s"),
    "people.code_given": gettext_lazy("đã cấp mã mở liên kết đặt mật khẩu của %(person)s"),
    "people.password_set_by_link": gettext_lazy("đã đặt mật khẩu bằng liên kết dùng một lần"),
    "people.password_changed": gettext_lazy("đã đổi mật khẩu của mình"),
}
REFERS = {"person": "people.person"}


def _role(value: Any) -> str:
    return str(Role(value).label)


def _purpose(value: Any) -> str:
    return str(OneTimeLink.Purpose(value).label)


SAID = {"role": _role, "purpose": _purpose, "on": day}


def persons(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns persons by id, each with the page of an account if the reader may open it. The name of an
    erased person says that it was erased."""
    ids = [int(key) for key in keys]
    names, accounts = names_of(ids), _accounts(ids)
    return {
        str(each): NamedThing(
            names.get(each) or _("Người dùng số %(id)s (đã xóa tên)") % {"id": each},
            reverse("people_one", args=[accounts[each]]) if each in accounts else "",
        )
        for each in ids
    }


def _accounts(ids: Collection[int]) -> dict[int, int]:
    """Returns an account for each person, among the accounts whose page the reader may open."""
    reader = current_or_none()
    if reader is None or not sees_people(reader):
        return {}
    rows = Account.objects.filter(person_id__in=ids, unit_id__in=seen(reader)).order_by("-pk")
    return dict(rows.values_list("person_id", "pk"))


NAMES = {"people.person": persons}
