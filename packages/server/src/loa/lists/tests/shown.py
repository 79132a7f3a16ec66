"""What a list shows and what its files hold, read as their readers do."""

import re
from html import unescape
from io import BytesIO
from typing import Any

from django.urls import reverse
from python_calamine import load_workbook

ROW = re.compile(r'<tr role="row">(.*?)</tr>', re.S)
CELL = re.compile(r"<t[hd] role=[^>]*>(.*?)</t[hd]>", re.S)


def words(html: str) -> str:
    """The text of a piece of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def page(web: Any, route: str, **asked: object) -> str:
    answer = web.get(reverse(route), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def table(html: str) -> list[list[str]]:
    """The rows of the list, the headings first; the page may end without any."""
    return [[words(cell) for cell in CELL.findall(row)] for row in ROW.findall(html)]


def column(html: str, place: int = 0) -> list[str]:
    return [row[place] for row in table(html)[1:]]


def file(web: Any, route: str, form: str, **asked: object) -> bytes:
    answer = web.get(reverse(f"{route}_file", args=[form]), asked)
    assert answer.status_code == 200
    return answer.getvalue()


def workbook(web: Any, route: str, **asked: object) -> list[list[Any]]:
    """A workbook's cells as a reader of another house (calamine) finds them."""
    return load_workbook(BytesIO(file(web, route, "xlsx", **asked))).get_sheet_by_index(0).to_python()
