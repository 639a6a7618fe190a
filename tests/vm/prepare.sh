#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# prepare.sh - make the VM rig, and print the folder it is in
#
# A rig is a kernel, `vmlinux`, and an initramfs, `base.cpio`, with the modules
# netdevsim and nfpshim. It is made once for each version of the kernel's
# packages and of the sources in this folder, in $NICFW_VM_CACHE. The kernel's
# part has a folder of its own there, as it seldom changes and takes longest.
#
# Ends with 77 and a reason if something that it needs is not on this machine,
# with 1 if the rig cannot be made for any other reason.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.bash
. "$here/lib.bash"

cache=$(readlink -m \
	"${NICFW_VM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/nicfw-vm}")
LOCK_SECONDS=900
KEEP_DAYS=7
NEED_MIB=500 # while it is made; half of it stays

check_machine() {
	local row command

	[ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] ||
		missing 'the VM rig is made of packages of Debian for amd64'
	for row in qemu-system-x86_64:qemu-system-x86 busybox:busybox-static \
		cpio:cpio xz:xz-utils make:make gcc:gcc ip:iproute2 \
		tc:iproute2 bpftool:bpftool ethtool:ethtool; do
		command=${row%:*}
		PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null ||
			missing "no $command: install the package ${row#*:}"
	done
	[ -e /usr/src/linux-source-6.1.tar.xz ] ||
		missing 'no kernel source: install the package linux-source-6.1'
}

version_of() {
	dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null |
		sed -n 's/^installed //p'
}

# The plain kernel whose headers are of the source's version; sets $release
# and $version.
choose_kernel() {
	local headers

	version=$(version_of linux-source-6.1)
	for headers in /usr/src/linux-headers-6.1.*[0-9]-amd64; do
		release=${headers##*/linux-headers-}
		[ "$(version_of "linux-headers-$release")" != "$version" ] ||
			return 0
	done
	missing "no headers of linux-source-6.1's version $version: install or upgrade linux-headers-amd64 and linux-source-6.1"
}

# hash_of FILE... - short, of names and contents
hash_of() {
	sha256sum "$@" | sha256sum | cut -c1-12
}

# publish DIR - it is whole: give it its name
publish() {
	local made=$1 dir=$2

	chmod -R go+rX "$made"
	mv -T "$made" "$dir"
}

make_rig() {
	local made=$1 kernel=$2

	echo '  VM      building nfpshim' >&2
	cp -r "$kernel/nfp" "$made/nfp"
	cp -r "$here/shim" "$made/nfp/shim"
	mv "$made/nfp/shim/Kbuild" "$made/nfp/Kbuild"
	build_module "$release" "$made/nfp"
	strip -g -o "$made/nfpshim.ko" "$made/nfp/nfpshim.ko"
	rm -r "$made/nfp"
	"$here/initrd.sh" "$release" "$kernel" "$made"
	ln -s "../${kernel##*/}/vmlinux" "$made/vmlinux"
}

check_room() {
	local free

	free=$(df --output=avail -m "$cache" | tail -n1)
	[ "$free" -ge $NEED_MIB ] || {
		echo "prepare: $cache has $((free)) MiB free; $NEED_MIB are needed" >&2
		exit 1
	}
}

# One at a time. What the killed ones left is nobody's once the lock is had:
# their children hold it as well.
make_missing() {
	local made

	mkdir -p "$cache"
	exec 9>"$cache/lock"
	flock -w $LOCK_SECONDS 9 || {
		echo "prepare: $cache is locked for $LOCK_SECONDS s" >&2
		exit 1
	}
	rm -rf "$cache"/tmp.*
	trap 'rm -rf "$cache"/tmp.*' EXIT
	if [ ! -d "$kernel" ]; then
		check_room
		made=$(mktemp -d "$cache/tmp.XXXXXX")
		"$here/kernel.sh" "$release" "$version" "$made"
		publish "$made" "$kernel"
	fi
	if [ ! -d "$rig" ]; then
		made=$(mktemp -d "$cache/tmp.XXXXXX")
		make_rig "$made" "$kernel"
		publish "$made" "$rig"
	fi
	find "$cache" -mindepth 1 -maxdepth 1 -name '*-*' \
		-mtime +$KEEP_DAYS -exec rm -rf {} +
}

cd "$here"
check_machine
choose_kernel
kernel=$cache/kernel-$release-$version-$(hash_of kernel.sh lib.bash)
rig=$cache/rig-$release-$version-$(hash_of prepare.sh initrd.sh init.sh lib.bash \
	shim/*)
[ -d "$rig" ] && [ -d "$kernel" ] || make_missing
touch "$rig" "$kernel"
echo "$rig"
