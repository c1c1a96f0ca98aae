#!/usr/bin/env bash
# Builds Espalier and runs its main job on the built-in demo: in a window where there is a display, else in the terminal.
#   packaging/run.sh [--headless] [-- arguments for the program]
set -euo pipefail
headless=false
while [ $# -gt 0 ]; do
    case $1 in
        --headless) headless=true ;;
        --) shift; break ;;
        -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
        *) echo "run.sh: unknown option $1; what follows -- goes to the program" >&2; exit 2 ;;
    esac
    shift
done
source "$(dirname "$0")/build.sh"
bin=$PWD/build/release/bin

if ! $headless && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$bin/espalier" "$@"
fi

demo=$(mktemp -d "${TMPDIR:-/tmp}/espalier-demo.XXXXXX")
"$bin/espalier-cli" demo "$demo/demo"
"$bin/espalier-cli" compress "$demo/demo/model" --recipe "$demo/demo/recipe.yaml" \
    --data "$demo/demo/calibration.txt" --eval-data "$demo/demo/evaluation.txt" --out "$demo/result" "$@"
echo "The smaller model is in $demo/result."
