/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/history_chart.h"
#include "analysis/history/add.h"
#include "analysis/history/csv.h"
#include "analysis/history/find.h"
#include "analysis/history/history.h"
#include "analysis/history/print.h"
#include "base/nearest.h"
#include "cli/command.h"
#include "cli/history_options.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

/* ---- the actions; each returns an exit code ---- */

static int open_db(sqlite3 **sql, struct xnb_history_line *line, enum xnb_history_use use,
                   struct xnb_error *err)
{
	if (!line->db && xnb_history_default_path(&line->default_db, err))
		return -1;
	return xnb_history_open(
	    sql, line->db ? line->db : xnb_buf_text(&line->default_db), use, err);
}

static void say_added(const struct xnb_history_add_result *result, const char *path)
{
	static const char *const words[] = {
	    [XNB_HISTORY_ADDED] = "added",
	    [XNB_HISTORY_REPLACED] = "took its own place",
	};

	printf("%.*s  %s: ", XNB_HISTORY_SHORT, result->identity, path);
	if (result->how == XNB_HISTORY_THERE)
		printf("was there already; nothing changed\n");
	else
		printf("%s, %zu series\n", words[result->how], result->n_series);
}

static int add(struct xnb_history_line *line, sqlite3 *sql, struct xnb_error *err)
{
	for (size_t i = 0; i < line->n_args; i++) {
		struct xnb_history_add_result result;

		if (xnb_history_add(sql, &result, line->args[i], &line->add, err))
			return xnb_report(err);
		say_added(&result, line->args[i]);
	}
	return XNB_EXIT_OK;
}

static int draw(const struct xnb_history_line *line, const struct xnb_history *history,
                struct xnb_error *err)
{
	struct xnb_buf note = {0};
	int result;

	if (!line->out)
		return 0;
	result = xnb_history_chart_write(line->out, history, line->column, &note, err);
	fputs(xnb_buf_text(&note), stderr);
	xnb_buf_free(&note);
	return result;
}

/* A name that is mistyped must not make a check pass. */
static int check_is_of_something(const struct xnb_history_line *line,
                                 const struct xnb_history *history, struct xnb_error *err)
{
	const struct xnb_history_filter *filter = &line->filter;

	if (history->n_series)
		return 0;
	if (filter->host || filter->timing || filter->experiment)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "history check: there is no series of that --host, "
		                "--timing and --experiment; see `history list --series'");
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "history check: there are no series yet; `history add RUN' puts "
	                "a run's into it");
}

/* Loads, checks where that is asked for, and prints. */
static int print(struct xnb_history_line *line, sqlite3 *sql, enum xnb_history_view view,
                 struct xnb_error *err)
{
	bool json = line->format && strcmp(line->format, "json") == 0;
	struct xnb_buf text = {0};
	struct xnb_history history;
	int code = XNB_EXIT_OK, failed;

	if (xnb_history_load(&history, sql, &line->filter, err))
		return xnb_report(err);
	failed = view == XNB_HISTORY_CHECK &&
	         (check_is_of_something(line, &history, err) ||
	          xnb_history_check(&history, &line->since, &code, err));
	if (!failed)
		failed = (json ? xnb_history_write_json : xnb_history_write_text)(
		    &text, &history, view, &line->since, err);
	if (!failed)
		failed = draw(line, &history, err);
	if (failed)
		code = xnb_report(err);
	else
		fputs(xnb_buf_text(&text), stdout);
	xnb_buf_free(&text);
	xnb_history_free(&history);
	return code;
}

static int list(struct xnb_history_line *line, sqlite3 *sql, struct xnb_error *err)
{
	line->filter.only_runs = !line->list_series;
	return print(line, sql, line->list_series ? XNB_HISTORY_LIST : XNB_HISTORY_RUNS,
	             err);
}

static int show(struct xnb_history_line *line, sqlite3 *sql, struct xnb_error *err)
{
	if (xnb_history_find(sql, &line->filter, line->args[0], err))
		return xnb_report(err);
	return print(line, sql, XNB_HISTORY_SERIES, err);
}

static int check(struct xnb_history_line *line, sqlite3 *sql, struct xnb_error *err)
{
	return print(line, sql, XNB_HISTORY_CHECK, err);
}

static int export_otava(struct xnb_history_line *line, sqlite3 *sql,
                        struct xnb_error *err)
{
	struct xnb_history history;
	size_t left_out = 0;
	int code = XNB_EXIT_OK;

	if (xnb_history_load(&history, sql, &line->filter, err))
		return xnb_report(err);
	if (xnb_history_write_otava(stdout, &history, &left_out, err))
		code = xnb_report(err);
	else if (left_out)
		fprintf(stderr,
		        "xen-numabench history export: %zu series are left out, as not "
		        "every run has them; --format csv has all\n",
		        left_out);
	xnb_history_free(&history);
	return code;
}

static int export_tables(struct xnb_history_line *line, sqlite3 *sql,
                         struct xnb_error *err)
{
	if (line->format && strcmp(line->format, "otava") == 0)
		return export_otava(line, sql, err);
	if (xnb_history_write_csv(stdout, sql, &line->filter, err))
		return xnb_report(err);
	return XNB_EXIT_OK;
}

static const struct action {
	const char *name;
	int (*run)(struct xnb_history_line *line, sqlite3 *sql, struct xnb_error *err);
	enum xnb_history_use use;
	size_t least_args, most_args;
	const struct argp_option *options;
	const char *formats[3];
	const char *args, *summary, *more;
} actions[] = {
    {"add",
     add,
     XNB_HISTORY_WRITE,
     1,
     SIZE_MAX,
     xnb_history_add_options,
     {NULL},
     "RUN...",
     "put complete runs into the history; the same run twice changes nothing",
     "RUN is a run directory or a samples.csv. All of a run is added, or nothing."},
    {"list",
     list,
     XNB_HISTORY_READ,
     0,
     0,
     xnb_history_list_options,
     {"text", "json", NULL},
     "",
     "the runs, or the series, that there are",
     ""},
    {"show",
     show,
     XNB_HISTORY_READ,
     1,
     1,
     xnb_history_show_options,
     {"text", "json", NULL},
     "RUN|SERIES",
     "the series of a run, or one series over the runs",
     "RUN is the beginning of a run's name and SERIES a series' name (s12), both as in "
     "`list'."},
    {"check",
     check,
     XNB_HISTORY_READ,
     0,
     0,
     xnb_history_check_options,
     {"text", "json", NULL},
     "",
     "where series changed: regressions, improvements, suspects",
     "Exit status: 1 where a change that counts is a regression, 4 where one is "
     "suspect, else 0."},
    {"export",
     export_tables,
     XNB_HISTORY_READ,
     0,
     0,
     xnb_history_export_options,
     {"csv", "otava", NULL},
     "",
     "a table for other programs",
     ""},
    {.name = NULL},
};

static int check_format(const struct action *action, const struct xnb_history_line *line)
{
	if (!line->format)
		return 0;
	for (size_t i = 0; action->formats[i]; i++)
		if (strcmp(action->formats[i], line->format) == 0)
			return 0;
	fprintf(stderr,
	        "xen-numabench history %s: --format %s: no such format; there are %s and "
	        "%s\n",
	        action->name, line->format, action->formats[0], action->formats[1]);
	return -1;
}

/* Of a list of runs it would change nothing. */
static int check_list(const struct action *action, const struct xnb_history_line *line)
{
	if (action->run != list || line->list_series || !line->filter.experiment)
		return 0;
	fprintf(stderr, "xen-numabench history list: --experiment: is of series; give "
	                "--series as well\n");
	return -1;
}

static int check_args(const struct action *action, const struct xnb_history_line *line)
{
	if (line->n_args >= action->least_args && line->n_args <= action->most_args)
		return 0;
	if (action->most_args == 0)
		fprintf(stderr, "xen-numabench history %s: %s: takes no arguments\n",
		        action->name, line->args[0]);
	else
		fprintf(stderr, "xen-numabench history %s: wants %s; see --help\n",
		        action->name, action->args);
	return -1;
}

static int run_action(const struct action *action, int argc, char **argv)
{
	struct xnb_buf doc = {0};
	struct argp argp = {.options = action->options,
	                    .parser = xnb_history_parse_option,
	                    .args_doc = action->args};
	struct xnb_history_line line = {0};
	struct xnb_error err;
	sqlite3 *sql;
	int code;

	xnb_buf_printf(&doc, "History: %s.\v%s", action->summary, action->more);
	argp.doc = xnb_buf_text(&doc);
	argp_parse(&argp, argc, argv, 0, NULL, &line);
	xnb_buf_free(&doc);
	if (check_format(action, &line) || check_list(action, &line) ||
	    check_args(action, &line))
		return XNB_EXIT_USAGE;
	if (open_db(&sql, &line, action->use, &err)) {
		code = xnb_report(&err);
	} else {
		code = action->run(&line, sql, &err);
		xnb_history_close(sql);
	}
	xnb_buf_free(&line.default_db);
	return xnb_cli_finish(code);
}

/* ---- the command ---- */

static const char *action_name(const void *table, size_t i)
{
	return ((const struct action *)table)[i].name;
}

static const struct action *find_action(const char *name)
{
	for (const struct action *action = actions; action->name; action++)
		if (strcmp(action->name, name) == 0)
			return action;
	return NULL;
}

static int print_help(FILE *out, int code)
{
	fputs("Usage: xen-numabench history ACTION [OPTION...]\n"
	      "Runs over time, and where their series changed.\n\n",
	      out);
	for (const struct action *action = actions; action->name; action++)
		fprintf(out, "  %-6s %s\n", action->name, action->summary);
	fputs("\n`xen-numabench history ACTION --help' tells more.\n", out);
	return code;
}

int xnb_cmd_history(int argc, char **argv)
{
	const struct action *action;
	const char *nearest;
	char name[64];

	if (argc < 2)
		return print_help(stderr, XNB_EXIT_USAGE);
	if (strcmp(argv[1], "--help") == 0)
		return xnb_cli_finish(print_help(stdout, XNB_EXIT_OK));
	action = find_action(argv[1]);
	if (!action) {
		nearest = xnb_nearest(argv[1], action_name, actions);
		fprintf(stderr, "xen-numabench history: %s: no such action; %s%s%s\n",
		        argv[1],
		        nearest ? "did you mean " : "see xen-numabench history --help",
		        nearest ? nearest : "", nearest ? "?" : "");
		return XNB_EXIT_USAGE;
	}
	snprintf(name, sizeof(name), "xen-numabench history %s", action->name);
	argv[1] = name;
	return run_action(action, argc - 1, argv + 1);
}
