"""Database rights: which role may do what with which table. Each app declares them in its `tables.py`, and
every `migrate` applies them.

    TABLES = [
        guard.unit("newsroom_bulletin", web="siu", worker="s"),
        guard.unit("newsroom_decision", one_unit=("bulletin_id",), web="si", worker="s"),
        guard.body("newsroom_offer", web="siu"),
        guard.person("people_onetimelink", web="siud"),
        guard.unit("fleet_site", web="siud", worker="si", of_a_file=guard.OfAFile(("clusters",))),
        guard.shared("places_unit", web="s", worker="s", bridge="s", signer="s"),
        guard.system("django_session", select_only={"worker": ("expire_date",)}, web="siud", worker="sd"),
        guard.lock("fleet_turn", "bridge"),
    ]

Letters: s select, i insert, u update, d delete.
"""

from loa.kernel.guard.declare import OfAFile, Policy, Table, body, lock, person, shared, system, unit

__all__ = ["OfAFile", "Policy", "Table", "body", "lock", "person", "shared", "system", "unit"]
