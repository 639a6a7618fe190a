#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# initrd.sh RELEASE KERNEL DIR - make DIR/base.cpio, what the VM boots into
#
# Busybox, dash as /bin/sh (busybox's own shell would run its own `ip` before
# iproute2's), the network's tools with their libraries, and the modules that
# tests load: those of the folder KERNEL and DIR/nfpshim.ko. It is not
# compressed: unpacking is what a VM is slow at.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.bash
. "$here/lib.bash"

release=$1
kernel=$2
dir=$3
root=$dir/root
modules=$root/usr/lib/modules/$release

tools='ip tc bpftool ethtool dash'
wanted='nfpshim netdevsim veth dummy sch_ingress cls_bpf 9p 9pnet_virtio
	virtio_pci act_mirred cls_matchall 8021q bonding nft_ct nft_objref
	nf_flow_table_inet nft_flow_offload xfrm_user esp4 esp4_offload authenc
	echainiv crc32c_generic ip_vs_rr nft_chain_nat nft_nat nft_masq nft_redir'

make_folders() {
	local folder

	mkdir -p "$root"/{usr/{bin,sbin,lib,lib64},proc,sys,dev,tmp,run,job} \
		"$root"/{host,etc,root,var}
	for folder in bin sbin lib lib64; do
		ln -s "usr/$folder" "$root/$folder"
	done
	ln -s ../run "$root/var/run"
	ln -s ../proc/self/mounts "$root/etc/mtab"
}

add_commands() {
	local applet tool path

	cp "$(command -v busybox)" "$root/usr/bin/busybox"
	for applet in $("$root/usr/bin/busybox" --list); do
		[ "$applet" = busybox ] || ln -s busybox "$root/usr/bin/$applet"
	done
	for tool in $tools; do
		path=$(PATH=$PATH:/usr/sbin:/sbin command -v "$tool")
		cp -L --remove-destination "$path" "$root/usr/bin/$tool"
		copy_libraries "$root" "$path"
	done
	ln -sf dash "$root/usr/bin/sh"
	cp "$here/init.sh" "$root/init"
	chmod 755 "$root/init"
}

# add_module NAME - with what it depends on, from $dir/modules
add_module() {
	local line file all=$dir/lib/modules/$release

	line=$(grep -E "(^|/)$1\.ko:" "$all/modules.dep") || {
		grep -q "/$1\.ko\$" "$all/modules.builtin" && return
		echo "initrd: no module $1" >&2
		return 1
	}
	grep -qxF "$line" "$modules/modules.dep" ||
		echo "$line" >>"$modules/modules.dep"
	for file in ${line/:/}; do
		mkdir -p "$modules/$(dirname "$file")"
		cp "$all/$file" "$modules/$file"
		[ "$file" = "${line%%:*}" ] ||
			add_module "$(basename "$file" .ko)"
	done
}

add_modules() {
	local name

	cp -r "$kernel/lib" "$dir/lib"
	mkdir "$dir/lib/modules/$release/extra"
	mv "$dir/nfpshim.ko" "$dir/lib/modules/$release/extra/"
	cp "$kernel/netdevsim.ko" "$dir/lib/modules/$release/extra/"
	busybox depmod -b "$dir" "$release"
	mkdir -p "$modules"
	: >"$modules/modules.dep"
	for name in $wanted; do
		add_module "$name"
	done
	rm -r "${dir:?}/lib"
}

make_folders
add_commands
add_modules
(cd "$root" && find . | LC_ALL=C sort |
	cpio -o -H newc -R 0:0 --quiet) >"$dir/base.cpio"
rm -r "$root"
