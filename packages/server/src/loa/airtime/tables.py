"""Who may touch the schedule."""

from loa.kernel import guard

TABLES = [
    guard.shared("airtime_broadcastrule", column="unit_id", web="siud", worker="s", signer="s"),
    guard.unit("airtime_slot", web="siu", worker="s", signer="s", bridge="s"),
    guard.unit("airtime_move", web="si", signer="s"),
    guard.unit("airtime_slotitem", web="sid", worker="s", signer="s", bridge="s"),
]
