"""Whatever is sent to an address of the matrix, the answer is a page, a fault of the form or a refusal:
never a 500. Each field of each form in turn holds what nobody should send.

A run sends a seventh of all that, by the date, as of the matrix: `--turn=all` sends all of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from loa_protocol.testing import turns

from loa.testing import matrix_run as run
from loa.testing.matrix import ADMINISTRATOR, COLUMNS, Column, MatrixRow, World
from loa.testing.planted import PlantedWorld

ODD = (
    "",
    "\x00",
    "Tie\u0302\u0301ng Vie\u0323\u0302t",  # NFD: letters and marks apart
    "²",  # a digit to str.isdigit, none to int
    "9" * 30,
    "9" * 5000,  # more than int() takes
    "-1",
    "1e9999",
    "9999-12-31",
    "0001-01-01",
    "2026-02-31",
    "23:59:59.999999",
    "00000000-0000-0000-0000-000000000000",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>%s%(x)s{0}",
    "once|9999-12-31T23:59",
    "weekly|17|00:00|0001-01-01|9999-12-31",
    "ạ" * 30_000,
)
# Days at the edge of the years that Loa handles: a page shows the week around one, and its neighbours.
EDGES = ("2000-01-01", "2000-01-03", "2000-01-15", "2199-12-17", "2199-12-29", "2199-12-30", "2199-12-31")
# Names that the pages read of an address's query.
ASKED = (
    "noi",
    "ngay",
    "tim",
    "trang",
    "trang-thai",
    "tinh-trang",
    "vi",
    "luc",
    "ten",
    "loai",
    "cum",
    "thu",
    "thon",
    "nguoi",
    "xep",
    "truoc",
    "sau",
    "next",
)
# Lines of a file, alone and under the heading that the address wants.
LINES = (
    b"",
    b"\x00" * 100,
    b"\xff\xfe\x00",
    b'"' + b"x" * 200_000 + b'",1\n',  # a cell beyond csv's limit
    b'"\n' * 50,
    b"9" * 40 + b";\x00;" + b"9" * 40 + b"\n",
    b",,,,,,,,,,,,,\n;;;;;;;;;;;;\n",
    b"=1+1;=1+1;@x;-1\n=1+1,=1+1,@x,-1\n",
)
WRITTEN = {
    "once_date": "2026-12-01",
    "once_time": "17:00",
    "weekly_days": ["1"],
    "weekly_time": "17:00",
    "weekly_first": "2026-12-01",
    "weekly_last": "2026-12-20",
}
# Fields of a form that the matrix's row leaves empty.
MORE = {
    "bulletins_new": WRITTEN,
    "bulletins_save_new": {**WRITTEN, "weekly_days": []},
    "bulletins_edit": {**WRITTEN, "do": "submit"},
}


def allowed(row: MatrixRow) -> Column:
    """Someone who may do it: what is odd is then looked at by the form and the action, not by the guard."""
    return next((column for column in reversed(COLUMNS) if row.allows(column)), ADMINISTRATOR)


def sent(row: MatrixRow, world: World) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is posted, each with a word for it."""
    good = row.data(world)
    good = {**(good if isinstance(good, Mapping) else {}), **MORE.get(row.route, {})}
    yield "nothing", {}
    for name in good:
        if hasattr(good[name], "read"):
            heading = good[name].read().splitlines(keepends=True)[:1]
            for number, content in enumerate((*LINES, *(b"".join([*heading, each]) for each in LINES))):
                yield f"{name}=file {number}", {**good, name: SimpleUploadedFile("x.csv", content)}
            continue
        yield f"without {name}", {key: value for key, value in good.items() if key != name}
        for odd in ODD:
            yield f"{name}={odd[:20]!r}", {**good, name: odd}


Sent = tuple[MatrixRow, str, Mapping[str, Any]]


def faults(room: str, rows: list[Sent], matrix: PlantedWorld, turn: int | None) -> list[str]:
    return list(_faults(turns.share(room, rows, turn, key=lambda sent: f"{sent[0].route} {sent[1]}"), matrix))


def _faults(rows: list[Sent], matrix: PlantedWorld) -> Iterator[str]:
    world, clients = matrix.world, matrix.clients
    for row, word, data in rows:
        client = clients[allowed(row)]
        address = reverse(row.route, kwargs=dict(row.path(world)))
        with run.rolled_back(), run.same_browser(client):
            if row.method == "GET":
                status = client.get(address, data).status_code
            else:
                status = getattr(client, row.method.lower())(address, data).status_code
        if status >= 500:
            yield f"{row.method} {row.route} {word}: {status}"


@pytest.mark.xdist_group("odd input *")
@pytest.mark.parametrize("room", run.registry().by_room)
def test_no_form_answers_500(room, matrix, turn):
    rows = [
        (row, word, data)
        for row in matrix.found.by_room[room]
        if row.method == "POST" and not row.content_type
        for word, data in sent(row, matrix.world)
    ]
    wrong = faults(room, rows, matrix, turn)
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def test_forms_are_asked_in_their_thousands(matrix):
    forms = [row for row in matrix.found.rows if row.method == "POST" and not row.content_type]
    assert sum(len(list(sent(row, matrix.world))) for row in forms) > 1000


@pytest.mark.xdist_group("odd input *")
@pytest.mark.parametrize("room", run.registry().by_room)
def test_no_day_at_the_edge_answers_500(room, matrix, turn):
    """At a commune, where there is a week to show, and as a whole week and one day alone."""
    here = {"noi": str(matrix.world.unit["own"].pk)}
    rows = [
        (row, f"?ngay={day}&xem={shown}", {**here, **good, "ngay": day, "xem": shown})
        for row in matrix.found.by_room[room]
        if row.method == "GET" and row.content_type == ""
        for good in [dict(row.query(matrix.world)) if row.query else {}]
        for day in EDGES
        for shown in ("", "ngay")
    ]
    wrong = faults(room, rows, matrix, turn)
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


@pytest.mark.xdist_group("odd input *")
@pytest.mark.parametrize("room", run.registry().by_room)
def test_no_query_answers_500(room, matrix, turn):
    """The place once as it should be, so that the rest is read at all, and once as odd as the rest."""
    rows = []
    for row in matrix.found.by_room[room]:
        if row.method != "GET":
            continue
        good = dict(row.query(matrix.world)) if row.query else {}
        for odd in (each for each in ODD if len(each) < 6000):
            rows.append((row, f"?all={odd[:20]!r}", {**dict.fromkeys(ASKED, odd), **good}))
            rows.append((row, f"?noi={odd[:20]!r}", {**good, "noi": odd}))
    wrong = faults(room, rows, matrix, turn)
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)
