"""All cases."""

from loa.signer.tests.forging import (
    approvals,
    boxes,
    decisions,
    documents,
    kept,
    links,
    moves,
    orders,
    revocations,
    roles,
    rules,
    units,
    words,
)

MODULES = (
    approvals,
    decisions,
    rules,
    moves,
    documents,
    orders,
    revocations,
    boxes,
    words,
    roles,
    links,
    kept,
    units,
)
TABLES = tuple(table for each in MODULES for table in each.TABLES)
STATEMENTS = tuple(each for module in MODULES for each in getattr(module, "STATEMENTS", ()))
DEEDS = tuple(each for module in MODULES for each in getattr(module, "DEEDS", ()))
