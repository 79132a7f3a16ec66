"""The record is insert only (Django's inserts read their row back, hence the right to select). Only the
worker writes the chain. The bridge, which does nothing in anybody's name, writes none of it."""

from loa.kernel import guard
from loa.kernel.guard import Policy

OWN_ACT_FOR_A_BODY = """
    person_id = (select loa_scope_person()) and unit_id = any((select loa_scope_units_of_bodies())::int[])
"""

TABLES = [
    guard.unit(
        "audit_entry",
        # A role at a body reaches no unit. What its holder does is recorded where the body is, in their name.
        extra=(Policy("for_a_body", "si", ("web", "worker"), OWN_ACT_FOR_A_BODY),),
        web="si",
        worker="si",
        signer="si",
    ),
    guard.system("audit_link", web="s", worker="si"),
]
