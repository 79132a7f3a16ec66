"""Who may touch sounds and uploads. The worker's further rights reach only rows that wait for it."""

from loa.kernel import guard

TABLES = [
    guard.unit(
        "media_sound",
        web="siu",
        worker="siu",
        bridge="s",
        signer="s",
        extra=(guard.Policy("unfinished", "s", ("worker",), "state in ('waiting', 'working')"),),
    ),
    guard.unit(
        "media_upload",
        web="siud",
        worker="sd",
        extra=(guard.Policy("expired", "sd", ("worker",), "expires_at < now()"),),
    ),
]
