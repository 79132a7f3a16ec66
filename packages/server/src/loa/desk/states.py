"""The six states of what is known of a device: a word and a sentence for each. Colour and icon have the same
name as the state.

Colours are in tokens.css (`--loa-alive`) and icons in icons.svg (`#state-alive`). A page never shows two of
word, colour and icon without the third.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loa.fleet.rules import SILENT_MINUTES


class State(NamedTuple):
    """A state in words: `word` names the state, `meaning` says in a sentence what the state claims."""

    word: Promise
    meaning: Promise


STATES: Final[dict[str, State]] = {
    "alive": State(
        _("Sống"), format_lazy(_("Máy tự chứng minh trong {minutes} phút qua"), minutes=SILENT_MINUTES)
    ),
    "stale": State(
        _("Bằng chứng cũ"),
        format_lazy(
            _("Từng sống; kết nối đã ngắt, hoặc tin cuối quá {minutes} phút"), minutes=SILENT_MINUTES
        ),
    ),
    "silent": State(_("Im lặng"), _("Lẽ ra phải kêu mà không kêu")),
    "refused": State(_("Từ chối"), _("Nhận lệnh nhưng chữ ký không đúng")),
    "off": State(_("Đã tắt"), _("Có người tắt, biết ai và vì sao")),
    "unknown": State(_("Chưa biết"), _("Chưa từng có bằng chứng")),
}
