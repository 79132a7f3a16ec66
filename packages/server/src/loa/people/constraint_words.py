"""The sentences for what the constraints of people's tables refuse (see loa.kernel.constraints)."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict, Forbidden, Invalid
from loa.kernel.roles import never_together
from loa.people.rules import never_both

ONLY_ADMINISTRATORS = _("Chỉ quản trị viên của nơi đó giao và thôi được vai trò, dưới tên chính mình.")
SECOND_PERSON = _("Cần một quản trị viên khác đồng ý: không phải người giao, không phải người nhận.")
CODE_BY_ANOTHER = _("Mã do một quản trị viên khác đọc, không phải người đã tạo liên kết.")
TWO_OPEN = _("Mật khẩu của người duyệt và quản trị viên phải qua liên kết và mã của hai quản trị viên.")
NEVER_BOTH = lazy(never_both, str)
GRANTS_ALONE = "rights come from grants: nothing adds a group or a permission"

WORDS = {
    "people_account_username_key": RefusalWords(
        Conflict, _("Tên đăng nhập này đã có người dùng."), "username"
    ),
    "people_account_plain_username": RefusalWords(
        Invalid,
        _("Tên đăng nhập chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang."),
        "username",
    ),
    "people_account_known_theme": RefusalWords(Invalid, _("Chọn một màu nền trong danh sách."), "theme"),
    "a new account is vouched for by nobody yet": RefusalWords(Forbidden, TWO_OPEN),
    "an account is vouched for by the use of a link that two opened": RefusalWords(Forbidden, TWO_OPEN),
    "people_grant_once": RefusalWords(Conflict, _("Người này đã có vai trò đó ở nơi này."), "role"),
    "people_grant_once_at_a_body": RefusalWords(
        Conflict, _("Người này đã có vai trò đó ở cơ quan này."), "role"
    ),
    **{
        f"people_never_{one.value}_and_{other.value}": RefusalWords(Conflict, NEVER_BOTH(one, other), "role")
        for one, other in never_together()
    },
    "people_grant_at_a_body": RefusalWords(Invalid, _("Vai trò này không giao ở cơ quan được."), "role"),
    "people_grant_of_a_role": RefusalWords(Invalid, _("Không có vai trò này. Chọn lại."), "role"),
    "people_grant_ends_after_start": RefusalWords(Invalid, _("Ngày thôi phải sau ngày bắt đầu."), "valid_to"),
    "people_grant_not_to_oneself": RefusalWords(Forbidden, _("Không tự giao vai trò này cho chính mình.")),
    "people_grant_second_person_confirms": RefusalWords(Forbidden, SECOND_PERSON),
    "a grant is confirmed later, by someone else": RefusalWords(Forbidden, SECOND_PERSON),
    "a grant is confirmed once, in one's own name": RefusalWords(
        Conflict, _("Việc giao vai trò này vừa có người đồng ý. Tải lại trang để xem.")
    ),
    "a grant names who gave it": RefusalWords(Forbidden, ONLY_ADMINISTRATORS),
    "only an administrator of the place grants, in their own name": RefusalWords(
        Forbidden, ONLY_ADMINISTRATORS
    ),
    "only an administrator of the place changes a grant": RefusalWords(Forbidden, ONLY_ADMINISTRATORS),
    "a grant does not end before today: what was done with it stays": RefusalWords(
        Invalid, _("Vai trò thôi sớm nhất từ hôm nay."), "valid_to"
    ),
    "a grant that ends is not made longer": RefusalWords(
        Conflict, _("Vai trò đã có ngày thôi không kéo dài được. Giao lại vai trò."), "valid_to"
    ),
    "people_link_code_by_another": RefusalWords(Forbidden, CODE_BY_ANOTHER),
    "a code is given by another administrator, in their own name": RefusalWords(Forbidden, CODE_BY_ANOTHER),
    "a code is given later, by someone else": RefusalWords(Forbidden, CODE_BY_ANOTHER),
    "a link names who made it": RefusalWords(
        Forbidden, _("Liên kết do một quản trị viên tạo, dưới tên chính mình.")
    ),
    "a link is made in one's own name": RefusalWords(
        Forbidden, _("Liên kết do một quản trị viên tạo, dưới tên chính mình.")
    ),
    "a link that was used or is void stays so": RefusalWords(
        Conflict, _("Liên kết này đã dùng hoặc đã hủy. Tạo liên kết mới.")
    ),
}
INTERNAL = {
    "people_account_never_superuser": "no form and no command of ours sets the flag",
    "people_account_groups_account_id_group_id_1a20563d_uniq": GRANTS_ALONE,
    "people_account_user_perm_account_id_permission_id_95cd75f4_uniq": GRANTS_ALONE,
    "people_grant_confirmed_by_someone": "one action writes who confirmed, and when, together",
    "people_link_code_is_someones": "one action writes the code, whose and when, together",
    "people_link_is_of_an_account": "an action for each purpose; the first run's alone has no account",
    "people_onetimelink_secret_hash_key": "256 random bits",
}
THINGS = {"people_person": _("người"), "people_account": _("tài khoản")}
