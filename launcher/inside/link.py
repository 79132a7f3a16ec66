"""`./loa link NAME`: lets an administrator sign in again whom no second administrator can help."""

from launcher.inside import keys, manage, note
from launcher.layout import Home
from launcher.words import stop, t

COMMAND = "account_link"


def show(home: Home, mode: str | None, username: str) -> int:
    """Prints a one-time link for the account, which needs no code; returns 0. Stops if there is no such
    account.

    A person who can run this already controls the machine and its tables. The record of actions contains it.
    """
    here = note.chosen(home, mode)
    said = manage.asked(keys.running(here), COMMAND, "--", username)
    if said is None:
        stop(
            f"Không có tài khoản nào đang mở với tên đăng nhập {username}.",
            f"No open account has the sign-in name {username}.",
            code=2,
        )
    path = next(line for line in reversed(said) if line.startswith("/mo/"))
    print(
        t(
            "Liên kết đặt mật khẩu, dùng một lần, không cần mã. Các liên kết cũ của tài khoản này hết dùng.\n"
            f"  {note.read(here)['url']}{path}",
            "A link to set the password, once, without a code. Earlier links of this account are void.\n"
            f"  {note.read(here)['url']}{path}",
        )
    )
    return 0
