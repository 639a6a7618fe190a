// SPDX-License-Identifier: GPL-2.0-only
/*
 * update_files.c - a ruleset, what is changed in it, and how it is then
 */
#include "update_files.h"

#include "base/fd.h"

#include <errno.h>
#include <sys/mman.h>

static const char *const text_names[N_TEXTS] = {
	[TEXT_NFT_INGRESS] = "ingress",
	[TEXT_NFT_SET_INGRESS] = "set_ingress",
	[TEXT_NFT_RAW] = "raw",
	[TEXT_NFT_SET_RAW] = "set_raw",
	[TEXT_IPTABLES] = "iptables",
	[TEXT_IPSET] = "ipset",
	[TEXT_IPSET_RULES] = "ipset_rules",
};

static const char *const delta_names[N_UPDATE_DELTAS] = {
	[UPDATE_ADD_IPTABLES] = "add_iptables",
	[UPDATE_DELETE_IPTABLES] = "delete_iptables",
	[UPDATE_ADD_NFT] = "add_nft",
	[UPDATE_DELETE_NFT] = "delete_nft",
	[UPDATE_ADD_IPSET] = "add_ipset",
	[UPDATE_DELETE_IPSET] = "delete_ipset",
	[UPDATE_LIST] = "elements",
};

/* Boxes that are added to a ruleset. */
struct boxes {
	const struct rules_box *boxes;
	size_t n;
	enum rules_family family;
};

static void print_iptables(const struct boxes *more, const char *command,
			   FILE *out)
{
	fprintf(out, "*raw\n%s %s ", command, rules_ipt_chain(RULES_RAW));
	rules_print_iptables_rule(more->boxes, out);
	fputs("\nCOMMIT\n", out);
}

static void print_nft(const struct boxes *more, const char *command, FILE *out)
{
	fprintf(out, "%s element ip bench listed {", command);
	for (size_t i = 0; i < more->n; i++) {
		fputs(i ? ",\n\t" : " ", out);
		rules_print_nft_element(more->family, &more->boxes[i], out);
	}
	fputs(" }\n", out);
}

static void print_ipset(const struct boxes *more, const char *command,
			FILE *out)
{
	for (size_t i = 0; i < more->n; i++) {
		const struct rules_box *box = &more->boxes[i];

		fprintf(out, "%s %s ", command, rules_ipset_name(box->accept));
		rules_print_ipset_element(more->family, box, out);
		fputc('\n', out);
	}
}

static void print_list(const struct boxes *more, FILE *out)
{
	for (size_t i = 0; i < more->n; i++) {
		rules_print_nft_element(more->family, &more->boxes[i], out);
		fputc('\n', out);
	}
}

static void print_delta(enum update_delta delta, const struct boxes *more,
			FILE *out)
{
	switch (delta) {
	case UPDATE_ADD_IPTABLES:
		print_iptables(more, "-A", out);
		break;
	case UPDATE_DELETE_IPTABLES:
		print_iptables(more, "-D", out);
		break;
	case UPDATE_ADD_NFT:
		print_nft(more, "add", out);
		break;
	case UPDATE_DELETE_NFT:
		print_nft(more, "delete", out);
		break;
	case UPDATE_ADD_IPSET:
		print_ipset(more, "add", out);
		break;
	case UPDATE_DELETE_IPSET:
		print_ipset(more, "del", out);
		break;
	case UPDATE_LIST:
		print_list(more, out);
		break;
	default:
		break;
	}
}

/* A new file in memory, to be written. NULL: errno says why. */
static FILE *create_file(int *fd)
{
	*fd = memfd_create("update", 0);
	return *fd < 0 ? NULL : fdopen(dup(*fd), "w");
}

static int write_deltas(struct update_files *files, const struct boxes *more)
{
	for (enum update_delta i = 0; i < N_UPDATE_DELTAS; i++) {
		FILE *out = create_file(&files->fds[i]);

		if (!out)
			return -errno;
		print_delta(i, more, out);
		if (fclose(out))
			return -errno;
	}
	return 0;
}

static void print_paths(const char *prefix, const struct texts *texts,
			FILE *out)
{
	for (enum text i = 0; i < N_TEXTS; i++)
		fprintf(out, "%s_%s=%s\n", prefix, text_names[i],
			texts->paths[i]);
}

static void print_one(const struct boxes *more, FILE *out)
{
	fputs("rule_nft='", out);
	rules_print_nft_rule(more->boxes, out);
	fputs("'\nrule_iptables='", out);
	rules_print_iptables_rule(more->boxes, out);
	fputs("'\nelement_nft='", out);
	rules_print_nft_element(more->family, more->boxes, out);
	fputs("'\nelement_ipset='", out);
	rules_print_ipset_element(more->family, more->boxes, out);
	fputs("'\n", out);
}

static int write_variables(struct update_files *files, const struct boxes *more,
			   size_t n_base)
{
	FILE *out = create_file(&files->variables_fd);

	if (!out)
		return -errno;
	print_paths("base", &files->base, out);
	print_paths("more", &files->more, out);
	print_paths("many", &files->many, out);
	for (enum update_delta i = 0; i < N_UPDATE_DELTAS; i++)
		fprintf(out, "%s=/proc/%d/fd/%d\n", delta_names[i], getpid(),
			files->fds[i]);
	fprintf(out, "n_base=%zu\n", n_base);
	print_one(more, out);
	snprintf(files->variables, sizeof(files->variables), "/proc/%d/fd/%d",
		 getpid(), files->variables_fd);
	return fclose(out) ? -errno : 0;
}

int update_files_write(struct update_files *files, const struct rules *rules,
		       uint64_t seed, size_t n)
{
	const unsigned int loaded = 1u << TEXT_NFT_INGRESS |
				    1u << TEXT_NFT_SET_INGRESS |
				    1u << TEXT_IPTABLES;
	const struct boxes more = { &rules->boxes[n - 1], rules->n - (n - 1),
				    rules->family };
	int err;

	texts_init(&files->base);
	texts_init(&files->more);
	texts_init(&files->many);
	files->variables_fd = -1;
	for (enum update_delta i = 0; i < N_UPDATE_DELTAS; i++)
		files->fds[i] = -1;
	err = texts_write(&files->base, TEXTS_ALL, rules->family, seed,
			  rules->n, n - 1);
	if (!err)
		err = texts_write(&files->more, loaded, rules->family, seed,
				  rules->n, n);
	if (!err)
		err = texts_write(&files->many, loaded, rules->family, seed,
				  rules->n, rules->n);
	if (!err)
		err = write_deltas(files, &more);
	return err ? err : write_variables(files, &more, n - 1);
}

void update_files_close(struct update_files *files)
{
	texts_close(&files->base);
	texts_close(&files->more);
	texts_close(&files->many);
	for (enum update_delta i = 0; i < N_UPDATE_DELTAS; i++)
		close_fd(&files->fds[i]);
	close_fd(&files->variables_fd);
}
