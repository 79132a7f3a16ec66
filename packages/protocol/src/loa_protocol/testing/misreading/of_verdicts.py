"""Wrong readings of what a device accepts: assignments, plans, acts, time answers, bodies, days."""

from loa_protocol import bodies, judging
from loa_protocol.testing.misreading.reading import Reading, Wrong

_PROVEN, _ASSIGNMENT, _PLAN, _ACT = judging._proven, judging._assignment, judging._plan, judging._act
_DATES = "out_of_date(delegation.valid_from, delegation.valid_to, case.now, case.sure)"
_PLACE = "case.me.assignment is not None and not covers(delegation, case.me.assignment.places)"
_WHOSE = "new.device != case.me.device or new.public_key != case.me.public_key"
_WHERE = 'not covers(delegation, new.places) or new.plan_id.split(".")[0] not in new.places'
_BEYOND = "breach.code in _BEYOND"

READINGS: tuple[Reading, ...] = (
    Wrong("takes any purpose of a trusted key", _PROVEN, "head.purpose != delegation.purpose.value", "False"),
    Wrong("takes heads by another place's key", _PROVEN, _PLACE, "False"),
    Wrong(
        "refuses every first assignment",
        _PROVEN,
        "case.me.assignment is not None and not covers(delegation, case.me.assignment.places)",
        "case.me.assignment is None or not covers(delegation, case.me.assignment.places)",
    ),
    Wrong("forgets when a delegation begins and ends", _PROVEN, _DATES, "None"),
    Wrong(
        "takes delegations that are over",
        _PROVEN,
        _DATES,
        "out_of_date(delegation.valid_from, case.now + 1, case.now, case.sure)",
    ),
    Wrong(
        "takes delegations that have not begun",
        _PROVEN,
        _DATES,
        "out_of_date(0, delegation.valid_to, case.now, case.sure)",
    ),
    Wrong(
        "plays on after the trust list",
        _PROVEN,
        "late is None and case.now >= case.trust.expires_at",
        "False",
    ),
    Wrong(
        "plays a millisecond longer than the trust list",
        _PROVEN,
        "case.now >= case.trust.expires_at",
        "case.now > case.trust.expires_at",
    ),
    Wrong(
        "asks for all places of a delegation",
        judging.covers,
        "not set(delegation.places).isdisjoint(places)",
        "set(delegation.places) <= set(places)",
    ),
    Wrong(
        "takes an assignment for another device", _ASSIGNMENT, _WHOSE, "new.public_key != case.me.public_key"
    ),
    Wrong("takes an assignment for another key", _ASSIGNMENT, _WHOSE, "new.device != case.me.device"),
    Wrong(
        "takes an assignment outside the key's places",
        _ASSIGNMENT,
        _WHERE,
        'new.plan_id.split(".")[0] not in new.places',
    ),
    Wrong(
        "takes an assignment with a plan outside its places",
        _ASSIGNMENT,
        _WHERE,
        "not covers(delegation, new.places)",
    ),
    Wrong(
        "takes a plan whose place only begins alike",
        _ASSIGNMENT,
        'new.plan_id.split(".")[0] not in new.places',
        "not any(place.startswith(new.plan_id.split('.')[0]) for place in new.places)",
    ),
    Wrong(
        "takes an assignment of the future",
        _ASSIGNMENT,
        "case.sure and new.at > case.now + AHEAD_MS",
        "False",
    ),
    Wrong("takes no assignment a minute ahead", _ASSIGNMENT, "case.now + AHEAD_MS", "case.now"),
    Wrong("asks an unsure clock about an assignment", _ASSIGNMENT, "case.sure and new.at", "new.at"),
    Wrong(
        "takes an assignment with a lower sequence", _ASSIGNMENT, "new.seq <= pins.assignment_seq", "False"
    ),
    Wrong(
        "takes another assignment of the same sequence",
        _ASSIGNMENT,
        "new.seq <= pins.assignment_seq",
        "new.seq < pins.assignment_seq",
    ),
    Wrong("refuses the assignment that it holds", _ASSIGNMENT, "not (again or case.held)", "not case.held"),
    Wrong(
        "refuses an assignment held when it is judged anew",
        _ASSIGNMENT,
        "not (again or case.held)",
        "not again",
    ),
    Wrong(
        "does not pin the assignment",
        _ASSIGNMENT,
        "assignment_seq=new.seq",
        "assignment_seq=pins.assignment_seq",
    ),
    Wrong(
        "does not pin the assignment's hash",
        _ASSIGNMENT,
        "assignment_sha256=head.sha256",
        "assignment_sha256=pins.assignment_sha256",
    ),
    Wrong("takes a plan for a disabled device", _PLAN, "mine.state is AssignmentState.DISABLED", "False"),
    Wrong("takes the plan of another hamlet", _PLAN, "plan.plan_id != mine.plan_id", "False"),
    Wrong(
        "takes a plan before and after its time",
        _PLAN,
        "out_of_date(plan.valid_from, plan.valid_to, case.now, case.sure)",
        "None",
    ),
    Wrong(
        "takes any sequence of a plan",
        _PLAN,
        "case.sure and plan.seq > case.now + SEQUENCE_AHEAD_MS",
        "False",
    ),
    Wrong("takes no plan made ahead", _PLAN, "case.now + SEQUENCE_AHEAD_MS", "case.now"),
    Wrong("takes a plan with a lower sequence", _PLAN, "plan.seq <= pin.seq", "False"),
    Wrong("takes another plan of the same sequence", _PLAN, "plan.seq <= pin.seq", "plan.seq < pin.seq"),
    Wrong("refuses the plan that it holds", _PLAN, "not (again or case.held)", "not case.held"),
    Wrong("refuses a plan held when it is judged anew", _PLAN, "not (again or case.held)", "not again"),
    Wrong(
        "orders the plans of all hamlets as one",
        _PLAN,
        "case.pins.plan(plan.plan_id)",
        "next(iter(case.pins.plans), None)",
    ),
    Wrong("does not pin the plan", _PLAN, "(*kept, new)", "kept"),
    Wrong(
        "takes acts before an assignment",
        judging._act,
        "if mine is None:\n        return Code.NO_TRUST",
        "if mine is None:\n        return case.pins, False",
    ),
    Wrong("takes acts on anybody", _ACT, "not targets(act, case.me.device, mine)", "False"),
    Wrong("takes acts on any unit", judging.targets, "return target.id in assignment.places", "return True"),
    Wrong("takes acts on any plan", judging.targets, "return target.id == assignment.plan_id", "return True"),
    Wrong("takes acts on any device", judging.targets, "return target.id == device", "return True"),
    Wrong(
        "refuses acts on all",
        judging.targets,
        "case TargetKind.ALL:\n            return True",
        "case TargetKind.ALL:\n            return False",
    ),
    Wrong("takes acts of the future", _ACT, "case.sure and act.at > case.now + AHEAD_MS", "False"),
    Wrong("takes no act a minute ahead", _ACT, "case.now + AHEAD_MS", "case.now"),
    Wrong("asks an unsure clock about an act", _ACT, "case.sure and act.at", "act.at"),
    Wrong("takes acts that are over", _ACT, "case.now >= act.expires_ms and not case.held", "False"),
    Wrong(
        "forgets an act held that is over when it is judged anew",
        _ACT,
        "case.now >= act.expires_ms and not case.held",
        "case.now >= act.expires_ms",
    ),
    Wrong(
        "sounds a tone too late",
        _ACT,
        "act.kind is ActKind.TONE and case.now > act.latest_start_ms and not case.held",
        "False",
    ),
    Wrong(
        "refuses a silence after its latest start", _ACT, "act.kind is ActKind.TONE and case.now", "case.now"
    ),
    Wrong(
        "takes a time answer to another device", judging.judge_time, "message.device != me.device", "False"
    ),
    Wrong("takes a time answer to another question", judging.judge_time, "message.nonce != nonce or ", ""),
    Wrong(
        "takes a time answer far under the floor",
        judging.judge_time,
        " or message.at < pins.floor - FLOOR_SLACK_MS",
        "",
    ),
    Wrong(
        "takes no time answer a second under the floor",
        judging.judge_time,
        "pins.floor - FLOOR_SLACK_MS",
        "pins.floor",
    ),
    Wrong(
        "lets an answer take it under the floor",
        judging.judge_time,
        "at=max(message.at, pins.floor)",
        "at=message.at",
    ),
    Wrong(
        "takes a time after the trust list",
        judging.judge_time,
        "late is None and message.at >= trust.expires_at",
        "False",
    ),
    Wrong(
        "takes a time outside its key's own",
        judging.judge_time,
        "out_of_date(delegation.valid_from, delegation.valid_to, message.at, True)",
        "None",
    ),
    Wrong(
        "takes an act for a time answer",
        judging.judge_time,
        "return Refusal(Code.WRONG_PURPOSE, head.type, head.key_id)",
        "return Refusal(Code.MALFORMED, head.type, head.key_id)",
    ),
    Wrong("takes a body altered", bodies.admit_body, "sha256_hex(data) != plan.body_sha256", "False"),
    Wrong("takes a day altered", bodies.admit_day, "sha256_hex(data) != ref.sha256", "False"),
    Wrong("takes a day of another date", bodies.admit_day, "day.date != ref.date", "False"),
    Wrong(
        "takes a day of another commune", bodies.admit_day, "day.unit != split_plan_id(plan_id)[0]", "False"
    ),
    Wrong(
        "takes a day outside the envelope's hours",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.ENVELOPE_HOURS",
    ),
    Wrong(
        "takes a day longer than the envelope",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.ENVELOPE_MINUTES",
    ),
    Wrong(
        "takes a day louder than the envelope",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.ENVELOPE_VOLUME",
    ),
    Wrong(
        "takes a day above the class",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.CLASS",
    ),
    Wrong(
        "refuses a day outside the commune's hours",
        bodies.admit_day,
        _BEYOND,
        "breach.code is not Reason.VOLUME",
    ),
    Wrong(
        "refuses a day louder than the commune's rule",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " or breach.code is Reason.VOLUME",
    ),
)
