"""Jobs of the play log (see loa.testing.matrix): nothing was planned, and that is what they write down."""

from loa.testing.matrix import Job

JOBS = [
    Job("playlog.add_months", arguments=lambda w: {"timestamp": 0}),
    Job("playlog.count_days", arguments=lambda w: {"timestamp": 0}),
    Job(
        "playlog.count_minute",
        arguments=lambda w: {"timestamp": 0},
        changes=frozenset({"own", "other", "province"}),
    ),
    Job(
        "playlog.count_day",
        arguments=lambda w: {"unit_id": w.unit["own"].id, "day": "2026-11-23"},
        changes=frozenset({"own"}),
    ),
]

# A day that lies in a month of the migration's.
SAMPLES = {"playlog_playrecord": {"day": "2026-11-05"}}
