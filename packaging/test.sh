#!/usr/bin/env bash
# Builds Espalier and runs its tests (those labelled `slow` only with --slow).
#   packaging/test.sh [--slow] [-- arguments for ctest]
set -euo pipefail
without=(-LE slow)
while [ $# -gt 0 ]; do
    case $1 in
        --slow) without=() ;;
        --) shift; break ;;
        -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
        *) echo "test.sh: unknown option $1; what follows -- goes to ctest" >&2; exit 2 ;;
    esac
    shift
done
source "$(dirname "$0")/build.sh"
ctest --test-dir build/release --output-on-failure --no-tests=error "${without[@]}" "$@"
