#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
# init.sh - the first process in the VM: mount, run the job, report, power off
#
# The job's output goes to the second serial port as it is; the first one is
# the kernel's. The status is a kernel message, because those are written out
# before the next instruction runs.

# shellcheck shell=dash
export PATH=/job:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t debugfs debug /sys/kernel/debug
mount -t bpf bpf /sys/fs/bpf
mount -t tmpfs run /run
mount -t tmpfs -o size=75% tmp /tmp
exec </dev/null >/dev/ttyS1 2>&1
stty -F /dev/ttyS1 raw -echo
hostname vm
ip link set lo up

status=0
if grep -qw nicfw.host /proc/cmdline; then
	modprobe virtio_pci && modprobe 9pnet_virtio && modprobe 9p &&
		mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 \
			host /host || status=126
fi
if [ $status = 0 ]; then
	cd /job || exit 1
	"$(readlink /job-script)"
	status=$?
fi

sync
# Setting it again waits until all that was written is out.
stty -F /dev/ttyS1 raw -echo
echo "<1>nicfw-vm: status $status" >/dev/kmsg
# QEMU ends at a write to this port, much sooner than by a power off.
printf '\1' | dd of=/dev/port bs=1 seek=244 conv=notrunc 2>/dev/null
poweroff -f
