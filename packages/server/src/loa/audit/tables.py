"""The record is insert only (Django's inserts read their row back, hence the right to select). Only the
worker writes the chain."""

from loa.kernel import guard

TABLES = [
    guard.unit("audit_entry", web="si", worker="si", bridge="si", signer="si"),
    guard.system("audit_link", web="s", worker="si"),
]
