#!/usr/bin/env bash
# Sets the machine up, builds with warnings as errors, checks the formatting, and runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source Scripts/setup.sh
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Runs a build quietly; fails on an error, and on a warning in the project's own files.
build() {
  if ! swift build "$@" >"$log" 2>&1; then
    grep -E "error:|warning:" "$log" | sort -u | head -40 >&2 || tail -40 "$log" >&2
    exit 1
  fi
  if grep -E "^$PWD/(Sources|Tests|Examples|Benchmarks|Package.swift).*warning:" "$log" | sort -u | head -40 | grep .; then
    echo "Warnings are errors here." >&2
    exit 1
  fi
}

echo "Formatting …"
swift format lint --strict --recursive Package.swift Sources Tests Examples Benchmarks

echo "Building (debug) …"
build --build-tests
echo "Building (release) …"
build -c release

echo "Testing …"
swift test --quiet --no-parallel "$@"
