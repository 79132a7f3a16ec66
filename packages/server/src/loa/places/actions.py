"""Hamlets: added, renamed, put on the map, ended. Units come from lists (`loading`), by an administrator."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import clock, dated
from loa.kernel.actor import current
from loa.kernel.constraints import in_words
from loa.kernel.errors import Conflict, Invalid, Missing
from loa.kernel.roles import Capability
from loa.places import lists, loading, queries, rights
from loa.places.models import Hamlet, Unit
from loa.places.names import search_text, sort_key
from loa.places.rules import Degrees, HamletDraft, draft

NAMED = ("name", "search", "sort_key")


def _require_at(unit_id: int) -> None:
    said = _("Chỉ người biên tập, vận hành hoặc quản trị của xã sửa được danh sách thôn, bản.")
    rights.require(current(), Capability.KEEP_HAMLETS, unit_id, said)


def require_hamlets(unit_id: int) -> Unit:
    """The commune, for whoever may keep its hamlets. Raises Refused, Missing."""
    _require_at(unit_id)
    return _commune(unit_id)


def _commune(unit_id: int) -> Unit:
    unit = queries.units().filter(id=unit_id, kind="commune").first()
    if unit is None:
        raise Missing(_("Không có xã, phường này."))
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
    """One hamlet of a commune, from today on unless said. Raises Invalid, Conflict (it is there), Refused."""
    _require_at(unit_id)
    unit = _commune(unit_id)
    hamlet = _row(unit, draft(name, kind, latitude, longitude), since or clock.today())
    _save(hamlet)
    record("places.hamlet_added", hamlet, unit_id, name=hamlet.name, kind=hamlet.kind)
    return hamlet


@transaction.atomic
def rename_hamlet(hamlet: Hamlet, name: str) -> Hamlet:
    """A corrected name (a new name by decision is a new hamlet: end this one)."""
    _require_at(hamlet.unit_id)
    before, checked = hamlet.name, draft(name, hamlet.kind)
    hamlet.name = checked.name
    hamlet.search, hamlet.sort_key = search_text(hamlet.name), sort_key(hamlet.name)
    _save(hamlet)
    record("places.hamlet_renamed", hamlet, hamlet.unit_id, before=before, name=hamlet.name)
    return hamlet


@transaction.atomic
def end_hamlet(hamlet: Hamlet, on: date | None = None) -> Hamlet:
    """The hamlet stands until `on` (excluded; tomorrow by default, so that today stays as it is)."""
    _require_at(hamlet.unit_id)
    end = on or date.fromordinal(clock.today().toordinal() + 1)
    if end <= hamlet.valid_from:
        raise Invalid(_("Ngày thôi phải sau ngày bắt đầu."), "valid_to")
    if hamlet.valid_to != end and not dated.end(hamlet, end):
        raise Invalid(_("Thôn, bản này đã thôi trước ngày đó."), "valid_to")
    record("places.hamlet_ended", hamlet, hamlet.unit_id, on=end)
    return hamlet


@transaction.atomic
def locate_hamlet(hamlet: Hamlet, latitude: float, longitude: float) -> Hamlet:
    """Where the hamlet lies on the map, in degrees."""
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


def _save(hamlet: Hamlet) -> None:
    with in_words():
        hamlet.save(update_fields=None if hamlet._state.adding else NAMED)


@transaction.atomic
def import_units(
    code: str, name: str, units: bytes, before: bytes | None = None, successions: bytes | None = None
) -> loading.Loaded:
    """A province's lists by CSV: all of them or nothing; what is there already stays. By an administrator of
    the province once there is one. Raises Invalid, Conflict (another province is here), Refused."""
    there = queries.province()
    if there is not None:
        said = _("Chỉ quản trị viên của tỉnh nạp được danh sách đơn vị.")
        rights.require(current(), Capability.KEEP_UNITS, there.id, said)
        if there.code != code:
            raise Conflict(_("Hệ thống này là của %(name)s.") % {"name": there.name}, "code")
    listed = lists.from_csv(code, name, units, before, successions)
    loaded = loading.load(listed)
    record("places.units_imported", loaded.province, loaded.province.id, made=loaded.made, kept=loaded.kept)
    return loaded
