"""Every role may enter the frame; what stands in it is each room's own."""

from loa.kernel.roles import Role

PERMISSIONS = {role: {"wagtailadmin.access_admin"} for role in Role}
