/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the commands that draw or print have in common on their command lines. */
#ifndef XNB_CLI_OUTPUT_OPTIONS_H
#define XNB_CLI_OUTPUT_OPTIONS_H

#include "base/buf.h"

#include <argp.h>

/* `arg` of --column, in inches; as argp does, it prints a wrong one and exits with
 * XNB_EXIT_USAGE. */
double xnb_column_option(const char *arg, struct argp_state *state);

/* Appends a line to a list of formats. */
void xnb_formats_put(struct xnb_buf *help, const char *name, const char *what);

/*
 * For argp's help_filter: `text` of `key`, with the formats that `list` puts behind what
 * stands behind the options. argp frees what it gets.
 */
char *xnb_formats_help(int key, const char *text, void (*list)(struct xnb_buf *help));

#endif
