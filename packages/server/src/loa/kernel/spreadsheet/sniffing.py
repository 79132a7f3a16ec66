"""Detects the kind of a file by its first bytes, since its name may be wrong."""

from typing import Final, Literal

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.kernel.spreadsheet.limits import MAX_BYTES

Kind = Literal["workbook", "text"]
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Reports of other systems are often web pages or XML files named .xls. Excel opens them with a warning that
# people ignore, so they do not know that the file is no workbook.
PAGES: Final = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<head", b"<meta")


def kind(content: bytes) -> Kind:
    """Returns whether the file is a workbook (XLSX, XLSB, ODS, XLS) or text. Raises Invalid for a web page, a
    PDF, and a file that is empty or too large."""
    if not content:
        raise Invalid(_("Tệp trống, không có chữ nào."), "file")
    if len(content) > MAX_BYTES:
        raise Invalid(_("Tệp lớn hơn 8 MB. Chia thành nhiều tệp rồi gửi lại."), "file")
    if content.startswith((ZIP, OLE)):
        return "workbook"
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(PAGES):
        said = _("Tệp này là trang web đặt tên bảng tính. Mở bằng Excel, lưu lại dạng .xlsx rồi gửi.")
        raise Invalid(said, "file")
    if start.startswith(b"%pdf"):
        raise Invalid(_("Tệp này là PDF. Gửi bảng tính (.xlsx, .xls, .ods) hoặc CSV."), "file")
    return "text"
