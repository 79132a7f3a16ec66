"""Wrong readings of bodies and day plans."""

from loa_protocol import bodies
from loa_protocol.rule import planned
from loa_protocol.testing.misreading.reading import Reading, Wrong

_BEYOND = "breach.code in _BEYOND"

READINGS: tuple[Reading, ...] = (
    Wrong("takes a body altered", bodies.admit_body, "sha256_hex(data) != named", "False"),
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
    Wrong(
        "leaves windows of the envelope that touch apart",
        vars(planned.Frame)["of"],
        "in_ms(merged(envelope.hours), day.date)",
        "in_ms(envelope.hours, day.date)",
    ),
)
