/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the tables: what can be asked for. */
#include "base/buf.h"
#include "base/nearest.h"
#include "bench/doctor/doctor.h"
#include "bench/metadata.h"
#include "bench/target.h"
#include "cli/command.h"

#include <argp.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { MOST_COLUMNS = 8 };

/* ---- the lists, each an array of objects whose first two texts are printed ---- */

static json_t *list_experiments(const struct xnb_target *target)
{
	return xnb_experiments_json(target);
}

static json_t *list_scenarios(const struct xnb_target *target)
{
	return xnb_scenarios_json(target, 0);
}

static json_t *list_kernels(const struct xnb_target *target)
{
	(void)target;
	return xnb_kernels_json();
}

static json_t *list_hypercalls(const struct xnb_target *target)
{
	return target->hypercalls ? target->hypercalls() : json_array();
}

/* Two commands have checks; a column tells whose they are. */
static json_t *list_checks(const struct xnb_target *target)
{
	json_t *list = target->checks ? target->checks() : json_array(), *one;
	size_t i;

	json_array_foreach(list, i, one)
	    json_object_set_new(one, "by", json_string("semantics"));
	for (const struct xnb_doctor_check *c = target->doctor->checks; list && c->name;
	     c++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "by", "doctor",
		                                      "name", c->name, "claim", c->what));
	return list;
}

static const struct list {
	const char *name;
	json_t *(*make)(const struct xnb_target *target);
	const char *columns[MOST_COLUMNS + 1]; /* members to print, NULL-terminated */
	bool of_all_targets; /* also where this program cannot measure the target */
} lists[] = {
    {"experiments", list_experiments, {"name", "summary", NULL}, false},
    {"scenarios", list_scenarios, {"name", "expected", "summary", NULL}, false},
    {"kernels",
     list_kernels,
     {"name", "formula", "bytes_read", "bytes_written", "bytes_allocated", "flops",
      "isas", "likwid", NULL},
     true},
    {"hypercalls", list_hypercalls, {"name", "paths", "params", "summary", NULL}, false},
    {"checks", list_checks, {"by", "name", "claim", "source", NULL}, false},
    {NULL, NULL, {NULL}, false},
};

static const char *list_name(const void *table, size_t i)
{
	return ((const struct list *)table)[i].name;
}

static const struct list *find_list(const char *name)
{
	for (const struct list *l = lists; l->name; l++)
		if (strcmp(l->name, name) == 0)
			return l;
	return NULL;
}

/* ---- printing ---- */

/* An object as "key=a,b key=c", an array as "a,b". */
static void put_value(struct xnb_buf *text, const json_t *value)
{
	const char *key;
	json_t *one;
	size_t i;

	if (json_is_string(value))
		xnb_buf_puts(text, json_string_value(value));
	else if (json_is_integer(value))
		xnb_buf_printf(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	json_array_foreach(value, i, one)
	{
		xnb_buf_puts(text, i ? "," : "");
		put_value(text, one);
	}
	json_object_foreach((json_t *)(uintptr_t)value, key, one)
	{
		xnb_buf_printf(text, "%s%s=", text->length ? " " : "", key);
		put_value(text, one);
	}
}

/* A cell as text; "-" where there is none. */
static void cell(const json_t *row, const char *column, char *text, size_t size)
{
	struct xnb_buf value = {0};

	put_value(&value, json_object_get(row, column));
	snprintf(text, size, "%s", value.length ? xnb_buf_text(&value) : "-");
	xnb_buf_free(&value);
}

static int width_of(const json_t *table, const char *column)
{
	size_t i, width = strlen(column);
	char text[256];
	json_t *row;

	json_array_foreach((json_t *)(uintptr_t)table, i, row)
	{
		cell(row, column, text, sizeof(text));
		if (strlen(text) > width)
			width = strlen(text);
	}
	return (int)width;
}

static void print_row(const struct list *list, const json_t *row, const int widths[])
{
	char text[256];

	for (size_t c = 0; list->columns[c]; c++) {
		bool last = !list->columns[c + 1];

		if (row)
			cell(row, list->columns[c], text, sizeof(text));
		else
			snprintf(text, sizeof(text), "%s", list->columns[c]);
		printf("%-*s%s", last ? 0 : widths[c], text, last ? "\n" : "  ");
	}
}

static void print_text(const struct list *list, json_t *table)
{
	int widths[MOST_COLUMNS] = {0};
	json_t *row;
	size_t i;

	for (size_t c = 0; list->columns[c]; c++)
		widths[c] = width_of(table, list->columns[c]);
	print_row(list, NULL, widths);
	json_array_foreach(table, i, row) print_row(list, row, widths);
}

/* ---- the command ---- */

struct options {
	const struct list *list;
	const char *target;
	bool json;
};

static const struct argp_option option_table[] = {
    {"format", 'f', "FORMAT", 0, "text (the default) or json", 0},
    {"target", 't', "TARGET", 0, "Of xen (the default) or native", 0},
    {0},
};

#define LISTS "experiments|scenarios|kernels|hypercalls|checks"

static void take_list(struct argp_state *state, const char *name)
{
	struct options *options = state->input;
	const char *nearest = xnb_nearest(name, list_name, lists);

	if (options->list)
		argp_error(state, "%s: one list at a time", name);
	options->list = find_list(name);
	if (!options->list)
		argp_error(state, "%s: no such list; %s%s%s", name,
		           nearest ? "did you mean " : "there are " LISTS,
		           nearest ? nearest : "", nearest ? "?" : "");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'f':
		if (strcmp(arg, "json") && strcmp(arg, "text"))
			argp_error(state, "--format %s: text or json", arg);
		options->json = strcmp(arg, "json") == 0;
		return 0;
	case 't':
		options->target = arg;
		return 0;
	case ARGP_KEY_ARG:
		take_list(state, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a list is missing: " LISTS);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_option,
    .args_doc = LISTS,
    .doc = "Prints what there is to measure and to choose from.",
};

/* What there is of all targets is listed for one that this program cannot measure, too.
 */
static int find_target(const struct xnb_target **target, const struct options *options,
                       struct xnb_error *err)
{
	if (!xnb_target_find(target, options->target, err))
		return 0;
	return options->list->of_all_targets && err->exit == XNB_EXIT_ENVIRONMENT ? 0
	                                                                          : -1;
}

int xnb_cmd_list(int argc, char **argv)
{
	struct options options = {.target = "xen"};
	const struct xnb_target *target = NULL;
	struct xnb_error err;
	json_t *table;
	int failed = 0;

	argp_parse(&parser, argc, argv, 0, NULL, &options);
	if (find_target(&target, &options, &err))
		return xnb_report(&err);
	table = options.list->make(target);
	if (!table) {
		xnb_fail_nomem(&err);
		return xnb_report(&err);
	}
	if (options.json) {
		failed = json_dumpf(table, stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		print_text(options.list, table);
	}
	json_decref(table);
	return xnb_cli_finish(failed ? XNB_EXIT_FAILED : XNB_EXIT_OK);
}
