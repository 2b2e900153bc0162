#!/usr/bin/env bash
# Most tables of README.md and of tables, printed as they stand there: forty minutes, while nothing else runs.
#
#   benches/figures.sh                  all of it
#   benches/figures.sh cases stack      these parts: cases, counts, stack, original, compile-time
#
# `original` needs the .NET programs: DOTNET and DOTNET_ASYNC name them, and it is left out without.
set -euo pipefail
cd "$(dirname "$0")/.."

heading() {
  printf '\n## %s\n\n' "$1"
}

machine() {
  rustc --version
  sed -n 's/^model name\s*: //p' /proc/cpuinfo | sort | uniq --count
  date --iso-8601
}

# The calls by every way, and by shape, on each allocator.
cases() {
  for allocator in '' mimalloc jemalloc; do
    heading "Calls ${allocator:+on $allocator}"
    # Instructions are the same on each.
    cargo bench --quiet ${allocator:+--features "$allocator"} -- ${allocator:+--no-instructions}
  done
}

# Whether the instruction counts are those on record.
counts() {
  heading 'Instructions'
  cargo bench --quiet -- --instructions
}

# Bytes a level, optimised and not.
stack() {
  for profile in --release ''; do
    heading "Stack, ${profile:-without optimisation}"
    # shellcheck disable=SC2086
    cargo test --quiet $profile --package depth -- --nocapture | grep 'bytes a level'
  done
}

# The original's own types, one JSON line a case, beside ours from `cases`.
original() {
  for program in "${DOTNET:-}" "${DOTNET_ASYNC:-}"; do
    [[ -z $program ]] && continue
    heading "The original: $(basename "$program")"
    "$program" 01 02 03 04 05 06 08 09 10 11 12 13 14 15 16 17
  done
}

compile-time() {
  heading 'Compile time'
  cargo bench --quiet --bench compile-time
  cargo bench --quiet --bench compile-time -- --native
}

machine
for part in "${@:-}"; do
  case $part in
    '') cases; counts; stack; original; compile-time ;;
    cases | counts | stack | original | compile-time) "$part" ;;
    *) echo "figures: no such part: $part" >&2; exit 1 ;;
  esac
done
