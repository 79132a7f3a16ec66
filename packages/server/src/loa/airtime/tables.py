"""Grants on the tables of the schedule."""

from loa.kernel import guard

TABLES = [
    guard.shared("airtime_broadcastrule", column="unit_id", web="si", worker="s", signer="s"),
    guard.shared(
        "airtime_ruledecision", column="unit_id", one_unit=("rule_id",), web="si", worker="s", signer="s"
    ),
    guard.unit("airtime_slot", web="siu", worker="s", signer="s", bridge="s"),
    guard.unit("airtime_move", one_unit=("slot_id",), web="si", signer="s"),
    guard.unit(
        "airtime_slotitem",
        one_unit=("slot_id", "bulletin_id", "approval_id"),
        web="sid",
        worker="s",
        signer="s",
        bridge="s",
    ),
]
