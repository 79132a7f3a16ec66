"""Our own strings are Vietnamese in the code; each has its English, and English has nothing nobody says any
more."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog

from loa.config.translation import check
from loa.config.translation.catalogues import overlay_path, read, singular
from loa.config.translation.extract import OURS, refreshed
from loa.config.translation.extraction import strings_of
from loa.config.translation.glossary import glossary

TEMPLATE = """{% load i18n %}<p>
   {% translate "Trả lại" %}</p>
 {% blocktranslate with ten=x %}Nghe {{ ten }}{% endblocktranslate %}
"""


def said_below(folder: Path) -> Catalog:
    return refreshed(Catalog(locale="en", fuzzy=False), folder)


def test_every_string_of_ours_has_its_english() -> None:
    english = read(overlay_path("en"), "en")
    wrong = check.of_ours(said_below(OURS), english, glossary())
    assert not wrong, "python -m loa.config.translation.extract brings in what has none:\n" + "\n".join(wrong)


def test_english_keeps_nothing_that_nobody_says() -> None:
    english = read(overlay_path("en"), "en")
    said = {(message.context, singular(message)) for message in strings_of(OURS)}
    gone = sorted(str(singular(m)) for m in english if m.id and (m.context, singular(m)) not in said)
    assert not gone, "python -m loa.config.translation.extract takes these out:\n" + "\n".join(gone)


def test_strings_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('_("Gửi duyệt")\nngettext("%(n)s cụm", "%(n)s cụm", n)\n', "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    found = [message.id for message in strings_of(tmp_path)]
    assert found == ["Trả lại", "Nghe %(ten)s", "Gửi duyệt", ("%(n)s cụm", "%(n)s cụm")]


def test_the_check_bites(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('_("Duyệt %(name)s")\n_("bản tin")\n_("Khoá máy")\n', "utf-8")
    english = Catalog(locale="en", fuzzy=False)
    english.add("Duyệt %(name)s", "Approve")
    english.add("bản tin", "news")
    said = "; ".join(check.of_ours(said_below(tmp_path), english, glossary()))
    assert "placeholder lost: %(name)s" in said
    assert "bản tin: wanted one of bulletin" in said
    assert "'Khoá máy' has no English" in said
    assert "we never say khoá" in said


def test_refreshing_keeps_what_was_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('_("Duyệt")\n_("Mới")\n', "utf-8")
    known = Catalog(locale="en", fuzzy=False)
    known.add("Duyệt", "Approve")
    known.add("Cũ", "Old")
    fresh = refreshed(known, tmp_path)
    assert {message.id: message.string for message in fresh if message.id} == {"Duyệt": "Approve", "Mới": ""}
