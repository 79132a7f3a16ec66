"""The authentication backend: it signs accounts in and answers the permission checks of Django and Wagtail.

A room's `permissions.py` lists the Django permissions of its roles:
`PERMISSIONS = {Role.EDITOR: {"newsroom.view_bulletin", ...}}`. They only open Wagtail's screens. The room's
actions decide what may be done, and the scope decides where.
"""

from functools import cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from loa.kernel import autodiscovery
from loa.people import who
from loa.people.models import Account


@cache
def permissions_of_roles() -> dict[str, frozenset[str]]:
    """Returns the Django permissions of each role, collected from all rooms."""
    found: dict[str, set[str]] = {}
    for _label, module in autodiscovery.files("permissions"):
        for role, permissions in module.PERMISSIONS.items():
            found.setdefault(str(role), set()).update(permissions)
    return {role: frozenset(permissions) for role, permissions in found.items()}


class GrantsBackend(ModelBackend):
    """An authentication backend with sign-in by password. Permissions come from roles, never from groups,
    permission rows or a superuser flag."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """Returns the account of this username and password, or None."""
        if not username or password is None:
            return None
        with who.signing_in(username):
            found = super().authenticate(request, username=username.strip().lower(), password=password)
        return found if isinstance(found, Account) else None

    def get_user(self, user_id: Any) -> Account | None:
        """Returns the account of a session; None if it was disabled."""
        found = Account.objects.with_password().filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(user_obj, Account) or not user_obj.is_active:
            return set()
        of_roles = permissions_of_roles()
        return set().union(*(of_roles.get(role, ()) for role in user_obj.loa_roles))

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
