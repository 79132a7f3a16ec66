"""The demo's people. The first run creates two administrators; one of them creates the others, and the second
confirms their roles."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from loa.demo.lists import DemoPlan
from loa.demo.persons import as_person
from loa.kernel.roles import Role
from loa.people import actions, queries
from loa.people.actions.accounts import suggest_username
from loa.people.actions.first_run import FirstAdministrator, first_run, make_first_run_link
from loa.people.models import Account, RoleGrant
from loa.places.loading import Province
from loa.places.models import Unit

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that are easily confused when typed from a screen."""


class Passwords:
    """accounts.tsv: username, password, name and role. A line is on disk before its password is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, str] = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                username, password, _who = line.split("\t")
                self.known[username] = password

    def of(self, username: str, who: str) -> str:
        """Returns the account's password: the one in the file, or a new one."""
        if username not in self.known:
            self.known[username] = new_password()
            opened = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(opened, "a", encoding="utf-8") as file:
                file.write(f"{username}\t{self.known[username]}\t{who}\n")
                file.flush()
                # Otherwise a kill could leave an account whose password nobody knows.
                os.fsync(file.fileno())
        return self.known[username]


def new_password() -> str:
    """Returns three groups of five letters: 74 random bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))


def administrators(
    plan: DemoPlan, listed: Province, province: Unit, passwords: Passwords
) -> tuple[Account, Account]:
    """Returns the two administrators. The first run creates them if it has not been done."""
    first, second = (
        FirstAdministrator(name, suggest_username(name, province)) for name in plan.province["administrator"]
    )
    label = f"{Role.ADMINISTRATOR.label}, {province.name}: "
    if not RoleGrant.objects.filter(role=Role.ADMINISTRATOR).exists():
        word = passwords.of(first.username, label + first.name)
        first_run(make_first_run_link(), listed, first, word, second)
    one, other = (Account.objects.get(username=each.username) for each in (first, second))
    # If an earlier start did the first run, its link is lost. A link made by the host needs no code either.
    if not other.has_usable_password():
        word = passwords.of(other.username, label + second.name)
        other = actions.set_password_by_link(actions.make_link_of_the_host(other.username), word)
    return one, other


def everyone(
    plan: DemoPlan, units: dict[str, Unit], province: Unit, passwords: Passwords, by: tuple[Account, Account]
) -> Iterator[tuple[str, str]]:
    """Creates the people who do not exist. Yields (name, place) of each person when they are done."""
    wanted: list[tuple[Unit, str, str]] = [
        (province, role, name)
        for role, names in plan.province.items()
        if role != Role.ADMINISTRATOR
        for name in names
    ]
    wanted += [
        (units[commune.code], role, name)
        for commune in plan.communes
        for role, names in commune.people.items()
        for name in names
    ]
    for unit, role, name in wanted:
        _person(unit, Role(role), name, passwords, by)
        yield name, unit.name


def _person(unit: Unit, role: Role, name: str, passwords: Passwords, by: tuple[Account, Account]) -> None:
    """Creates a person with a role, confirms the role where it waits, and sets the password. Skips what
    exists."""
    gives, confirms = by
    username = suggest_username(name, unit)
    account = Account.objects.filter(username=username).first()
    with as_person(gives):
        account = account or actions.create_person(name, "", unit, username)
        given = RoleGrant.objects.filter(person=account.person, role=role, unit=unit).first()
        given = given or actions.grant(account.person, role, unit)
    if given.waits:
        with as_person(confirms):
            actions.confirm(given)
    _settle_password(by, account, passwords, f"{role.label}, {unit.name}: {name}")


def _settle_password(by: tuple[Account, Account], account: Account, passwords: Passwords, who: str) -> None:
    """Sets the password as in real life: one administrator makes a link, another gives its code where one is
    needed, and the person sets the password through it."""
    if account.has_usable_password():
        return
    word = passwords.of(account.username, who)
    maker, second = by
    with as_person(maker):
        secret = actions.make_link(account)
    code = ""
    if actions.open_link(secret).asks_code:
        with as_person(second):
            code = actions.vouch(queries.live_links().get(account=account))
    actions.set_password_by_link(secret, word, code)
