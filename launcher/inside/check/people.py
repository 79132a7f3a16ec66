"""Creates the check's people as a province does: by the first run, one-time links and a second person's
agreement."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from launcher.inside.check.browser import Page, UnexpectedAnswer, Visitor
from launcher.words import t

UNIT = ("15991", "Xã Hoằng Tiến")
HAMLETS = ("Kim Tân", "Đông Thành")


@dataclass
class Person:
    """A person with a name, a password and a browser of their own."""

    name: str
    username: str
    password: str
    visitor: Visitor

    def sign_in(self) -> None:
        """Signs in by the sign-in page. Raises UnexpectedAnswer."""
        page = self.visitor.get("/dang-nhap/")
        form = page.form("username", "password", "csrfmiddlewaretoken")
        after = self.visitor.send(page, form, username=self.username, password=self.password)
        if "/dang-nhap/" in after.url:
            raise UnexpectedAnswer(after.said())


def person(base: str, name: str, username: str) -> Person:
    return Person(name, username, secrets.token_urlsafe(15), Visitor(base))


def first_run(base: str, link: str) -> tuple[Person, Person]:
    """Creates the province and its two administrators; both are signed in."""
    one = person(base, "Trần Thị Minh Nguyệt", "nguyet")
    other = person(base, "Lê Quốc Khánh", "khanh")
    page = one.visitor.get(urlsplit(link).path)
    done = one.visitor.send(
        page,
        page.form("lists", "first_name", "second_username"),
        lists="thanh-hoa",
        first_name=one.name,
        first_username=one.username,
        password=one.password,
        again=one.password,
        second_name=other.name,
        second_username=other.username,
    )
    _open_link(other, done)
    one.sign_in()
    other.sign_in()
    return one, other


def _open_link(who: Person, page: Page, second: Person | None = None) -> None:
    """Sets the password through the one-time link on a page. If a code is asked for, the second
    administrator reads it."""
    link = page.value_of("lien-ket")
    opened = who.visitor.get(urlsplit(link).path)
    form = opened.form("password", "again")
    code = {"code": _code(second)} if second is not None and "code" in form.names else {}
    after = who.visitor.send(opened, form, password=who.password, again=who.password, **code)
    if "/dang-nhap/" not in after.url:
        raise UnexpectedAnswer(after.said())


def _code(second: Person) -> str:
    """Returns the code of the only link that waits for one."""
    page = second.visitor.get("/quan-ly/nguoi-dung/cho-dong-y/")
    waiting = [told["value"] for told in page.marks("type") if told.get("name") == "link"]
    return second.visitor.send(page, page.form("link"), link=waiting[:1]).value_of("ma-1")


def take_on(giver: Person, second: Person, new: Person, role: str) -> None:
    """Lets an administrator add a person with one role at the check's commune; the person sets their
    password."""
    page = giver.visitor.get("/quan-ly/nguoi-dung/moi/")
    form = page.form("name", "unit", "roles")
    unit = form.choice("unit", UNIT[1])
    shown = giver.visitor.send(page, form, name=new.name, unit=unit, username=new.username, roles=[role])
    _open_link(new, shown, second)


def confirm_all(second: Person) -> int:
    """Lets the second administrator agree to all waiting roles; returns how many there were."""
    page = second.visitor.get("/quan-ly/nguoi-dung/cho-dong-y/")
    waiting = [told["value"] for told in page.marks("type") if told.get("name") == "grant"]
    if not waiting:
        raise UnexpectedAnswer(t(f"không có vai trò nào chờ: {page.said()}", f"no role waits: {page.said()}"))
    second.visitor.send(page, page.form("grant"), grant=waiting)
    return len(waiting)


def add_hamlets(operator: Person, unit_id: str) -> None:
    for name in HAMLETS:
        page = operator.visitor.get(f"/quan-ly/dia-ban/{unit_id}/thon/moi/")
        operator.visitor.send(page, page.form("name", "kind"), name=name, kind="thon")


def unit_id(giver: Person) -> str:
    """Returns the commune's id in addresses, as the form for a new person contains it."""
    return giver.visitor.get("/quan-ly/nguoi-dung/moi/").form("unit").choice("unit", UNIT[1])
