/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * progress.h - what a command is busy with, if that takes long
 *
 * Nothing is said in the first second, nor where standard error is no terminal.
 */
#ifndef NICFW_PROGRESS_H
#define NICFW_PROGRESS_H

/* From now on the command is busy with @what, a text that stays: "reading". */
void progress_on(const char *what);

/* The command is done, or waits for somebody else; the text may go. */
void progress_off(void);

#endif
