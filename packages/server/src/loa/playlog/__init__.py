"""The play log: what devices report that they played, stored once and matched to the plan."""
