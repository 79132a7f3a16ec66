"""Silencing and restoring one cluster, one commune or everything. Each page asks for the reason and says how
many clusters it affects."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.desk.operations import acts, page
from loa.dispatch import actions, targets
from loa.dispatch import queries as dispatch
from loa.dispatch.models import Act
from loa.dispatch.targets import Target
from loa.fleet import queries as fleet
from loa.fleet.models import Device
from loa.kernel import actor, parsing
from loa.kernel.errors import Conflict, Forbidden, Invalid, LoaError, NotFound
from loa.kernel.figures import number
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.kernel.unaccent import plain
from loa.places import rights, scope
from loa.places.models import Unit

MOST_CHOICES = 40
"""The largest number of units or clusters that are offered."""


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def silence(request: HttpRequest) -> HttpResponse:
    """Asks for the target, then for the reason, and says how many clusters will be silent. A POST with a
    reason silences them."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("loai", "")
    target = _target(kind, asked.get("noi", ""), asked.get("cum", ""))
    if target is None:
        if not acts.operates(actor.current()):
            # No unit has the id 0, so this raises the usual error.
            rights.require(actor.current(), Capability.SILENCE, 0)
        return _choose(request, kind)
    rights.require(actor.current(), Capability.SILENCE, target.unit.pk)
    fault: LoaError | None = None
    if request.method == "POST":
        try:
            act = actions.silence(target, request.POST.get("reason", ""))
        except (Invalid, Conflict) as error:
            fault = error
        else:
            said = _("Đã tắt tiếng %(where)s. Xem từng cụm đã im chưa ở dưới.")
            messages.success(request, said % {"where": _where(target)})
            return redirect("operations_act", act_id=act.pk)
    return _confirm(request, target, fault)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """Lifts a silence, for exactly the target that was silenced."""
    act = dispatch.act(act_id)
    if act is None or act.kind != Act.Kind.SILENCE:
        raise NotFound(_("Không có lệnh tắt tiếng này."))
    rights.require(actor.current(), Capability.SILENCE, act.unit_id)
    target = _of_act(act)
    said = acts.told([act], actor.current())[0]
    laid = acts.told(dispatch.laid_on(target), actor.current())
    # A restore lifts all silences of the target, so the reader must be allowed to lift each of them.
    above = next((each for each in (said, *laid) if not each.may_restore), None)
    if above is not None:
        raise Forbidden(_("Lệnh này do %(who)s ra, chỉ nơi ấy mở lại được.") % {"who": above.by})
    if request.method == "POST":
        made = actions.restore(target, request.POST.get("reason", ""))
        messages.success(request, _("Đã mở lại %(where)s.") % {"where": _where(target)})
        return redirect("operations_act", act_id=made.pk)
    shown = {
        "said": said,
        "under": laid[1:],
        "sentence": _("Mở lại %(where)s") % {"where": _where(target)},
        "what": _what_follows(dispatch.reaches(target), lifted=not laid),
        "back": reverse("operations_wall"),
    }
    return render(request, "operations/restore.html", shown)


def _what_follows(count: int, *, lifted: bool) -> str:
    """Returns what the restore will do. A silence that is lifted already may be lifted again, for clusters
    that were offline when the first restore was sent."""
    if lifted:
        return _("Nơi này đã mở lại rồi. Bấm nữa chỉ để gửi lại lệnh cho cụm nào vẫn còn im.")
    said = ngettext(
        "%(n)s cụm loa kêu trở lại theo lịch. Cụm nào còn bị tắt bởi lệnh khác thì vẫn im.",
        "%(n)s cụm loa kêu trở lại theo lịch. Cụm nào còn bị tắt bởi lệnh khác thì vẫn im.",
        count,
    )
    return said % {"n": number(count)}


def _target(kind: str, unit: str, cluster: str) -> Target | None:
    """Returns the target that was asked for, or None if it is still to be chosen. Raises `NotFound` outside
    the scope."""
    if kind == "tat-ca":
        return targets.everything()
    if cluster:
        try:
            return targets.device(UUID(cluster))
        except ValueError:
            raise NotFound(_("Không có cụm loa này.")) from None
    if unit:
        unit_id = parsing.number(unit)
        if unit_id is None or unit_id not in scope.current().read:
            raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
        return targets.unit(unit_id)
    return None


def _of_act(act: Act) -> Target:
    match act.target:
        case Act.Target.ALL:
            return targets.everything()
        case Act.Target.UNIT:
            return targets.unit(act.unit_id)
        case Act.Target.PLAN:
            return targets.plan(act.target_id)
        case _:
            return targets.device(UUID(act.target_id))


def _where(target: Target) -> str:
    if target.kind == Act.Target.ALL:
        return _("cả tỉnh")
    if target.kind == Act.Target.DEVICE:
        cluster = Device.objects.filter(pk=target.id).first()
        return f"{cluster.name if cluster else ''}, {target.unit.name}"
    return target.unit.name


def _choose(request: HttpRequest, kind: str) -> HttpResponse:
    """Shows a list to choose from, searched with or without diacritics."""
    words = request.GET.get("tim", "").strip()
    wanted = parsing.words(words)
    units: list[Unit] = []
    clusters: list[fleet.DeviceState] = []
    readable = sorted(scope.current().read)
    if kind == "mot-xa":
        units = [each for each in page.communes(readable) if all(word in each.search for word in wanted)]
    else:
        clusters = [
            each
            for each in fleet.shown(readable)
            if each.device.state == Device.State.ACTIVE and _named(each.device, wanted)
        ]
    shown = {
        "kind": kind,
        "words": words,
        "units": units[:MOST_CHOICES],
        "clusters": clusters[:MOST_CHOICES],
        "more": max(0, len(units) + len(clusters) - MOST_CHOICES),
    }
    return render(request, "operations/choose.html", shown)


def _named(device: Device, wanted: list[str]) -> bool:
    """Returns whether cluster, commune and hamlet together have each of these words."""
    said = plain(f"{device} {device.unit} {device.hamlet}")
    return all(word in said for word in wanted)


def _confirm(request: HttpRequest, target: Target, fault: LoaError | None) -> HttpResponse:
    count = dispatch.reaches(target)
    where = _where(target)
    # The form's hidden fields, from which the POST finds the same target again.
    hidden = {
        Act.Target.ALL: [("loai", "tat-ca")],
        Act.Target.UNIT: [("loai", "mot-xa"), ("noi", str(target.unit.pk))],
        Act.Target.DEVICE: [("loai", "mot-cum"), ("cum", target.id)],
    }[Act.Target(target.kind)]
    what = ngettext(
        "Tắt tiếng %(where)s: %(n)s cụm loa im ngay, và im mọi bản tin trong lịch tới khi mở lại, hoặc "
        "hết một năm.",
        "Tắt tiếng %(where)s: %(n)s cụm loa im ngay, và im mọi bản tin trong lịch tới khi mở lại, hoặc "
        "hết một năm.",
        count,
    )
    shown = {
        "sentence": _("Tắt tiếng %(where)s") % {"where": where},
        "what": what % {"where": where, "n": count},
        "count": count,
        "hidden": hidden,
        "fault": fault,
        "given": request.POST.get("reason", ""),
        "who": actor.current().name,
        "laid": acts.told(dispatch.laid_on(target)),
        "back": reverse("operations_wall"),
    }
    return render(request, "operations/silence.html", shown, status=fault.status if fault else 200)
