"""The check's browser sends a page's form as a real one would."""

import pytest

from launcher.inside.check.browser import Page, UnexpectedAnswer

PAGE = """<!doctype html><title>x</title><nav>Hôm nay</nav>
<form action="/khac/"><input name="tim"></form>
<form method="post" id="b"><input type="hidden" name="csrfmiddlewaretoken" value="abc">
<input name="title" value="Lịch tiêm &amp; khám"><textarea name="text">
Dòng một
Dòng hai</textarea>
<select name="topic"><option value="">Chọn</option><option value="4" selected>Y tế</option></select>
<select name="unit"><option value="7">Xã
 Hoằng Tiến</option><option value="8">Xã Nga Sơn</option></select>
<input type="radio" name="where" value="all" checked><input type="radio" name="where" value="some">
<input type="checkbox" name="hamlets" value="1"><input type="checkbox" name="hamlets" value="2" checked>
<input type="file" name="file"><input name="gone" value="1" disabled>
<p class="fault">Chưa có <b>tên</b> bản tin.</p></form>
<button form="b" name="do" value="submit">Gửi</button><input id="lien-ket" readonly value="http://x/mo/s/">
<table><tr data-airing="t" data-planned="2"></tr></table>"""


@pytest.fixture
def page() -> Page:
    return Page("http://127.0.0.1/quan-ly/ban-tin/moi/", 200, PAGE.encode(), "text/html")


def test_a_form_sends_what_stands_on_the_page(page):
    form = page.form("title", "text")
    assert form.action == "http://127.0.0.1/quan-ly/ban-tin/moi/"
    assert dict(form.values) == {
        "csrfmiddlewaretoken": "abc",
        "title": "Lịch tiêm & khám",
        "text": "Dòng một\nDòng hai",
        "topic": "4",
        "unit": "7",
        "where": "all",
        "hamlets": "2",
    }
    assert "do" in form.names


def test_an_option_is_chosen_by_what_it_says(page):
    form = page.form("unit")
    assert form.choice("unit", "Xã Nga Sơn") == "8"
    assert form.choice("unit", "Xã Hoằng Tiến") == "7"
    with pytest.raises(UnexpectedAnswer, match="Bát Mọt"):
        form.choice("unit", "Xã Bát Mọt")


def test_a_page_without_the_form_says_its_fault(page):
    with pytest.raises(UnexpectedAnswer, match="Chưa có / tên / bản tin"):
        page.form("username")


def test_marks_and_shown_values_are_read(page):
    assert page.value_of("lien-ket") == "http://x/mo/s/"
    assert page.marks("data-airing")[0]["data-planned"] == "2"
