"""The sentences of the pages about a file and its rows."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from loa.imports.models import Upload
from loa.kernel.figures import number
from loa.kernel.importing import Outcome


@dataclass(frozen=True)
class Figure:
    """The number of rows with one outcome, and the word for it."""

    outcome: str
    word: str
    count: int


def state(upload: Upload) -> str:
    """Returns the page's first sentence."""
    values = {"name": upload.name, "n": number(upload.to_write)}
    faulty = upload.counts.get(Outcome.FAULTY, 0)
    if upload.state == Upload.State.CHECKING:
        return _("Đang xem tệp “%(name)s”, chưa ghi gì") % values
    if upload.state == Upload.State.WRITING:
        return _("Đang ghi tệp “%(name)s”") % values
    if upload.state == Upload.State.FAILED:
        return _("Không đọc được tệp “%(name)s”, chưa ghi gì") % values
    if upload.state == Upload.State.WRITTEN:
        return _("Đã ghi %(n)s dòng của tệp “%(name)s”") % values
    if faulty:
        return _("Chưa ghi gì: tệp “%(name)s” có %(faulty)s dòng sai") % {**values, "faulty": number(faulty)}
    if not upload.to_write:
        return _("Không có gì để ghi: tệp “%(name)s” không đổi gì") % values
    return _("Chưa ghi gì: tệp “%(name)s” sẽ ghi %(n)s dòng") % values


def outcome(word: str, written: bool) -> str:
    """Returns the word for what happened to a row, or will happen."""
    said = {
        Outcome.ADDED: _("đã thêm") if written else _("thêm mới"),
        Outcome.CHANGED: _("đã sửa") if written else _("sửa"),
        Outcome.UNCHANGED: _("như cũ"),
        Outcome.FAULTY: _("sai, không ghi") if written else _("sai"),
        Outcome.SKIPPED: _("bỏ qua"),
    }
    return said[Outcome(word)]


def figures(upload: Upload) -> list[Figure]:
    """Returns the outcomes that the file has, with their numbers of rows, the faulty first."""
    order = (Outcome.FAULTY, Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SKIPPED)
    written = upload.state == Upload.State.WRITTEN
    found = [Figure(each, outcome(each, written), upload.counts.get(each, 0)) for each in order]
    return [each for each in found if each.count]
