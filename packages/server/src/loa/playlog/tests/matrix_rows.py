"""Jobs of the play log (see loa.testing.matrix): nothing was planned, so nothing is counted."""

from loa.testing.matrix import Job

JOBS = [
    Job("playlog.add_months", arguments=lambda w: {"timestamp": 0}),
    Job("playlog.count_days", arguments=lambda w: {"timestamp": 0}),
    Job("playlog.count_day", arguments=lambda w: {"unit_id": w.unit["own"].id, "day": "2026-11-23"}),
]

# A day that lies in a month of the migration's.
SAMPLES = {"playlog_playrecord": {"day": "2026-11-05"}}
