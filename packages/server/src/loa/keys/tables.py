"""Only the signer inserts signed bytes. The web process inserts requests and reads their results."""

from loa.kernel import guard

TABLES = [
    guard.shared("keys_root", web="s", worker="s", bridge="s", signer="si"),
    guard.shared("keys_delegation", web="s", worker="s", bridge="s", signer="si"),
    guard.shared("keys_loweredfloor", signer="si"),
    guard.shared("keys_trustbundle", web="s", worker="s", bridge="s", signer="si"),
    guard.shared(
        "keys_clockdoubt",
        web="s",
        signer="siu",
        update_only={"signer": ("confirmed_at", "ended_at")},
    ),
    guard.shared("keys_clockword", web="si", signer="s"),
    guard.shared("keys_restoration", web="s", signer="s"),
    guard.shared("keys_restorationseen", web="si", signer="s"),
    guard.unit("keys_revocation", web="si", worker="s", bridge="s", signer="s"),
    guard.unit("keys_revocationagreement", one_unit=("revocation_id",), web="si", signer="s"),
    guard.unit("keys_tosign", web="si", worker="si", bridge="si", signer="su"),
    guard.unit("keys_signedhead", web="s", worker="s", bridge="s", signer="si"),
    guard.shared("keys_address", web="s", worker="s", bridge="s", signer="si"),
    guard.unit("keys_assignment", web="si", worker="s", bridge="s", signer="s"),
]
