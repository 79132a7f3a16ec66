"""The program `./loa`. `main` runs on a bare python3; the code under `inside` runs in Loa's own
environment."""
