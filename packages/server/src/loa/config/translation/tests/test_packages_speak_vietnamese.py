"""Everything Wagtail, Django and the other installed packages can say is told in Vietnamese, in our words."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext, ngettext

from loa.config.translation import check
from loa.config.translation.catalogues import (
    Source,
    effective,
    overlay_path,
    read,
    singular,
    sources,
)
from loa.config.translation.glossary import glossary


def test_every_message_is_translated_whole_and_in_our_words() -> None:
    asked = sources()
    assert len(asked) > 700
    assert check.of_packages(asked, effective("vi"), glossary()) == []


def test_the_overlay_holds_only_what_a_package_asks() -> None:
    held = {(message.context, singular(message)) for message in read(overlay_path("vi"), "vi") if message.id}
    assert held - {source.key for source in sources()} == set()


def test_django_itself_tells_the_overlay_first() -> None:
    with translation.override("vi"):
        assert gettext("Publish") == "Đăng"  # Wagtail's own says "Xuất bản"
        assert gettext("Enter a valid date.") == "Gõ ngày hợp lệ, ví dụ 05/01/2026."  # Django's own differs
        assert ngettext("%(num)d hour", "%(num)d hours", 1) == "%(num)d giờ"


SOURCE = Source("wagtail", None, "Publish <b>%(title)s</b>", "Publish <b>%(title)s</b>, %(n)d pages")
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
