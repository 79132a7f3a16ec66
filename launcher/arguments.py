"""The commands of `./loa`, their arguments and their help texts."""

import argparse
from collections.abc import Callable
from pathlib import Path

from launcher.words import t

DEFAULT_PORT = 8100
MODES = ("demo", "up")
TURNS = ("today", "all", *map(str, range(7)))
"""The words of loa_protocol.testing.turns, which a python3 without our packages cannot import."""

HELP_VI = """\
Loa: truyền thanh cơ sở của một tỉnh, từ bàn phím tới loa.

  ./loa demo              chạy thử ngay: 166 xã, phường của Thanh Hóa, 200 cụm loa giả lập
  ./loa up                chạy thật trên máy này, bắt đầu bằng trang khai báo lần đầu

  ./loa demo --check      tự làm việc chính từ bàn phím tới loa, in từng bằng chứng rồi dừng

  ./loa status            đang chạy những gì, từ bao giờ, gì đã khởi động lại, gì đang hỏng
  ./loa backup THƯ_MỤC    sao lưu      ./loa restore THƯ_MỤC   phục hồi
  ./loa stores            tệp tiếng và tệp cho cụm loa nằm ở đâu      ./loa stores move    chép sang kho S3
  ./loa keys              khóa ký tới ngày nào  ./loa keys renew       ký khóa mới bằng tờ khóa gốc
  ./loa keys lower-floor  lùi mốc giờ của cụm loa đã bị chỉ giờ sai về phía trước (cần tờ khóa gốc)
  ./loa link TÊN          liên kết đặt mật khẩu, khi không còn quản trị viên nào vào được
  ./loa remove            xóa mọi thứ Loa đã đặt lên máy này (hỏi trước)

  ./loa voices add TỆP    thêm giọng đọc        ./loa read   đọc thử từng dòng chữ
  ./loa test [ĐƯỜNG_DẪN]  mọi kiểm tra mà CI chạy
  ./loa test --changed    chỉ những bài mà thay đổi từ nhánh main (hoặc từ phiên bản git ghi sau đó) chạm tới
  ./loa test --turn all   mọi ca của những bài mà thường mỗi ngày chỉ thử một phần bảy
  ./loa bench [TÊN ...]   đo tốc độ, hoặc in bảng đã đo

Chung: --data THƯ_MỤC nơi đặt dữ liệu (mặc định %(home)s)
       --port SỐ      cổng trang web (lần đầu %(port)s, sau đó như lần trước; bốn cổng kế tiếp của
                      lần đầu ở yên, vì cụm loa chỉ biết chúng)
Dừng bằng Ctrl-C. Dữ liệu còn nguyên cho lần sau. Tiếng Anh: LOA_LANG=en ./loa
"""

HELP_EN = """\
Loa: a province's grassroots radio, from the keyboard to the loudspeaker.

  ./loa demo              try it now: the 166 communes and wards of Thanh Hóa, 200 simulated loudspeakers
  ./loa up                for real use on this machine, beginning with a first-run page

  ./loa demo --check      do the main job by itself, keyboard to loudspeaker, and print the evidence

  ./loa status            what runs, since when, what restarted, what is wrong
  ./loa backup FOLDER     back up       ./loa restore FOLDER    restore
  ./loa stores            where sounds and devices' files lie      ./loa stores move    copy to an S3 store
  ./loa keys              the signing keys      ./loa keys renew        new ones, from the root's sheet
  ./loa keys lower-floor  take back the earliest time of devices that were told a time ahead (root's sheet)
  ./loa link NAME         a link to set a password, when no administrator can sign in any more
  ./loa remove            delete everything Loa has put on this machine (asks first)

  ./loa voices add FILE   add a voice           ./loa read   read lines of text aloud in words
  ./loa test [PATHS]      every check that CI runs
  ./loa test --changed    only the tests that the change since main (or the git revision named) can touch
  ./loa test --turn all   every case of those tests that usually try a seventh a day
  ./loa bench [NAME ...]  measure, or print the table of what was measured

All:   --data FOLDER  where it lives (default %(home)s)
       --port NUMBER  port of the web pages (%(port)s at first, then as last time; the four after the
                      first one stay, since devices know no other)
Ctrl-C stops it and keeps the data. Vietnamese: LOA_LANG=vi ./loa
"""


def help_text(home: Path) -> str:
    return t(HELP_VI, HELP_EN) % {"home": home, "port": DEFAULT_PORT}


Command = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command; takes its name and its purpose in Vietnamese and English."""


def parser(home: Path) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="./loa", add_help=False, usage=help_text(home))
    top.add_argument("-h", "--help", action="store_true")
    commands = top.add_subparsers(dest="command")

    def command(name: str, vi: str, en: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, description=t(vi, en), prog=f"./loa {name}")
        made.add_argument("--data", type=Path, default=None, metavar=t("THƯ_MỤC", "FOLDER"))
        return made

    _to_run(command)
    _to_keep(command)
    _to_speak(command)
    _to_develop(command)
    return top


def _to_run(command: Command) -> None:
    demo = command("demo", "Chạy thử với dữ liệu mẫu.", "Run with sample data.")
    demo.add_argument("--port", type=int, default=None)
    demo.add_argument(
        "--check",
        action="store_true",
        help=t(
            "tự làm việc chính trong thư mục mới, in bằng chứng", "do the main job by itself, print evidence"
        ),
    )
    up = command("up", "Chạy thật trên máy này.", "Run for real use on this machine.")
    up.add_argument("--port", type=int, default=None)
    up.add_argument("--host", default="127.0.0.1", help=t("địa chỉ lắng nghe", "address to listen on"))
    up.add_argument("--cert", type=Path, help=t("chứng thư TLS (PEM)", "TLS certificate (PEM)"))
    up.add_argument("--key", type=Path, help=t("khóa của chứng thư (PEM)", "the certificate's key (PEM)"))
    up.add_argument(
        "--proxy",
        metavar="https://…",
        help=t(
            "địa chỉ công khai của proxy đứng trước, lo TLS cho web, MQTT và tệp",
            "public address of the proxy in front that does TLS for web, MQTT and files",
        ),
    )


def _to_keep(command: Command) -> None:
    command("status", "Đang chạy những gì.", "What runs.")
    for name, vi, en in (("backup", "Sao lưu.", "Back up."), ("restore", "Phục hồi.", "Restore.")):
        made = command(name, vi, en)
        made.add_argument("folder", type=Path)
        made.add_argument("--mode", choices=MODES, default="up")
        if name == "restore":
            made.add_argument("--port", type=int, default=None)
    stores = command("stores", "Tệp nằm ở đâu.", "Where files lie.")
    stores.add_argument(
        "do",
        nargs="?",
        choices=("move",),
        help=t("chép tệp tiếng sang kho ghi ở stores.toml", "copy sounds to the store in stores.toml"),
    )
    stores.add_argument("--mode", choices=MODES, default=None)
    keys = command("keys", "Khóa ký: có gì, tới ngày nào.", "The signing keys: what there is, until when.")
    keys.add_argument(
        "do",
        nargs="?",
        choices=("renew", "lower-floor"),
        help=t(
            "renew: làm khóa mới, ký bằng tờ 1 của khóa gốc; lower-floor: lùi mốc giờ của cụm loa đã bị chỉ "
            "giờ sai về phía trước",
            "renew: make new keys, signed with the root's sheet 1; lower-floor: take back the earliest time "
            "of devices that were told a time ahead",
        ),
    )
    keys.add_argument("--mode", choices=MODES, default=None)
    keys.add_argument(
        "--sheet",
        type=Path,
        metavar=t("TỆP", "FILE"),
        help=t(
            "đọc tờ 1 từ tệp này, thay vì gõ (không có tệp và không gõ: đọc từ đầu vào chuẩn)",
            "read sheet 1 from this file instead of asking (no file and no terminal: standard input)",
        ),
    )
    _to_lower(keys)
    link = command("link", "Liên kết đặt mật khẩu.", "A link to set a password.")
    link.add_argument("username", metavar=t("TÊN", "NAME"), help=t("tên đăng nhập", "sign-in name"))
    link.add_argument("--mode", choices=MODES, default=None)
    remove = command("remove", "Xóa Loa khỏi máy này.", "Delete Loa from this machine.")
    remove.add_argument("--yes", action="store_true", help=t("không hỏi lại", "do not ask"))


def _to_lower(keys: argparse.ArgumentParser) -> None:
    """Adds the further arguments of `lower-floor`."""
    whose = keys.add_mutually_exclusive_group()
    whose.add_argument(
        "--device",
        metavar=t("MÃ", "ID"),
        help=t(
            "lower-floor: mã cụm loa, như trên trang của nó", "lower-floor: the device's id, as on its page"
        ),
    )
    whose.add_argument("--all", action="store_true", help=t("lower-floor: mọi cụm loa", "lower-floor: all"))
    keys.add_argument(
        "--to",
        metavar=t("GIỜ", "TIME"),
        help=t(
            "lower-floor: lùi về lúc nào, giờ Việt Nam, dạng '2026-11-29 08:30' (không ghi: lúc này)",
            "lower-floor: to when, in Vietnam's time, as '2026-11-29 08:30' (left out: now)",
        ),
    )
    keys.add_argument(
        "--until",
        metavar=t("GIỜ", "TIME"),
        help=t(
            "lower-floor: hạn, cùng dạng (không ghi: 30 ngày; dài nhất 400 ngày)",
            "lower-floor: its end, likewise (left out: 30 days; at most 400)",
        ),
    )
    keys.add_argument(
        "--yes", action="store_true", help=t("lower-floor: không hỏi lại", "lower-floor: do not ask")
    )


def _to_speak(command: Command) -> None:
    voices = command("voices", "Giọng đọc.", "Voices.")
    voices.add_argument("--mode", choices=MODES, default=None)
    voices.add_argument("rest", nargs=argparse.REMAINDER)
    read = command("read", "Đọc thử từng dòng chữ.", "Read lines of text in words.")
    read.add_argument("rest", nargs=argparse.REMAINDER)


def _to_develop(command: Command) -> None:
    test = command("test", "Mọi kiểm tra mà CI chạy.", "Every check that CI runs.")
    test.add_argument("paths", nargs="*", metavar=t("ĐƯỜNG_DẪN", "PATH"))
    test.add_argument(
        "--changed",
        nargs="?",
        const="",
        metavar=t("MỐC", "BASE"),
        help=t(
            "kiểm tra nhanh, và chỉ các bài mà thay đổi từ phiên bản git này chạm tới (không ghi: từ chỗ rời "
            "nhánh main), kể cả tệp chưa commit",
            "the quick checks, and only the tests that the change since this git revision can touch (left "
            "out: since the branch left main), files that are not committed included",
        ),
    )
    test.add_argument(
        "--turn",
        default="today",
        choices=TURNS,
        help=t(
            "của hàng nghìn ca giống nhau, lần này thử phần nào (mặc định: phần của hôm nay; bảy ngày là đủ)",
            "which of thousands of like cases this run tries (by default today's share; seven days try all)",
        ),
    )
    bench = command("bench", "Đo tốc độ.", "Measure.")
    bench.add_argument("names", nargs="*")
    bench.add_argument("--quick", action="store_true")
    bench.add_argument("--json", type=Path, default=None)
