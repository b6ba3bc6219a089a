#!/usr/bin/env bash
# Installs what the package needs and this machine lacks. Other scripts source it.
set -euo pipefail

packages=()
need() { # need PKG-CONFIG-NAME PACKAGE
  pkg-config --exists "$1" 2>/dev/null || packages+=("$2")
}

if ! command -v swift >/dev/null; then
  echo "Horn needs Swift 6.2 or newer: see https://www.swift.org/install" >&2
  exit 1
fi

case "$(uname -s)" in
  Linux)
    command -v pkg-config >/dev/null || packages+=(pkg-config)
    need openblas libopenblas-dev
    need lapacke liblapacke-dev
    need libzip libzip-dev
    need libarchive libarchive-dev
    need hdf5 libhdf5-dev
    if ((${#packages[@]})); then
      if ! command -v apt-get >/dev/null; then
        echo "Please install with this system's package manager: ${packages[*]}" >&2
        exit 1
      fi
      run=()
      [ "$(id -u)" = 0 ] || run=(sudo)
      echo "Installing ${packages[*]} …"
      "${run[@]}" apt-get update -qq
      DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq "${packages[@]}" >/dev/null
    fi
    ;;
  Darwin)
    command -v pkg-config >/dev/null || packages+=(pkg-config)
    need openblas openblas
    need lapacke lapack
    need libzip libzip
    need hdf5 hdf5
    # Homebrew keeps libarchive out of its common folders, as macOS has one without headers.
    if command -v brew >/dev/null; then
      PKG_CONFIG_PATH="$(brew --prefix)/opt/libarchive/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
      export PKG_CONFIG_PATH
    fi
    need libarchive libarchive
    if ((${#packages[@]})); then
      brew install "${packages[@]}"
    fi
    ;;
esac
