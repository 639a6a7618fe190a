#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# load_firmware_test.sh [TEST...] - the loader on a card that refuses
#
# The tests are in jobs/load_firmware, which runs in the VM.
exec "$(dirname "$0")/jobs/relay.sh" load_firmware "$@"
