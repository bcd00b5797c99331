/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands, one file each (cli/cmd_NAME.c), and the table that lists them. A command
 * parses its own arguments with argp, calls one function of another folder, prints an
 * error with xnb_report() and returns the exit code of the process.
 */
#ifndef XNB_CLI_COMMAND_H
#define XNB_CLI_COMMAND_H

#include "base/error.h"

struct xnb_command {
	const char *name;
	const char *summary; /* one line of `xen-numabench --help` */
	/* argv[0] is "xen-numabench NAME", for argp's messages. */
	int (*run)(int argc, char **argv);
};

extern const struct xnb_command xnb_commands[]; /* ends with a NULL name */

int xnb_cmd_check(int argc, char **argv);
int xnb_cmd_cleanup(int argc, char **argv);
int xnb_cmd_compare(int argc, char **argv);
int xnb_cmd_doctor(int argc, char **argv);
int xnb_cmd_history(int argc, char **argv);
int xnb_cmd_lab(int argc, char **argv);
int xnb_cmd_list(int argc, char **argv);
int xnb_cmd_report(int argc, char **argv);
int xnb_cmd_run(int argc, char **argv);
int xnb_cmd_topology(int argc, char **argv);

/* Prints "xen-numabench: <text>" on standard error and returns the error's exit code. */
int xnb_report(const struct xnb_error *err);

/*
 * Prepares all commands: argp exits with 2 for wrong use; and where standard input,
 * output or error is closed, no file that is opened later becomes it, or what is printed
 * would get into that. Call first.
 */
void xnb_cli_setup(void);

/* Flushes standard output; XNB_EXIT_FAILED with a message when that fails (a full disk, a
 * closed pipe), else `code`. */
int xnb_cli_finish(int code);

#endif
