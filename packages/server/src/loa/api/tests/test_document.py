"""The committed OpenAPI document is the API as it is."""

from pathlib import Path

from loa.api import document


def test_the_document_is_the_committed_one():
    committed = Path(document.__file__).with_name("openapi.json").read_text(encoding="utf-8")
    assert document.text() == committed, "renew it: see README.md"
