/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"
#include "base/version.h"
#include "cli/command.h"

#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void print_help(FILE *out)
{
	fputs("Usage: xen-numabench COMMAND [OPTION...]\n"
	      "Measures what NUMA node affinity does to Xen domains.\n\n",
	      out);
	for (const struct xnb_command *c = xnb_commands; c->name; c++)
		fprintf(out, "  %-10s %s\n", c->name, c->summary);
	fputs("\n`xen-numabench help COMMAND' tells more, as does its manual page.\n"
	      "Exit status: 0 done; 1 regression; 2 wrong use; 3 the environment lacks\n"
	      "something; 4 inconclusive; 5 a measurement failed; 128+N ended by signal "
	      "N.\n",
	      out);
}

static const char *command_name(const void *table, size_t i)
{
	return ((const struct xnb_command *)table)[i].name;
}

static const struct xnb_command *find_command(const char *name)
{
	for (const struct xnb_command *c = xnb_commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

/* Those of all programs: the static one has no analysis, one without Xen measures
 * nothing. */
static const char *const all_commands[] = {"check",   "cleanup",  "compare", "doctor",
                                           "history", "lab",      "list",    "report",
                                           "run",     "topology", NULL};

static bool is_elsewhere(const char *name)
{
	for (const char *const *known = all_commands; *known; known++)
		if (strcmp(name, *known) == 0)
			return true;
	return false;
}

static int unknown_command(const char *name)
{
	const char *nearest = xnb_nearest(name, command_name, xnb_commands);

	if (is_elsewhere(name)) {
		fprintf(stderr,
		        "xen-numabench: %s: is not in this program (%s); use a "
		        "xen-numabench that was built with it\n",
		        name,
		        XNB_WITH_XEN ? "it only measures" : "it was built without Xen");
		return XNB_EXIT_ENVIRONMENT;
	}
	if (name[0] == '-')
		nearest = NULL;
	fprintf(stderr, "xen-numabench: %s: no such %s; %s%s%s\n", name,
	        name[0] == '-' ? "option" : "command", nearest ? "did you mean " : "see ",
	        nearest ? nearest : "xen-numabench --help", nearest ? "?" : "");
	return XNB_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const struct xnb_command *command;
	char name[64], help_option[] = "--help";

	if (argc < 2) {
		print_help(stderr);
		return XNB_EXIT_USAGE;
	}
	if (strcmp(argv[1], "help") == 0 && argc > 2 && argv[2][0] != '-') {
		argv[1] = argv[2]; /* `help COMMAND' is `COMMAND --help' */
		argv[2] = help_option;
		argc = 3;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return xnb_cli_finish(XNB_EXIT_OK);
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("xen-numabench %s (%s)\n", xnb_version, xnb_commit);
		return xnb_cli_finish(XNB_EXIT_OK);
	}
	command = find_command(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	xnb_cli_setup();
	snprintf(name, sizeof(name), "xen-numabench %s", command->name);
	argv[1] = name;
	return command->run(argc - 1, argv + 1);
}
