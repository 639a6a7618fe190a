// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_ports.c - options for the two ports of a transport header
 */
#include "lang/ipt_ports.h"

#include <string.h>

const char *const ipt_port_fields[2] = { "sport", "dport" };

struct ipt_field ipt_field(const char *protocol, const char *name)
{
	struct ipt_field field;
	char *end = stpcpy(field.text, protocol);

	*end++ = ' ';
	strcpy(end, name);
	return field;
}

bool ipt_is_all_ports(const struct ipt_span *span)
{
	return span->lo == 0 && span->hi == IPT_MAX_PORT;
}

struct ipt_ports ipt_ports_of(const struct ipt_use *use, const char *protocol)
{
	struct ipt_ports ports = { .protocol = protocol };

	for (int i = 0; i < 2; i++) {
		const struct ipt_arg *arg = ipt_arg(use, ipt_port_fields[i]);

		ports.args[i] = arg;
		ports.spans[i] = (struct ipt_span){ 0, IPT_MAX_PORT };
		/* They were checked: one of the two can read them. */
		if (arg &&
		    !ipt_read_ports(arg->text, protocol, &ports.spans[i]))
			ipt_read_resolved_ports(arg->text, &ports.spans[i]);
	}
	return ports;
}

/* What says nothing of ports says at least that the header is there. */
void ipt_add_ports(struct ipt_rule *rule, const struct ipt_use *use,
		   const struct ipt_ports *ports)
{
	bool is_said = false;

	for (int i = 0; i < 2; i++) {
		const struct ipt_arg *arg = ports->args[i];

		if (!arg && (i == 0 || is_said))
			continue;
		ipt_add_span(
			rule, arg ? arg->loc : use->loc,
			ipt_field(ports->protocol, ipt_port_fields[i]).text,
			ports->spans[i], IPT_MAX_PORT, arg && arg->is_negated);
		is_said = true;
	}
}
