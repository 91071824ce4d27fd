#!/bin/sh
# Installs what the program needs on Debian or Ubuntu: a C compiler and linker for the build, and the libraries that a
# window is drawn with. Says what it installs; says nothing and does nothing when all is there.
set -eu

build="gcc libc6-dev pkg-config ca-certificates"
window="libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libwayland-client0 libvulkan1 mesa-vulkan-drivers libegl1 libgl1-mesa-dri"

if command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for package in $build $window; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        echo "setup.sh: installing$missing"
        root=""
        [ "$(id -u)" = 0 ] || root=sudo
        $root apt-get update -qq
        # shellcheck disable=SC2086 # a list of names
        $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    fi
elif [ "$(uname -s)" = Linux ]; then
    echo "setup.sh: not Debian or Ubuntu. Please install a C compiler, and for the window: X11 (libX11, libXcursor, libXi," \
        "libxkbcommon-x11) or Wayland, and a Vulkan or OpenGL driver (Mesa)."
fi

PATH="$PATH:${CARGO_HOME:-${HOME:-/root}/.cargo}/bin"
if ! command -v rustc >/dev/null 2>&1; then
    echo "setup.sh: Rust 1.95 or newer is needed and is not here. Get it from https://rustup.rs, then run this again." >&2
    exit 1
fi
have=$(rustc --version | cut -d ' ' -f 2)
major=${have%%.*}
minor=${have#*.}
minor=${minor%%.*}
if [ "$major" -lt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -lt 95 ]; }; then
    echo "setup.sh: Rust 1.95 or newer is needed; this is $have. Run: rustup update stable" >&2
    exit 1
fi
