#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernel.sh RELEASE VERSION DIR - what the rig needs of a kernel, into DIR
#
# From Debian's packages of one version: an uncompressed kernel (the VM would
# take seconds for decompressing it), modules, netdevsim.ko, which Debian does
# not build, and the sources of the nfp driver that the shim is compiled with.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.bash
. "$here/lib.bash"

release=$1
version=$2
dir=$3
cd "$dir"

say() { echo "  VM      $*" >&2; }

# Folders of the image's modules; what they depend on is among them.
module_folders='net drivers/net/veth.ko drivers/net/dummy.ko
	drivers/net/bonding drivers/virtio fs/9p fs/netfs fs/fscache lib crypto'

unpack_image() {
	local image=linux-image-$release patterns=(./boot/vmlinuz-"$release") f

	say "downloading $image"
	apt-get -qq -o APT::Sandbox::User=root -o Acquire::Retries=0 \
		-o Acquire::http::Timeout=30 download "$image=$version" \
		>download.log 2>&1 ||
		missing "cannot download $image=$version: $(
			grep -m1 '^E:' download.log || tail -n1 download.log)"
	for f in $module_folders; do
		patterns+=("./lib/modules/$release/kernel/$f")
	done
	patterns+=(./lib/modules/"$release"/modules.builtin
		./lib/modules/"$release"/modules.order)
	dpkg-deb --fsys-tarfile "$image"_*.deb | tar -x "${patterns[@]}"
	rm "$image"_*.deb download.log
}

# header_number OFFSET BYTES - of the kernel's image, whose header is described
# in Documentation/x86/boot.rst of the kernel.
header_number() {
	od -An -tu"$2" -j$(($1)) -N"$2" "boot/vmlinuz-$release" | tr -d ' '
}

# The compressed kernel ends with the number of bytes that it was.
unpack_kernel() {
	local start length size

	start=$((($(header_number 0x1f1 1) + 1) * 512 +
		$(header_number 0x248 4)))
	length=$(header_number 0x24c 4)
	size=$(header_number start+length-4 4)
	dd if="boot/vmlinuz-$release" iflag=skip_bytes,count_bytes bs=1M \
		skip="$start" count="$length" of=boot/vmlinux.xz status=none
	xz -dc --single-stream boot/vmlinux.xz >vmlinux
	[ "$(stat -c %s vmlinux)" = "$size" ] || {
		echo "kernel.sh: vmlinuz-$release is of another form" >&2
		return 1
	}
	rm -r boot
}

unpack_sources() {
	local net=linux-source-6.1/drivers/net

	say 'unpacking sources'
	tar -xf /usr/src/linux-source-6.1.tar.xz --strip-components=3 \
		"$net/netdevsim" "$net/ethernet/netronome/nfp"
	mv ethernet/netronome/nfp nfp
	rm -r ethernet
	find nfp -name Makefile -exec rm {} +
}

build_netdevsim() {
	say 'building netdevsim'
	build_module "$release" netdevsim CONFIG_NETDEVSIM=m
	strip -g -o netdevsim.ko netdevsim/netdevsim.ko
	rm -r netdevsim
}

unpack_image
unpack_kernel
unpack_sources
build_netdevsim
