#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# load_nfp_test.sh [TEST...] - the loader on the nfp driver, without a card
#
# The tests are in jobs/load_nfp, which runs in the VM.
exec "$(dirname "$0")/jobs/relay.sh" load_nfp "$@"
