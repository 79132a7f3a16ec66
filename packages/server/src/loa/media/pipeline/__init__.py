"""The audio pipeline: makes the one format that every loudspeaker plays out of whatever a phone or Zalo
produces. It uses neither Django nor the database."""

from loa.media.pipeline.limits import Limits
from loa.media.pipeline.refusals import ChildDied, FileRefused, RefusalCode
from loa.media.pipeline.rendition import Rendition
from loa.media.pipeline.run import render

__all__ = ["ChildDied", "FileRefused", "Limits", "RefusalCode", "Rendition", "render"]
