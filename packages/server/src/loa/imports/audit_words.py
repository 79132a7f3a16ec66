"""The sentences for what imports' work records (see loa.audit.sentences)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from loa.imports.declared import imports

WORDS = {
    "imports.written": _(
        "đã nhập tệp %(kind)s: %(added)s dòng thêm mới, %(changed)s dòng sửa, %(unchanged)s dòng như cũ,"
        " %(faulty)s dòng sai bỏ lại, %(skipped)s dòng bỏ qua"
    )
}


def _kind(value: Any) -> str:
    found = imports().get(str(value))
    return str(found.what) if found else str(value)


SAID = {"kind": _kind}
