"""Everyone signed in knows the tree; a hamlet is written by its commune's own people."""

from loa.kernel import guard

TABLES = [
    # What a unit is, and what it lies in, stays: rights reach down the tree. A change makes a new row.
    guard.shared(
        "places_unit",
        column="id",
        web="siu",
        worker="siu",
        bridge="s",
        signer="s",
        # The worker writes what a person told it to write of a list, and no more.
        update_only={"web": ("search",), "worker": ("search", "latitude", "longitude", "area_km2")},
    ),
    # Which bodies there are, everyone signed in knows; who acts for one is the scope's third list.
    guard.shared("places_body", column="unit_id", web="s", worker="s", bridge="s", signer="s"),
    guard.shared("places_succession", column="new_id", web="si", worker="si", bridge="s", signer="s"),
    guard.shared(
        "places_hamlet",
        column="unit_id",
        web="siu",
        worker="siu",
        bridge="s",
        signer="s",
        update_only={
            "web": ("name", "search", "sort_key", "valid_to", "latitude", "longitude"),
            "worker": ("latitude", "longitude"),
        },
    ),
]
