"""All cases."""

from loa.signer.tests.forging import approvals, decisions, moves, rules

TABLES = (*approvals.TABLES, *decisions.TABLES, *rules.TABLES, *moves.TABLES)
STATEMENTS = (*moves.STATEMENTS,)
