"""Mistakes that an implementer may make when reading PROTOCOL.md. The golden files must catch each of them.

with READINGS[0].read():
    next(deciding.failing(files))
"""

from loa_protocol.testing.misreading import (
    of_bodies,
    of_heads,
    of_messages,
    of_placing,
    of_reach,
    of_sounding,
    of_verdicts,
)
from loa_protocol.testing.misreading.reading import Reading

READINGS: tuple[Reading, ...] = (
    *of_messages.READINGS,
    *of_heads.READINGS,
    *of_verdicts.READINGS,
    *of_reach.READINGS,
    *of_bodies.READINGS,
    *of_placing.READINGS,
    *of_sounding.READINGS,
)
