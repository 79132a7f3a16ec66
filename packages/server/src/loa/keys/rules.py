"""Decisions about keys and what they sign. Pure."""

from typing import Final

INLINE: Final = 24 * 1024
"""A trust file of more bytes is fetched from the file door by its hash: a packet of 32 KiB is all that a box
must hold."""
