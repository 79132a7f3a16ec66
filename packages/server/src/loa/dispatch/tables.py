"""Grants on the tables of plans and acts.

Web and worker compile and decide; the signer proves and queues; the bridge sends and stores the answers.
"""

from loa.kernel import guard

COMPILED = ("body_id", "compiled_at", "compiled_for")
TABLES = [
    guard.unit("dispatch_dayplan", web="si", worker="si", bridge="s", signer="s"),
    guard.unit("dispatch_planbody", web="si", worker="si", bridge="s", signer="s"),
    # The unit and hamlet of a plan never change.
    guard.unit(
        "dispatch_plan",
        web="siu",
        worker="siu",
        bridge="s",
        signer="s",
        update_only={"web": COMPILED, "worker": COMPILED},
    ),
    guard.unit("dispatch_recompilation", web="siu", worker="su"),
    guard.unit("dispatch_planday", web="siud", worker="siud", bridge="s", signer="s"),
    guard.unit("dispatch_planneditem", web="si", worker="si", bridge="s", signer="s"),
    # Only the signer writes verdicts; compiling only reads them.
    guard.unit("dispatch_verdict", update_only={"signer": ("fell_at",)}, web="s", worker="s", signer="siu"),
    guard.unit("dispatch_act", web="si", worker="s", bridge="s", signer="s"),
    guard.unit("dispatch_attempt", web="si", worker="s", bridge="su", signer="su"),
    guard.unit("dispatch_givenact", web="s", worker="s", bridge="si", signer="s"),
    guard.unit("dispatch_tosend", signer="si", bridge="su"),
]
