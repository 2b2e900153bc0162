#!/usr/bin/env bash
# Published crates over async-trait as it is, and over the stand-in of compat/async-trait, `pooled` and `hot`: the table of tables/published.md.
#
#   benches/published.sh              all of them; builds for ten minutes
#   benches/published.sh bb8 s3s      these
#
# WAYS, "stock pooled hot" unless set, are the builds; those that it leaves out are left out of the table.
# One target directory, `published/target`, serves all builds.
set -euo pipefail
cd "$(dirname "$0")/published"
. ./ways.sh

programs=("$@")
if ((${#programs[@]} == 0)); then
  for source in src/bin/*.rs; do programs+=("$(basename "$source" .rs)"); done
fi

builds=target/builds
rm -rf "$builds"
for way in ${WAYS:-stock pooled hot}; do
  CARGO_TARGET_DIR=target over "$way" build --release --quiet --no-default-features --features "$(IFS=,; echo "${programs[*]}")"
  mkdir -p "$builds/$way"
  for program in "${programs[@]}"; do cp "target/release/$program" "$builds/$way/"; done
done
target/release/published "$builds" "${programs[@]}"
