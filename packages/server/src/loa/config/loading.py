"""While a process loads all rooms, Python's collector rests.

Two thousand modules make objects that live as long as the process: to look through them again and again as
their number grows took a sixth of the time of every start, and finds next to nothing to throw away.
"""

import gc


def begins() -> None:
    """Called by the settings, which are the first that Django reads."""
    gc.disable()


def ends() -> None:
    """Called when every room is loaded. What is there by now is never looked through again."""
    gc.freeze()
    gc.enable()
