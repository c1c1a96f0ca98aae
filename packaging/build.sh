# Sourced by run.sh, test.sh and deb.sh: installs what is missing and builds build/release (of it $build_target, if that is set).
# Safe to run again: seconds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

install_missing() {
    local wanted missing=() package
    wanted=$(sed 's/#.*//' packaging/dependencies.txt)
    for package in $wanted; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "These packages are missing; install them as root: ${missing[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    echo "Installing ${#missing[@]} packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build_release() {
    local log=build/release-configure.log
    mkdir -p build
    cmake --preset release -DESPALIER_WERROR="${ESPALIER_WERROR:-OFF}" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    cmake --build --preset release ${build_target:+--target "$build_target"}
}

install_missing
build_release
