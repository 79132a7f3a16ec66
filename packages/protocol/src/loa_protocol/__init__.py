"""What a Loa server and its devices say to each other. Pure: no I/O, no clock, no Django.

The byte-by-byte description is PROTOCOL.md; the modules are one idea each.
"""

BODY_VERSIONS = (1,)
"""Of a plan's body (PROTOCOL.md, section 16), lowest first: those that were released, which our agent reads.
They come one by one, without a new version of the protocol, which `v` of every message says."""
