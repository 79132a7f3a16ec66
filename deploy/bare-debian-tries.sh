#!/bin/sh
# Runs inside the chroot of bare-debian.sh: what the README promises, tried. Stops at the first broken promise.
set -eu
port=18400
say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*"; exit 1; }

# as USER command...: root stays root
as() {
  who=$1; shift
  if [ "$who" = root ]; then (cd /root/loa && "$@"); else
    (cd /home/tester/loa && setpriv --reuid tester --regid tester --init-groups env HOME=/home/tester "$@")
  fi
}
wait_for() { # wait_for SECONDS command...: until it succeeds
  left=$1; shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1)); [ "$left" -gt 0 ] || return 1
    sleep 1
  done
}
runs() { as "$1" ./loa status >/tmp/status.txt 2>&1; }
parts() { grep -lz "LOA_INSTANCE=" /proc/[0-9]*/environ 2>/dev/null || true; }
none_left() { [ -z "$(parts)" ]; }
start() { # what the start before it said is gone before it is waited for
  : >/tmp/demo.txt
  as "$1" ./loa demo --port "$port" >>/tmp/demo.txt 2>&1 &
}
launcher() { cat "$1/demo/run/launcher.lock"; }
named() { # the process id of a part, asked of the book of restarts
  sed -n "s/.*\"name\": \"$2\", \"event\": \"running\", \"pid\": \([0-9]*\).*/\1/p" "$1/demo/run/restarts.jsonl" | tail -1
}

try_all() { # try_all USER HOME
  who=$1; home=$2
  say "$who: first start"
  began=$(date +%s); start "$who"
  wait_for 900 grep -qE 'Loa (chạy ở|runs at)' /tmp/demo.txt || { cat /tmp/demo.txt; fail "no address was printed"; }
  cat /tmp/demo.txt; echo "   $(( $(date +%s) - began )) s"
  wait_for 60 runs "$who" || { cat /tmp/status.txt; fail "status is not well"; }
  cat /tmp/status.txt
  say "$who: a second start beside it is refused"
  if as "$who" ./loa demo --port "$port"; then fail "a second start was not refused"; fi
  for part in postgres nats web; do
    say "$who: kill -9 $part"
    kill -9 "$(named "$home" "$part")"; sleep 1
    wait_for 10 runs "$who" || { cat /tmp/status.txt; fail "$part is not back within ten seconds"; }
  done
  say "$who: kill -9 the launcher"
  kill -9 "$(launcher "$home")"
  wait_for 10 none_left || { parts; fail "processes outlived the launcher"; }
  say "$who: next start"
  began=$(date +%s); start "$who"
  wait_for 120 grep -qE 'Loa (chạy ở|runs at)' /tmp/demo.txt || { cat /tmp/demo.txt; fail "no second start"; }
  echo "   $(( $(date +%s) - began )) s"
  say "$who: Ctrl-C"
  kill -INT "$(launcher "$home")"
  wait_for 60 none_left || fail "processes outlived Ctrl-C"
  tail -2 /tmp/demo.txt
  as "$who" ./loa remove --yes
  [ ! -e "$home" ] || fail "$home is still there"
}

id tester >/dev/null 2>&1 || useradd --create-home tester
rm -rf /home/tester/loa; cp -a /root/loa /home/tester/loa; chown -R tester: /home/tester
python3 --version
if ! python3 -c "import ensurepip" 2>/dev/null; then
  say "an ordinary user is told in one line what to ask for"
  if as tester ./loa demo; then fail "there is no python3-venv and yet it started"; fi
fi
try_all root /var/lib/loa
try_all tester /home/tester/.local/share/loa
say "all promises kept"
