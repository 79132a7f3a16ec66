"""What the launcher has done with a store, told of it in JSON on standard input:

python -m loa.objects check    are the words such as can be? the store is not asked
python -m loa.objects move     copy the folder of sounds into it, "done/total" a line
"""

import json
import sys

from loa.config.env import read
from loa.objects import moving, told
from loa.objects.folder import Folder


def main(words: list[str]) -> int:
    """Returns the exit code; what is wrong is the last line on standard error."""
    if words not in (["check"], ["move"]):
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        place = told.place(json.load(sys.stdin))
    except told.BadStore as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    if words == ["check"]:
        return 0
    environment = read()
    store = told.opened(place, environment.media_dir, durable=True)
    try:
        damaged = moving.move(Folder(environment.media_dir, durable=True), store, _say)
    except OSError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    for name in damaged:
        sys.stderr.write(f"{environment.media_dir}/{name[:2]}/{name}: not what its name says\n")
    return 2 if damaged else 0


def _say(done: int, total: int) -> None:
    sys.stdout.write(f"{done}/{total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
