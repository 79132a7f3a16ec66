"""What the end of the workflow does. Apart from the task: Wagtail imports it while its models load."""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """What Wagtail does when the workflow ends (WAGTAIL_FINISH_WORKFLOW_ACTION): that revision goes live.

    No role holds Wagtail's permission to publish: this, reached through `actions.approve`, is the only way.
    """
    workflow_state.current_task_state.revision.publish(user=user, skip_permission_checks=True)
