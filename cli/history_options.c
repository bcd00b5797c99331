/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/history_options.h"

#include "analysis/plot/paper.h"
#include "cli/output_options.h"
#include "rundir/number.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum key {
	KEY_DB = 1,
	KEY_HOST,
	KEY_TIME,
	KEY_REPLACE,
	KEY_TIMING,
	KEY_EXPERIMENT,
	KEY_SERIES,
	KEY_LAST,
	KEY_SINCE,
	KEY_COLUMN = 'c',
	KEY_FORMAT = 'f',
	KEY_OUT = 'o',
};

#define DB_OPTION                                                \
	{                                                        \
		"db", KEY_DB, "FILE", 0, "the history's file", 0 \
	}
#define HOST_OPTION                                                      \
	{                                                                \
		"host", KEY_HOST, "NAME", 0, "only runs of this host", 0 \
	}
#define TIMING_OPTION                                             \
	{                                                         \
		"timing", KEY_TIMING, "KIND", 0,                  \
		    "only real, virtualized, emulated, counted, " \
		    "or table (a samples.csv)",                   \
		    0                                             \
	}
#define EXPERIMENT_OPTION                                                     \
	{                                                                     \
		"experiment", KEY_EXPERIMENT, "NAME", 0, "only its series", 0 \
	}
#define FORMAT_OPTION                                                          \
	{                                                                      \
		"format", KEY_FORMAT, "FORMAT", 0, "text (default) or json", 0 \
	}

static void parse_timing(struct argp_state *state, struct xnb_history_line *line,
                         const char *text)
{
	static const char *const kinds[] = {"real", "virtualized", "emulated", "counted",
	                                    "table"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], text) == 0)
			line->filter.timing = kinds[i];
	if (!line->filter.timing)
		argp_error(state,
		           "--timing %s: no such kind; there are real, virtualized, "
		           "emulated, counted, table",
		           text);
}

static void check_together(const struct argp_state *state,
                           const struct xnb_history_line *line)
{
	if (line->column > 0 && !line->out)
		argp_error(state, "--column: is the width of what --out draws; give "
		                  "--out as well");
}

static error_t parse_time(struct argp_state *state, const char *option, const char *time)
{
	if (!xnb_history_is_time(time))
		argp_error(state, "%s %s: is no time as in 2026-11-22T19:10:30Z", option,
		           time);
	return 0;
}

/* A day alone is its first second. */
static error_t parse_since(struct argp_state *state, struct xnb_history_line *line,
                           const char *text)
{
	static const char day[] = "0000-00-00", midnight[] = "T00:00:00Z";

	line->since.time = text;
	if (strlen(text) == strlen(day)) {
		snprintf(line->midnight, sizeof(line->midnight), "%s%s", text, midnight);
		line->since.time = line->midnight;
	}
	if (!xnb_history_is_time(line->since.time))
		argp_error(state,
		           "--since %s: is no time as in 2026-11-22T19:10:30Z, and no "
		           "day as in 2026-11-22",
		           text);
	return 0;
}

static void parse_last(struct argp_state *state, struct xnb_history_line *line,
                       const char *text)
{
	uint64_t last;

	if (!xnb_count_parse(&last, text, SIZE_MAX) || last == 0)
		argp_error(state, "--last %s: is no number of runs", text);
	line->since.last = (size_t)last;
}

error_t xnb_history_parse_option(int key, char *arg, struct argp_state *state)
{
	struct xnb_history_line *line = state->input;

	switch (key) {
	case KEY_DB:
		if (!arg[0])
			argp_error(state, "--db: the name of a file is missing");
		line->db = arg;
		return 0;
	case KEY_HOST:
		if (!arg[0])
			argp_error(state, "--host: the name of a host is missing");
		line->filter.host = line->add.host = arg;
		return 0;
	case KEY_TIMING:
		parse_timing(state, line, arg);
		return 0;
	case KEY_EXPERIMENT:
		line->filter.experiment = arg;
		return 0;
	case KEY_TIME:
		line->add.time = arg;
		return parse_time(state, "--time", arg);
	case KEY_SINCE:
		return parse_since(state, line, arg);
	case KEY_REPLACE:
		line->add.replace = true;
		return 0;
	case KEY_FORMAT:
		line->format = arg;
		return 0;
	case KEY_SERIES:
		line->list_series = true;
		return 0;
	case KEY_OUT:
		if (!arg[0])
			argp_error(state, "--out: the name of a folder is missing");
		line->out = arg;
		return 0;
	case KEY_COLUMN:
		line->column = xnb_column_option(arg, state);
		return 0;
	case KEY_LAST:
		parse_last(state, line, arg);
		return 0;
	case ARGP_KEY_END:
		check_together(state, line);
		return 0;
	case ARGP_KEY_ARGS:
		line->args = state->argv + state->next;
		line->n_args = (size_t)(state->argc - state->next);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp_option xnb_history_add_options[] = {
    DB_OPTION,
    {"host", KEY_HOST, "NAME", 0, "the host, instead of what run.json says", 0},
    {"time", KEY_TIME, "TIME", 0, "when, likewise; as in 2026-11-22T19:10:30Z", 0},
    {"replace", KEY_REPLACE, NULL, 0,
     "a run that changed since it was added takes its own place", 0},
    {0}};
const struct argp_option xnb_history_list_options[] = {
    DB_OPTION,
    {"series", KEY_SERIES, NULL, 0, "a line a series instead of a run", 0},
    HOST_OPTION,
    TIMING_OPTION,
    EXPERIMENT_OPTION,
    FORMAT_OPTION,
    {0}};
const struct argp_option xnb_history_show_options[] = {DB_OPTION, FORMAT_OPTION, {0}};
const struct argp_option xnb_history_check_options[] = {
    DB_OPTION,
    HOST_OPTION,
    TIMING_OPTION,
    EXPERIMENT_OPTION,
    {"last", KEY_LAST, "N", 0, "only changes at the last N runs of a series count", 0},
    {"since", KEY_SINCE, "TIME", 0, "only changes at runs from TIME, or a day, on count",
     0},
    {"out", KEY_OUT, "DIR", 0, "draw the series that changed there", 0},
    {"column", KEY_COLUMN, "COLUMN", 0,
     "the width of what --out draws: that of a column of " XNB_COLUMN_NAMES, 0},
    FORMAT_OPTION,
    {0}};
const struct argp_option xnb_history_export_options[] = {
    DB_OPTION,
    HOST_OPTION,
    TIMING_OPTION,
    EXPERIMENT_OPTION,
    {"format", KEY_FORMAT, "FORMAT", 0, "csv (default): tidy; otava: for Apache Otava",
     0},
    {0}};
