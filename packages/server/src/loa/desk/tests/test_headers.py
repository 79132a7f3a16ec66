"""What every answer tells the browser, and that no page needs more than that allows."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loa.kernel import upload_limit
from loa.testing import matrix_run as run
from loa.testing.matrix import ADMINISTRATOR, COLUMNS, World

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<[^>]+\son[a-z]+\s*=", re.I
)


def test_no_page_holds_a_script_and_every_answer_forbids_one(matrix):
    world, clients, wrong, pages = matrix.world, matrix.clients, [], 0
    for row in matrix.found.rows:
        if row.method != "GET":
            continue
        column = next((each for each in reversed(COLUMNS) if row.allows(each)), ADMINISTRATOR)
        with run.rolled_back(), run.same_browser(clients[column]):
            answer = run.ask(run.Cell(row, column), world, clients[column])
            text = run._text(answer)
        if "default-src 'self'" not in answer.headers.get("Content-Security-Policy", ""):
            wrong.append(f"{row.route}: no policy")
        if "html" in answer.headers.get("Content-Type", ""):
            pages += 1
            wrong += [f"{row.route}: {each[:120]}" for each in INLINE.findall(text)]
    assert not wrong, "\n".join(wrong)
    assert pages > 30


def test_errors_and_strangers_get_them_too(web, places):
    for address in ("/khong-co/", "/dang-nhap/", "/quan-ly/pages/"):
        answer = web.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_form_that_is_too_long_is_refused_unread(web, places, monkeypatch):
    monkeypatch.setattr(upload_limit, "MOST_BYTES", 1000)
    sent = {"username": "mai", "password": "x", "file": SimpleUploadedFile("x", b"x" * 2000)}
    assert web.post("/dang-nhap/", sent).status_code == 400
    assert web.post("/dang-nhap/", {"username": "mai", "password": "x"}).status_code == 200


class Hostile(World):
    """The matrix's world, its texts written by someone who would break out of a page."""

    def __init__(self, units):
        super().__init__(units)
        for place, mark in self.mark.items():
            self.mark[place] = f"""{mark}'"><i onx="1">"""


@pytest.mark.django_db
def test_what_people_write_stays_words_on_every_page(monkeypatch):
    """Titles, texts, names of hamlets, clusters and people, reasons: wherever the matrix plants a mark."""
    monkeypatch.setattr(run, "World", Hostile)
    world = run.make_world(run.registry())
    clients, wrong, kept = run.clients(world), [], 0
    for row in run.registry().rows:
        column = next((each for each in reversed(COLUMNS) if row.allows(each)), ADMINISTRATOR)
        with run.rolled_back(), run.same_browser(clients[column]):
            answer = run.ask(run.Cell(row, column), world, clients[column])
            text = run._text(answer)
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        kept += "&lt;i onx" in text
        if "<i onx" in text:
            wrong.append(f"{row.route}: {text[text.index('<i onx') - 80 :][:160]}")
    assert not wrong, "\n".join(wrong)
    assert kept > 10
