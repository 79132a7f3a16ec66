"""The messages for the database constraints of the newsroom (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict, Forbidden, Invalid

WORDS = {
    "bulletin_validity_in_order": RefusalWords(
        Invalid, _("Ngày hết giá trị phải sau ngày bắt đầu."), "valid_to"
    ),
    "newsroom_decision_approval_id_key": RefusalWords(
        Conflict, _("Lần duyệt này vừa được rút hoặc thay. Tải lại trang để xem.")
    ),
    "one standing approval a bulletin": RefusalWords(
        Conflict, _("Bản tin này vừa được duyệt. Tải lại trang để xem.")
    ),
    "the bulletin is of another unit": RefusalWords(Forbidden, _("Bản tin này của đơn vị khác.")),
    "what was withdrawn is not approved again": RefusalWords(
        Conflict, _("Bản tin đã rút không duyệt lại được. Chép thành bản tin mới.")
    ),
    "newsroom_topic_one_a_name_a_day": RefusalWords(
        Conflict, _("Đã có chuyên mục tên này vào ngày đó."), "name"
    ),
    "newsroom_topic_ends_after_start": RefusalWords(
        Invalid, _("Ngày thôi phải sau ngày bắt đầu."), "valid_to"
    ),
}
INTERNAL = {
    "newsroom_decision_place": "the action finds the place in the text, and returns alone have one",
    "newsroom_decision_kind": "an action writes a kind that there is, and names the approval that it ends",
    "the revision is of another bulletin": "an action decides on the bulletin's own latest revision",
    "the approval is of another revision": "an action ends the approval on the revision that it names",
    "newsroom_bulletin_once_a_page": "what one page sends is taken in turn, under a lock",
    "newsroom_copy_of_another": "a copy is a new bulletin",
    "newsroom_copy_bulletin_id_key": "a copy is written once, with its bulletin",
    "newsroom_bulletin_code_key": "a code that is taken is drawn again",
}
THINGS = {
    "newsroom_approval": _("lần duyệt"),
    "newsroom_bulletin": _("bản tin"),
    "newsroom_topic": _("chuyên mục"),
}
