"""Reads a workbook in a sandboxed child process. The child's answer is not trusted: a crafted file might have
taken control of the child."""

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.kernel.figures import number
from loa.kernel.spreadsheet.grid import BrokenCell, Cell, Grid, Merge, OverlappingMerges, fill_down, within
from loa.kernel.spreadsheet.limits import MAX_ANSWER, MAX_BYTES, MAX_COLUMNS, MAX_ROWS, WALL_SECONDS
from loa.kernel.spreadsheet.tidy import tidy

SOURCE_ROOT: Final = str(Path(__file__).resolve().parents[3])
START: Final = (
    f"import sys; sys.path.insert(0, {SOURCE_ROOT!r});"
    " from loa.kernel.spreadsheet.workbook_child import main; main(int(sys.argv[1]))"
)
# The child inherits no variables, so it gets no database password, no path of a secret, no proxy.
ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def read(content: bytes) -> Grid:
    """Returns the first visible sheet that is not empty; a note names the others. Raises Invalid."""
    said = _asked(content)
    if "refused" in said:
        raise _refusal(said["refused"])
    try:
        rows = [[_cell(each) for each in row[:MAX_COLUMNS]] for row in said["rows"][:MAX_ROWS]]
        merges = within(rows, [_merge(each) for each in said["merges"][:MAX_ROWS]])
        others = [tidy(str(name)) for name in said["others"]]
        hidden = frozenset(int(each) for each in said["hidden"][:MAX_ROWS])
        sheet, date_1904 = tidy(str(said["sheet"])), bool(said["date_1904"])
    except OverlappingMerges as error:
        raise _refusal("overlapping") from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _refusal("broken") from error
    fill_down(rows, merges)
    return Grid(rows, merges, date_1904, _notes(sheet, others), hidden)


def _asked(content: bytes) -> dict[str, Any]:
    """Returns the child's answer. A child that ends without one was stopped by its limits or by a crafted
    file."""
    # `-I` ignores the environment and the user's site packages. The new session makes the child the leader of
    # a process group, which `killpg` kills as a whole.
    with subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, "-I", "-c", START, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    ) as child:
        try:
            answer, _none = child.communicate(content[: MAX_BYTES + 1], timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            raise _refusal("too-large") from None
    # A negative return code is a signal: the kernel stopped the child at a limit.
    if child.returncode != 0 or len(answer) > MAX_ANSWER:
        raise _refusal("too-large" if child.returncode < 0 else "broken")
    try:
        said = json.loads(answer)
    except ValueError:
        raise _refusal("broken") from None
    if not isinstance(said, dict):
        raise _refusal("broken")
    return said


def _refusal(why: object) -> Invalid:
    """Returns the error for a keyword of the child; an unknown one means that the file is broken."""
    sentences = {
        "password": _("Tệp đặt mật khẩu. Bỏ mật khẩu (Lưu thành, xóa mật khẩu) rồi gửi lại."),
        "empty": _("Tệp không có trang tính nào có chữ."),
        "too-large": _("Bảng tính này giải nén ra quá lớn. Chép riêng bảng cần nhập sang tệp mới rồi gửi."),
        "too-many-rows": _("Một tệp có tối đa %(most)s dòng.") % {"most": number(MAX_ROWS)},
        "overlapping": _("Trang tính có ô gộp chồng lên nhau. Bỏ gộp ô, lưu lại rồi gửi."),
        "not-a-table": _("Tệp này không phải bảng tính. Gửi tệp .xlsx, .xls, .ods hoặc CSV."),
    }
    broken = _("Không mở được bảng tính này. Mở bằng Excel, lưu lại dạng .xlsx rồi gửi.")
    return Invalid(sentences.get(str(why), broken), "file")


def _notes(sheet: str, others: Iterable[str]) -> tuple[str, ...]:
    named = ", ".join(f"“{name}”" for name in others)
    if not named:
        return ()
    said = _("Đọc trang tính “%(sheet)s”; không đọc các trang %(others)s.")
    return (said % {"sheet": sheet, "others": named},)


def _cell(told: Any) -> Cell:
    """Returns a cell from its JSON (see `workbook_child._told`). Raises ValueError or TypeError for anything
    else."""
    if isinstance(told, str):
        return tidy(told)
    if isinstance(told, bool | int):
        return told
    if isinstance(told, float):
        return told if math.isfinite(told) else None
    word, value = told
    if word == "span":
        return timedelta(seconds=float(value))
    if word == "broken":
        return BrokenCell(tidy(str(value)))
    if word == "time":
        return time.fromisoformat(value)
    return datetime.fromisoformat(value) if word == "moment" else date.fromisoformat(value)


def _merge(told: Any) -> Merge:
    (top, left), (bottom, right) = told
    return (int(top), int(left)), (int(bottom), int(right))
