"""Messages for what the database refuses in the record of actions (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Forbidden

WORDS = {
    "the record is only ever added to": RefusalWords(
        Forbidden, _("Nhật ký thao tác chỉ ghi thêm, không sửa và không xóa được.")
    ),
}
INTERNAL = {
    "audit_entry_has_an_actor": "an entry takes its actor from the request or the process, never from a form",
    "audit_link_position_key": "one job chains the entries, alone with the chain",
}
THINGS = {"audit_entry": _("dòng nhật ký")}
