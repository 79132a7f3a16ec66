"""The actions of people, one file for each kind."""

from loa.people.actions.accounts import create_person, disable, enable
from loa.people.actions.grants import confirm, end_grant, grant
from loa.people.actions.links import make_link, make_link_of_the_host, open_link, set_password_by_link
from loa.people.actions.passwords import change_own_password
from loa.people.actions.two_person_reset import vouch

__all__ = [
    "change_own_password",
    "confirm",
    "create_person",
    "disable",
    "enable",
    "end_grant",
    "grant",
    "make_link",
    "make_link_of_the_host",
    "open_link",
    "set_password_by_link",
    "vouch",
]
