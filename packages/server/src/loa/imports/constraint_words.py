"""What the tables of files refuse, in words (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

INTERNAL = {
    "imports_failed_says_why": "the worker writes the state with its reason",
    "imports_row_once": "the worker writes a file's rows once, after those of before are gone",
    "imports_written_has_time": "the worker writes the state with its moment",
}
THINGS = {"imports_upload": _("tệp nhập")}
