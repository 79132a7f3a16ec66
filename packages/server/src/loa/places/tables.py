"""Everyone signed in knows the tree; a hamlet is written by its commune's own people."""

from loa.kernel import guard

TABLES = [
    guard.shared("places_unit", column="id", web="siu", worker="s", bridge="s", signer="s"),
    guard.shared("places_succession", column="new_id", web="si", worker="s", bridge="s", signer="s"),
    guard.shared("places_hamlet", column="unit_id", web="siu", worker="s", bridge="s", signer="s"),
]
