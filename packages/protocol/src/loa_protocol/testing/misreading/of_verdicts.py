"""Wrong readings of what a device accepts: assignments, plans, time answers, and their order."""

from loa_protocol import judging
from loa_protocol.testing.misreading.reading import Misreading, Reading

_PROVEN, _ASSIGNMENT, _PLAN = judging._proven, judging._assignment, judging._plan
_DATES = "out_of_date(delegation.valid_from, delegation.valid_to, case.now, case.sure)"
_PLACE = "case.me.assignment is not None and not known_here(delegation, case.me.places, case.trust.top)"
_WHOSE = "new.device != case.me.device or new.public_key != case.me.public_key"
_WHERE = 'not _assigns(delegation, new.places, case) or new.plan_id.split(".")[0] != new.places[-1]'

READINGS: tuple[Reading, ...] = (
    Misreading(
        "takes any purpose of a trusted key", _PROVEN, "head.purpose != delegation.purpose.value", "False"
    ),
    Misreading("takes heads by another place's key", _PROVEN, _PLACE, "False"),
    Misreading(
        "refuses every first assignment",
        _PROVEN,
        "case.me.assignment is not None and",
        "case.me.assignment is None or",
    ),
    Misreading("forgets when a delegation begins and ends", _PROVEN, _DATES, "None"),
    Misreading(
        "takes delegations that are over",
        _PROVEN,
        _DATES,
        "out_of_date(delegation.valid_from, case.now + 1, case.now, case.sure)",
    ),
    Misreading(
        "takes delegations that have not begun",
        _PROVEN,
        _DATES,
        "out_of_date(0, delegation.valid_to, case.now, case.sure)",
    ),
    Misreading(
        "plays on after the trust list",
        _PROVEN,
        "late is None and case.now >= case.trust.expires_at",
        "False",
    ),
    Misreading(
        "plays a millisecond longer than the trust list",
        _PROVEN,
        "case.now >= case.trust.expires_at",
        "case.now > case.trust.expires_at",
    ),
    Misreading(
        "takes an assignment for another device", _ASSIGNMENT, _WHOSE, "new.public_key != case.me.public_key"
    ),
    Misreading("takes an assignment for another key", _ASSIGNMENT, _WHOSE, "new.device != case.me.device"),
    Misreading(
        "takes an assignment outside the key's places",
        _ASSIGNMENT,
        _WHERE,
        'new.plan_id.split(".")[0] != new.places[-1]',
    ),
    Misreading(
        "takes an assignment with a plan outside its places",
        _ASSIGNMENT,
        _WHERE,
        "not _assigns(delegation, new.places, case)",
    ),
    Misreading(
        "takes an assignment with the plan of a place above its own",
        _ASSIGNMENT,
        "!= new.places[-1]",
        "not in new.places",
    ),
    Misreading(
        "takes a plan whose place only begins alike",
        _ASSIGNMENT,
        'new.plan_id.split(".")[0] != new.places[-1]',
        "not new.places[-1].startswith(new.plan_id.split('.')[0])",
    ),
    Misreading(
        "takes an assignment of the future",
        _ASSIGNMENT,
        "case.sure and new.at > case.now + AHEAD_MS",
        "False",
    ),
    Misreading("takes no assignment a minute ahead", _ASSIGNMENT, "case.now + AHEAD_MS", "case.now"),
    Misreading("asks an unsure clock about an assignment", _ASSIGNMENT, "case.sure and new.at", "new.at"),
    Misreading("takes an assignment with a lower sequence", _ASSIGNMENT, "order <= last", "False"),
    Misreading(
        "takes another assignment of the same sequence",
        _ASSIGNMENT,
        "order <= last",
        "order < last",
    ),
    Misreading(
        "refuses the assignment that it holds", _ASSIGNMENT, "not (again or case.held)", "not case.held"
    ),
    Misreading(
        "refuses an assignment held when it is judged anew",
        _ASSIGNMENT,
        "not (again or case.held)",
        "not again",
    ),
    Misreading(
        "does not pin the assignment",
        _ASSIGNMENT,
        "assignment_seq=new.seq",
        "assignment_seq=pins.assignment_seq",
    ),
    Misreading(
        "does not pin the assignment's hash",
        _ASSIGNMENT,
        "assignment_sha256=head.sha256",
        "assignment_sha256=pins.assignment_sha256",
    ),
    Misreading(
        "takes a plan for a disabled device", _PLAN, "mine.state is AssignmentState.DISABLED", "False"
    ),
    Misreading("takes the plan of another hamlet", _PLAN, "plan.plan_id != mine.plan_id", "False"),
    Misreading(
        "takes a plan before and after its time",
        _PLAN,
        "out_of_date(plan.valid_from, plan.valid_to, case.now, case.sure)",
        "None",
    ),
    Misreading("takes any sequence", judging._of, "message.seq > case.newest + SEQUENCE_AHEAD_MS", "False"),
    Misreading("takes nothing made ahead", judging._of, "case.newest + SEQUENCE_AHEAD_MS", "case.newest"),
    Misreading(
        "takes any sequence without a trusted clock",
        judging._of,
        "not case.held and",
        "not case.held and case.sure and",
    ),
    Misreading(
        "holds sequences against the floor alone",
        judging._Case.newest,
        "max(self.now, self.trust.made_at)",
        "self.now",
    ),
    Misreading(
        "holds sequences against the list alone",
        judging._Case.newest,
        "max(self.now, self.trust.made_at)",
        "self.trust.made_at",
    ),
    Misreading("takes a plan with a lower sequence", _PLAN, "order <= last", "False"),
    Misreading("takes another plan of the same sequence", _PLAN, "order <= last", "order < last"),
    Misreading(
        "orders plans by their sequence alone",
        _PLAN,
        "(delegation.serial, plan.seq)\n    last = () if pin is None else (pin.serial, pin.seq)",
        "(plan.seq,)\n    last = () if pin is None else (pin.seq,)",
    ),
    Misreading(
        "orders assignments by their sequence alone",
        _ASSIGNMENT,
        "(delegation.serial, new.seq), (pins.assignment_serial, pins.assignment_seq)",
        "new.seq, pins.assignment_seq",
    ),
    Misreading(
        "does not pin the assignment's serial",
        _ASSIGNMENT,
        "assignment_serial=delegation.serial",
        "assignment_serial=pins.assignment_serial",
    ),
    Misreading(
        "does not pin the plan's serial",
        _PLAN,
        "PlanPin(plan.plan_id, delegation.serial,",
        "PlanPin(plan.plan_id, 1,",
    ),
    Misreading(
        "says unsupported before it has asked all else",
        judging._of,
        "return _act(",
        "if message.kind is None:\n        return Code.UNSUPPORTED\n    return _act(",
    ),
    Misreading("refuses the plan that it holds", _PLAN, "not (again or case.held)", "not case.held"),
    Misreading("refuses a plan held when it is judged anew", _PLAN, "not (again or case.held)", "not again"),
    Misreading(
        "orders the plans of all hamlets as one",
        _PLAN,
        "case.pins.plan(plan.plan_id)",
        "next(iter(case.pins.plans), None)",
    ),
    Misreading("does not pin the plan", _PLAN, "(*kept, new)", "kept"),
    Misreading(
        "takes a time answer to another device", judging.judge_time, "message.device != me.device", "False"
    ),
    Misreading(
        "takes a time answer to another question", judging.judge_time, "message.nonce != nonce or ", ""
    ),
    Misreading(
        "takes a time answer far under the floor",
        judging.judge_time,
        " or message.at < pins.floor - FLOOR_SLACK_MS",
        "",
    ),
    Misreading(
        "takes no time answer a second under the floor",
        judging.judge_time,
        "pins.floor - FLOOR_SLACK_MS",
        "pins.floor",
    ),
    Misreading(
        "lets an answer take it under the floor",
        judging.judge_time,
        "at=max(message.at, pins.floor)",
        "at=message.at",
    ),
    Misreading(
        "takes a time long after its list was made",
        judging.judge_time,
        "late is None and message.at >= trust.made_at + BESIDE_LIST_MS",
        "False",
    ),
    Misreading(
        "takes a time outside its key's own",
        judging.judge_time,
        "out_of_date(delegation.valid_from, delegation.valid_to, message.at, True)",
        "None",
    ),
    Misreading(
        "takes an act for a time answer",
        judging.judge_time,
        "return Refusal(Code.WRONG_PURPOSE, head.type, head.key_id)",
        "return Refusal(Code.MALFORMED, head.type, head.key_id)",
    ),
    Misreading(
        "asks of a time answer the nonce before the device",
        judging.judge_time,
        "if message.device != me.device:",
        "if message.nonce != nonce:\n"
        "        return Refusal(Code.REPLAYED, key_id=head.key_id)\n"
        "    if message.device != me.device:",
    ),
    Misreading(
        "asks of a time answer its key's dates before the nonce",
        judging.judge_time,
        "if message.nonce != nonce or",
        "if message.at >= delegation.valid_to:\n"
        "        return Refusal(Code.EXPIRED, key_id=head.key_id)\n"
        "    if message.nonce != nonce or",
    ),
    Misreading(
        "asks of a time answer the 48 hours before the floor",
        judging.judge_time,
        "if message.nonce != nonce or",
        "if message.at >= trust.made_at + BESIDE_LIST_MS:\n"
        "        return Refusal(Code.NOT_YET_VALID, key_id=head.key_id)\n"
        "    if message.nonce != nonce or",
    ),
    Misreading(
        "asks for the place before the dates of the key",
        _PROVEN,
        f"late = {_DATES}",
        f"if {_PLACE}:\n        return Refusal(Code.WRONG_PLACE, key_id=head.key_id)\n    late = {_DATES}",
    ),
)
