"""Web writes what a device should be, the bridge what it says of itself."""

from loa.kernel import guard

UPDATED = (
    "hamlet_id",
    "site_id",
    "name",
    "state",
    "plan_id",
    "public_key",
    "volume",
    "has_rtc",
    "claimed_at",
    "moved_at",
    "disabled_at",
    "disabled_why",
)
TABLES = [
    guard.unit("fleet_site", web="siud", worker="si", bridge="s", signer="s"),
    guard.unit(
        "fleet_device",
        web="siu",
        worker="siu",
        bridge="s",
        signer="s",
        # Where it stands and of what kind it is stays: who may decide on it is asked by that. The worker
        # writes what a person told it to write of a file: rows that no box has claimed.
        update_only={"web": UPDATED, "worker": ("hamlet_id", "site_id", "plan_id")},
    ),
    guard.unit("fleet_posting", web="s", worker="s"),
    # Asked by a box that no one has signed in: it knows a device's id and a secret, of which this is the
    # hash.
    guard.system(
        "fleet_claimcode",
        web="siu",
        signer="s",
        update_only={"web": ("expires_at", "used_at", "key", "tries")},
    ),
    guard.unit("fleet_claim", web="si", signer="s"),
    guard.unit("fleet_earlierclaim", web="s", signer="s"),
    guard.unit("fleet_connectcount", bridge="siu"),
    # The turn to work, which a bridge locks; who else might do so could keep all bridges from working.
    guard.lock("fleet_turn", "bridge"),
    guard.unit("fleet_health", web="s", worker="s", bridge="siu", signer="s"),
]
