"""`./loa demo` and `./loa up`."""

import argparse

from launcher.inside import demo as demo_data
from launcher.inside import exposure, first_run, keys, note, start, watch
from launcher.inside.exposure import Exposure
from launcher.inside.start import RunningInstance
from launcher.layout import Home, Instance, Ports
from launcher.words import stop, t


def demo(asked: argparse.Namespace, home: Home) -> int:
    here = home.instance("demo")
    return _serve(here, note.ports(here, asked.port), Exposure())


def up(asked: argparse.Namespace, home: Home) -> int:
    shown = exposure.decide(asked.host, asked.cert, asked.key, asked.proxy)
    here = home.instance("up")
    return _serve(here, note.ports(here, asked.port), shown)


def _serve(instance: Instance, ports: Ports, shown: Exposure) -> int:
    lock = note.take(instance)
    if lock is None:
        now = note.read(instance)
        stop(
            f"Loa đang chạy rồi (tiến trình {note.holder(instance)}), trang ở {now.get('url')}. "
            "Xem ./loa status; dừng bằng Ctrl-C ở cửa sổ kia.",
            f"Loa is running already (process {note.holder(instance)}), pages at {now.get('url')}. "
            "See ./loa status; stop it with Ctrl-C in its own window.",
        )
    with lock:
        ending = watch.Ending()
        print(t(f"Loa, dữ liệu ở {instance.folder}", f"Loa, data in {instance.folder}"))
        running = start.start(instance, ports, shown)
        try:
            start.start_parts(running)
            if instance.mode == "demo":
                demo_data.seed(running)
            _welcome(running)
        except BaseException:
            watch.stop_all(running)
            raise
        watch.stay(running, ending)
        print(t("Đã dừng hết. Dữ liệu còn nguyên.", "All stopped. The data is kept."))
    return 0


def _welcome(running: RunningInstance) -> None:
    setting = running.setting
    url = setting.exposure.public_url(setting.ports)
    print(t(f"\nLoa chạy ở {url}", f"\nLoa runs at {url}"))
    if setting.instance.mode == "demo":
        demo_data.show_accounts(setting.instance)
    else:
        first_run.show(setting)
    if keys.are_lost(setting.instance):
        print(
            t(
                "▲ Máy vừa phục hồi, chưa có khóa ký: lấy tờ 1, ở cửa sổ khác chạy "
                f"{keys.command(setting.instance)}",
                "▲ This machine was restored and has no signing keys: take sheet 1, and in another window "
                f"run {keys.command(setting.instance)}",
            )
        )
    print(t("Dừng bằng Ctrl-C.", "Stop with Ctrl-C."), flush=True)
