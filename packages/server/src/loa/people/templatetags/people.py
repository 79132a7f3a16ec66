"""Filters of pages about people: `{% load people %}`."""

from django import template

from loa.kernel.roles import Role

register = template.Library()


@register.filter
def role_is_for(role: str) -> str:
    """`{{ value|role_is_for }}`: what one with this role does."""
    return str(Role(role).definition.is_for)
