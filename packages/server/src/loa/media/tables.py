"""The rights of the database roles on sounds and uploads."""

from loa.kernel import guard

TABLES = [
    guard.unit("media_sound", web="siu", worker="siu", bridge="s", signer="s"),
    guard.unit("media_upload", web="siud", worker="sd"),
]
