#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# gen_and_sink.bash NICFW-BENCH - gen in one process, sink in another
#
# Run by dpdk.sh within veth.sh.
set -u

bench=$1
log=$(mktemp)
trap 'rm -f "$log"; kill $sink 2>/dev/null' EXIT
mkfifo "$log.ready"
"$bench" sink --port af_xdp:gen1 --frames 20000 --seconds 50 >"$log.ready" &
sink=$!
exec 3<"$log.ready"
rm -f "$log.ready"
# It says that it is ready before it receives.
IFS= read -r line <&3
[ "$line" = ready ] || exit 1
"$bench" gen --port af_xdp:gen0 --frames 20000 --mpps 0.05 >"$log" || exit 1
cat <&3
wait $sink
