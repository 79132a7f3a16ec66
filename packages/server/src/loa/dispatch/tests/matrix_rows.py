"""Jobs of dispatch (see loa.testing.matrix): without a plan there is nothing to extend."""

from loa.testing.matrix import Job

JOBS = [
    Job("dispatch.extend_unit", arguments=lambda w: {"unit_id": w.unit["own"].id}),
    Job("dispatch.extend", arguments=lambda w: {"timestamp": 0}),
]
