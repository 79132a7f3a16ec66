"""What devices say they played: accepted once, matched to the plan."""
