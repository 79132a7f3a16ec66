"""Template tags and filters about a sound."""

from django import template

from loa.media import shown, wording
from loa.media.models import Sound

register = template.Library()
register.filter("sound_facts", shown.facts)
register.filter("sound_loudness", shown.loudness)
register.filter("sound_sentence", shown.sentence)


@register.simple_tag
def sound_limit_minutes() -> int:
    """Returns the longest sound that is accepted, in whole minutes."""
    return wording.limits().max_seconds // 60


@register.filter
def is_ready(sound: Sound | None) -> bool:
    return sound is not None and sound.state == Sound.State.READY
