"""The constraints of the tables of the play log that no user can violate (see loa.kernel.constraints).

Boxes write these tables through the bridge, which verifies each batch before it stores it; no user writes
them.
"""

JUDGED = "the bridge judges a batch against the chain, its row held, before it is kept"

INTERNAL = {
    "playlog_batch_in_order": JUDGED,
    "playlog_chain_one_a_base": JUDGED,
    "playlog_gap_once": JUDGED,
}
