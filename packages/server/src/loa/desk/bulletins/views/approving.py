"""Approval on a phone: the verdict first, then the sound, the changes and the text, and two buttons at the
bottom."""

import hashlib
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Revision

from loa.desk.bulletins import choices
from loa.desk.bulletins.draft import Draft
from loa.desk.bulletins.evidence import silent_clusters
from loa.kernel import actor, clock, parsing
from loa.kernel.errors import Invalid, LoaError
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.newsroom import actions, content, queries, rules
from loa.newsroom.actions.approval import SessionProof
from loa.newsroom.models import Bulletin
from loa.places import queries as places
from loa.places import rights


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Shows one waiting bulletin. It takes two taps to decide if there is no problem."""
    bulletin = queries.by_code(code)
    rights.require(actor.current(), Capability.APPROVE, bulletin.unit_id)
    if bulletin.state != Bulletin.State.SUBMITTED:
        messages.info(request, _("Bản tin này không còn chờ duyệt."))
        return redirect("bulletins_show", code=code)
    if request.method == "POST":
        return _decide(request, bulletin)
    return _shown(request, bulletin)


def _decide(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    if request.POST.get("do") == "return":
        try:
            passage = request.POST.get("passage", "")
            nth = parsing.number(request.POST.get("nth")) or 0
            actions.return_(bulletin.pk, request.POST.get("reason", ""), passage, nth)
        except Invalid as fault:
            return _shown(request, bulletin, fault)
        messages.success(request, _("Đã trả lại, người viết thấy lý do ngay."))
    else:
        # The revision that the approver saw. A newer one must not be approved unseen.
        seen = parsing.number(request.POST.get("revision")) or 0
        approval = actions.approve(bulletin.pk, seen, _proof(request))
        said = _("Đã duyệt lúc %(at)s. Loa phát %(first)s.")
        first = choices.mid_sentence(content.words(content.latest(bulletin)[0]).times[0], clock.today())
        at = clock.local(approval.decided_at).strftime("%H:%M")
        messages.success(request, said % {"at": at, "first": first})
    return _onward(bulletin)


def _waiting() -> QuerySet[Bulletin]:
    """Returns the bulletins that wait for the signed-in person's approval."""
    return queries.waiting(rights.units(actor.current(), Capability.APPROVE))


def _onward(bulletin: Bulletin) -> HttpResponse:
    """Redirects to the next bulletin that waits, or to the page of this one."""
    following = _waiting().exclude(pk=bulletin.pk).first()
    if following is not None:
        return redirect("bulletins_approve", code=following.code)
    return redirect("bulletins_show", code=bulletin.code)


def _proof(request: HttpRequest) -> SessionProof:
    """Returns the proof that this session pressed the button. The session key stays secret: only its hash is
    stored."""
    key = request.session.session_key or ""
    account = actor.current().account_id
    assert account is not None
    return SessionProof(hashlib.sha256(key.encode()).hexdigest(), account)


def _shown(request: HttpRequest, bulletin: Bulletin, fault: LoaError | None = None) -> HttpResponse:
    latest, revision, draft = latest_of(bulletin)
    times, silent = draft.words.times, silent_clusters(bulletin.unit_id, draft.words.hamlets)
    waiting = list(_waiting().values_list("pk", flat=True))
    shown = {
        **facts(bulletin, latest, draft),
        "place": waiting.index(bulletin.pk) + 1 if bulletin.pk in waiting else 1,
        "count": max(1, len(waiting)),
        "fault": fault,
        "given": request.POST.get("reason", ""),
        "passage": request.POST.get("passage", ""),
        "nth": request.POST.get("nth", ""),
        "revision": revision,
        "by": revision.user.name if revision.user_id else "",
        "first": choices.mid_sentence(times[0], clock.today()) if times else "",
        "checks": [line for line in draft.checks if line.kind != "ok"],
        "may": rules.may_approve(actor.current().person_id or 0, queries.editors_since_approval(bulletin)),
        "difference": queries.difference(bulletin),
        "round": queries.rounds(bulletin),
        "silent": silent,
        "silent_names": ", ".join(silent[:8]),
    }
    return render(request, "bulletins/approve.html", shown, status=fault.status if fault else 200)


def latest_of(bulletin: Bulletin) -> tuple[Bulletin, Revision, Draft]:
    """Returns the bulletin in its latest revision, that revision, and its draft."""
    latest, revision = content.latest(bulletin)
    return latest, revision, Draft(bulletin.unit, bulletin.pk, content.words(latest))


def facts(bulletin: Bulletin, latest: Bulletin, draft: Draft) -> dict[str, Any]:
    """Returns what every page about a bulletin shows of its latest revision. Only the approval page runs the
    checks against the commune's rules and schedule, because they cost more than everything else."""
    today = clock.today()
    return {
        "bulletin": bulletin,
        "draft": latest,
        "sound": latest.sound,
        "times": [choices.said(each, today) for each in draft.words.times],
        "hamlets": [row for row in places.hamlets(bulletin.unit_id) if row.pk in draft.words.hamlets],
        "clusters": draft.clusters.in_use,
        "counted": draft.clusters,
    }
