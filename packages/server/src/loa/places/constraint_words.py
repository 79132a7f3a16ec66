"""The sentences for what the constraints of places' tables refuse (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict, Invalid

ENDS_AFTER_START = _("Ngày thôi phải sau ngày bắt đầu.")

WORDS = {
    "places_hamlet_ends_after_start": RefusalWords(Invalid, ENDS_AFTER_START, "valid_to"),
    "places_hamlet_one_a_name_a_day": RefusalWords(
        Conflict, _("Xã đã có thôn, bản cùng loại, cùng tên."), "name"
    ),
    "places_unit_ends_after_start": RefusalWords(Invalid, ENDS_AFTER_START, "valid_to"),
    "places_unit_province_is_root": RefusalWords(
        Invalid,
        _("Xã, phường phải thuộc một tỉnh, thành phố; tỉnh, thành phố không thuộc đơn vị nào."),
        "parent",
    ),
    "places_unit_one_a_code_a_day": RefusalWords(
        Conflict, _("Mã đơn vị này đã có. Xem lại danh sách."), "code"
    ),
    "a house has one province": RefusalWords(Conflict, _("Hệ thống này đã có một tỉnh, thành phố."), "code"),
    "places_succession_moves": RefusalWords(Invalid, _("Một đơn vị không sáp nhập vào chính nó."), "new"),
    "places_succession_once": RefusalWords(Conflict, _("Danh sách sáp nhập đã có dòng này."), "new"),
}
INTERNAL = {
    "places_body_ends_after_start": "no page writes bodies",
    "places_body_one_a_name_a_day": "no page writes bodies",
    "places_body_at_its_unit": "it holds the table's own key, so nothing can have it twice",
}
THINGS = {"places_unit": _("đơn vị"), "places_body": _("cơ quan"), "places_hamlet": _("thôn, bản")}
