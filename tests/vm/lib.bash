# SPDX-License-Identifier: GPL-2.0-only
# lib.bash - what the scripts of the VM rig share

set -u

# missing REASON - the rig cannot be made on this machine: a test skips
missing() {
	echo "$1" >&2
	exit 77
}

# opened_by ELF - the paths of libraries that it knows by name: nicfw opens some
# where it needs them (library.h)
opened_by() {
	grep -aoE 'lib[a-z]+\.so(\.[0-9]+)+' "$1" | sort -u |
		awk 'NR == FNR { named[$1]; next }
			$1 in named { print $NF; delete named[$1] }' \
			- <(ldconfig -p)
}

# copy_libraries ROOT ELF... - put the shared libraries of ELF below ROOT
#
# They go where the links in their paths lead, so that no folder takes the
# place of a link such as /lib.
copy_libraries() {
	local root=$1 elf opened library folder

	shift
	for elf; do
		ldd "$elf" 2>/dev/null
		for opened in $(opened_by "$elf"); do
			echo "$opened"
			ldd "$opened"
		done
	done | grep -o '/[^ )]*' | sort -u | while read -r library; do
		folder=$(readlink -f "$(dirname "$library")") || return 1
		mkdir -p "$root$folder" || return 1
		[ -e "$root$folder/${library##*/}" ] ||
			cp -L "$library" "$root$folder/" || return 1
	done
}

# is_elf FILE
is_elf() {
	[ "$(head -c 4 "$1" | tr -d '\0')" = $'\x7fELF' ]
}

# build_module RELEASE DIR [VARIABLE=VALUE...] - what the kernel's build system
# makes of DIR; what it says is printed if it fails
#
# It takes no folder with a space in its name, but a link to one.
build_module() {
	local release=$1 dir=$2 link status=0

	shift 2
	link=$(mktemp -u /tmp/nicfw-vm.XXXXXXXXXX)
	ln -s "$(readlink -f "$dir")" "$link" || return 1
	make -s -j2 -C "/usr/src/linux-headers-$release" M="$link" "$@" \
		modules >"$dir/build.log" 2>&1 || status=1
	rm "$link"
	[ $status = 0 ] || cat "$dir/build.log" >&2
	return $status
}
