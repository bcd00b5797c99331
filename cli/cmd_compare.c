/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/format.h"
#include "analysis/compare/self_test.h"
#include "analysis/figures/forest.h"
#include "analysis/plot/paper.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "rundir/number.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPTION_BASE = 256,
	OPTION_NEW,
	OPTION_SCOPE,
	OPTION_DIRECTION,
	OPTION_SELF_TEST,
};

static const struct argp_option options[] = {
    {"base", OPTION_BASE, "RUN", 0, "runs of the arm BASE, this and those that follow",
     0},
    {"new", OPTION_NEW, "RUN", 0, "runs of the arm NEW, this and those that follow", 0},
    {"margin", 'm', "MARGIN", 0,
     "differences up to this do not matter, as 2% or 0.02; default: 2%", 0},
    {"scope", OPTION_SCOPE, "within-boot", 0,
     "with fewer than 3 boots in an arm, judge timings by domains, or rounds; the "
     "verdict says so",
     0},
    {"direction", OPTION_DIRECTION, "METRIC=WAY", 0,
     "which way METRIC, or EXPERIMENT/METRIC, is better: higher, lower, or exact (any "
     "change is worse), whatever the runs say; may be given several times",
     0},
    {"self-test", OPTION_SELF_TEST, NULL, 0,
     "split the units of the RUNs that follow at random, many times, and say how often "
     "that looks like a change, and how large a change would be found",
     0},
    {"format", 'f', "FORMAT", 0, "see below; default: text", 0},
    {"out", 'o', "DIR", 0, "draw the forest plot there", 0},
    {"column", 'c', "COLUMN", 0,
     "width of the forest plot: that of a column of " XNB_COLUMN_NAMES " (both columns)",
     0},
    {0},
};

struct command {
	struct xnb_compare_request request;
	const struct xnb_compare_format *format;
	const char *out;
	double column;
	/* Which arm a RUN without an option belongs to; XNB_N_SIDES: none was named. */
	enum xnb_compare_side side;
	bool named; /* --base or --new was given */
	bool self_test;
};

/* argc bounds all lists. */
static void add_run(struct command *command, enum xnb_compare_side side, const char *path,
                    const struct argp_state *state)
{
	if (!path[0])
		argp_error(state, "the name of a run is empty");
	command->request.arms[side].paths[command->request.arms[side].n++] = path;
}

static void add_argument(struct command *command, const char *path,
                         const struct argp_state *state)
{
	if (!command->named && !command->self_test) {
		if (command->request.arms[XNB_NEW].n)
			argp_error(state,
			           "%s: a third run; for several in an arm say --base "
			           "RUN... --new RUN...",
			           path);
		command->side = command->request.arms[XNB_BASE].n ? XNB_NEW : XNB_BASE;
	}
	add_run(command, command->side, path, state);
}

static void begin_arm(struct command *command, enum xnb_compare_side side,
                      const char *path, const struct argp_state *state)
{
	if (command->self_test)
		argp_error(state, "--self-test: has no arms; say --self-test RUN...");
	if (!command->named && command->request.arms[XNB_BASE].n)
		argp_error(state,
		           "%s: is in no arm; either BASE NEW, or --base RUN... --new "
		           "RUN...",
		           command->request.arms[XNB_BASE].paths[0]);
	command->named = true;
	command->side = side;
	add_run(command, side, path, state);
}

static void take_margin(struct command *command, const char *arg,
                        const struct argp_state *state)
{
	double *margin = &command->request.margin;

	/* "5" is meant as 5 %: as 500 % it would let everything pass. */
	if (!xnb_fraction_parse(margin, arg) || *margin < 0 || *margin >= 1)
		argp_error(
		    state,
		    "--margin %s: has to be from 0 to less than 100%%, such as 2%% "
		    "or 0.02",
		    arg);
}

static void take_direction(struct command *command, const char *arg,
                           const struct argp_state *state)
{
	static const struct {
		const char *way;
		enum xnb_better better;
	} ways[] = {
	    {"higher", XNB_BETTER_HIGHER},
	    {"lower", XNB_BETTER_LOWER},
	    {"exact", XNB_BETTER_EXACT},
	};
	const char *equals = strrchr(arg, '=');
	struct xnb_compare_direction *directions = command->request.directions;

	for (size_t i = 0; equals && equals != arg && i < 3; i++) {
		if (strcmp(equals + 1, ways[i].way) != 0)
			continue;
		directions[command->request.n_directions++] =
		    (struct xnb_compare_direction){arg, (size_t)(equals - arg),
		                                   ways[i].better};
		return;
	}
	argp_error(state,
	           "--direction %s: say METRIC=higher, METRIC=lower, or "
	           "METRIC=exact",
	           arg);
}

static void choose_format(struct command *command, const char *name,
                          const struct argp_state *state)
{
	struct xnb_buf names = {0};

	command->format = xnb_compare_format_find(name);
	if (command->format)
		return;
	xnb_compare_format_names(&names);
	argp_error(state, "--format %s: no such format; there are %s", name,
	           xnb_buf_text(&names));
}

static void begin_self_test(struct command *command, const struct argp_state *state)
{
	if (command->request.arms[XNB_BASE].n)
		argp_error(state, "--self-test: comes before the runs");
	command->self_test = true;
	command->side = XNB_BASE;
}

static void check_self_test(const struct command *command, const struct argp_state *state)
{
	if (command->request.arms[XNB_BASE].n == 0)
		argp_error(state, "a run is missing: say --self-test RUN...");
	if (command->out)
		argp_error(state, "--out: a self-test draws nothing");
	if (strcmp(command->format->name, "text") != 0 &&
	    strcmp(command->format->name, "json") != 0)
		argp_error(state, "--format %s: a self-test has text and json",
		           command->format->name);
}

static void check(const struct command *command, const struct argp_state *state)
{
	const struct xnb_compare_request *request = &command->request;

	if (command->self_test) {
		check_self_test(command, state);
		return;
	}
	if (request->arms[XNB_BASE].n == 0 || request->arms[XNB_NEW].n == 0)
		argp_error(state,
		           "a run is missing: say BASE NEW, or --base RUN... --new "
		           "RUN...");
	if (command->column > 0 && !command->out)
		argp_error(
		    state,
		    "--column: is the width of what --out draws; give --out as well");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case OPTION_BASE:
		begin_arm(command, XNB_BASE, arg, state);
		return 0;
	case OPTION_NEW:
		begin_arm(command, XNB_NEW, arg, state);
		return 0;
	case 'm':
		take_margin(command, arg, state);
		return 0;
	case OPTION_SCOPE:
		if (strcmp(arg, "within-boot") != 0)
			argp_error(state, "--scope %s: there is only within-boot", arg);
		command->request.within_boot = true;
		return 0;
	case OPTION_DIRECTION:
		take_direction(command, arg, state);
		return 0;
	case OPTION_SELF_TEST:
		begin_self_test(command, state);
		return 0;
	case 'f':
		choose_format(command, arg, state);
		return 0;
	case 'o':
		if (!arg[0])
			argp_error(state, "--out: the name of a folder is missing");
		command->out = arg;
		return 0;
	case 'c':
		command->column = xnb_column_option(arg, state);
		return 0;
	case ARGP_KEY_ARG:
		add_argument(command, arg, state);
		return 0;
	case ARGP_KEY_END:
		check(command, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void list_formats(struct xnb_buf *help)
{
	for (const struct xnb_compare_format *f = xnb_compare_formats; f->name; f++)
		xnb_formats_put(help, f->name, f->what);
}

static char *filter(int key, const char *text, void *input)
{
	(void)input;
	return xnb_formats_help(key, text, list_formats);
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "BASE NEW\n--base RUN... --new RUN...\n--self-test RUN...",
    .doc = "Judges each series of NEW against the same of BASE.\v"
           "A RUN is a run directory or a samples.csv. Exit status 0 when nothing is "
           "worse, 1 when something is, 4 when that cannot be told.",
    .help_filter = filter,
};

static int draw(const struct command *command, const struct xnb_compare *compare,
                struct xnb_error *err)
{
	struct xnb_buf note = {0};
	int result;

	if (!command->out)
		return 0;
	result = xnb_forest_write(command->out, compare, command->column, &note, err);
	fputs(xnb_buf_text(&note), stderr);
	xnb_buf_free(&note);
	return result;
}

static int print(const struct command *command, const struct xnb_compare *compare,
                 struct xnb_error *err)
{
	struct xnb_buf text = {0};
	int result = command->format->write(&text, compare, err);

	if (!result)
		fputs(xnb_buf_text(&text), stdout);
	xnb_buf_free(&text);
	return result;
}

static int run(const struct command *command)
{
	struct xnb_compare *compare;
	struct xnb_error err;
	int code;

	if (xnb_compare(&compare, &command->request, &err))
		return xnb_report(&err);
	code = compare->exit;
	if (print(command, compare, &err) || draw(command, compare, &err))
		code = xnb_report(&err);
	xnb_compare_free(compare);
	return xnb_cli_finish(code);
}

static int print_self_test(const struct command *command,
                           const struct xnb_self_test *test, struct xnb_error *err)
{
	bool as_json = strcmp(command->format->name, "json") == 0;
	struct xnb_buf text = {0};
	int result = (as_json ? xnb_self_test_write_json
	                      : xnb_self_test_write_text)(&text, test, err);

	if (!result)
		fputs(xnb_buf_text(&text), stdout);
	xnb_buf_free(&text);
	return result;
}

static int run_self_test(const struct command *command)
{
	struct xnb_self_test *test;
	struct xnb_error err;
	int code;

	if (xnb_self_test(&test, &command->request, XNB_SELF_TEST_SPLITS,
	                  XNB_SELF_TEST_SEED, &err))
		return xnb_report(&err);
	code = xnb_self_test_exit(test);
	if (print_self_test(command, test, &err))
		code = xnb_report(&err);
	xnb_self_test_free(test);
	return xnb_cli_finish(code);
}

int xnb_cmd_compare(int argc, char **argv)
{
	struct command command = {.request.margin = 0.02, .format = xnb_compare_formats};
	struct xnb_compare_request *request = &command.request;
	struct xnb_error err;
	int code;

	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		request->arms[side].paths =
		    calloc((size_t)argc, sizeof(*request->arms[side].paths));
	request->directions = calloc((size_t)argc, sizeof(*request->directions));
	if (request->arms[XNB_BASE].paths && request->arms[XNB_NEW].paths &&
	    request->directions) {
		argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &command);
		code = command.self_test ? run_self_test(&command) : run(&command);
	} else {
		xnb_fail_nomem(&err);
		code = xnb_report(&err);
	}
	free(request->arms[XNB_BASE].paths);
	free(request->arms[XNB_NEW].paths);
	free(request->directions);
	return code;
}
