"""Sites, devices, enrolment, and the last report of each device."""
