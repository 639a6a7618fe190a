# SPDX-License-Identifier: GPL-2.0-only
# lib.bash - what the tests of the documentation share
#
# Examples run in a network namespace of their own, in which eth0 is a veth, in
# a folder with docs/ in it, by an installed nicfw (`make install DESTDIR=`):
#
#	+-- $ns -----------------+
#	| eth0 ====veth==== eth1 |
#	+------------------------+
#
# An example is a line that starts with a prompt, `$ ` or `# ` (as root); a line
# that ends with a backslash goes on in the next one. Its exit status must be 0.
# Lines behind it are what it prints, on stdout or stderr, in this order; the
# text `...` stands for any text, and a line of it for any lines. An example
# without such lines may print what it likes.
#
# What would change the machine, or takes long, is not run but checked:
#
#	make demo, check, deps, ...	`make -n` knows the target
#	make install			installs below a temporary DESTDIR

set -u
# Under `make docs`, the make of an example is one of its own.
unset MAKEFLAGS MFLAGS MAKELEVEL

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
tmp=$(mktemp -d)
root=$tmp/root
ns=nicfw-docs-$$
n_tests=0
n_failed=0

clean_up() {
	ip netns del "$ns" 2>/dev/null
	rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# ok NAME, not_ok NAME [TEXT], skip NAME WHY - one line of TAP
ok() {
	n_tests=$((n_tests + 1))
	printf 'ok %d - %s\n' "$n_tests" "${1//#/}"
}

not_ok() {
	n_tests=$((n_tests + 1))
	n_failed=$((n_failed + 1))
	printf 'not ok %d - %s\n' "$n_tests" "${1//#/}"
	[ -z "${2:-}" ] || sed 's/^/# /' <<<"$2"
}

skip() {
	n_tests=$((n_tests + 1))
	printf 'ok %d - %s # SKIP %s\n' "$n_tests" "$1" "$2"
}

# same NAME WANTED GOT - ok if both texts are equal
same() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "$(diff <(cat <<<"$2") <(cat <<<"$3"))"
	fi
}

finish() {
	echo "1..$n_tests"
	[ "$n_failed" = 0 ]
	exit
}

need_root() {
	[ "$(id -u)" = 0 ] && return
	echo "1..0 # SKIP needs root"
	exit 0
}

# Installs nicfw, makes the namespace and the folder that examples run in.
set_up() {
	make -s -C "$top" install DESTDIR="$root" >"$tmp/install" 2>&1 || {
		cat "$tmp/install" >&2
		exit 1
	}
	export PATH=$root/usr/local/sbin:$PATH
	export NICFW_PROFILES=$root/usr/local/share/nicfw/nic-profiles
	mkdir "$tmp/work"
	ln -s "$top/docs" "$tmp/work/docs"
	ip netns add "$ns"
	ip -n "$ns" link add eth0 type veth peer name eth1
	ip -n "$ns" link set lo up
	ip -n "$ns" link set eth1 up
	ip -n "$ns" link set eth0 up
}

# inside COMMAND... - run it there; `ip netns exec` would hide the bpffs
inside() { (cd "$tmp/work" && nsenter --net="/run/netns/$ns" "$@"); }

# is_like PATTERN LINE - the same text, where `...` is any
is_like() {
	local pattern=${1//\\/\\\\} c

	for c in '*' '?' '['; do
		pattern=${pattern//"$c"/\\$c}
	done
	# shellcheck disable=SC2053 # it is a pattern
	[[ $2 == ${pattern//.../*} ]]
}

# lines_match WANTED GOT [EDIT] - GOT has the lines of WANTED, and no others but
# where WANTED has `...`; EDIT is a sed command for both. Says what is missing.
lines_match() {
	local -a wanted got
	local i=0 gap=false line

	mapfile -t wanted < <(sed -E "${3:-}" <<<"$1")
	mapfile -t got < <(sed -E "${3:-}" <<<"$2")
	for line in "${wanted[@]}"; do
		[ "$line" = ... ] && gap=true && continue
		while $gap && [ $i -lt ${#got[@]} ] &&
			! is_like "$line" "${got[i]}"; do
			i=$((i + 1))
		done
		if [ $i -ge ${#got[@]} ] || ! is_like "$line" "${got[i]}"; then
			printf 'wanted: %s\ngot: %s\n' "$line" \
				"${got[i]-nothing more}"
			return 1
		fi
		i=$((i + 1))
		gap=false
	done
	$gap || [ $i -ge ${#got[@]} ] || {
		printf 'not wanted: %s\n' "${got[i]}"
		return 1
	}
}

run_make() {
	local -a words

	read -ra words <<<"$1"
	# What the install target does, set_up has shown.
	[ "${words[1]:-}" = install ] && [ -x "$root/usr/local/sbin/nicfw" ] &&
		return
	make -n -C "$top" "${words[@]:1}"
}

# run_example COMMAND EXPECTED - a test of its own
run_example() {
	local got status why

	case $1 in
	make | 'make '*) got=$(run_make "$1" 2>&1) ;;
	*) got=$(inside bash -c "$1" 2>&1) ;;
	esac
	status=$?
	if [ $status != 0 ]; then
		not_ok "$1" "status $status: $got"
	elif [ -n "$2" ] && ! why=$(lines_match "$2" "$got"); then
		not_ok "$1" "$why"
	else
		ok "$1"
	fi
}

# run_examples - each example on standard input
run_examples() {
	local line command='' expected='' more=false

	while IFS= read -r line; do
		if $more; then
			command+=$line
		elif [[ $line == [\$#]' '* ]]; then
			[ -z "$command" ] || run_example "$command" "$expected"
			command=${line:2} expected=''
		else
			expected+=${expected:+$'\n'}$line
		fi
		more=false
		[[ $command == *\\ ]] && [ -z "$expected" ] &&
			command=${command%\\} more=true
	done
	[ -z "$command" ] || run_example "$command" "$expected"
}

# fenced LANGUAGE FILE - what stands in its blocks of that language
fenced() {
	awk -v fence="\`\`\`$1" '
		$0 == fence { inside = 1; next }
		/^```/ { inside = 0 }
		inside' "$2"
}

# links_work FILE - what its relative links name is in the repository
links_work() {
	local file=$1 link bad=''

	while read -r link; do
		[ -e "$(dirname "$file")/$link" ] || bad+="$link "
	done < <(grep -oE '\]\([^)#]+' "$file" | sed 's/^](//' |
		grep -v '^https\?:')
	same "${file#"$top"/}: its links lead somewhere" '' "$bad"
}
