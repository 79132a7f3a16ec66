"""Row policies and rights for the tables of places. Everyone who is signed in reads the tree of units; only
those who may write a commune write its hamlets."""

from loa.kernel import guard

TABLES = [
    # Kind, code, name and parent of a unit never change, since rights follow the tree. A change makes a new
    # row.
    guard.shared(
        "places_unit",
        column="id",
        web="siu",
        worker="siu",
        bridge="s",
        signer="s",
        # The worker updates only what the import of a list may set.
        update_only={"web": ("search",), "worker": ("search", "latitude", "longitude", "area_km2")},
        of_a_file=guard.OfAFile(("units", "former-units", "successions"), of_the_province=True),
    ),
    # Everyone who is signed in reads which bodies exist; the scope's `bodies` says for which one may act.
    guard.shared("places_body", column="unit_id", web="s", worker="s", bridge="s", signer="s"),
    guard.shared(
        "places_succession",
        column="new_id",
        web="si",
        worker="si",
        bridge="s",
        signer="s",
        of_a_file=guard.OfAFile(("successions",), of_the_province=True),
    ),
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
        of_a_file=guard.OfAFile(("hamlets",), for_its_unit=True),
    ),
]
