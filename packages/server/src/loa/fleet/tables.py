"""The web process writes what a device should be; the bridge writes what the device reports."""

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
CLUSTERS = guard.OfAFile(("clusters",))
TABLES = [
    guard.unit("fleet_site", web="siud", worker="si", bridge="s", signer="s", of_a_file=CLUSTERS),
    guard.unit(
        "fleet_device",
        web="siu",
        worker="siu",
        bridge="s",
        signer="s",
        # A device's unit and kind cannot be changed: they decide who has rights over it. The worker only
        # writes rows that no box has claimed, when a person imports a file.
        update_only={"web": UPDATED, "worker": ("hamlet_id", "site_id", "plan_id")},
        of_a_file=CLUSTERS,
    ),
    guard.unit("fleet_posting", web="s", worker="s"),
    # Queried for a box that is not authenticated: it knows a device's id and a secret, whose hash is stored
    # here.
    guard.system(
        "fleet_claimcode",
        web="siu",
        signer="s",
        update_only={"web": ("expires_at", "used_at", "key", "tries")},
    ),
    guard.unit("fleet_claim", one_unit=("device_id", "code_id"), web="si", signer="s"),
    guard.unit("fleet_earlierclaim", web="s", signer="s"),
    guard.unit("fleet_connectcount", bridge="siu"),
    # A bridge locks this to take the turn to work. Any other role with this right could keep all bridges from
    # working.
    guard.lock("fleet_turn", "bridge"),
    guard.unit("fleet_health", web="s", worker="s", bridge="siu", signer="s"),
]
