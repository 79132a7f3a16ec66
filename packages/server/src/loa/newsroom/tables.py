"""The rights of the database roles on the newsroom's tables."""

from loa.kernel import guard

TABLES = [
    guard.shared("newsroom_topic", web="s", worker="s", bridge="", signer="s"),
    guard.unit("newsroom_bulletin", web="siu", worker="s", signer="s"),
    guard.unit("newsroom_edit", web="si", worker="s", signer="s"),
    guard.unit("newsroom_approval", web="si", worker="s", signer="s"),
    guard.unit("newsroom_decision", web="si", worker="s", signer="s"),
]
