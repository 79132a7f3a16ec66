"""The words for what the constraints of the tables of the schedule refuse (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict, Invalid

PERCENT = _("Âm lượng từ 1 đến 100%.")
DATES = _("Ngày cuối phải sau ngày đầu.")

WORDS = {
    "rule_minutes_sane": RefusalWords(Invalid, _("Mỗi buổi phát từ 1 đến 240 phút."), "minutes"),
    "rule_validity_in_order": RefusalWords(Invalid, _("Ngày thôi phải sau ngày bắt đầu."), "valid_to"),
    "rule_volume_is_a_percentage": RefusalWords(Invalid, PERCENT, "volume"),
    "slot_dates_in_order": RefusalWords(Invalid, DATES, "last"),
    "slot_volume_is_a_percentage": RefusalWords(Invalid, PERCENT, "volume"),
    "move_dates_in_order": RefusalWords(Invalid, DATES, "last"),
    "one_item_a_position": RefusalWords(
        Conflict, _("Khung giờ này vừa được sửa. Tải lại trang rồi làm lại.")
    ),
}
THINGS = {"airtime_broadcastrule": _("quy chế phát thanh"), "airtime_slot": _("khung giờ phát")}
