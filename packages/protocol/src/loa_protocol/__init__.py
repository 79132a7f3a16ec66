"""The protocol between a Loa server and its devices. The code is pure: no I/O, no clock, no Django.

PROTOCOL.md describes the protocol byte by byte.
"""

BODY_VERSIONS = (1,)
"""The released versions of a plan's body (PROTOCOL.md, section 16), lowest first. Our agent reads all of
them. A new body version does not need a new version of the protocol, which is the `v` of every message."""
