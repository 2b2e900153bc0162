#!/usr/bin/env bash
# What the library itself costs a small user: processor time from nothing, and bytes of the program. Ten minutes.
#
#   benches/library.sh                  both
#   benches/library.sh from-nothing     user and system seconds to build a crate that depends on it, the least of ROUNDS (5), beside async-trait
#   benches/library.sh bytes            of a program with a trait of 10 methods and of 20, three implementations of each
#
# The crates are built from their folders as a registry's packages are: not incrementally, by the default profiles, with default features.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
folder=$(mktemp --directory)
trap 'rm -r "$folder"' EXIT
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$folder/target CARGO_PROFILE_DEV_DEBUG=0
unset RUSTFLAGS

# A crate of this name, with this dependency and the versions of the repository's lock file.
crate() {
  mkdir -p "$folder/$1/src"
  cp Cargo.lock "$folder/$1/"
  printf '%s\n' '[package]' "name = \"$1\"" 'version = "0.0.0"' 'edition = "2024"' '[workspace]' '[profile.release]' 'strip = true' \
    '[dependencies]' "$2" >"$folder/$1/Cargo.toml"
}

declare -A dependency=(
  [async-trait]='async-trait = "0.1"'
  [valuetask]="valuetask = { path = \"$root/crates/valuetask\" }"
)

from-nothing() {
  local way round TIMEFORMAT='%U %S %R'
  for way in async-trait valuetask; do
    crate "nothing-$way" "${dependency[$way]}"
    echo >"$folder/nothing-$way/src/lib.rs"
    for ((round = 0; round < ${ROUNDS:-5}; round++)); do
      rm -rf "$CARGO_TARGET_DIR"
      { time cargo build --quiet --offline --manifest-path "$folder/nothing-$way/Cargo.toml"; } 2>&1
    done | awk -v way="$way" '{ cpu = $1 + $2 }
      !n++ || cpu < least { least = cpu } n == 1 || $3 < wall { wall = $3 }
      END { printf "%-12s %5.2f s of the processor, %5.2f s of the clock\n", way, least, wall }'
  done
}

# A program with a trait of so many methods and three implementations, which calls each method behind `dyn`.
program() {
  local attribute=$1 methods=$2 method type
  local arguments='(&self, key: &str, at: u64) -> Result<u64, String>'
  echo 'use std::future::poll_fn; use std::pin::pin; use std::task::{Context, Poll, Waker};'
  printf 'async fn once(mut at: u64) -> u64 { %s }\n' \
    'let to = at; at = 0; poll_fn(|_| { at += 1; if at > 1 { Poll::Ready(()) } else { Poll::Pending } }).await; to'
  echo "$attribute trait Service: Sync {"
  for ((method = 0; method < methods; method++)); do echo "async fn m$method$arguments;"; done
  echo '}'
  for type in A B C; do
    echo "struct $type(String); $attribute impl Service for $type {"
    for ((method = 0; method < methods; method++)); do
      echo "async fn m$method$arguments { if key == \"$type$method\" { return Err(key.to_owned()) }"
      echo "let got = once(at + $method).await; Ok(got + self.0.len() as u64) }"
    done
    echo '}'
  done
  echo 'fn run<T>(task: impl Future<Output = T>) -> T { let mut task = pin!(task); let mut cx = Context::from_waker(Waker::noop());'
  echo 'loop { if let Poll::Ready(value) = task.as_mut().poll(&mut cx) { return value } } }'
  echo 'fn main() { let name = || std::env::args().next().unwrap_or_default();'
  echo 'let all: [Box<dyn Service>; 3] = [Box::new(A(name())), Box::new(B(name())), Box::new(C(name()))];'
  echo 'let (mut sum, key) = (0, name()); for one in &all {'
  for ((method = 0; method < methods; method++)); do echo "sum += run(one.m$method(&key, $method)).unwrap_or(1);"; done
  echo '} println!("{sum}") }'
}

bytes() {
  local way methods attribute
  declare -A attributes=(
    [async-trait]='#[async_trait::async_trait]' [alias]='#[valuetask::async_trait]' [value_task]='#[valuetask::value_task]'
  )
  printf '%-12s %8s %16s %16s\n' way methods 'release, stripped' 'debug, .text'
  for way in async-trait alias value_task; do
    for methods in 10 20; do
      attribute=${attributes[$way]}
      crate program "${dependency[${way/#@(alias|value_task)/valuetask}]}"
      program "$attribute" "$methods" >"$folder/program/src/main.rs"
      cargo build --quiet --offline --manifest-path "$folder/program/Cargo.toml"
      cargo build --quiet --offline --manifest-path "$folder/program/Cargo.toml" --release
      printf '%-12s %8d %16d %16d\n' "$way" "$methods" "$(stat --format %s "$CARGO_TARGET_DIR/release/program")" \
        "$(size --format=sysv "$CARGO_TARGET_DIR/debug/program" | awk '$1 == ".text" { print $2 }')"
    done
  done
}

shopt -s extglob
for part in "${@:-both}"; do
  case $part in
    both) from-nothing; bytes ;;
    from-nothing | bytes) "$part" ;;
    *) echo "library: no such part: $part" >&2; exit 1 ;;
  esac
done
