"""Who signs in, and what Django's and Wagtail's own permission questions are answered."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class GrantsBackend(ModelBackend):
    """Django's sign-in by password. Django permissions come from roles, not from groups."""

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()
