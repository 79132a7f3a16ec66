"""Insert only: no role may change or remove what was recorded. The chain is the worker's."""

from loa.kernel import guard

TABLES = [
    guard.unit("audit_entry", web="si", worker="si", bridge="i", signer="i"),
    guard.system("audit_link", web="s", worker="si"),
]
