#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# load_netdevsim_test.sh [TEST...] - the loader on the kernel's simulated NIC
#
# The tests are in jobs/load_netdevsim, which runs in the VM.
exec "$(dirname "$0")/jobs/relay.sh" load_netdevsim "$@"
