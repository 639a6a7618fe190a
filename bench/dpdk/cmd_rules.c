// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_rules.c - print made-up rules
 */
#include "cmd.h"
#include "commands.h"
#include "family.h"

int cmd_rules(const struct args *args, int argc, char **argv)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	int err = family_print(a, diag, args);

	(void)argc;
	(void)argv;
	cmd_report(diag);
	arena_free(a);
	return err ? EXIT_USAGE : EXIT_DONE;
}
