"""Messages for what the database refuses in the tables of the fleet (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict, Invalid

USED = _("Mã nhận máy này đã dùng hoặc đã hết hạn. Tạo mã mới.")

WORDS = {
    "fleet_device_one_a_name": RefusalWords(
        Conflict, _("Ở đây đã có cụm loa tên này. Đặt tên khác."), "name"
    ),
    "fleet_device_volume_percent": RefusalWords(Invalid, _("Âm lượng từ 0 đến 100%."), "volume"),
    "fleet_site_one_a_name": RefusalWords(
        Conflict, _("Ở đây đã có điểm đặt tên này. Gửi lại để dùng điểm ấy."), "site"
    ),
    "fleet_site_latitude": RefusalWords(Invalid, _("Vĩ độ từ −90 đến 90."), "latitude"),
    "fleet_site_longitude": RefusalWords(Invalid, _("Kinh độ từ −180 đến 180."), "longitude"),
    "a code is used once": RefusalWords(Conflict, USED),
    "a code is not made to last longer": RefusalWords(Conflict, USED),
    "wrong tries are not forgotten": RefusalWords(Conflict, USED),
    "fleet_posting_one_at_a_time": RefusalWords(
        Conflict, _("Cụm loa này vừa được chuyển hoặc ngừng. Tải lại trang rồi làm lại.")
    ),
}
INTERNAL = {
    "fleet_claimcode_secret_once": "a code's secret is random",
    "fleet_device_claimed_has_key": "one action writes the state with the key that the box sealed",
    "fleet_device_ceiling_is_a_rung": "no page and no file says a ceiling",
    "a device begins without a box": "no action writes one that has a box",
    "a device has the key of its newest claim": "one action writes the key, after the claim that says it",
    "a device that is shut out stays so": "no action lets one in again",
    "the worker places only what no box has claimed": "the action that it calls asks so first",
    "who moves or disables a device says since when": "each of the actions that do writes the moment with it",
}
THINGS = {
    "fleet_claimcode": _("mã nhận máy"),
    "fleet_device": _("cụm loa"),
    "fleet_site": _("điểm đặt"),
}
