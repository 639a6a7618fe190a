// SPDX-License-Identifier: GPL-2.0-only
/*
 * asked.c - the device that check and trace were asked about, if it is here
 */
#include "asked.h"

#include <string.h>

const struct host_reading *asked_device(struct arena *a, const char *iface,
					struct device *dev)
{
	struct diag *unsaid = diag_new(a);
	struct host_reading *reading;
	struct nic nic;

	if (!iface || nic_probe(a, unsaid, iface, &nic))
		return NULL;
	reading = arena_calloc(a, 1, sizeof(*reading));
	host_facts_read(a, &nic, reading);
	dev->ifindex = nic.ifindex;
	memcpy(dev->mac, nic.mac, sizeof(dev->mac));
	dev->facts = &reading->facts;
	return reading;
}
