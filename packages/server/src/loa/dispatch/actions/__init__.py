"""The actions of dispatch: compile plans, decide acts."""

from loa.dispatch.actions.compiling import compile_unit, need_plan
from loa.dispatch.actions.deciding import cancel, restore, silence, tone

__all__ = ["cancel", "compile_unit", "need_plan", "restore", "silence", "tone"]
