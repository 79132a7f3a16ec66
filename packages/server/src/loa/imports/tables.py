"""Row policies and rights for the tables of imports. In the web process only the sender sees a file and its
rows. The worker sees them as that person does, and all of them in order to delete old ones."""

from loa.kernel import guard
from loa.kernel.guard import Policy
from loa.kernel.guard.policies import WRITES

WORKER = ("worker",)
IN_HOUSE = f'"unit_id" = {WRITES}'
OF_THE_HOUSE = f"upload_id in (select id from imports_upload where {IN_HOUSE})"  # noqa: S608 (our own words)
# The columns that the worker updates: the progress and the result of a file. It cannot change whose file it
# is and what it contains (a trigger lets it only empty `content`, migration 0002).
TOLD = (
    "state",
    "attempts",
    "done",
    "rows",
    "reason",
    "notes",
    "counts",
    "shown_sha256",
    "refused",
    "moved",
    "changed_at",
    "written_at",
    "content",
)
TABLES = [
    guard.person(
        "imports_upload",
        column="person_id",
        by="person",
        extra=(Policy("house", "sud", WORKER, IN_HOUSE),),
        update_only={"worker": TOLD},
        web="siud",
        worker="sud",
    ),
    guard.person(
        "imports_row",
        column="person_id",
        by="person",
        extra=(Policy("house", "sd", WORKER, OF_THE_HOUSE),),
        web="sd",
        worker="siud",
    ),
]
