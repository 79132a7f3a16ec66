"""The page of the commune's regulation: the regulation in force, a new one, and the agreement of a second
person to a regulation that allows more."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from loa_protocol.messages.plan import Rules

from loa.airtime import actions, regulations, sentences
from loa.airtime.models import BroadcastRule, RuleDecision
from loa.airtime.ruling import WrittenRegulation
from loa.desk.bulletins import choices
from loa.desk.schedule.forms import RuleForm
from loa.desk.schedule.where import breadcrumbs, unit_of
from loa.dispatch import queries as dispatch
from loa.kernel import actor, clock, parsing
from loa.kernel.actor import Actor
from loa.kernel.errors import Invalid
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.people.naming import names
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Unit


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def regulation(request: HttpRequest) -> HttpResponse:
    """Shows the regulation in force. A POST stores a new one that is valid from a day on."""
    unit, who = unit_of(request), actor.current()
    if request.method == "POST":
        rights.require(who, Capability.WRITE_REGULATION, unit.pk)
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            before = regulations.waiting(unit.pk)
            row = actions.set_rule(unit.pk, form.cleaned_data["valid_from"], form.regulation())
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _set_sentence(row, before))
            return _to_page(unit.pk)
    shown = {**_in_force(request, unit), **_decisions(unit, who), "form": form}
    shown["may"] = rights.may(who, Capability.WRITE_REGULATION, unit.pk)
    shown["breadcrumbs_items"] = breadcrumbs(unit, _("Quy chế phát thanh"))
    return render(request, "schedule/regulation.html", shown, status=422 if form.errors else 200)


@never_cache
@signed_in
@require_POST
def decide(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Agrees to a regulation as the second person (`do` = agree), or takes back one that is not in force
    yet."""
    if request.POST.get("do") == "agree":
        row = actions.agree(rule_id)
        day = max(row.valid_from, clock.today())
        said = _("Đã đồng ý, áp dụng từ %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
    else:
        row = actions.take_back(rule_id)
        said = _("Đã rút lại quy chế, quy chế ấy không được áp dụng.")
    messages.success(request, said)
    return _to_page(row.unit_id)


def _set_sentence(row: BroadcastRule, before: list[WrittenRegulation]) -> str:
    """Returns the message after a new regulation was stored. `before`: what waited until then."""
    waiting = {each.row.pk for each in regulations.waiting(row.unit_id)}
    if row.pk in waiting:
        said = _("Đã ghi. Quy chế này cho phát nhiều hơn trước, chờ một người vận hành khác đồng ý.")
    else:
        said = _("Đã ghi quy chế, áp dụng từ %(day)s.") % {"day": f"{row.valid_from:%d/%m/%Y}"}
    replaced = "; ".join(each.row.source for each in before if each.row.pk not in waiting)
    if replaced:
        said += " " + _("Quy chế đang chờ đã được thay, không đồng ý được nữa: %(which)s.") % {
            "which": replaced
        }
    return said


def _to_page(unit_id: int) -> HttpResponse:
    return redirect(f"{reverse('schedule_regulation')}?noi={unit_id}")


def _in_force(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    rule = regulations.rule_row(unit.pk, clock.today())
    rules = regulations.to_rules(rule) if rule else None
    made_by, agreed_by = (rule.made_by_id, _agreed_by(rule)) if rule else (None, None)
    called = names(each for each in (made_by, agreed_by) if each is not None)
    return {
        "unit": unit,
        "change": dispatch.change(places.under(unit.pk)),
        "rule": rule,
        "by": called.get(made_by or 0, ""),
        "agreed_by": called.get(agreed_by or 0, ""),
        "hours": _hours(rules),
        "quiet": sentences.spans(rules.quiet) if rules else "",
        "days": choices.days_said(rules.days) if rules else "",
        "chosen_days": _chosen_days(request, rules),
        "minutes": rules.minutes if rules else 45,
        "volume": rules.volume if rules else 80,
        "weekdays": [(n, choices.days_said([n])) for n in range(1, 8)],
        "today": clock.today(),
        "valid_from": request.POST.get("valid_from") or clock.today().isoformat(),
    }


def _chosen_days(request: HttpRequest, rules: Rules | None) -> list[int]:
    """Returns the ISO weekdays that are ticked: those just posted, else those in force, else all."""
    if request.method == "POST":
        return [day for day in map(parsing.number, request.POST.getlist("days")) if day is not None]
    return list(rules.days) if rules else list(range(1, 8))


@dataclass(frozen=True)
class Line:
    """A regulation that waits for a second person or begins later, and what this person may do with it."""

    id: int
    since: date
    source: str
    by: str
    agreed_by: str
    hours: str
    quiet: str
    days: str
    minutes: int
    volume: int
    waits: bool
    until: date | None
    """The first day on which a newer regulation takes its place, if one does."""
    may_agree: bool
    may_take_back: bool


def _decisions(unit: Unit, who: Actor) -> dict[str, Any]:
    """Returns the regulations that wait for a second person and those that begin later."""
    waiting = regulations.waiting(unit.pk)
    rows = {each.row.pk: each for each in [*waiting, *regulations.to_come(unit.pk)]}
    persons = {one for each in rows.values() for one in (each.row.made_by_id, _agreed_by(each.row))}
    called = names(one for one in persons if one is not None)
    pending = {each.row.pk for each in waiting}
    return {"lines": [_line(each, called, pending, who) for each in rows.values()]}


def _line(one: WrittenRegulation, called: dict[int, str], pending: set[int], who: Actor) -> Line:
    row = one.row
    operates = rights.may(who, Capability.AGREE_TO_REGULATION, row.unit_id)
    waits = row.pk in pending
    return Line(
        id=row.pk,
        since=row.valid_from,
        source=row.source,
        by=called.get(row.made_by_id or 0, ""),
        agreed_by=called.get(_agreed_by(row) or 0, ""),
        hours=_hours(one.rules),
        quiet=sentences.spans(one.rules.quiet),
        days=choices.days_said(one.rules.days),
        minutes=row.minutes_per_session,
        volume=row.volume,
        waits=waits,
        until=min((each.valid_from for each in one.newer if each.valid_from > row.valid_from), default=None),
        # The writer of a regulation cannot be its second person.
        may_agree=waits and operates and row.made_by_id != who.person_id,
        may_take_back=rights.may(who, Capability.WRITE_REGULATION, row.unit_id)
        and regulations.may_be_taken_back(row),
    )


def _agreed_by(row: BroadcastRule) -> int | None:
    """Returns the id of who agreed to a regulation as the second person, or None."""
    said = sorted(row.decisions.all(), key=lambda each: each.pk)
    return next(
        (each.person_id for each in said if each.kind == RuleDecision.AGREED and each.person_id), None
    )


def _hours(rules: Rules | None) -> str:
    """Returns the hours of the first day that has hours. The form stores the same hours for every day."""
    return next((sentences.spans(each) for each in rules.hours if each), "") if rules else ""
