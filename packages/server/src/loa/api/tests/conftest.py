"""A signer, as its own room's tests have it."""

from loa.signer.tests.conftest import signer

__all__ = ["signer"]
