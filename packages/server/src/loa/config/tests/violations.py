"""Statements that violate a constraint each, and what is to be said of it."""

from dataclasses import dataclass
from typing import Final

OWNER, WEB = "loa_owner", "loa_web"

UNIT: Final = "(select id from places_unit where kind = 'commune' order by id limit 1)"
OTHER: Final = "(select id from places_unit where kind = 'commune' order by id desc limit 1)"
ME: Final = "(select person_id from people_account where username = 'tri')"
NEWEST: Final = "(select max(id) from people_person)"


@dataclass(frozen=True)
class Violation:
    """`role` writes `statements`; the answer is of this status and holds this sentence."""

    statements: tuple[str, ...]
    status: int
    said: str
    role: str = OWNER


def grant(role: str, first: str = "2025-08-01", until: str = "null", more: str = "null, null, null") -> str:
    return (
        "insert into people_rolegrant (person_id, role, unit_id, valid_from, valid_to, granted_at,"
        " granted_by_id, confirmed_by_id, confirmed_at)"
        f" values ({ME}, '{role}', {UNIT}, '{first}', {until}, now(), {more})"
    )


def account(username: str) -> str:
    return (
        "insert into people_account (password, is_superuser, username, person_id, unit_id, is_active,"
        f" created_at) values ('!', false, '{username}', {ME}, {UNIT}, true, now())"
    )


def hamlet(until: str = "null") -> str:
    return (
        "insert into places_hamlet (unit_id, name, kind, valid_from, valid_to, search, sort_key)"
        f" values ({UNIT}, '5', 'thon', '2026-01-01', {until}, '5', '5')"
    )


def unit(
    code: str, parent: str = "(select id from places_unit where kind = 'province')", key: str = ""
) -> str:
    names, values = ("id, ", f"{key}, ") if key else ("", "")
    return (
        f"insert into places_unit ({names}kind, code, name, name_type, search, sort_key, parent_id,"
        f" valid_from) values ({values}'commune', {code}, 'Xã Mới', 'Xã', 'xa moi', 'moi', {parent},"
        " '2026-01-01')"
    )


def succession(into: str) -> str:
    return (
        'insert into places_succession (old_id, new_id, extent, "on")'
        f" values ({UNIT}, {into}, 'whole', now())"
    )


def site(latitude: str = "null") -> str:
    return (
        "insert into fleet_site (unit_id, name, latitude, power, note)"
        f" values ({UNIT}, 'Nhà văn hóa', {latitude}, 'grid', '')"
    )


def word(reading: str = "mũi lao") -> str:
    return (
        "insert into speech_lexiconentry (unit_id, written, reading, made_by_id)"
        f" values ({UNIT}, 'BCG', '{reading}', {ME})"
    )


def topic(until: str = "null") -> str:
    return (
        "insert into newsroom_topic (name, source, position, valid_from, valid_to)"
        f" values ('Giao thông', 'Quyết định 1', 0, '2026-01-02', {until})"
    )


def rule(minutes: int = 30, volume: int = 70, until: str = "null") -> str:
    return (
        "insert into airtime_broadcastrule (unit_id, valid_from, valid_to, hours, quiet, days,"
        f" minutes_per_session, volume, source) values ({UNIT}, '2026-01-02', {until}, '[]', '[]', '[]',"
        f" {minutes}, {volume}, 'Quy chế')"
    )


def slot(last: str = "2026-01-02", latest_start_s: int = 600, volume: int = 70) -> str:
    return (
        "insert into airtime_slot (id, unit_id, state, first, last, days, time, hamlets, priority,"
        " latest_start_s, expires_at, volume, withdrawn_reason)"
        f" values (gen_random_uuid(), {UNIT}, 'placed', '2026-01-02',"
        f" '{last}', '[]', '06:00', '[]', 'ordinary', {latest_start_s}, now(), {volume}, '')"
    )


def person(name: str = "'Người khác'", at: str = UNIT) -> str:
    return f"insert into people_person (name, phone, unit_id) values ({name}, '', {at})"


GONE = "Không còn đơn vị này. Tải lại trang rồi chọn lại."
PERCENT = "Âm lượng từ 1 đến 100%."
ENDS_AFTER = "Ngày thôi phải sau ngày bắt đầu."
ADMINISTRATORS = "Chỉ quản trị viên của nơi đó giao và thôi được vai trò, dưới tên chính mình."
ELSEWHERE = "Không ghi được: dòng này thuộc nơi khác, hoặc tài khoản này chỉ được xem."

VIOLATIONS: Final = {
    "people_grant_once": Violation((grant("administrator"),), 409, "Người này đã có vai trò đó ở nơi này."),
    "people_never_approver_and_administrator": Violation(
        (grant("approver"),),
        409,
        "Một người không giữ cả vai trò duyệt lẫn vai trò quản trị.",
    ),
    "people_grant_of_a_role": Violation((grant("king"),), 422, "Không có vai trò này. Chọn lại."),
    "people_grant_ends_after_start": Violation(
        (grant("editor", "2026-01-02", "'2026-01-01'"),), 422, ENDS_AFTER
    ),
    "people_grant_not_to_oneself": Violation(
        (grant("administrator", more=f"{ME}, null, null"),),
        403,
        "Không tự giao vai trò này cho chính mình.",
    ),
    "people_grant_second_person_confirms": Violation(
        (grant("editor", more=f"null, {ME}, now()"),),
        403,
        "Cần một quản trị viên khác đồng ý: không phải người giao, không phải người nhận.",
    ),
    "people_account_username_key": Violation((account("tri"),), 409, "Tên đăng nhập này đã có người dùng."),
    "people_account_plain_username": Violation(
        (account("Trí"),),
        422,
        "Tên đăng nhập chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang.",
    ),
    "places_hamlet_one_a_name_a_day": Violation(
        (hamlet(), hamlet()), 409, "Xã đã có thôn, bản cùng loại, cùng tên."
    ),
    "places_hamlet_ends_after_start": Violation((hamlet("'2026-01-01'"),), 422, ENDS_AFTER),
    "places_unit_one_a_code_a_day": Violation(
        (unit(f"(select code from places_unit where id = {UNIT})"),),
        409,
        "Mã đơn vị này đã có. Xem lại danh sách.",
    ),
    "places_unit_province_is_root": Violation(
        (unit("'99999'", "null"),),
        422,
        "Xã, phường phải thuộc một tỉnh, thành phố; tỉnh, thành phố không thuộc đơn vị nào.",
    ),
    "places_unit_pkey": Violation(
        (unit("'99999'", key=UNIT),), 409, "Việc này vừa được ghi rồi. Tải lại trang để xem."
    ),
    "places_succession_moves": Violation(
        (succession(UNIT),),
        422,
        "Một đơn vị không sáp nhập vào chính nó.",
    ),
    "fleet_site_one_a_name": Violation(
        (site(), site()), 409, "Ở đây đã có điểm đặt tên này. Gửi lại để dùng điểm ấy."
    ),
    "fleet_site_latitude": Violation((site("91"),), 422, "Vĩ độ từ −90 đến 90."),
    "speech_one_reading_a_moment": Violation(
        (word(), word("vắc xin")), 409, "Có người vừa thêm từ này. Xem lại danh sách."
    ),
    "speech_entry_is_whole": Violation((word(""),), 422, "Ghi cả chữ viết và cách đọc."),
    "newsroom_topic_one_a_name_a_day": Violation(
        (topic(), topic()), 409, "Đã có chuyên mục tên này vào ngày đó."
    ),
    "newsroom_topic_ends_after_start": Violation((topic("'2026-01-01'"),), 422, ENDS_AFTER),
    "rule_minutes_sane": Violation((rule(0),), 422, "Mỗi buổi phát từ 1 đến 240 phút."),
    "rule_volume_is_a_percentage": Violation((rule(volume=101),), 422, PERCENT),
    "rule_validity_in_order": Violation((rule(until="'2026-01-02'"),), 422, ENDS_AFTER),
    "slot_dates_in_order": Violation((slot("2026-01-01"),), 422, "Ngày cuối phải sau ngày đầu."),
    "slot_volume_is_a_percentage": Violation((slot(volume=0),), 422, PERCENT),
    "a_number_below_0": Violation((slot(latest_start_s=-1),), 422, "Số ở đây không được nhỏ hơn 0."),
    "a_value_that_is_missing": Violation(
        (person("null"),), 422, "Còn thiếu một phần bắt buộc. Điền đủ rồi gửi lại."
    ),
    "a_name_that_is_too_long": Violation(
        (person("repeat('a', 400)"),), 422, "Có chữ hoặc số không ghi được. Sửa lại rồi gửi."
    ),
    "a_unit_that_is_gone": Violation(
        ("set constraints all immediate", person(at="999999")),
        404,
        GONE,
    ),
    "a_unit_that_is_used": Violation(
        ("set constraints all immediate", f"delete from places_unit where id = {UNIT}"),
        409,
        "Còn được dùng ở nơi khác nên không xóa được.",
    ),
    "rows_are_only_ever_added": Violation(
        (rule(), "update airtime_broadcastrule set volume = 1"),
        403,
        "Điều đã quyết định không sửa, không xóa được. Ghi một quyết định mới.",
    ),
    "the_record_is_only_added_to": Violation(
        ("delete from audit_entry",),
        403,
        "Nhật ký thao tác chỉ ghi thêm, không sửa và không xóa được.",
    ),
    "decided_in_somebody_elses_name": Violation(
        (rule(),),
        403,
        "Việc này chỉ ghi được dưới tên người đang làm. Đăng nhập lại rồi làm lại.",
        WEB,
    ),
    "a_grant_in_somebody_elses_name": Violation(
        (grant("editor", more=f"{NEWEST}, null, null"),), 403, ADMINISTRATORS, WEB
    ),
    "a_grant_in_nobodys_name": Violation((grant("editor"),), 403, ADMINISTRATORS, WEB),
    "a_row_of_another_place": Violation((person(at=OTHER),), 403, ELSEWHERE, WEB),
    "a_table_that_is_not_written_here": Violation(
        ("update airtime_broadcastrule set volume = 1",), 403, ELSEWHERE, WEB
    ),
    "keys_delegation_in_order": Violation(
        (
            # A constraint of that name, on a table that is quick to write: what is read is the name.
            "alter table places_succession add constraint keys_delegation_in_order check (false)",
            succession(OTHER),
        ),
        409,
        "Không ghi được, và chưa có gì thay đổi. Thử lại; nếu vẫn vậy, báo người quản trị.",
    ),
}
AT_THE_END: Final = Violation(
    (person(at="999999"),), 404, "Không còn đơn vị này. Tải lại trang rồi chọn lại."
)
