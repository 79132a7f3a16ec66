"""Grants of roles. An administrator of the place grants a role; the roles of approver and administrator hold
only after a second administrator, who is another person, has confirmed. The database enforces the same rules
(migrations 0003, 0007, 0011)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import clock, dated
from loa.kernel.actor import current
from loa.kernel.constraints import in_words
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.roles import EXACT, TWO_PEOPLE, Capability, Role, clashing_with, roles_with
from loa.people.models import Person, RoleGrant
from loa.people.rules import clash, never_both
from loa.places import rights
from loa.places.models import Unit


@transaction.atomic
def grant(
    person: Person, role: Role | str, unit: Unit, valid_from: date | None = None, valid_to: date | None = None
) -> RoleGrant:
    """Grants a role at a unit, by default from today. Raises Invalid, Conflict, Forbidden."""
    who, role = current(), Role(role)
    rights.require(who, Capability.KEEP_PEOPLE, unit.id)
    if role in TWO_PEOPLE and person.pk == who.person_id:
        raise Forbidden(_("Không tự giao vai trò này cho chính mình."))
    if role in EXACT and unit.kind == "district":
        raise Invalid(_("Cấp huyện không còn hoạt động."), "unit")
    start = valid_from or clock.today()
    if valid_to is not None and valid_to <= start:
        raise Invalid(_("Ngày thôi phải sau ngày bắt đầu."), "valid_to")
    _refuse_both(person, role, start, valid_to)
    given = RoleGrant(
        person=person, role=role, unit=unit, valid_from=start, valid_to=valid_to, granted_by_id=who.person_id
    )
    with in_words():
        given.save()
    record("people.role_granted", given, unit.id, person=person.pk, role=str(role))
    return given


def _refuse_both(person: Person, role: Role, start: date, end: date | None) -> None:
    """Raises Conflict when the person holds, in that time, a role that excludes this one: whoever grants
    roles does not approve bulletins, and the reverse."""
    held = RoleGrant.objects.filter(
        dated.overlapping(start, end), person=person, role__in=clashing_with(role)
    )
    if found := clash({role, *held.values_list("role", flat=True)}):
        raise Conflict(never_both(*found), "role")


def find_grant(grant_id: int) -> RoleGrant:
    """Returns a grant in the scope. Raises NotFound."""
    found = RoleGrant.objects.select_related("unit", "body").filter(pk=grant_id).first()
    if found is None:
        raise NotFound(_("Không có việc giao vai trò này trong phạm vi của mình."))
    return found


@transaction.atomic
def confirm(given: RoleGrant) -> RoleGrant:
    """Confirms a grant as the second administrator. Raises Forbidden (the actor gave or gets the role, or is
    not an administrator there), Conflict (there is nothing to confirm)."""
    who = current()
    rights.require(who, Capability.KEEP_PEOPLE, given.unit_id)
    # Locked and read again: another administrator may have confirmed it since it was read.
    given = RoleGrant.objects.select_for_update().get(pk=given.pk)
    if given.role not in TWO_PEOPLE or given.confirmed_at is not None or given.granted_by_id is None:
        raise Conflict(_("Việc giao vai trò này không chờ ai đồng ý."))
    if who.person_id in (given.granted_by_id, given.person_id):
        raise Forbidden(_("Cần một quản trị viên khác đồng ý: không phải người giao, không phải người nhận."))
    given.confirmed_by_id = who.person_id
    given.confirmed_at = clock.now()
    given.save(update_fields=["confirmed_by_id", "confirmed_at"])
    given.refresh_from_db(fields=["confirmed_at"])  # the database sets the time itself
    record("people.role_confirmed", given, given.unit_id, person=given.person_id, role=given.role)
    return given


@transaction.atomic
def end_grant(given: RoleGrant, on: date | None = None) -> RoleGrant:
    """Ends a grant on a day (excluded), by default today; one that ends already, sooner. What was done with
    the role remains. Raises Forbidden, Invalid, Conflict (it has ended by then)."""
    rights.require(current(), Capability.KEEP_PEOPLE, given.unit_id)
    if given.role in roles_with(Capability.KEEP_PEOPLE) and given.person_id == current().person_id:
        raise Forbidden(_("Không tự thôi vai trò quản trị. Nhờ quản trị viên khác."))
    # A day before today would take the role from what was already done with it.
    if on is not None and on < clock.today():
        raise Invalid(_("Vai trò thôi sớm nhất từ hôm nay."), "valid_to")
    if given.is_over(clock.today()):
        raise Conflict(_("Vai trò này đã hết rồi."))
    end = max(on or clock.today(), given.valid_from)
    if not dated.end(given, end):
        raise Invalid(_("Vai trò này đã có ngày thôi không muộn hơn ngày đó."), "valid_to")
    record("people.role_ended", given, given.unit_id, person=given.person_id, role=given.role, on=end)
    return given
