"""The rights of the database roles on the newsroom's tables."""

from loa.kernel import guard

TABLES = [
    guard.shared("newsroom_topic", web="s", worker="s", bridge="", signer="s"),
    guard.unit("newsroom_bulletin", web="siu", worker="s", signer="s"),
    guard.unit("newsroom_edit", one_unit=("bulletin_id",), web="si", worker="s", signer="s"),
    guard.unit("newsroom_copy", one_unit=("bulletin_id",), web="si", worker="s", signer="s"),
    guard.unit("newsroom_approval", web="si", worker="s", signer="s"),
    guard.unit(
        "newsroom_decision", one_unit=("bulletin_id", "approval_id"), web="si", worker="s", signer="s"
    ),
]
