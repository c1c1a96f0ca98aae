#!/usr/bin/env bash
# Installs the package in a bare Debian 12 and uses it as a person there would, then removes it and looks for leftovers.
# Exits with 77 (skipped) without root, debootstrap, Xvfb, xdotool or a mirror.
#   bare_debian.sh FILE.deb
set -euo pipefail
package=$(realpath "$1")
mirror=${ESPALIER_DEBIAN_MIRROR:-http://deb.debian.org/debian}

skip() { echo "Skipped: $*."; exit 77; }
step() { echo "== $*"; }
[ "$(id -u)" -eq 0 ] || skip "a chroot needs root"
for tool in debootstrap Xvfb xdotool unshare; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
if [ -z "${ESPALIER_OWN_MOUNTS:-}" ]; then # mounts that end with this process, however it ends
    unshare --mount true || skip "mount namespaces are not allowed here"
    ESPALIER_OWN_MOUNTS=1 exec unshare --mount "$0" "$@"
fi

root=$(mktemp -d "${TMPDIR:-/tmp}/espalier-debian.XXXXXX")
chmod 755 "$root" # others than root live in it
children=()
clean() {
    [ ${#children[@]} -eq 0 ] || kill "${children[@]}" 2>/dev/null || true
    wait
    if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
    rm -rf --one-file-system "$root"
}
trap clean EXIT
trap 'echo "Failed: $BASH_COMMAND"' ERR

step "a bare Debian 12"
/usr/lib/apt/apt-helper download-file "$mirror/dists/bookworm/InRelease" "$root.release" >/dev/null 2>&1 ||
    { rm -f "$root.release"; skip "$mirror cannot be reached"; }
rm -f "$root.release"
debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || { tail -20 "$root.log"; exit 1; }
rm -f "$root.log"
mount -t proc proc "$root/proc"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # start no services
chmod +x "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
cp "$package" "$root/espalier.deb"
# Arrays, not functions: in the background $! is then the program itself.
as_root=(chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive)
as_user=(chroot --userspec=1000:1000 "$root" env -i PATH=/usr/bin HOME=/home/user LANG=C.UTF-8)
"${as_root[@]}" useradd --create-home --uid 1000 user

step "install"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends /espalier.deb >/dev/null
"${as_root[@]}" dpkg --audit

step "the terminal, and the worker"
"${as_user[@]}" espalier-cli --version
"${as_user[@]}" espalier-worker --version
"${as_user[@]}" espalier-cli demo /home/user/demo
"${as_user[@]}" espalier-cli inspect /home/user/demo/model | sed -n 1,3p
"${as_user[@]}" espalier-cli compress /home/user/demo/model --recipe /home/user/demo/recipe.yaml --samples 8 \
    --data /home/user/demo/calibration.txt --out /home/user/result >"$root/run.log" 2>&1 || { cat "$root/run.log"; exit 1; }
"${as_user[@]}" espalier-cli chat "/home/user/result/$(basename "$root"/home/user/result/stage_*)" \
    --prompt "What is 2 plus 3?" --max-tokens 16

step "the window"
Xvfb -displayfd 3 -ac -nolisten tcp -screen 0 1280x800x24 3>"$root/display" 2>/dev/null &
children+=($!)
timeout 20 sh -c "until [ -s $root/display ]; do sleep 0.2; done"
display=:$(cat "$root/display")
as_user+=(DISPLAY="$display" QT_QPA_PLATFORM=xcb)
"${as_user[@]}" espalier >"$root/window.log" 2>&1 &
app=$!
children+=($app)
DISPLAY=$display timeout 60 xdotool search --sync --onlyvisible --name Espalier >/dev/null || { cat "$root/window.log"; exit 1; }
sleep 5 # the first start opens the demo
[ -d "/proc/$app" ] || { echo "The app went away."; cat "$root/window.log"; exit 1; }
if [ -n "${ESPALIER_SCREENSHOT:-}" ] && command -v import >/dev/null; then
    DISPLAY=$display import -window root "$ESPALIER_SCREENSHOT"
fi
kill "$app"
cat "$root/window.log"

step "remove"
"${as_root[@]}" apt-get purge -y -qq -o Dpkg::Use-Pty=0 espalier >/dev/null
rm -rf "$root/espalier.deb" "$root/home/user"
left=$(find "$root" -xdev -iname '*espalier*' -not -path "$root")
[ -z "$left" ] || { echo "Left behind: $left"; exit 1; }
echo "Installed, used and removed."
