"""Grants on the tables of the schedule."""

from loa.kernel import guard

TABLES = [
    guard.shared("airtime_broadcastrule", column="unit_id", web="si", worker="s", signer="s"),
    guard.shared("airtime_ruledecision", column="unit_id", web="si", worker="s", signer="s"),
    guard.unit("airtime_slot", web="siu", worker="s", signer="s", bridge="s"),
    guard.unit("airtime_move", web="si", signer="s"),
    guard.unit("airtime_slotitem", web="sid", worker="s", signer="s", bridge="s"),
]
