"""Template tags for pages about people: `{% load people %}`."""

from django import template

from loa.kernel.roles import TWO_PEOPLE, Role

register = template.Library()


@register.filter
def role_is_for(role: str) -> str:
    """Returns what a person with this role does: `{{ value|role_is_for }}`."""
    return str(Role(role).definition.is_for)


@register.simple_tag
def roles_by_two() -> str:
    """Returns the words of the roles that a second administrator confirms: `{% roles_by_two as roles %}`."""
    return ", ".join(str(role.label) for role in Role if role in TWO_PEOPLE)
