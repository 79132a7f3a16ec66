"""`loa read`: a line in, its reading out, at once."""

import os
import subprocess
import sys


def test_each_line_is_answered_before_the_next_is_asked() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "loa.speech.cli", "read"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for written, said in (
            ("UBND xã họp 7h30.", "ủy ban nhân dân xã họp bảy giờ ba mươi"),
            ("", ""),
            (
                "Số 39/2020/TT-BTTTT\r",
                "số ba mươi chín năm hai nghìn không trăm hai mươi thông tư bộ thông tin và truyền thông",
            ),
        ):
            child.stdin.write(written + "\n")
            child.stdin.flush()
            assert child.stdout.readline() == said + "\n"
        child.stdin.close()
        assert child.stdout.read() == ""
        assert child.wait() == 0


def test_any_locale_will_do() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "loa.speech.cli", "read"],
        input="Đảng ủy xã 2/9".encode(),
        capture_output=True,
        check=True,
        env={
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONIOENCODING": "ascii",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    assert ran.stdout.decode() == "đảng ủy xã ngày hai tháng chín\n"
