"""From whatever a phone or Zalo gives to the one sound that every loudspeaker plays. Knows no Django, no
database."""

from loa.media.pipeline.limits import Limits
from loa.media.pipeline.refusals import Died, Refusal, Why
from loa.media.pipeline.rendition import Rendition
from loa.media.pipeline.run import render

__all__ = ["Died", "Limits", "Refusal", "Rendition", "Why", "render"]
