"""What the tables of the play log refuse (see loa.kernel.constraints): boxes write them through the bridge,
which judges each batch before it is kept; no user does."""

JUDGED = "the bridge judges a batch against the chain, its row held, before it is kept"

INTERNAL = {
    "playlog_batch_in_order": JUDGED,
    "playlog_chain_one_a_base": JUDGED,
    "playlog_gap_once": JUDGED,
}
