"""Whatever keeps a bulletin from being submitted names a field of the page, and is shown at it. Nothing that
was not typed is stored."""

import ast
import inspect
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from loa.desk.bulletins import draft as drafts
from loa.desk.bulletins.forms import BulletinForm
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.newsroom import rules
from loa.newsroom.models import Bulletin
from loa.newsroom.rules import DraftContent
from loa.newsroom.times import Once, Weekly
from loa.people.models import Account
from loa.testing import bulletins, people

NEW, SAVE_NEW = "/quan-ly/ban-tin/moi/", "/quan-ly/ban-tin/moi/luu/"
UNSEEN = {"version", "page"}
"""The fields of the form that the writer does not see."""


@pytest.fixture
def commune(db):
    own = people.places().own
    bulletins.rule(own)
    people.someone("Lê Thị Hạnh", (Role.EDITOR, own), home=own, username="hanh")
    return own


@pytest.fixture
def client(commune) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="hanh"), "loa.people.backend.GrantsBackend")
    return client


def places(html: str) -> dict[str, str]:
    """Returns the places for faults on a page, each with what it says."""
    return dict(re.findall(r'data-fault="(\w+)"(?: hidden)?>([^<]*)</p>', html))


def fields_of_faults() -> set[str]:
    """Returns the fields that the newsroom's rules name, read from their source."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(rules))) if isinstance(node, ast.Call)]
    named = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Fault"]
    return {node.args[0].value for node in named if isinstance(node.args[0], ast.Constant)}


def test_every_fault_of_the_rules_has_a_place_on_the_page(client: Client, commune) -> None:
    found = places(client.get(NEW).content.decode())
    assert fields_of_faults() >= {"title", "text", "sound", "times"}
    assert fields_of_faults() <= set(found)
    assert set(BulletinForm.base_fields) - UNSEEN <= set(found)
    assert not any(found.values())


def page(commune, **fields: object) -> dict[str, object]:
    return {"unit": commune.pk, "reader": "own", "where": "all", **fields}


def ten_days(first: int, last: int) -> dict[str, object]:
    today = clock.today()
    span = {"weekly_first": today + timedelta(first), "weekly_last": today + timedelta(last)}
    return {"weekly_days": range(1, 8), "weekly_time": "17:00", **span}


@pytest.mark.parametrize(
    ("fields", "at", "said"),
    [
        ({"do": "submit", "text": "Bài."}, "title", "Chưa có tên bản tin."),
        ({"do": "submit", "title": "Tiêm", "text": "Bài."}, "sound", "Chưa có tiếng."),
        ({"do": "save"}, "title", "Chưa gõ gì, nên chưa lưu."),
        ({"do": "save", "title": "Tiêm", "once_date": "2030-01-01"}, "once_time", "Chọn cả ngày và giờ."),
        ({"do": "save", "title": "Tiêm", "weekly_days": [1]}, "weekly_time", "Phát nhiều ngày cần đủ"),
        ({"do": "save", "title": "Tiêm", "where": "some"}, "hamlets", "Chọn ít nhất một thôn"),
        ({"do": "save", "title": "Tiêm", **ten_days(10, 2)}, "weekly_last", "Đến ngày "),
    ],
)
def test_a_fault_is_shown_at_its_field_without_scripts(client: Client, commune, fields, at, said) -> None:
    answer = client.post(NEW, page(commune, **fields))
    assert answer.status_code == 422
    found = {name: words for name, words in places(answer.content.decode()).items() if words}
    assert list(found) == [at]
    assert found[at].startswith(said)


def test_a_section_with_a_fault_is_open(client: Client, commune) -> None:
    html = client.post(NEW, page(commune, do="save", title="Tiêm", **ten_days(10, 2))).content.decode()
    assert re.search(r'<details class="more" open><summary>Phát nhiều ngày', html)
    assert re.search(r'<details class="more"><summary>Chọn ngày giờ khác', html)


def test_a_pause_in_typing_saves_the_rest_and_says_what_is_wrong_with_a_time(client: Client, commune) -> None:
    answer = client.post(SAVE_NEW, page(commune, title="Tiêm", **ten_days(10, 2)))
    said = answer.json()
    assert answer.status_code == 200
    assert said["further"]["weekly_last"].startswith("Đến ngày ")
    assert Bulletin.objects.get().title == "Tiêm"
    unfinished = {"once_date": "2030-01-01", "weekly_days": [1, 2]}
    answer = client.post(SAVE_NEW, page(commune, title="Tiêm chủng", **unfinished))
    assert (answer.status_code, answer.json()["further"]) == (200, {})


def test_nothing_typed_is_not_stored(client: Client, commune) -> None:
    for do in ("save", "submit"):
        assert client.post(SAVE_NEW, page(commune, do=do)).json()["nothing"] == "Chưa gõ gì, nên chưa lưu."
        assert client.post(NEW, page(commune, do=do)).status_code == 422
    assert not Bulletin.objects.exists()


def test_no_tick_over_a_time_that_is_never_played(commune, as_role) -> None:
    """What is past, back to front or on no weekday is not within the hours that are allowed."""
    today, at = clock.today(), clock.local(clock.now()).time().replace(hour=17, minute=0)
    monday = today + timedelta(7 - today.weekday())
    editor = people.someone("Lê Văn Toàn", (Role.EDITOR, commune), home=commune, username="toan")
    never = (
        Once(bulletins.tomorrow_at(17) - timedelta(days=3)),
        Weekly(days=(1,), time=at, first=today + timedelta(9), last=today),
        Weekly(days=(7,), time=at, first=monday, last=monday),
        Once(bulletins.tomorrow_at(17) + timedelta(days=400)),
    )
    with as_role("web", editor):
        for when in never:
            words = DraftContent(title="Tiêm", text="Bài.", times=(when,))
            lines = drafts.Draft(commune, None, words).checks
            assert [line.kind for line in lines] == ["stop"]
        words = DraftContent(title="Tiêm", text="Bài.", times=(Once(bulletins.tomorrow_at(17)), *never[:3]))
        kinds = [line.kind for line in drafts.Draft(commune, None, words).checks]
        assert kinds == ["stop", "stop", "stop", "ok"]


def test_the_places_of_times_do_not_change_when_one_is_chosen(client: Client, commune) -> None:
    def offered(html: str) -> list[str]:
        return re.findall(r'name="times" value="([^"]+)"', html)

    before = offered(client.get(NEW).content.decode())
    chosen = page(commune, title="Tiêm", times=[before[3]], **ten_days(1, 9))
    html = client.post(SAVE_NEW, chosen).json()["times"]
    assert offered(html)[:-1] == before
    assert offered(html)[-1].startswith("weekly|")
    assert html.count("còn trống") == len(before)
    assert html.count('class="pick whole"') == 1
    assert reverse("bulletins_save_new") == SAVE_NEW


def test_a_words_own_reading_is_opened_with_the_word_and_leads_back(client: Client, commune) -> None:
    words, back = reverse("speech_words", args=[commune.pk]), "/quan-ly/ban-tin/abcd2345/sua/"
    html = client.get(words, {"chu": "BCG", "ve": back}).content.decode()
    assert 'value="BCG"' in html
    assert f'<a class="btn" href="{back}">' in html
    added = client.post(f"{words}?ve={back}", {"written": "BCG", "reading": "vắc-xin phòng lao"})
    assert added.url.endswith("?ve=%2Fquan-ly%2Fban-tin%2Fabcd2345%2Fsua%2F")
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert "Về trang đang viết" not in client.get(words, {"ve": elsewhere}).content.decode()


def test_a_reading_begins_a_sentence_with_a_capital(commune, as_role) -> None:
    editor = people.someone("Lê Văn Toàn", (Role.EDITOR, commune), home=commune, username="toan")
    with as_role("web", editor):
        words = DraftContent(title="Họp", text="UBND họp.\nUBND mời dân. Dân tới UBND.", voice="espeak:vi")
        reading = drafts.Draft(commune, None, words).reading
    assert reading is not None
    said = [token["reading"] for token in reading["tokens"] if token["surface"].strip().startswith("UBND")]
    assert [each[:1] for each in said] == ["Ủ", "Ủ", "ủ"]
