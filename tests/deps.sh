#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# deps.sh - install the packages that tests/packages lists
#
# Asks the package manager only for what is missing, so that it is quick, and
# needs neither root nor a network, when all is there.
set -eu

list=$(dirname "$0")/packages
missing=
for package in $(grep -v '^#' "$list"); do
	dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
		grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	echo "deps: not installed:$missing; run 'make deps' as root" >&2
	exit 1
fi
echo "  DEPS   $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install -y --no-install-recommends $missing; } \
	>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
