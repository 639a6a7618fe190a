// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture.c - the frames of a capture file
 *
 * A table of link types says how long the header is and where the type of what
 * follows is to be found. Types are those of the tcpdump group's list of
 * LINKTYPE values.
 */
#include "capture.h"

#include "base/library.h"
#include "base/u128.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

/* How a link type tells what it carries. */
enum tells {
	TELLS_ETHERNET,	 /* it is Ethernet */
	TELLS_ETHERTYPE, /* two bytes at type_off */
	TELLS_VERSION,	 /* the first half byte of an IP packet */
};

struct link_type {
	int dlt;
	enum tells tells;
	uint8_t header_len;
	uint8_t type_off;
};

static const struct link_type link_types[] = {
	{ DLT_EN10MB, TELLS_ETHERNET, 0, 0 },
	{ DLT_RAW, TELLS_VERSION, 0, 0 },
	{ DLT_IPV4, TELLS_VERSION, 0, 0 },
	{ DLT_IPV6, TELLS_VERSION, 0, 0 },
	{ DLT_NULL, TELLS_VERSION, 4, 0 },
	{ DLT_LOOP, TELLS_VERSION, 4, 0 },
	{ DLT_LINUX_SLL, TELLS_ETHERTYPE, 16, 14 },
	{ DLT_LINUX_SLL2, TELLS_ETHERTYPE, 20, 0 },
};

struct capture {
	pcap_t *pcap;
	const struct link_type *type;
	uint8_t *frame; /* with an Ethernet header put in front */
	size_t cap;
};

/* ---- libpcap ---- */

#define FUNCTIONS(X)                 \
	X(pcap_open_offline)         \
	X(pcap_datalink)             \
	X(pcap_datalink_val_to_name) \
	X(pcap_next_ex)              \
	X(pcap_geterr)               \
	X(pcap_close)

static struct {
	FUNCTIONS(LIBRARY_MEMBER)
} lib;

static const struct library_function functions[] = { FUNCTIONS(LIBRARY_ROW) };

static int open_library(struct diag *diag)
{
	return library_open(diag, "captures are read by", LIBPCAP, functions,
			    sizeof(functions) / sizeof(functions[0]));
}

/* ---- Captures ---- */

static const struct link_type *find_link_type(int dlt)
{
	for (size_t i = 0; i < sizeof(link_types) / sizeof(*link_types); i++) {
		if (link_types[i].dlt == dlt)
			return &link_types[i];
	}
	return NULL;
}

int capture_open(struct diag *diag, const char *path, struct capture **out)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	const struct link_type *type;
	struct capture *c;
	pcap_t *pcap;

	if (open_library(diag))
		return -ENOENT;
	pcap = lib.pcap_open_offline(path, why);
	if (!pcap) {
		diag_error(diag, (struct loc){}, "%s: not read: %s", path, why);
		return -EINVAL;
	}
	type = find_link_type(lib.pcap_datalink(pcap));
	if (!type) {
		const char *name =
			lib.pcap_datalink_val_to_name(lib.pcap_datalink(pcap));

		diag_error(
			diag, (struct loc){},
			"%s: frames of link type %s are not Ethernet, raw IP, Linux cooked, null or loop",
			path, name ? name : "unknown");
		lib.pcap_close(pcap);
		return -EINVAL;
	}
	c = calloc(1, sizeof(*c));
	if (!c) {
		lib.pcap_close(pcap);
		return -ENOMEM;
	}
	c->pcap = pcap;
	c->type = type;
	*out = c;
	return 0;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	lib.pcap_close(c->pcap);
	free(c->frame);
	free(c);
}

/* The Ethernet type of a packet; 0: of no use to a firewall. */
static uint16_t packet_type(const struct link_type *type, const uint8_t *data,
			    size_t len)
{
	const uint8_t *ip = data + type->header_len;

	if (type->tells == TELLS_ETHERTYPE)
		return data[type->type_off] << 8 | data[type->type_off + 1];
	if (len <= type->header_len)
		return 0;
	return *ip >> 4 == 4 ? ETH_P_IP : *ip >> 4 == 6 ? ETH_P_IPV6 : 0;
}

static int put_ethernet(struct capture *c, const uint8_t *data, size_t len)
{
	static const uint8_t addresses[2 * ETH_ALEN] = {
		2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1,
	};
	const size_t header = c->type->header_len;
	const size_t body = len > header ? len - header : 0;
	uint16_t type = len < header ? 0 : packet_type(c->type, data, len);

	if (c->cap < ETH_HLEN + body) {
		uint8_t *grown = realloc(c->frame, ETH_HLEN + body);

		if (!grown)
			return -ENOMEM;
		c->frame = grown;
		c->cap = ETH_HLEN + body;
	}
	memcpy(c->frame, addresses, sizeof(addresses));
	u128_to_bytes(type, c->frame + sizeof(addresses), 2);
	if (body)
		memcpy(c->frame + ETH_HLEN, data + header, body);
	return 0;
}

int capture_next(struct capture *c, struct diag *diag, const uint8_t **frame,
		 size_t *len)
{
	struct pcap_pkthdr *hdr;
	const uint8_t *data;
	int got = lib.pcap_next_ex(c->pcap, &hdr, &data);

	if (got == PCAP_ERROR_BREAK)
		return 0;
	if (got != 1) {
		diag_error(diag, (struct loc){}, "the capture is damaged: %s",
			   lib.pcap_geterr(c->pcap));
		return -EINVAL;
	}
	*frame = data;
	*len = hdr->caplen;
	if (c->type->tells == TELLS_ETHERNET)
		return 1;
	if (put_ethernet(c, data, hdr->caplen)) {
		diag_error(diag, (struct loc){}, "out of memory");
		return -ENOMEM;
	}
	*frame = c->frame;
	*len = ETH_HLEN + (hdr->caplen > c->type->header_len
				   ? hdr->caplen - c->type->header_len
				   : 0);
	return 1;
}
