"""Approval on a phone: the verdict first, then the sound, the changes and the text, and two buttons at the
bottom."""

import hashlib
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.desk.bulletins import choices, differing
from loa.desk.bulletins.checks import Check
from loa.desk.bulletins.draft import Draft
from loa.desk.bulletins.evidence import not_sounding
from loa.desk.bulletins.facts import facts, latest_of, speaker
from loa.desk.bulletins.waiting import to_approve
from loa.kernel import actor, clock, parsing
from loa.kernel.errors import Conflict, Invalid, LoaError
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.newsroom import actions, content, queries, rules
from loa.newsroom.actions.approval import SessionProof
from loa.newsroom.models import Bulletin
from loa.places import rights

TYPED: Final = ("reason", "passage")
"""The fields of the form that returns a bulletin."""


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Shows one waiting bulletin. It takes two taps to decide if there is no problem."""
    bulletin = queries.by_code(code)
    rights.require(actor.current(), Capability.APPROVE, bulletin.unit_id)
    if request.method == "POST":
        return _decide(request, bulletin)
    if bulletin.state != Bulletin.State.SUBMITTED:
        messages.info(request, _("Bản tin “%(title)s” không còn chờ duyệt.") % {"title": bulletin.title})
        return redirect("bulletins_show", code=code)
    return _shown(request, bulletin)


def _decide(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Decides on the revision that the approver saw: a newer one is neither approved nor returned unseen. A
    refusal stays on the page, with what was typed."""
    seen = parsing.number(request.POST.get("revision")) or 0
    try:
        if request.POST.get("do") == "return":
            said = _return(request, bulletin, seen)
        else:
            said = _approve(request, bulletin, seen)
    except (Invalid, Conflict) as fault:
        return _refused(request, queries.by_code(bulletin.code), fault)
    messages.success(request, said)
    # Never to the next one that waits: its button to approve would lie under the same thumb.
    return redirect("bulletins_show", code=bulletin.code)


def _return(request: HttpRequest, bulletin: Bulletin, seen: int) -> str:
    """Returns the bulletin to its writers. Returns the message, which names it: the page may be another's."""
    passage, nth = request.POST.get("passage", ""), parsing.number(request.POST.get("nth")) or 0
    actions.return_(bulletin.pk, seen, request.POST.get("reason", ""), passage, nth)
    said = _("Đã trả lại “%(title)s”, người viết thấy lý do ngay.")
    return said % {"title": content.of_revision(seen).title}


def _approve(request: HttpRequest, bulletin: Bulletin, seen: int) -> str:
    """Approves the bulletin. Returns the message, which names it: the page may be another's."""
    approval = actions.approve(bulletin.pk, seen, _proof(request))
    approved = content.of_revision(seen)
    return _("Đã duyệt “%(title)s” lúc %(at)s. Loa phát %(first)s.") % {
        "title": approved.title,
        "at": clock.local(approval.decided_at).strftime("%H:%M"),
        "first": choices.first_said(content.words(approved).times, clock.local_now()),
    }


def _refused(request: HttpRequest, bulletin: Bulletin, fault: LoaError) -> HttpResponse:
    """Shows the refusal on the page of what waits now; if it waits no more, on a page that keeps what was
    typed and says who was before."""
    if bulletin.state == Bulletin.State.SUBMITTED:
        return _shown(request, bulletin, fault)
    given, passage = request.POST.get("reason", "").strip(), request.POST.get("passage", "").strip()
    shown = {"bulletin": bulletin, "fault": fault, "given": given, "passage": passage}
    shown["named"] = content.latest(bulletin)[0].title
    return render(request, "bulletins/overtaken.html", shown, status=fault.status)


def _proof(request: HttpRequest) -> SessionProof:
    """Returns the proof that this session pressed the button. The session key stays secret: only its hash is
    stored."""
    key = request.session.session_key or ""
    account = actor.current().account_id
    assert account is not None
    return SessionProof(hashlib.sha256(key.encode()).hexdigest(), account)


def _shown(request: HttpRequest, bulletin: Bulletin, fault: LoaError | None = None) -> HttpResponse:
    latest, revision, draft = latest_of(bulletin)
    times = draft.words.times
    waiting = list(to_approve().values_list("pk", flat=True))
    lines = _verdict(latest, draft)
    editors = queries.editors_since_approval(bulletin)
    may = rules.may_approve(actor.current().person_id or 0, editors)
    # A fault of what was typed stands at its field, and one that the verdict says anyway stands there.
    at_field = fault is not None and fault.field in TYPED
    told = fault is not None and not at_field and all(fault.message != line.said for line in lines)
    shown = {
        **facts(bulletin, latest, draft),
        "reading": draft.reading,
        "place": waiting.index(bulletin.pk) + 1 if bulletin.pk in waiting else 1,
        "count": max(1, len(waiting)),
        "fault": fault,
        "told": told,
        "given": request.POST.get("reason", ""),
        "passage": request.POST.get("passage", ""),
        "nth": request.POST.get("nth", ""),
        "revision": revision,
        "by": revision.user.name if revision.user_id else "",
        "first": choices.first_said(times, clock.local_now()) if times else "",
        "speaker": speaker(draft.words.voice),
        "lines": lines,
        "blocked": any(line.kind == "stop" for line in lines),
        "may": may,
        "others": [] if may else queries.approvers_beside(bulletin.unit_id, editors),
        "sections": differing.sections(bulletin),
        "round": queries.rounds(bulletin),
        "not_sounding": not_sounding(bulletin.unit_id, draft.words.hamlets),
    }
    return render(request, "bulletins/approve.html", shown, status=fault.status if fault else 200)


@dataclass(frozen=True)
class VerdictLine:
    """One line of the verdict: `stop` (it cannot be approved as it is) or `warn`, what is in the way, and the
    times that are free instead."""

    kind: str
    said: str
    more: str


def _verdict(latest: Bulletin, draft: Draft) -> list[VerdictLine]:
    """Returns everything in the way of an approval now, as the approval itself would judge it."""
    # What is wrong with its times the checks say too, with the times that are free.
    missing = [
        each.message for each in queries.faults(latest) if each.field != "times" or not draft.words.times
    ]
    checks = [line for line in draft.checks if line.kind != "ok"] if draft.words.times else []
    return [
        *(VerdictLine("stop", said, "") for said in missing),
        *(VerdictLine(line.kind, line.sentence, _instead(line)) for line in checks),
    ]


def _instead(line: Check) -> str:
    """Returns the free times that a line offers, in words, or an empty string."""
    today = clock.today()
    free = [choices.mid_sentence(choices.from_text(each.value), today) for each in line.remedies]
    return _("Còn trống: %(times)s.") % {"times": ", ".join(free)} if free else ""
