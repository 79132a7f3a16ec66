"""The sentence that says what a cluster should sound at this moment, or why it is silent. Pure."""

from datetime import datetime

from django.utils.translation import gettext as _
from loa_protocol.rule import Reason
from loa_protocol.timing import from_ms
from loa_protocol.verdict import SilentVerdict, SoundVerdict

from loa.desk.clusters.evidence_steps import moment
from loa.playlog.rules import OF_REASON, SENTENCES


def said(verdict: SoundVerdict | SilentVerdict, now: datetime) -> str:
    """Returns for example "Lúc này loa phải phát “Lịch tiêm chủng”, tới 17:03 hôm nay"."""
    if isinstance(verdict, SoundVerdict):
        return _("Lúc này loa phải phát “%(title)s”, tới %(at)s.") % {
            "title": verdict.stretch.item.title,
            "at": moment(from_ms(verdict.stretch.end_ms), now),
        }
    if verdict.why is Reason.NOTHING:
        return _("Lúc này không có gì trong lịch.")
    why = str(SENTENCES[OF_REASON[verdict.why]]).lower()
    if verdict.stretch is None:
        return _("Lúc này loa im: %(why)s.") % {"why": why}
    title = verdict.stretch.item.title
    return _("Lúc này loa im, không phát “%(title)s”: %(why)s.") % {"title": title, "why": why}
