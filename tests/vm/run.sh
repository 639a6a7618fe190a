#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [-v] [-t SECONDS] [-m MIB] [-d HOSTDIR] [-l ELF]... SCRIPT [FILE...]
#
# Boots the rig's VM, runs SCRIPT in it, prints what SCRIPT prints and ends with
# its exit status. The FILEs (folders too) stand beside it in /job, the working
# directory, which is in PATH. Programs among them bring their shared libraries
# along.
#
#	-t SECONDS  for the whole run (600)
#	-m MIB      memory (1024)
#	-d HOSTDIR  is /host in the VM, to read and write
#	-l ELF      bring the shared libraries of a program in HOSTDIR
#	-v          print what the kernel says as well, at the end
#
# 124: out of time; 125: the VM never reported, such as after a panic (what the
# kernel said is printed); 126: the VM was not started, the reason is printed;
# 77: neither, as something is not installed. There is no network.
set -u
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.bash
. "$here/lib.bash"

limit=600 memory=1024 host='' level=5 verbose='' libraries_of=()

refuse() {
	echo "run.sh: $1" >&2
	exit 126
}

while getopts t:m:d:l:v option; do
	case $option in
	t) limit=$OPTARG ;;
	m) memory=$OPTARG ;;
	d) host=$(readlink -e "$OPTARG") || refuse "no folder $OPTARG" ;;
	l) libraries_of+=("$OPTARG") ;;
	v) verbose=1 level=7 ;;
	*) exit 126 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || refuse 'no SCRIPT'
for file; do
	[ -r "$file" ] || refuse "no file $file"
done

rig=$("$here/prepare.sh")
status=$?
[ $status = 77 ] && exit 77
[ $status = 0 ] || refuse 'the rig cannot be made'

qemu=''
work=$(mktemp -d) || exit 126
trap '[ -z "$qemu" ] || kill "$qemu" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 126' INT TERM HUP

# What this run has beside the rig's base: a second archive behind the first.
make_initrd() {
	local file script

	mkdir -p "$work/root/job" &&
		cp -rL -- "$@" "$work/root/job/" || return 1
	script=${1##*/}
	chmod 755 "$work/root/job/$script"
	ln -s "/job/$script" "$work/root/job-script"
	while IFS= read -rd '' file; do
		! is_elf "$file" || libraries_of+=("$file")
	done < <(find "$work/root/job" -type f -print0)
	[ ${#libraries_of[@]} = 0 ] ||
		copy_libraries "$work/root" "${libraries_of[@]}" || return 1
	{ cat "$rig/base.cpio" && cd "$work/root" && find . -mindepth 1 -print0 |
		cpio -o -0 -H newc -R 0:0 --quiet; } >"$work/initrd"
}

make_initrd "$@" || refuse 'the files cannot be copied'
append="console=ttyS0 loglevel=$level panic=-1 oops=panic reboot=t nokaslr
	mitigations=off tsc=reliable no_timer_check random.trust_cpu=on audit=0"
devices=()
if [ -n "$host" ]; then
	append+=' nicfw.host'
	# shellcheck disable=SC2054 # QEMU's options have commas in them
	devices=(-fsdev "local,id=host,path=${host//,/,,},security_model=none"
		-device virtio-9p-pci,fsdev=host,mount_tag=host)
fi

: >"$work/kernel.log"
timeout -k 5 "$limit" qemu-system-x86_64 \
	-M q35,usb=off,vmport=off -accel tcg,thread=multi -cpu max -smp 2 \
	-m "$memory" -nodefaults -no-user-config -display none -no-reboot \
	-nic none -serial "file:$work/kernel.log" -serial stdio \
	-device isa-debug-exit,iobase=0xf4,iosize=0x4 "${devices[@]}" \
	-kernel "$rig/vmlinux" -initrd "$work/initrd" \
	-append "${append//[$'\n\t']/ }" </dev/null &
qemu=$!
wait $qemu
ended=$?
qemu=''

tell() { tr -d '\r' <"$work/kernel.log" | grep -v 'nicfw-vm: status' >&2; }

status=$(sed -n 's/.*nicfw-vm: status \([0-9]*\).*/\1/p' "$work/kernel.log")
[ -n "$status" ] && [ -z "$verbose" ] || tell
[ -z "$status" ] || exit "$status"
case $ended in
124 | 137)
	echo "run.sh: out of time ($limit s)" >&2
	exit 124
	;;
esac
echo 'run.sh: the VM never reported' >&2
exit 125
