#!/usr/bin/env bash
# Makes build/release/espalier_<version>_<architecture>.deb.
set -euo pipefail
build_target=deb
source "$(dirname "$0")/build.sh"
