// SPDX-License-Identifier: GPL-2.0-only
/*
 * asked.c - the device that check and trace were asked about, if it is here
 */
#include "asked.h"

#include <string.h>

int asked_device(struct arena *a, struct diag *diag, const char *iface,
		 struct device *dev, const struct host_reading **out)
{
	struct host_reading *reading;
	struct nic nic;
	int err;

	*out = NULL;
	if (!iface || !if_nametoindex(iface))
		return 0;
	err = nic_probe(a, diag, iface, &nic);
	if (err)
		return err;
	reading = arena_calloc(a, 1, sizeof(*reading));
	host_facts_read(a, &nic, reading);
	dev->ifindex = nic.ifindex;
	memcpy(dev->mac, nic.mac, sizeof(dev->mac));
	dev->facts = &reading->facts;
	*out = reading;
	return 0;
}
