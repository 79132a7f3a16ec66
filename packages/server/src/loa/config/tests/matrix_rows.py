"""Jobs of the wiring (see loa.testing.matrix). The chain's links carry no unit: no place is changed."""

from loa.testing.matrix import Job

JOBS = [
    Job("audit.chain", arguments=lambda w: {"timestamp": 0}),
    Job("jobs.remove_old", arguments=lambda w: {"timestamp": 0}),
]
