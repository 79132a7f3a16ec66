"""Filters of pages about people: `{% load people %}`."""

from django import template

from loa.people.models import ROLES_ARE_FOR, Role

register = template.Library()


@register.filter
def role_is_for(role: str) -> str:
    """`{{ value|role_is_for }}`: what one with this role does."""
    return str(ROLES_ARE_FOR[Role(role)])
