"""Writes the golden files into a folder."""

import sys
from pathlib import Path

from loa_protocol.testing.golden import write

if len(sys.argv) != 2:
    raise SystemExit("python -m loa_protocol.testing.golden FOLDER")
sys.stdout.write(f"{write(Path(sys.argv[1]))} golden files\n")
