"""The sentences for what the constraints of imports' tables refuse (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

OF_A_FILE = (
    "an import writes while its file is being written, in its sender's name; nothing else of the worker does"
)
INTERNAL = {
    "the worker writes this only of a file that is being written": OF_A_FILE,
    "a file makes only new people, who cannot sign in yet": OF_A_FILE,
    "a file gives roles in the name of whoever had it written": OF_A_FILE,
    "the worker moves a file on, and changes nothing of it": "the work goes by these states and no others",
    "imports_failed_says_why": "the worker writes the state with its reason",
    "imports_row_once": "the worker writes a file's rows once, after those of before are gone",
    "imports_written_has_time": "the worker writes the state with its moment",
}
THINGS = {"imports_upload": _("tệp nhập")}
