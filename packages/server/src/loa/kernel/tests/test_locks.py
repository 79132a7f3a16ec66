"""Of several transactions about one thing, one at a time."""

from django.db import transaction

from loa.kernel.locks import About, alone_with


def free(link, about, name):
    """Could another transaction have it now?"""
    with link.transaction(force_rollback=True):
        return link.execute(
            "select pg_try_advisory_xact_lock(%s, hashtext(%s))", [about.value, name]
        ).fetchone()[0]


def test_what_is_in_hand_is_in_nobody_elses_until_the_transaction_ends(cluster, own_database):
    with cluster.connect(own_database) as link:
        with transaction.atomic():
            alone_with(About.KEY, ["một", "hai"])
            alone_with(About.AUDIT_CHAIN)
            alone_with(About.ASSIGNMENT, [])
            assert not free(link, About.KEY, "một")
            assert not free(link, About.KEY, "hai")
            assert not free(link, About.AUDIT_CHAIN, "")
            assert free(link, About.KEY, "ba")
            assert free(link, About.ASSIGNMENT, "một")
        assert free(link, About.KEY, "một")
        assert free(link, About.AUDIT_CHAIN, "")
