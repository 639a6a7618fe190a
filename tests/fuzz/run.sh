#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh SECONDS FUZZER... - run each fuzzer that long, stop at a finding
#
# The seeds are the shipped examples, the corpus and the profiles. What crashes
# a fuzzer is left in build/fuzz/found/; give it to the fuzzer as an argument
# to see it again.
set -eu

seconds=$1
shift
work=build/fuzz
mkdir -p $work/found

# The packets of the corpus, one a file.
packet_seeds() {
	cat tests/corpus/*.t | sed -n '/^packets:/,$s/ *=>.*//p' |
		awk -v dir="$1" '{ printf "%s", $0 >(dir "/" NR); close(dir "/" NR) }'
}

# The rules of the corpus, a file each.
nft_seeds() {
	cp docs/examples/*.nft "$1"
	for file in tests/corpus/*.t; do
		sed '/^rules:/d; /^packets:/,$d' "$file" \
			>"$1/$(basename "$file" .t).nft"
	done
}

# The rules in their unit test, a dump each.
ipt_seeds() {
	sed -n 's/.*"\(-[A-Zpsdijgfmc] .*\)".*/*filter\n-A INPUT \1\nCOMMIT/p' \
		tests/unit/ipt_rule_test.c |
		awk -v dir="$1" 'BEGIN { n = 1 } { print >(dir "/" n) }
			/^COMMIT/ { close(dir "/" n++) }'
}

# A list of each form.
feed_seeds() {
	printf '# x\n1.2.3.0/24 ; SBL1\n::1 - ::9\n' >"$1/addresses"
	printf 'ip\tcount\n1.2.3.4\t17\n' >"$1/columns"
	printf 'ip,why\n"1.2.3.4","a, b"\n1.2.3.5,\n' >"$1/csv"
	printf '{"cidr":"1.2.3.0/24"}\n{"type":"metadata","records":1}\n' \
		>"$1/json"
	printf 'Start\tEnd\t\n1.2.3.0\t1.2.3.255\t24\tx\n' >"$1/dshield"
	printf 'create a hash:ip timeout 0\nadd a 1.2.3.4 comment "x y"\n' \
		>"$1/ipset"
	printf '001.002.003.004 - 001.002.003.009 , 000 , x\n' >"$1/emule"
}

# One frame of 16 bytes, of Ethernet (1) and of raw IP (101), and an empty
# pcapng file of one interface.
capture_seeds() {
	for type in 001 145; do
		{
			printf '\324\303\262\241\002\000\004\000'
			printf '\000\000\000\000\000\000\000\000'
			printf '\000\000\004\000\%s\000\000\000' $type
			printf '\001\000\000\000\001\000\000\000'
			printf '\020\000\000\000\020\000\000\000'
			printf 'E\000\000\020abcdefgh\010\000E\000'
		} >"$1/pcap-$type"
	done
	{
		printf '\012\015\015\012\034\000\000\000'
		printf '\115\074\053\032\001\000\000\000'
		printf '\377\377\377\377\377\377\377\377\034\000\000\000'
		printf '\001\000\000\000\024\000\000\000'
		printf '\001\000\000\000\000\000\004\000\024\000\000\000'
	} >"$1/pcapng"
}

for fuzzer; do
	name=${fuzzer##*/fuzz_}
	seeds=$work/seeds-$name
	rm -rf "$seeds"
	mkdir -p "$seeds" "$work/corpus-$name"
	case $name in
	nft) nft_seeds "$seeds" ;;
	ipt) ipt_seeds "$seeds" ;;
	feed) feed_seeds "$seeds" ;;
	packet) packet_seeds "$seeds" ;;
	profile) cp nic-profiles/*.conf "$seeds" ;;
	capture) capture_seeds "$seeds" ;;
	esac
	echo "  FUZZ    $name ($seconds s)"
	if ! "$fuzzer" -max_total_time="$seconds" -timeout=10 -max_len=16384 \
		-rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix=$work/found/"$name"- \
		"$work/corpus-$name" "$seeds" >"$work/$name.log" 2>&1; then
		tail -40 "$work/$name.log"
		exit 1
	fi
	grep -E 'number_of_executed_units|^#.*DONE' "$work/$name.log"
done
