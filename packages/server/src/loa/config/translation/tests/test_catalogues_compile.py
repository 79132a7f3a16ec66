"""Compiling makes what is missing or old, once, and never tells half a plural."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from loa.config.translation.compile import compile_all

PO = """msgid ""
msgstr ""
"Language: vi\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Approve"
msgstr "Duyệt"

msgid "%(n)s cluster"
msgid_plural "%(n)s clusters"
msgstr[0] ""
"""


def test_it_compiles_once_and_again_when_the_source_changes(tmp_path: Path) -> None:
    source = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, "utf-8")
    target = source.with_suffix(".mo")
    assert compile_all(tmp_path) == [target]
    assert compile_all(tmp_path) == []
    os.utime(source, ns=(1, 1))
    assert compile_all(tmp_path) == [target]
    assert [path.name for path in source.parent.iterdir() if path.suffix == ".part"] == []
    told = gettext.translation("django", tmp_path, ["vi"])
    assert told.gettext("Approve") == "Duyệt"
    assert told.ngettext("%(n)s cluster", "%(n)s clusters", 2) == "%(n)s clusters"
