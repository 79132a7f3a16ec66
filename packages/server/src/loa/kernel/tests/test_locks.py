"""Of several transactions about one thing, one at a time."""

from django.db import transaction

from loa.kernel.locks import LockSubject, alone_with


def free(link, about, name):
    """Could another transaction have it now?"""
    with link.transaction(force_rollback=True):
        return link.execute(
            "select pg_try_advisory_xact_lock(%s, hashtext(%s))", [about.value, name]
        ).fetchone()[0]


def test_what_is_in_hand_is_in_nobody_elses_until_the_transaction_ends(cluster, own_database):
    with cluster.connect(own_database) as link:
        with transaction.atomic():
            alone_with(LockSubject.KEY, ["một", "hai"])
            alone_with(LockSubject.AUDIT_CHAIN)
            alone_with(LockSubject.ASSIGNMENT, [])
            assert not free(link, LockSubject.KEY, "một")
            assert not free(link, LockSubject.KEY, "hai")
            assert not free(link, LockSubject.AUDIT_CHAIN, "")
            assert free(link, LockSubject.KEY, "ba")
            assert free(link, LockSubject.ASSIGNMENT, "một")
        assert free(link, LockSubject.KEY, "một")
        assert free(link, LockSubject.AUDIT_CHAIN, "")
