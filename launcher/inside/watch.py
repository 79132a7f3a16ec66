"""The launcher in the foreground: it starts supervisord again if that dies, and stops everything on
Ctrl-C."""

import signal
import threading
import time
from types import FrameType

from launcher.inside import leftovers, note, processes, start, supervision
from launcher.inside.start import RunningInstance
from launcher.words import Step, t


class Ending:
    """Records that somebody asked to stop. During the start this also ends the current step."""

    def __init__(self) -> None:
        self.wished = threading.Event()
        self.starting = True
        for what in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(what, self._wish)

    def _wish(self, number: int, frame: FrameType | None) -> None:
        first = not self.wished.is_set()
        self.wished.set()
        if self.starting and first:
            raise KeyboardInterrupt


def stay(running: RunningInstance, ending: Ending) -> None:
    """Waits until somebody asks to stop. Returns after everything has stopped."""
    ending.starting = False
    try:
        while not ending.wished.wait(0.5):
            if running.child.poll() is not None:
                _bring_back(running)
    finally:
        stop_all(running)


def stop_all(running: RunningInstance) -> None:
    with Step("Dừng mọi phần theo thứ tự", "Stopping every part in order"):
        start.end(running.child)
        leftovers.end(running.setting.instance)


def _bring_back(running: RunningInstance) -> None:
    """Starts supervisord and the parts again after supervisord died, and its children with it."""
    instance = running.setting.instance
    said = t("bộ trông tiến trình đã chết, đang dựng lại", "the supervisor died, bringing it back")
    print(f"  ! {time.strftime('%H:%M:%S')} {said}", flush=True)
    leftovers.end(instance)
    running.child = supervision.start(instance)
    try:
        supervision.wait_for_control(instance, running.child)
        supervision.start_stage(instance, running.list, processes.REST)
        if note.read(instance).get("seeded"):
            supervision.start_stage(instance, running.list, processes.DEMO_STAGE)
    except Exception as error:  # the loop that called this tries again
        print(f"  ! {error}", flush=True)
