"""Template filters for pages about people: `{% load people %}`."""

from django import template

from loa.kernel.roles import Role

register = template.Library()


@register.filter
def role_is_for(role: str) -> str:
    """Returns what a person with this role does: `{{ value|role_is_for }}`."""
    return str(Role(role).definition.is_for)
