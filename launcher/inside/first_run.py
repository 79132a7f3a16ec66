"""The one-time link of `./loa up` to the page that names the province and creates its first
administrators."""

from launcher.inside import manage
from launcher.inside.processes import Setting
from launcher.words import t

COMMAND = "first_run_link"


def link(setting: Setting) -> str | None:
    """Returns a new link, valid for 24 hours; None once the first run is over."""
    said = manage.asked(setting, COMMAND) or []
    return next((line for line in reversed(said) if "/khoi-dau/" in line), None)


def show(setting: Setting) -> None:
    address = link(setting)
    if address is not None:
        print(
            t(
                f"\nKhai báo lần đầu (dùng một lần, trong 24 giờ):\n  {address}\n"
                f"Tờ khóa gốc sẽ nằm ở {setting.instance.folder / 'keys'}: in ra hai bản, cất vào két, "
                "rồi xóa tệp.",
                f"\nFirst run (once, within 24 hours):\n  {address}\n"
                f"The root's sheets will lie in {setting.instance.folder / 'keys'}: print two, lock "
                "them away, "
                "then delete the file.",
            )
        )
