"""The permission to enter Wagtail's admin, which every role has. Each room decides what is shown there."""

from loa.kernel.roles import Role

PERMISSIONS = {role: {"wagtailadmin.access_admin"} for role in Role}
