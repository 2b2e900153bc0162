#!/usr/bin/env bash
# What real crates cost to compile over async-trait, and over the stand-in of compat/async-trait: the tables of tables/compile-time.md.
#
#   benches/compile-real.sh                           all of CRATES, each alone; two hours on two cores, and 20 GB
#   benches/compile-real.sh datafusion-catalog        this one; half an hour
#   benches/compile-real.sh graph datafusion-catalog  `cargo check` of a crate and of all it depends on, from nothing
#   benches/compile-real.sh bytes object_store        bytes of the program of published/src/bin: stripped, and machine code without optimization
#
# WAYS is "stock pooled exact" unless set, STEPS "check build release", ROUNDS 3. RUSTUP_TOOLCHAIN chooses rustc; FLAGS are added where it is timed.
#
# *Alone*: dependencies are built before, without optimization and debug information; for a release, the library with optimization, as its code is
# inlined. The command that cargo gives rustc for the crate is kept, and repeated with its output elsewhere: for metadata (check), with debug
# information (build), and optimized (release). A round goes through the ways in turn. Seconds are user time: the least, the greatest, and the
# least × the first way's.
set -euo pipefail

# As cargo's wrapper of rustc: keeps the command that compiles a package's library.
if [[ -n ${COMMANDS-} ]]; then
  name=${CARGO_PKG_NAME-}
  [[ " $* " != *" --crate-name ${name//-/_} "*" --crate-type lib "* ]] ||
    { export -p; printf 'cd %q; command=(' "$PWD"; printf '%q ' "$@"; echo ')'; } >"$COMMANDS/$name $CARGO_PKG_VERSION"
  exec "$@"
fi

here=$(realpath "$0")
cd "$(dirname "$0")/published"
. ./ways.sh
CRATES=(datafusion datafusion-catalog datafusion-catalog-listing datafusion-session
  async-graphql casbin object_store s3s salvo_core sea-orm serenity zbus)
read -ra ways <<<"${WAYS:-stock pooled exact}"
read -ra steps <<<"${STEPS:-check build release}"
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target/alone}
commands=$CARGO_TARGET_DIR/commands/${RUSTUP_TOOLCHAIN-default}
FLAGS=${FLAGS-} TIMEFORMAT=%U
library='--config profile.release.package.valuetask.opt-level=3'
declare -A how=([check]=build [build]=build [release]='build --release') more=([check]='' [build]=' -C debuginfo=2' [release]=' -C opt-level=3')
[[ ${steps[*]} != check ]] || how[check]=check

# Runs a command of cargo over a way, with the features of these crates.
published() { over "$1" $2 --quiet --no-default-features --features "$(IFS=,; echo "${*:3}")"; }

# Prints the seconds of rustc for a step of a crate, or nothing if it fails.
repeat() (
  flags=$FLAGS
  . "$commands/$1/${how[$2]}/$3" 2>"$scratch/said" || exit 0
  unset CARGO_MAKEFLAGS COMMANDS MAKEFLAGS
  [[ $2 != check ]] || command=("${command[@]/#--emit=*/--emit=metadata}")
  for at in "${!command[@]}"; do [[ ${command[at]} != --out-dir ]] || command[at + 1]=$scratch; done
  flags+=${more[$2]}
  took=$({ time "${command[@]}" $flags &>"$scratch/said"; } 2>&1) && echo "$took" || cat "$scratch/said" >&2
)

# Prints the seconds of cargo for these crates and all they depend on.
from-nothing() {
  rm -rf "$scratch/target"
  { time CARGO_TARGET_DIR=$scratch/target published "$1" 'check --lib' "${@:2}"; } 2>&1
}

# A row of this name: a function that prints seconds is called with each way in turn, round after round.
row() {
  local first least most way round
  printf '| %s |' "$1"
  for ((round = 0; round < ${ROUNDS:-3}; round++)); do for way in "${ways[@]}"; do "$2" "$way" "${@:3}" >>"$scratch/$way.times"; done; done
  for way in "${ways[@]}"; do
    read -r least most <<<"$(sort -n "$scratch/$way.times" | sed -n '1p;$p' | xargs)"
    : "${first:=$least}"
    [[ $least ]] && awk "BEGIN { printf \" $least – $most | %.2f |\", $least / $first }" || printf ' – | – |'
    rm "$scratch/$way.times"
  done
  echo
}

alone() {
  local way step crate
  for way in "${ways[@]}"; do
    for step in "${steps[@]}"; do
      export COMMANDS=$commands/$way/${how[$step]} && mkdir -p "$COMMANDS"
      RUSTC_WRAPPER=$here CARGO_PROFILE_RELEASE_OPT_LEVEL=0 published "$way" "$library ${how[$step]} --lib --keep-going" "$@" ||
        echo "not everything compiles over $way" >&2
    done
  done
  for crate; do
    crate+=$(sed -n "s/^$crate = .*version = \"=\([^\"]*\).*/ \1/p" Cargo.toml)
    for step in "${steps[@]}"; do row "$crate | $step" repeat "$step" "$crate"; done
  done
}

bytes() {
  local -x CARGO_TARGET_DIR=$scratch/target way program
  for program; do for way in "${ways[@]}"; do
    published "$way" "build --bin $program" "$program"
    CARGO_PROFILE_RELEASE_STRIP=true published "$way" "build --release --bin $program" "$program"
    printf '| %s | %s | %d | %d |\n' "$program" "$way" "$(stat --format %s "$CARGO_TARGET_DIR/release/$program")" \
      "$(size --format=sysv "$CARGO_TARGET_DIR/debug/$program" | awk '$1 == ".text" { print $2 }')"
  done; done
}

case ${1-} in
  graph) row "${*:2}" from-nothing "${@:2}" ;;
  bytes) "$@" ;;
  *) alone "${@:-${CRATES[@]}}" ;;
esac
