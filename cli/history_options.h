/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of `history ACTION'. */
#ifndef XNB_CLI_HISTORY_OPTIONS_H
#define XNB_CLI_HISTORY_OPTIONS_H

#include "analysis/history/add.h"
#include "analysis/history/history.h"
#include "base/buf.h"

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

struct xnb_history_line {
	const char *db;
	struct xnb_history_add_request add;
	struct xnb_history_filter filter;
	struct xnb_history_since since;
	char midnight[sizeof("0000-00-00T00:00:00Z")]; /* since.time of a day */
	bool list_series;
	const char *format;
	const char *out; /* where to draw; NULL: nowhere */
	double column;
	char **args;
	size_t n_args;
	struct xnb_buf default_db;
};

/* Its input is a struct xnb_history_line. */
error_t xnb_history_parse_option(int key, char *arg, struct argp_state *state);

/* The options of each action. */
extern const struct argp_option xnb_history_add_options[];
extern const struct argp_option xnb_history_list_options[];
extern const struct argp_option xnb_history_show_options[];
extern const struct argp_option xnb_history_check_options[];
extern const struct argp_option xnb_history_export_options[];

#endif
