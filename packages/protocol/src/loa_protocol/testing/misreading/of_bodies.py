"""Wrong readings of bodies and day plans."""

from loa_protocol import bodies
from loa_protocol.rule import planned
from loa_protocol.testing.misreading.reading import Misreading, Reading

_BEYOND = "breach.code in _BEYOND"

READINGS: tuple[Reading, ...] = (
    Misreading("takes a body altered", bodies.admit_body, "sha256_hex(data) != named", "False"),
    Misreading("takes a day altered", bodies.admit_day, "sha256_hex(data) != ref.sha256", "False"),
    Misreading("takes a day of another date", bodies.admit_day, "day.date != ref.date", "False"),
    Misreading(
        "takes a day of another commune", bodies.admit_day, "day.unit != split_plan_id(plan_id)[0]", "False"
    ),
    Misreading(
        "takes a day outside the envelope's hours",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.ENVELOPE_HOURS",
    ),
    Misreading(
        "takes a day longer than the envelope",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.ENVELOPE_MINUTES",
    ),
    Misreading(
        "takes a day louder than the envelope",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.ENVELOPE_VOLUME",
    ),
    Misreading(
        "takes a day above the class",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " and breach.code is not Reason.CLASS",
    ),
    Misreading(
        "refuses a day outside the commune's hours",
        bodies.admit_day,
        _BEYOND,
        "breach.code is not Reason.VOLUME",
    ),
    Misreading(
        "refuses a day louder than the commune's rule",
        bodies.admit_day,
        _BEYOND,
        _BEYOND + " or breach.code is Reason.VOLUME",
    ),
    Misreading(
        "leaves windows of the envelope that touch apart",
        vars(planned.DayLimits)["of"],
        "in_ms(merged(envelope.hours), day.date)",
        "in_ms(envelope.hours, day.date)",
    ),
)
