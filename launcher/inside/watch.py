"""The launcher in the foreground: it stays, brings supervisord back if it dies, and stops all on Ctrl-C."""

import signal
import threading
import time
from types import FrameType

from launcher.inside import leftovers, note, processes, start, supervision
from launcher.inside.start import Running
from launcher.words import Step, t


class Ending:
    """Remembers that somebody asked us to stop. While we start, that ends the step we are in."""

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


def stay(running: Running, ending: Ending) -> None:
    """Until somebody asks to stop. Returns after everything is down."""
    ending.starting = False
    try:
        while not ending.wished.wait(0.5):
            if running.child.poll() is not None:
                _bring_back(running)
    finally:
        stop_all(running)


def stop_all(running: Running) -> None:
    with Step("Dừng mọi phần theo thứ tự", "Stopping every part in order"):
        start.end(running.child)
        leftovers.end(running.setting.instance)


def _bring_back(running: Running) -> None:
    """supervisord died, and its children with it: begin again from a clean floor."""
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
    except Exception as error:  # tried again by the loop that called us
        print(f"  ! {error}", flush=True)
