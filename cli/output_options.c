/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/output_options.h"

#include "analysis/plot/paper.h"

#include <stdint.h>

double xnb_column_option(const char *arg, struct argp_state *state)
{
	double inches = xnb_column_inches(arg);

	if (inches <= 0)
		argp_error(state, "--column %s: no such column; there are %s", arg,
		           XNB_COLUMN_NAMES);
	return inches;
}

void xnb_formats_put(struct xnb_buf *help, const char *name, const char *what)
{
	xnb_buf_printf(help, "  %-18s %s\n", name, what);
}

char *xnb_formats_help(int key, const char *text, void (*list)(struct xnb_buf *help))
{
	struct xnb_buf help = {0};

	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)(uintptr_t)text;
	xnb_buf_puts(&help, text);
	xnb_buf_puts(&help, "\n\nFormats:\n");
	list(&help);
	return help.text;
}
