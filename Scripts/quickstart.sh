#!/usr/bin/env bash
# Sets the machine up, builds Horn, trains a recurrent network on IMDB reviews (or, where they cannot be
# had, on made-up ones), and classifies three reviews. Arguments go to the program: see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source Scripts/setup.sh

# Both halve OpenBLAS's speed on a CPU with AVX-512.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

echo "Building …"
swift build -c "${HORN_CONFIGURATION:-release}" --product quickstart --quiet
exec "$(swift build -c "${HORN_CONFIGURATION:-release}" --show-bin-path)/quickstart" "$@"
