#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# deps.sh [FILE] - install the packages that tests/packages and tests/vm/packages
# list, or FILE
#
# Asks the package manager only for what is missing, so that it is quick, and
# needs neither root nor a network, when all is there. Those of tests/vm can be
# done without: its tests skip, and say what is missing.
set -eu

here=$(dirname "$0")

missing_of() {
	for package in $(grep -v '^#' "$1"); do
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
			grep -qx installed || printf ' %s' "$package"
	done
}

install() {
	echo "  DEPS   $*"
	{ $update && apt-get install -y --no-install-recommends "$@"; } \
		>"$log" 2>&1 || { cat "$log" >&2; return 1; }
	update=true
}

missing=$(missing_of "${1:-$here/packages}")
missing_vm=
[ $# -gt 0 ] || missing_vm=$(missing_of "$here/vm/packages")
[ -n "$missing$missing_vm" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	echo "deps: not installed:$missing$missing_vm; run 'make deps${1:+-bench}' as root" >&2
	[ -z "$missing" ]
	exit
fi
log=$(mktemp)
update='apt-get update'
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # names have no spaces
[ -z "$missing" ] || install $missing
# shellcheck disable=SC2086
[ -z "$missing_vm" ] || install $missing_vm ||
	echo "deps: without$missing_vm the tests in tests/vm are skipped" >&2
