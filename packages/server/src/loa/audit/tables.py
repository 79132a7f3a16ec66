"""Insert only (Django's inserts read their row back, hence select). The chain is the worker's."""

from loa.kernel import guard

TABLES = [
    guard.unit("audit_entry", web="si", worker="si", bridge="si", signer="si"),
    guard.system("audit_link", web="s", worker="si"),
]
