"""Everything Wagtail, Django and the other installed packages can say is told in Vietnamese, in our words."""

from __future__ import annotations

import json
import re

import pytest
from babel.messages.catalog import Message
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.views.i18n import JavaScriptCatalog

from loa.config.translation import check
from loa.config.translation.catalogues import (
    DOMAINS,
    Domain,
    Source,
    effective,
    overlay_path,
    read,
    singular,
    sources,
    translated,
)
from loa.config.translation.glossary import glossary


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_is_translated_whole_and_in_our_words(domain: Domain) -> None:
    asked = [source for source in sources() if source.domain == domain]
    assert len(asked) > (50 if domain == "djangojs" else 1500)
    assert check.of_packages(asked, effective("vi", domain), glossary()) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_the_overlay_holds_is_whole_even_where_no_package_asks(domain: Domain) -> None:
    overlay = read(overlay_path("vi", domain), "vi")
    held = [
        Source("overlay", domain, message.context, singular(message), plural(message))
        for message in overlay
        if message.id
    ]
    assert check.of_packages(held, translated(overlay), glossary()) == []


def plural(message: Message) -> str | None:
    return None if isinstance(message.id, str) else message.id[1]


def test_django_itself_tells_the_overlay_first() -> None:
    with translation.override("vi"):
        assert gettext("Submit for moderation") == "Gửi duyệt"
        assert gettext("Publish") == "Đăng"  # Wagtail's own says "Xuất bản"
        assert gettext("Enter a valid date.") == "Gõ ngày hợp lệ, ví dụ 05/01/2026."  # Django's own differs
        assert ngettext("%(num)d hour", "%(num)d hours", 1) == "%(num)d giờ"


def test_the_frames_scripts_are_told_in_vietnamese() -> None:
    with translation.override("vi"):
        answer = JavaScriptCatalog.as_view(packages=["wagtail.admin"])(RequestFactory().get("/"))
    told = json.loads(re.search(r"const newcatalog = (\{.*?\n  \});", answer.content.decode(), re.DOTALL)[1])
    assert told["Delete"] == "Xóa"
    assert told["Reload the page"] == "Tải lại trang"


SOURCE = Source(
    "wagtail.admin", "django", None, "Publish <b>%(title)s</b>", "Publish <b>%(title)s</b>, %(n)d pages"
)
GOOD = "Đăng <b>%(title)s</b>, %(n)d trang"


def complaints(text: str | None) -> str:
    told = {} if text is None else {SOURCE.key: [text]}
    return "; ".join(check.of_packages([SOURCE], told, glossary()))


def test_the_check_bites() -> None:
    assert complaints(GOOD) == ""
    assert "is not translated" in complaints(None)
    assert "placeholder lost: %(n)d" in complaints("Đăng <b>%(title)s</b>, các trang")
    assert "placeholder made up: %(count)s" in complaints(GOOD + " %(count)s")
    assert "tag lost: </b>" in complaints("Đăng <b>%(title)s, %(n)d trang")
    assert "publish: wanted one of đăng" in complaints("Đưa <b>%(title)s</b> lên, %(n)d trang")
    assert "we never say xuất bản" in complaints("Xuất bản: đăng <b>%(title)s</b>, %(n)d trang")
