"""A browser without a window: it handles cookies and redirects, and sends forms with the values on the
page."""

import http.cookiejar
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin

from launcher.words import t

PATIENCE_S = 60.0
LARGEST = 64 * 1024 * 1024
QUIET = frozenset({"checkbox", "radio"})
UNSENT = frozenset({"submit", "button", "image", "reset", "file"})


class UnexpectedAnswer(Exception):
    """The desk's answer was wrong; the message says what was requested and what came."""


@dataclass
class Form:
    """A form of a page: its target and the values that it would send now."""

    action: str
    names: set[str] = field(default_factory=set)
    values: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def choice(self, name: str, label: str) -> str:
        """Returns the value of the option with this label. Raises UnexpectedAnswer."""
        for value, said in self.options.get(name, []):
            if said == label:
                return value
        raise UnexpectedAnswer(t(f"biểu mẫu không có lựa chọn “{label}”", f"the form offers no “{label}”"))


@dataclass
class Page:
    """A response."""

    url: str
    status: int
    body: bytes
    kind: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def forms(self) -> list[Form]:
        reader = _Reader(self.url)
        reader.feed(self.text)
        return reader.settled()

    def form(self, *names: str) -> Form:
        """Returns the first form that has all these fields. Raises UnexpectedAnswer, with the page's
        message."""
        for one in self.forms():
            if set(names) <= one.names:
                return one
        raise UnexpectedAnswer(
            t(
                f"{self.url} không có biểu mẫu với {', '.join(names)}: {self.said()}",
                f"{self.url} has no form with {', '.join(names)}: {self.said()}",
            )
        )

    def form_to(self, ending: str) -> Form:
        """Returns the form whose target ends so. Raises UnexpectedAnswer."""
        for one in self.forms():
            if one.action.endswith(ending):
                return one
        raise UnexpectedAnswer(f"{self.url}: …{ending}? {self.said()}")

    def said(self) -> str:
        """Returns the page's messages about what is wrong; if there are none, the beginning of its text."""
        words = _Words()
        words.feed(self.text)
        return " / ".join(words.faults or words.all)[:600]

    def value_of(self, identity: str) -> str:
        """Returns the value of the field with this id. Raises UnexpectedAnswer."""
        reader = _Reader(self.url)
        reader.feed(self.text)
        if identity not in reader.by_id:
            raise UnexpectedAnswer(f"{self.url}: #{identity}? {self.said()}")
        return reader.by_id[identity]

    def marks(self, attribute: str) -> list[dict[str, str]]:
        """Returns the attributes of every element that has this one."""
        found = _Marks(attribute)
        found.feed(self.text)
        return found.found


class Visitor:
    """A person with a browser."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(
            # No proxy: an `http_proxy` in the environment must not receive requests to this machine.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(urljoin(self.base, path)))  # noqa: S310 (our own address)

    def send(self, page: Page, form: Form, **filled: Any) -> Page:
        """Sends a form of this page with these fields filled in; a list sends the field several times."""
        kept = [(name, value) for name, value in form.values if name not in filled]
        for name, value in filled.items():
            kept += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        return self.post(form.action, kept, page.url)

    def post(self, path: str, values: list[tuple[str, str]], seen_at: str) -> Page:
        request = urllib.request.Request(  # noqa: S310 (our own address)
            urljoin(self.base, path),
            data=urlencode(values).encode(),
            headers={"Referer": seen_at, "Content-Type": "application/x-www-form-urlencoded"},
        )
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self.opener.open(request, timeout=PATIENCE_S) as answer:
                return _page(answer, answer.status)
        except urllib.error.HTTPError as error:
            page = _page(error, error.code)
            raise UnexpectedAnswer(
                f"{request.get_method()} {request.full_url}: {error.code}. {page.said()}"
            ) from error


def _page(answer: Any, status: int) -> Page:
    kind = answer.headers.get("Content-Type", "")
    return Page(answer.url, status, answer.read(LARGEST), kind)


class _Reader(HTMLParser):
    """Reads the forms with their fields, including fields outside a form that name it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.named: dict[str, Form] = {}
        self.by_id: dict[str, str] = {}
        self.open: Form | None = None
        self.select: tuple[Form, str] | None = None
        self.chosen: dict[int, bool] = {}
        self.option: tuple[str, bool, list[str]] | None = None
        self.text: tuple[Form | None, str, str, list[str]] | None = None
        self.late: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "value" in told and "id" in told:
            self.by_id[told["id"]] = told["value"]
        if tag == "form":
            self.open = Form(urljoin(self.url, told.get("action", "")))
            self.forms.append(self.open)
            self.named[told.get("id", "")] = self.open
        elif tag in ("input", "button"):
            self._field({"type": "submit"} | told if tag == "button" else told)
        elif tag == "select" and self.open is not None:
            self.open.names.add(told.get("name", ""))
            self.select = (self.open, told.get("name", ""))
        elif tag == "option" and self.select is not None:
            self.option = (told.get("value", ""), "selected" in told, [])
        elif tag == "textarea":
            self.text = (self.open, told.get("name", ""), told.get("id", ""), [])

    def _field(self, told: dict[str, str]) -> None:
        if "form" in told:
            self.late.append((told["form"], told))
        elif self.open is not None:
            _add(self.open, told)

    def handle_data(self, data: str) -> None:
        if self.option is not None:
            self.option[2].append(data)
        elif self.text is not None:
            self.text[3].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "option" and self.option is not None and self.select is not None:
            value, selected, said = self.option
            form, name = self.select
            form.options.setdefault(name, []).append((value, " ".join("".join(said).split())))
            if selected:
                form.values.append((name, value))
            self.option = None
        elif tag == "select" and self.select is not None:
            form, name = self.select
            offered = form.options.get(name, [])
            # As in a browser: a list without a selected option sends its first one.
            if offered and name not in {each for each, _ in form.values}:
                form.values.append((name, offered[0][0]))
            self.select = None
        elif tag == "textarea" and self.text is not None:
            self._textarea(*self.text)
            self.text = None

    def _textarea(self, form: Form | None, name: str, identity: str, said: list[str]) -> None:
        # HTML ignores a newline directly after the opening tag.
        text = "".join(said).removeprefix("\n")
        self.by_id[identity] = text
        if form is not None:
            form.names.add(name)
            form.values.append((name, text))

    def settled(self) -> list[Form]:
        for name, told in self.late:
            if name in self.named:
                _add(self.named[name], told)
        self.late = []
        return self.forms


def _add(form: Form, told: dict[str, str]) -> None:
    name, kind = told.get("name", ""), told.get("type", "text")
    if not name or "disabled" in told:
        return
    form.names.add(name)
    if kind in UNSENT or (kind in QUIET and "checked" not in told):
        return
    form.values.append((name, told.get("value", "on" if kind in QUIET else "")))


class _Words(HTMLParser):
    """The text of a page: all of it, and the part in elements that mark an error or a warning."""

    SKIP = frozenset({"script", "style", "head", "nav", "svg", "template"})
    VOID = frozenset({"input", "img", "br", "hr", "meta", "link", "source", "area", "use", "path", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []
        self.faults: list[str] = []
        self.stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            style = dict(attrs).get("class") or ""
            red = "fault" in style.split() or "is-stop" in style.split() or "is-warn" in style.split()
            self.stack.append((tag, red or bool(self.stack and self.stack[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        # Closes elements whose end tag is left out, such as `p` and `li`.
        while self.stack and tag in {name for name, _ in self.stack}:
            if self.stack.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        said = " ".join(data.split())
        if not said or any(name in self.SKIP for name, _ in self.stack):
            return
        self.all.append(said)
        if self.stack and self.stack[-1][1]:
            self.faults.append(said)


class _Marks(HTMLParser):
    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.attribute = attribute
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if self.attribute in told:
            self.found.append(told)
