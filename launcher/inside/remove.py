"""`./loa remove`: asks, then deletes everything that the launcher has put on this machine."""

import shutil

from launcher.inside import accounts, leftovers, note
from launcher.layout import Home, default_home, is_root
from launcher.words import Step, stop, t

OURS = ("env", "code", "demo", "up", "check")


def remove(home: Home, yes: bool) -> int:
    """Deletes the home's folders, the sockets and, as root, the parts' system users."""
    for here in home.instances():
        if note.holder(here) is not None:
            stop(
                f"loa {here.mode} đang chạy. Dừng nó trước (Ctrl-C ở cửa sổ của nó).",
                f"loa {here.mode} is running. Stop it first (Ctrl-C in its window).",
            )
    listed = ", ".join(here.mode for here in home.instances())
    print(
        t(
            f"Sẽ xóa {home.base}: dữ liệu ({listed}), khóa ký, môi trường Python. Không lấy lại được.",
            f"This deletes {home.base}: data ({listed}), signing keys, Python's environment. There is "
            "no way back.",
        )
    )
    if not yes and not _agreed():
        print(t("Giữ nguyên.", "Kept."))
        return 1
    with Step("Xóa", "Deleting"):
        for here in home.instances():
            leftovers.end(here)
            shutil.rmtree(here.sockets, ignore_errors=True)
        for name in OURS:
            shutil.rmtree(home.base / name, ignore_errors=True)
        home.timings.unlink(missing_ok=True)
        if home.base.is_dir() and not any(home.base.iterdir()):
            home.base.rmdir()
        # The system users serve every home on this machine; only the default one deletes them.
        if is_root() and home.base == default_home():
            accounts.delete_all()
    print(t(f"Đã xóa {home.base}.", f"Deleted {home.base}."))
    return 0


def _agreed() -> bool:
    try:
        answer = input(t("Gõ “xóa” để xóa: ", "Type “delete” to delete: "))
    except EOFError:
        return False
    return answer.strip().lower() in ("xóa", "xoá", "xoa", "delete")
