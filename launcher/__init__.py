"""What `./loa` does. `main` runs on a bare python3; what is under `inside` runs in Loa's own environment."""
