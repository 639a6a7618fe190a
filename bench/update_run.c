// SPDX-License-Identifier: GPL-2.0-only
/*
 * update_run.c - the commands of firewalls that change their rules
 */
#include "update.h"

#include "command.h"

#include <stdlib.h>
#include <string.h>

void update_refuse_if(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "update: %s: %s\n", what, strerror(-err));
	exit(3);
}

void update_skip(struct update_contender *c, const char *reason)
{
	costs_skip(&c->add, reason);
	costs_skip(&c->undo, reason);
}

bool update_takes_part(const struct update_contender *c)
{
	return c->add.status == RESULT_OK && c->undo.status == RESULT_OK;
}

const char *update_command(const struct update_subject *s, const char *command,
			   char *text, size_t len)
{
	snprintf(text, len, ". %s; %s", s->files.variables, command);
	return text;
}

bool update_run(const struct update_subject *s, struct update_contender *c,
		const char *command)
{
	char text[512], answer[200];
	int err = command_run(update_command(s, command, text, sizeof(text)),
			      s->plan->most_s, NULL, answer, sizeof(answer));

	if (err)
		update_skip(c, answer);
	return !err;
}

bool update_before_undo(const struct update_subject *s,
			struct update_contender *c)
{
	return !c->way->before_undo || update_run(s, c, c->way->before_undo);
}
