/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"
#include "cli/command.h"
#include "cli/lab_options.h"
#include "cli/lab_run.h"
#include "cli/lab_words.h"
#include "lab/cache.h"
#include "lab/dom0_program.h"
#include "lab/lab.h"
#include "lab/xens.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

/* `lab exec` reserves the command's exit codes for the command. */
enum { EXIT_LAB = 125 };

/* So that a box need not wait for it later; what it lacks is told then, too. */
static bool build_dom0(const struct xnb_lab_cache *cache, const struct xnb_lab_xen *xen)
{
	char path[PATH_MAX];
	struct xnb_error err;

	if (xnb_lab_dom0_program(path, cache, xen, &err) == 0)
		return true;
	fprintf(stderr, "xen-numabench: lab: warning: %s\n", err.text);
	return false;
}

static int fetch(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = xnb_lab_fetch_option_table,
	    .parser = xnb_lab_parse_option,
	    .doc =
	        "Downloads what the lab needs from Debian's packages into its cache, so "
	        "that everything else works offline. Nothing is installed.",
	};
	struct xnb_lab_line line = {0};
	struct xnb_lab_cache cache;
	struct xnb_lab_xen xen;
	struct xnb_error err;
	bool complete;

	argp_parse(&argp, argc, argv, 0, NULL, &line);
	if (line.command) {
		fprintf(stderr, "%s: %s: takes no arguments\n", argv[0], *line.command);
		return XNB_EXIT_USAGE;
	}
	if (xnb_lab_xen_check(&line.xen, &err) ||
	    xnb_lab_cache_open(&cache, line.request.cache, &err))
		return xnb_report(&err);
	complete =
	    xnb_lab_cache_complete(&cache) && xnb_lab_xen_complete(&cache, &line.xen);
	if (xnb_lab_cache_fill(&cache, &err) ||
	    xnb_lab_xen_get(&xen, &cache, &line.xen, &err))
		return xnb_report(&err);
	printf("%s: %s for Xen %s\n", cache.dir,
	       !build_dom0(&cache, &xen) ? "has all packages, but no xen-numabench-dom0,"
	       : complete                ? "has everything already"
	                                 : "complete; the lab works offline now",
	       xen.name);
	return xnb_cli_finish(XNB_EXIT_OK);
}

static int exec_in_lab(struct xnb_lab_line *line)
{
	struct xnb_error err;
	int status = XNB_EXIT_OK;

	line->request.argv = line->command;
	if (xnb_lab_line_finish(line, &err)) {
		xnb_report(&err);
		return EXIT_LAB;
	}
	if (xnb_lab_run(&line->request, &status, &err) == 0)
		return status;
	xnb_report(&err);
	return status ? status : EXIT_LAB;
}

static int exec_command(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = xnb_lab_exec_option_table,
	    .parser = xnb_lab_parse_option,
	    .args_doc = "[--] CMD [ARG...]",
	    .doc = "Runs CMD in dom0 of a boxed Xen, with busybox's programs, "
	           "xen-numabench and the files of --put, and exits as CMD does; 125 for "
	           "the lab's own failures, wrong use included.",
	};
	struct xnb_lab_line line = {0};
	int status;

	/* Every other status may be the command's. */
	argp_err_exit_status = EXIT_LAB;
	xnb_lab_request_default(&line.request);
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &line);
	if (!line.command) {
		fprintf(stderr, "%s: which command? see %s --help\n", argv[0], argv[0]);
		return EXIT_LAB;
	}
	status = exec_in_lab(&line);
	xnb_args_free(&line.put);
	return status;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} actions[] = {
    {"run", xnb_cmd_lab_run, "the same as `xen-numabench run', in the box"},
    {"exec", exec_command, "any command in dom0"},
    {"fetch", fetch, "download everything that the lab needs"},
    {NULL, NULL, NULL},
};

static const char *action_name(const void *table, size_t i)
{
	(void)table;
	return actions[i].name;
}

static int print_help(FILE *out, int code)
{
	fputs("Usage: xen-numabench lab ACTION [OPTION...]\n"
	      "A real Xen host under QEMU with as many NUMA nodes as asked.\n\n",
	      out);
	for (size_t i = 0; actions[i].name; i++)
		fprintf(out, "  %-6s %s\n", actions[i].name, actions[i].summary);
	fputs("\n`xen-numabench lab ACTION --help' tells more.\n", out);
	return code;
}

int xnb_cmd_lab(int argc, char **argv)
{
	const char *nearest;
	char name[64];

	if (argc < 2)
		return print_help(stderr, XNB_EXIT_USAGE);
	if (xnb_lab_asks_for_help(argv[1]))
		return xnb_cli_finish(print_help(stdout, XNB_EXIT_OK));
	for (size_t i = 0; actions[i].name; i++) {
		if (strcmp(argv[1], actions[i].name) == 0) {
			snprintf(name, sizeof(name), "%s %s", argv[0], argv[1]);
			argv[1] = name;
			return actions[i].run(argc - 1, argv + 1);
		}
	}
	nearest = xnb_nearest(argv[1], action_name, actions);
	fprintf(stderr, "%s: %s: no such action; %s%s%s\n", argv[0], argv[1],
	        nearest ? "did you mean " : "take ",
	        nearest ? nearest : "run, exec or fetch", nearest ? "?" : "");
	return XNB_EXIT_USAGE;
}
