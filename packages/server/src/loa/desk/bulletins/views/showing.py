"""The page of one bulletin: its state, its words and sound, its soundings, and what may be done with it
now."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.airtime import by_hand
from loa.airtime import queries as airtime
from loa.desk import unproven
from loa.desk.bulletins import differing, on_air
from loa.desk.bulletins.evidence import acts_on
from loa.desk.bulletins.facts import of_row
from loa.desk.bulletins.waiting import to_approve
from loa.kernel import actor, clock
from loa.kernel.errors import Invalid, LoaError
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.newsroom import actions, content, queries, rules, standing
from loa.newsroom.models import Bulletin
from loa.people.naming import names
from loa.places import rights


@signed_in
@require_GET
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Redirects the short link that people send in messages: to the approval for a person who may decide,
    else to the bulletin."""
    bulletin = queries.by_code(code)
    decides = rights.may(actor.current(), Capability.APPROVE, bulletin.unit_id)
    waits = bulletin.state == Bulletin.State.SUBMITTED
    return redirect("bulletins_approve" if decides and waits else "bulletins_show", code=code)


@never_cache
@signed_in
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Shows one bulletin."""
    return _shown(request, queries.by_code(code))


@never_cache
@signed_in
@require_POST
def recall(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a submitted bulletin back, so that the editors can change it."""
    recalled = content.latest(actions.recall(queries.by_code(code).pk))[0]
    said = _("Đã lấy “%(title)s” về. Sửa xong nhớ gửi duyệt lại.")
    messages.success(request, said % {"title": recalled.title})
    return redirect("bulletins_edit", code=code)


@never_cache
@signed_in
@require_POST
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Copies the words and the sound, the approved ones if there are, to a new draft, at the same unit or at
    the first one at which the person writes."""
    old = queries.by_code(code)
    units = rights.units(actor.current(), Capability.WRITE)
    unit = old.unit_id if old.unit_id in units or not units else units[0]
    fresh = actions.copy_as_new(old.pk, unit)
    said = _("Đã chép “%(title)s” thành bản tin mới. Chọn lúc phát rồi gửi duyệt.")
    messages.success(request, said % {"title": fresh.title})
    return redirect("bulletins_edit", code=fresh.code)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Says what will happen and asks for the reason. A POST withdraws the bulletin."""
    bulletin = queries.by_code(code)
    if request.method == "POST":
        try:
            actions.withdraw(bulletin.pk, request.POST.get("reason", ""))
        except Invalid as fault:
            return _confirm(request, bulletin, fault)
        said = _("Đã rút “%(title)s”. Máy nào đang mất mạng sẽ thôi phát khi có mạng.")
        messages.success(request, said % {"title": bulletin.title})
        return redirect("bulletins_show", code=code)
    if queries.standing_approval(bulletin) is None:
        said = _("“%(title)s” không có bản đã duyệt nào để rút.")
        messages.info(request, said % {"title": bulletin.title})
        return redirect("bulletins_show", code=code)
    return _confirm(request, bulletin)


def _confirm(request: HttpRequest, bulletin: Bulletin, fault: LoaError | None = None) -> HttpResponse:
    shown = {"fault": fault, "given": request.POST.get("reason", ""), **of_row(bulletin)}
    shown["coming"] = airtime.coming_of(bulletin.pk, clock.now())
    shown["breadcrumbs_items"] = _breadcrumbs(bulletin)
    return render(request, "bulletins/withdraw.html", shown, status=fault.status if fault else 200)


def _shown(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    who = actor.current()
    edits = rights.may(who, Capability.WRITE, bulletin.unit_id)
    decides = rights.may(who, Capability.APPROVE, bulletin.unit_id)
    approval = queries.standing_approval(bulletin)
    approved = approval.revision_id if approval else None
    edit = rules.edit_state(bulletin.state, approved, bulletin.latest_revision_id)
    shown: dict[str, Any] = {
        **of_row(bulletin),
        "approval": approval,
        "stands": standing.words(bulletin.state, approved, bulletin.latest_revision_id),
        "edit": edit,
        "sections": differing.sections(bulletin) if edit and (edits or decides) else [],
        "may_discard": edits and edit in (Bulletin.State.DRAFT, Bulletin.State.RETURNED),
        "approver": names([approval.person_id]).get(approval.person_id, "") if approval else "",
        "airings": on_air.airings(bulletin),
        "next_waiting": to_approve().exclude(pk=bulletin.pk).first() if decides else None,
        "asked": _asked(bulletin) if bulletin.state == Bulletin.State.SUBMITTED else None,
        "by_hand": [by_hand.sentence(each) for each in by_hand.changes_of(bulletin.pk, clock.today())],
        "left_out": unproven.lines(bulletin.unit, airtime.slots_of(bulletin.pk)) if approval else [],
        "operates": rights.may(who, Capability.SCHEDULE, bulletin.unit_id),
        "returned": queries.last_return(bulletin),
        "may_edit": edits and bulletin.state not in (Bulletin.State.SUBMITTED, Bulletin.State.WITHDRAWN),
        "may_recall": edits and bulletin.state == Bulletin.State.SUBMITTED,
        "may_decide": decides and bulletin.state == Bulletin.State.SUBMITTED,
        "may_withdraw": approval is not None and rights.may(who, Capability.WITHDRAW, bulletin.unit_id),
        "may_copy": rights.at_a_unit(who, Capability.WRITE),
        "acts": acts_on(bulletin),
        "link": request.build_absolute_uri(reverse("bulletins_short", args=[bulletin.code])),
        "breadcrumbs_items": _breadcrumbs(bulletin),
    }
    return render(request, "bulletins/show.html", shown)


def _asked(bulletin: Bulletin) -> list[str]:
    """Returns the names of those who may approve what waits."""
    return queries.approvers_beside(bulletin.unit_id, queries.editors_since_approval(bulletin))


def _breadcrumbs(bulletin: Bulletin) -> list[dict[str, str]]:
    return [
        {"url": reverse("desk_home"), "label": bulletin.unit.name},
        {"url": reverse("bulletins_list"), "label": _("Bản tin")},
        {"url": "", "label": bulletin.title},
    ]
