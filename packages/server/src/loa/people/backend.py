"""The authentication backend: it signs accounts in. Django's permissions are not used: a room's actions
decide what may be done, and the scope decides where."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from loa.people import who
from loa.people.models import Account


class GrantsBackend(ModelBackend):
    """An authentication backend with sign-in by password. Nobody has a permission of Django's: not by a
    group, a row or a superuser flag."""

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

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()
