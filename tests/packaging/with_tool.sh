#!/bin/sh
# Runs a command, or exits with 77 (skipped) where its program is not installed.
command -v "$1" >/dev/null || { echo "Skipped: $1 is not installed."; exit 77; }
exec "$@"
