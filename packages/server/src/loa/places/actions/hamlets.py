"""The actions on hamlets: add, rename, locate and end."""

from copy import copy
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import clock, dated
from loa.kernel.actor import current
from loa.kernel.constraints import in_words
from loa.kernel.errors import Conflict, Invalid, NotFound
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.places import alike, queries, rights
from loa.places.models import Hamlet, Unit
from loa.places.names import search_text, sort_key
from loa.places.rules import Degrees, HamletDraft, draft

NAMED = ("name", "search", "sort_key")


def _require_at(unit_id: int) -> None:
    said = _("Chỉ người biên tập, vận hành hoặc quản trị của xã sửa được danh sách thôn, bản.")
    rights.require(current(), Capability.KEEP_HAMLETS, unit_id, said)


def require_hamlets(unit_id: int) -> Unit:
    """Returns the commune if the actor may maintain its hamlets. Raises Forbidden, NotFound."""
    _require_at(unit_id)
    return _commune(unit_id)


def _commune(unit_id: int) -> Unit:
    unit = queries.units().filter(id=unit_id, kind="commune").first()
    if unit is None:
        raise NotFound(_("Không có xã, phường này."))
    return unit


@transaction.atomic
def add_hamlet(
    unit_id: int,
    name: str,
    kind: str,
    latitude: Degrees = None,
    longitude: Degrees = None,
    since: date | None = None,
) -> Hamlet:
    """Adds a hamlet to a commune, by default from today. Raises Invalid, Conflict (it exists), Forbidden,
    NotFound."""
    _require_at(unit_id)
    unit = _commune(unit_id)
    hamlet = _row(unit, draft(name, kind, latitude, longitude), since or clock.today())
    _require_name_of_its_own(hamlet)
    _save(hamlet)
    record("places.hamlet_added", hamlet, unit_id, name=hamlet.name, kind=hamlet.kind)
    return hamlet


@transaction.atomic
def rename_hamlet(hamlet: Hamlet, name: str) -> Hamlet:
    """Corrects the name of a hamlet. A new name by an official decision is a new hamlet instead: end this one
    and add the other."""
    _require_at(hamlet.unit_id)
    checked, renamed = draft(name, hamlet.kind), copy(hamlet)
    renamed.name = checked.name
    renamed.search, renamed.sort_key = search_text(checked.name), sort_key(checked.name)
    # On a copy: the page of a refusal still shows the hamlet as it is.
    _require_name_of_its_own(renamed)
    _save(renamed)
    record("places.hamlet_renamed", renamed, hamlet.unit_id, before=hamlet.name, name=renamed.name)
    return renamed


@transaction.atomic
def end_hamlet(hamlet: Hamlet, on: date | None = None) -> Hamlet:
    """Ends a hamlet on `on` (excluded; by default tomorrow, so that nothing changes today). Raises Invalid,
    Conflict (it ends by then already), Forbidden."""
    _require_at(hamlet.unit_id)
    end = on or date.fromordinal(clock.today().toordinal() + 1)
    if end <= hamlet.valid_from:
        raise Invalid(_("Ngày thôi phải sau ngày bắt đầu."), "valid_to")
    if not dated.end(hamlet, end):
        raise Conflict(_("Thôn, bản này đã được ghi là thôi dùng rồi."), "valid_to")
    record("places.hamlet_ended", hamlet, hamlet.unit_id, on=end)
    return hamlet


@transaction.atomic
def keep_hamlet(hamlet: Hamlet) -> Hamlet:
    """Takes back the end of a hamlet that has not come yet. Raises Conflict (it has, there is none, or
    another hamlet has the name from then on), Forbidden."""
    _require_at(hamlet.unit_id)
    # Locked and read again: it may have been kept already, or have ended at midnight.
    kept = Hamlet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hamlet.pk)
    if kept.valid_to is None:
        raise Conflict(_("Thôn, bản này vẫn đang dùng."))
    if kept.is_over(clock.today()):
        raise Conflict(_("Thôn, bản này đã thôi dùng. Muốn dùng lại thì thêm một thôn, bản mới."))
    kept.valid_to = None
    _require_name_of_its_own(kept)
    with in_words():
        kept.save(update_fields=["valid_to"])
    record("places.hamlet_kept", kept, kept.unit_id)
    return kept


@transaction.atomic
def locate_hamlet(hamlet: Hamlet, latitude: float, longitude: float) -> Hamlet:
    """Sets where the hamlet lies on the map, in degrees."""
    _require_at(hamlet.unit_id)
    checked = draft(hamlet.name, hamlet.kind, latitude, longitude)
    hamlet.latitude, hamlet.longitude = checked.latitude, checked.longitude
    hamlet.save(update_fields=["latitude", "longitude"])
    record("places.hamlet_located", hamlet, hamlet.unit_id, latitude=latitude, longitude=longitude)
    return hamlet


def _row(unit: Unit, checked: HamletDraft, since: date) -> Hamlet:
    return Hamlet(
        unit=unit,
        name=checked.name,
        kind=checked.kind,
        valid_from=since,
        latitude=checked.latitude,
        longitude=checked.longitude,
        search=search_text(checked.name),
        sort_key=sort_key(checked.name),
    )


def _require_name_of_its_own(hamlet: Hamlet) -> None:
    """Raises Conflict when another hamlet of the commune, valid at the same time, has a name that people
    would confuse with this one. This is no database constraint, since older data may contain such names."""
    # Two transactions that add similar names at once would not see each other's row.
    alone_with(LockSubject.NAMES, [f"places_hamlet {hamlet.unit_id}"])
    standing = dated.overlapping(hamlet.valid_from, hamlet.valid_to)
    _kind, rest = alike.parted(alike.full(hamlet.kind, hamlet.name))
    others = Hamlet.objects.filter(
        standing, unit_id=hamlet.unit_id, kind=hamlet.kind, search__endswith=search_text(rest)
    )
    names = others.exclude(pk=hamlet.pk).values_list("name", flat=True)
    there = alike.Names(alike.full(hamlet.kind, name) for name in names)
    if other := there.alike(alike.full(hamlet.kind, hamlet.name)):
        raise Conflict(_("Xã đã có thôn, bản cùng loại, cùng tên: %(name)s.") % {"name": other}, "name")


def _save(hamlet: Hamlet) -> None:
    with in_words():
        hamlet.save(update_fields=None if hamlet._state.adding else NAMED)
