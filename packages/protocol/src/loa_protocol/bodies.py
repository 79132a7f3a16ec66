"""Checks the body that a plan head names by hash, and the day plans that the body names."""

from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex, split_plan_id
from loa_protocol.messages import Body, DayPlan, DayRef, Delegation
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.rule.planned import DayLimits, own_breaches
from loa_protocol.rule.reasons import Reason

LARGEST_DOCUMENT = 128 * 1024
"""The largest size of a body or a day plan, in bytes."""

_BEYOND = frozenset({Reason.ENVELOPE_HOURS, Reason.ENVELOPE_MINUTES, Reason.ENVELOPE_VOLUME, Reason.CLASS})


def admit_body(named: str, data: bytes) -> Body | Refusal:
    """Returns the body that an accepted plan head names by this hash, or a Refusal; `altered` when the hash
    differs."""
    if sha256_hex(data) != named:
        return Refusal(Code.ALTERED, "body")
    try:
        return decode(data, Body, LARGEST_DOCUMENT)
    except Malformed as error:
        return Refusal(error.code, error.detail)


def admit_day(ref: DayRef, data: bytes, plan_id: str, delegation: Delegation) -> DayPlan | Refusal:
    """Returns the day plan that a body names, or a Refusal. It must be of the plan id's unit and within the
    delegation of the key that signed the plan head.

    One item beyond the envelope or above the highest class makes the whole day refused: the signer never
    signs such a day.
    """
    if sha256_hex(data) != ref.sha256:
        return Refusal(Code.ALTERED, f"day {ref.date}")
    try:
        day = decode(data, DayPlan, LARGEST_DOCUMENT)
    except Malformed as error:
        return Refusal(error.code, error.detail)
    if day.date != ref.date:
        return Refusal(Code.MALFORMED, f"day {day.date} stands under {ref.date}")
    if day.unit != split_plan_id(plan_id)[0]:
        return Refusal(Code.WRONG_PLACE, f"a day of {day.unit}")
    frame = DayLimits.of(day, delegation.envelope, delegation.highest)
    for item in day.items:
        for breach in own_breaches(item, frame):
            if breach.code in _BEYOND:
                return Refusal(Code.BEYOND_ENVELOPE, f"{breach.code} {item.id}")
    return day
