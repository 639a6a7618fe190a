#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# large_rules_test.sh - tables, spans, trees and counters, on the VM's kernel
#
# Those of `make check` are judged on the kernel that runs; a verifier of other
# years may know less of a number that was multiplied, or lay on the stack.
here=$(dirname "$(readlink -f "$0")")
exec "$here/jobs/relay.sh" -f "$here/../../build/large" -f /etc/protocols \
	large_rules -n 2000 exact/10000 prefix/10000 fw6/10000 "$@"
