"""`python -m loa_agent` is `loa-agent`."""

import sys

from loa_agent.command import main

sys.exit(main())
