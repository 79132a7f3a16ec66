"""python -m loa_simulator."""

from loa_simulator.command import main

raise SystemExit(main())
