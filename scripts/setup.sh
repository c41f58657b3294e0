#!/bin/sh
# Finds or installs the pinned Bun and the packages of bun.lock, quickly when both are there already.
#
#   setup.sh demo   what the demo and production need
#   setup.sh test   the same, and one sentence for each optional tool the tests would use
#   setup.sh bun    print the path of the Bun to run, and nothing else
#
# Writes only inside this folder: node_modules and .run.
set -eu

mode=${1:-demo}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

local_bun="$root/node_modules/.bin/bun"
stamp_file=node_modules/.setup-stamp
log_file=.run/setup.log
step_limit_seconds=900

say() { printf 'set-up: %s\n' "$*"; }
fail() {
  printf 'set-up: %s\n' "$*" >&2
  exit 1
}

wanted=$(sed -n 's/.*"bun": *"\([0-9][0-9.]*\)".*/\1/p' package.json | head -n 1)
[ -n "$wanted" ] || fail 'package.json names no Bun version under engines.'

# Prints the path of a Bun of exactly the wanted version; fails when there is none.
find_bun() {
  candidate=$(command -v bun 2>/dev/null || true)
  for bun in "$candidate" "$local_bun"; do
    if [ -n "$bun" ] && [ -x "$bun" ] && [ "$("$bun" --version 2>/dev/null)" = "$wanted" ]; then
      printf '%s\n' "$bun"
      return 0
    fi
  done
  return 1
}

# The error lines of the log, with every word that could be a host, an address or a path left out: a package
# manager quotes the addresses it talks to, and they may hold the credentials of a private mirror.
reasons() {
  grep -i 'error' "$log_file" | grep -v ' at ' | sed -e 's#[^[:space:]]*[./@:][^[:space:]]\{1,\}#(...)#g' | sort -u | head -n 5
}

# Runs a command with a line every ten seconds and an end after step_limit_seconds; output goes to the log.
run_step() {
  title=$1
  shift
  started=$(date +%s)
  say "$title ..."
  "$@" </dev/null >"$log_file" 2>&1 &
  step=$!
  (
    waited=0
    while [ "$waited" -lt "$step_limit_seconds" ]; do
      sleep 10 >/dev/null 2>&1
      waited=$((waited + 10))
      say "$title ... $waited s so far"
    done
    kill "$step"
  ) &
  watcher=$!
  trap 'kill "$step" "$watcher" 2>/dev/null; exit 130' INT TERM HUP
  status=0
  wait "$step" || status=$?
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  trap - INT TERM HUP
  if [ "$status" -ne 0 ]; then
    reasons >&2 || true
    fail "$title failed: check that this machine reaches its package registry and run it again (all output: $log_file)."
  fi
  say "$title: done in $(($(date +%s) - started)) s"
}

install_packages() {
  mkdir -p .run
  if bun=$(find_bun); then
    run_step "installing the packages with Bun $wanted" "$bun" install --frozen-lockfile
  elif command -v npm >/dev/null 2>&1; then
    export npm_config_fetch_retries=3 npm_config_fetch_retry_mintimeout=1000 npm_config_fetch_retry_maxtimeout=5000
    run_step "fetching Bun $wanted through npm and installing the packages" \
      npm exec --yes "--package=bun@$wanted" -- bun install --frozen-lockfile
  else
    fail "neither Bun $wanted nor npm is on this machine: install npm (Debian: apt-get install npm; otherwise nodejs.org) and run it again."
  fi
  bun=$(find_bun) || fail "the packages are in place, but Bun $wanted does not start on this machine: install it from bun.com and run it again."
  run_step 'preparing the embedded database for first starts' "$bun" src/storage/embedded/make-template.ts
  lock_sum >"$stamp_file"
}

# Changes whenever a pinned version does.
lock_sum() { cksum <package.json && cksum <bun.lock; }

advise() {
  command -v "$1" >/dev/null 2>&1 && return 0
  [ $# -gt 3 ] && command -v "$4" >/dev/null 2>&1 && return 0
  say "$1 is missing, so $2; on Debian: apt-get install $3."
}

case $mode in
  bun)
    find_bun || fail "Bun $wanted is not set up here: run make setup."
    exit 0
    ;;
  demo | test) ;;
  *) fail "unknown mode '$mode': use demo, test or bun." ;;
esac

if [ -f "$stamp_file" ] && [ "$(cat "$stamp_file")" = "$(lock_sum)" ] && find_bun >/dev/null; then
  say "ready (Bun $wanted, packages as in bun.lock)"
else
  install_packages
fi

if [ "$mode" = test ]; then
  advise redis-server 'the tests on a real Redis cannot run' redis-server
  advise chromium-headless-shell 'the stories in a real browser cannot run' chromium-headless-shell chromium
fi
