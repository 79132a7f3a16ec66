"""The pages of the schedule: the week to scale, adding, moving and removing slots, and the commune's
regulation."""
