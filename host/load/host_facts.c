// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_facts.c - the facts of this host that placement relies on
 */
#include "load/host_facts_int.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>

/* As facts.def has them. */
static int (*const readers[])(struct search *s) = {
	[FACT_FORWARDS4] = facts_read_forwards4,
	[FACT_FORWARDS6] = facts_read_forwards6,
	[FACT_HAS_NAT] = facts_read_nat,
	[FACT_HAS_IPVS] = facts_read_ipvs,
	[FACT_HAS_LEGACY] = facts_read_legacy,
	[FACT_HAS_XDP] = facts_read_xdp,
	[FACT_HAS_TC] = facts_read_tc,
	[FACT_IS_PORT] = facts_read_port,
	[FACT_HIDES_TAGS] = facts_read_tags,
	[FACT_HAS_FLOWTABLE] = facts_read_flowtable,
	[FACT_HAS_XFRM] = facts_read_xfrm,
	[FACT_HAS_TAPS] = facts_read_taps,
};
_Static_assert(sizeof(readers) / sizeof(readers[0]) == N_HOST_FACTS,
	       "each fact is read");

int facts_found(struct search *s, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	s->why = utf8_text(s->a, arena_strdup(s->a, text));
	return FACT_HOLDS;
}

int facts_unread(struct search *s, int err, const char *what)
{
	s->why = arena_printf(s->a, "%s: %s", what, strerror(-err));
	return err;
}

/* libnl keeps no errno; these are what the kernel answers where it has none. */
static int errno_of(int nl_err)
{
	switch (nl_err < 0 ? -nl_err : nl_err) {
	case NLE_SUCCESS:
		return 0;
	case NLE_OPNOTSUPP:
	case NLE_PROTO_MISMATCH:
	case NLE_AF_NOSUPPORT:
		return -EOPNOTSUPP;
	case NLE_INVAL:
		return -EINVAL;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_DUMP_INTR:
		return -EAGAIN;
	default:
		return -EIO;
	}
}

static int send_request(struct nl_sock *sk, const struct facts_request *req)
{
	struct nl_msg *msg = nlmsg_alloc_simple(req->type, req->flags);
	int err = msg ? nlmsg_append(msg, (void *)req->head, req->head_len,
				     NLMSG_ALIGNTO)
		      : -NLE_NOMEM;

	if (!err)
		err = nl_send_auto(sk, msg);
	nlmsg_free(msg);
	return err < 0 ? err : 0;
}

static int ask_once(const struct facts_request *req)
{
	struct nl_sock *sk = nl_socket_alloc();
	int err;

	if (!sk)
		return -ENOMEM;
	nl_socket_disable_auto_ack(sk);
	nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, req->on_answer,
			    req->arg);
	err = nl_connect(sk, req->protocol);
	/* The kernel has no family, or no protocol, of that number. */
	if (err && (errno == EPROTONOSUPPORT || errno == ESOCKTNOSUPPORT))
		err = -NLE_OPNOTSUPP;
	if (!err)
		err = send_request(sk, req);
	if (!err)
		err = nl_recvmsgs_default(sk);
	nl_socket_free(sk);
	return errno_of(err < 0 ? err : 0);
}

int facts_ask(const struct facts_request *req)
{
	int err = -EAGAIN;

	/* What changes while it is listed is listed anew. */
	for (int i = 0; i < 10 && err == -EAGAIN; i++)
		err = ask_once(req);
	return err;
}

void host_facts_read(struct arena *a, const struct nic *nic,
		     struct host_reading *out)
{
	*out = (struct host_reading){};
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		struct search s = { .a = a, .nic = nic };
		int answer = readers[i](&s);

		*fact_of(&out->facts, i) = answer != FACT_NOT;
		out->of[i].is_unread = answer < 0;
		out->of[i].why = answer == FACT_NOT ? NULL : s.why;
	}
}
