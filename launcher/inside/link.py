"""`./loa link NAME`: a way back in for an administrator whom no second administrator can help."""

from launcher.inside import keys, manage, note
from launcher.layout import Home
from launcher.words import stop, t

COMMAND = "account_link"


def show(home: Home, mode: str | None, username: str) -> int:
    """Print a one-time link for the account, which needs no code; 0. Stops where there is no such account.

    Whoever can run this holds the machine and its tables already; the record of acts says that it was done.
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
