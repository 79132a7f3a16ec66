"""What a Loa server and its devices say to each other. Pure: no I/O, no clock, no Django.

The byte-by-byte description is PROTOCOL.md; the modules are one idea each.
"""

PROTOCOL_VERSION = 1
