"""The workflow task that knows places: an approver of the bulletin's own unit decides, and only through
our actions.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.places import rights

if TYPE_CHECKING:
    from .models import Bulletin


class UnitApprovalTask(Task):
    """Approved by a person who holds the role approver at the bulletin's unit.

    Wagtail's own buttons get no action from it: approving and returning happen in `newsroom.actions`, which
    ask the rules on two people that Wagtail does not know.
    """

    class Meta:
        verbose_name = _("duyệt theo nơi")
        verbose_name_plural = _("duyệt theo nơi")

    def user_can_access_editor(self, obj: "Bulletin", user: Any) -> bool:
        return rights.may(actor.current(), Capability.APPROVE, obj.unit_id)

    def locked_for_user(self, obj: "Bulletin", user: Any) -> bool:
        return True

    def get_actions(self, obj: "Bulletin", user: Any) -> list[tuple[str, str, bool]]:
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        units = rights.units(actor.current(), Capability.APPROVE)
        from .models import Bulletin

        waiting = Bulletin.objects.filter(unit_id__in=units, state=Bulletin.State.SUBMITTED)
        keys = [str(pk) for pk in waiting.values_list("pk", flat=True)]
        found: QuerySet[TaskState] = TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            task=self.task_ptr,
            workflow_state__object_id__in=keys,
            workflow_state__base_content_type__app_label="newsroom",
        )
        return found

    @classmethod
    def get_description(cls) -> str:
        return str(_("Người duyệt của chính đơn vị đó quyết định"))
