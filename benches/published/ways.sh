# Sourced in this folder by ../published.sh and ../compile-real.sh: cargo over async-trait as it is, and over each mode of the stand-in.

# The patch rewrites the lock file, which is put back.
scratch=$(mktemp --directory)
cp Cargo.lock "$scratch/"
trap 'cp "$scratch/Cargo.lock" . && rm -r "$scratch"' EXIT

# Runs cargo over `stock`, or over a mode. Each mode has a path of its own to the stand-in, so that one target directory keeps the builds of all.
over() {
  local way=$1 patch=()
  if [[ $way != stock ]]; then
    mkdir -p ../target/ways
    ln -sfn "$(realpath ../..)" "../target/ways/$way"
    patch=(--config "patch.crates-io.async-trait.path='$(realpath ../target/ways)/$way/compat/async-trait'")
  fi
  cp "$scratch/Cargo.lock" .
  cargo "${patch[@]}" update --quiet --offline --package async-trait
  VALUETASK_COMPAT=$way cargo "${patch[@]}" "${@:2}"
}
