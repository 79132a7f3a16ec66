"""Row policies and rights for the tables of exports. In the web process only the person who requested a file
sees it and its bytes. The worker sees them as that person does, and all of them to delete old ones."""

from loa.kernel import guard
from loa.kernel.guard import Policy
from loa.kernel.guard.policies import WRITES

WORKER = ("worker",)
IN_HOUSE = f'"unit_id" = {WRITES}'
OF_THE_HOUSE = f"file_id in (select id from exports_requestedfile where {IN_HOUSE})"  # noqa: S608 (our own words)
# The columns that the worker updates: the progress and the result of a file. It cannot change whose file it
# is and what was requested (and a trigger lets it change no file that is no longer being written).
TOLD = ("state", "attempts", "done", "rows", "reason", "name", "size", "changed_at")
TABLES = [
    guard.person(
        "exports_requestedfile",
        column="person_id",
        by="person",
        extra=(Policy("house", "sud", WORKER, IN_HOUSE),),
        update_only={"worker": TOLD},
        web="sid",
        worker="sud",
    ),
    guard.person(
        "exports_part",
        column="person_id",
        by="person",
        extra=(Policy("house", "sd", WORKER, OF_THE_HOUSE),),
        web="sd",
        worker="sid",
    ),
]
