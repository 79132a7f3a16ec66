"""The key ring: the online keys that may sign now, by purpose, as the root delegated them."""

from datetime import datetime

from loa_protocol.heads import unseal
from loa_protocol.messages import Delegation as DelegationMessage
from loa_protocol.messages import Purpose
from loa_protocol.refusals import Refusal
from loa_protocol.signing import Signer

from loa.keys import queries as keys
from loa.keys.models import Delegation
from loa.signer.keystore import KeyStore


class NoKey(Exception):
    """The error that no delegation in force for this purpose has its key here. New keys come from the root's
    sheet."""


class KeyRing:
    """The keys by purpose. Delegations are read from the database only by `read`."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._rows: dict[Purpose, Delegation] = {}
        self._said: dict[str, DelegationMessage] = {}
        self._edition: int | None = None
        self._revoked: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """The kind of storage that holds the keys, for `status`."""
        return self._store.kind

    def read(self, now: datetime) -> None:
        """Reads the delegations in force and takes for each purpose the newest one whose key is here and not
        revoked.

        A key is revoked when the list in force names it: nobody believes what such a key signs.
        """
        found: dict[Purpose, Delegation] = {}
        revoked = self._revoked_now()
        for row in keys.delegations(now).select_related("root"):
            purpose = Purpose(row.purpose)
            # The rows come newest first, so the first usable one of a purpose is taken.
            if purpose in found or row.key_id in revoked or not self._here(row):
                continue
            found[purpose] = row
        self._rows = found

    def _revoked_now(self) -> frozenset[str]:
        """Returns the revoked keys. They are read once for each edition of the list."""
        newest = keys.trust_order()
        if newest is not None and newest != self._edition:
            self._edition, self._revoked = newest, keys.revoked_keys()
        return self._revoked

    def _here(self, row: Delegation) -> bool:
        try:
            self._store.open(row.key_id)
        except KeyError:
            return False
        return True

    def key(self, purpose: Purpose) -> Signer:
        """Returns the key to sign with. Raises NoKey."""
        return self._store.open(self._row(purpose).key_id)

    def delegation(self, purpose: Purpose) -> DelegationMessage:
        """Returns the root's delegation for that key, with its places and its envelope. Raises NoKey."""
        row = self._row(purpose)
        if row.sha256 not in self._said:
            opened = unseal(bytes(row.head), bytes(row.root.public_key), DelegationMessage)
            if isinstance(opened, Refusal):
                raise NoKey(f"{purpose.value}: {opened.code}")
            self._said[row.sha256] = opened[1]
        return self._said[row.sha256]

    def until(self, purpose: Purpose) -> datetime | None:
        """Returns when the key for this purpose ends, or None where there is none to sign with."""
        row = self._rows.get(purpose)
        return row.valid_to if row else None

    def _row(self, purpose: Purpose) -> Delegation:
        try:
            return self._rows[purpose]
        except KeyError:
            raise NoKey(purpose.value) from None
