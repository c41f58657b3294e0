#!/bin/sh
# What a newcomer waits for, in an empty folder and with empty package caches: from git clone to the first words on the
# screen, the same on a second start, and with TESTS=1 from make test's first line to its last. A figure for a quiet machine.
#
#   sh scripts/time-first-run.sh [repository]     by default the one that this script is in, at its last commit
#
# Needs git, make and npm; a Bun of this machine is not used. Package registries are those of this machine's npm. Leaves
# nothing behind. The last line is a JSON object of seconds: {cloneToWords, demoToWords, secondDemoToWords, tests}.
set -eu

repository=${1:-$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
export npm_config_cache="$place/npm-cache" BUN_INSTALL_CACHE_DIR="$place/bun-cache"

# Without a folder that has a Bun: set-up then fetches the pinned one through npm.
bare_path=
old_ifs=$IFS
IFS=:
for folder in $PATH; do [ -x "$folder/bun" ] || bare_path=$bare_path${bare_path:+:}$folder; done
IFS=$old_ifs
PATH=$bare_path
command -v npm >/dev/null || { echo 'npm is missing' >&2; exit 1; }

now() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.1f\", $(now) - $1 }"; }

# Seconds from the start of make demo to the first words; the call goes on to its end, which must be in order.
demo_to_words() {
  started=$(now)
  make demo ONCE=1 2>&1 | while IFS= read -r line; do
    case $line in
      *'first words on the screen'*) since "$started" >"$place/words" ;;
    esac
    printf '%s\n' "$line" >"$place/last-line"
  done
  case $(cat "$place/last-line") in
    '{"ok":true,'*) cat "$place/words" ;;
    *) echo "the demo did not end well: $(cat "$place/last-line")" >&2; exit 1 ;;
  esac
}

began=$(now)
git clone --quiet "$repository" "$place/sidetone"
cloned=$(since "$began")
cd "$place/sidetone"
echo "git clone: $cloned s"
first=$(demo_to_words)
echo "make demo, packages and Bun not there yet: $first s to the first words"
second=$(demo_to_words)
echo "make demo again: $second s to the first words"
tests=null
if [ -n "${TESTS:-}" ]; then
  began=$(now)
  make test >"$place/tests.log" 2>&1 || true
  tests=$(since "$began")
  echo "make test: $tests s; $(tail -n 1 "$place/tests.log")"
fi
total=$(awk "BEGIN { printf \"%.1f\", $cloned + $first }")
printf '{"cloneToWords":%s,"demoToWords":%s,"secondDemoToWords":%s,"tests":%s}\n' "$total" "$first" "$second" "$tests"
