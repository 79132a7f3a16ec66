"""Sites, devices, enrolment, and each device's last word."""
