"""The sentences for what the constraints of exports' tables refuse (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

INTERNAL = {
    "exports_one_under_way": "the action looks first, under a lock",
    "exports_ready_has_name": "the worker writes the state with the file's name",
    "exports_failed_says_why": "the worker writes the state with its reason",
    "exports_part_once": "one attempt writes all parts, in one transaction",
    "the worker writes a requested file once": "the work goes by these states and no others",
}
THINGS = {"exports_requestedfile": _("tệp đã yêu cầu")}
