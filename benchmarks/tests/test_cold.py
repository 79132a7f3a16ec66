"""What is dropped from memory is still there on the disk, as it was written last."""

from pathlib import Path

from benchmarks import cold


def test_files_of_every_folder_are_dropped_and_stay_whole(tmp_path: Path) -> None:
    below = tmp_path / "base" / "5"
    below.mkdir(parents=True)
    files = {tmp_path / "PG_VERSION": b"18\n", below / "1259": bytes(range(256)) * 64}
    for path, data in files.items():
        path.write_bytes(data)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    cold.drop(tmp_path)
    assert {path: path.read_bytes() for path in files} == files
