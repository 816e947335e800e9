# Sourced by app/run and tests/run: finds the project, installs what is missing, builds.
# shellcheck shell=sh

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

say () { printf '%s\n' "$*" >&2; }

# missing KIND...: the packages of these kinds that are not installed, one a line.
missing ()
{
  for kind in "$@"; do
    awk -v kind="$kind" '$1 == kind { print $2 }' "$root/app/packages"
  done | while read -r package; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

as_root ()
{
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else su root -c "$*"
  fi
}

# need KIND...: installs what is missing of these kinds; touches no network when nothing is.
need ()
{
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "This is not a Debian system: install the equivalents of app/packages yourself."
    return 0
  fi
  packages=$(missing "$@")
  [ -n "$packages" ] || return 0
  say "Installing from Debian:" $packages
  [ "$(id -u)" = 0 ] || say "This needs the administrator's rights; you may be asked for a password."
  # shellcheck disable=SC2086
  {
    as_root apt-get update -q >&2 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages >&2
  } || {
    say "Could not install them. Check the network and the administrator's rights, then try again."
    return 1
  }
}

# build FOLDER [MESON OPTION...]: configures once, then compiles what has changed.
build ()
{
  folder=$1
  shift
  # Debian's own meson and python3: another on the PATH may lack the modules that they need.
  PATH=/usr/bin:$PATH
  export PATH
  if [ ! -e "$folder/build.ninja" ]; then
    rm -rf "$folder"
    say "Configuring in $folder"
    meson setup "$folder" "$root" "$@" >&2 || return 1
  fi
  ninja -C "$folder" >&2
}
