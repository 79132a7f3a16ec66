"""The roles of a cell: typed by people, or written by the list of people in either language."""

import pytest

from loa.kernel.errors import Invalid
from loa.kernel.roles import Role
from loa.people.role_words import WantedRoles, read, require_held

EDITOR, APPROVER, OPERATOR = Role.EDITOR, Role.APPROVER, Role.OPERATOR


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("biên tập; vận hành", WantedRoles((EDITOR, OPERATOR))),
        ("bien tap + VAN HANH, biên tập", WantedRoles((EDITOR, OPERATOR))),
        ("editor; operator", WantedRoles((EDITOR, OPERATOR))),
        ("duyệt (chờ đồng ý)", WantedRoles((APPROVER,))),
        ("approver (waiting for agreement)", WantedRoles((APPROVER,))),
        (
            "biên tập; duyệt (Xã Hoằng Châu, chờ đồng ý)",
            WantedRoles((EDITOR,), ("duyệt (Xã Hoằng Châu, chờ đồng ý)",)),
        ),
        ("vận hành (Phòng Văn hóa)", WantedRoles((), ("vận hành (Phòng Văn hóa)",))),
        ("chưa có", WantedRoles(())),
        ("none yet", WantedRoles(())),
    ],
)
def test_roles_are_read_as_they_are_typed_or_written(text, wanted):
    assert read(text) == wanted


@pytest.mark.parametrize(
    "text", ["hát", "biện tập", "quán trị", "hát (chờ đồng ý)", ";", "biên tập; hát (Xã X)"]
)
def test_a_word_that_is_no_role_is_refused(text):
    with pytest.raises(Invalid, match="vai trò chỉ nhận"):
        read(text)


def test_a_row_gives_no_role_elsewhere():
    require_held(("vận hành (Xã Hoằng Châu)",), ["biên tập", "vận hành (Xã Hoằng Châu)"])
    with pytest.raises(Invalid, match="vai trò ở nơi khác"):
        require_held(("vận hành (Xã Hoằng Châu)",), ["biên tập"])
