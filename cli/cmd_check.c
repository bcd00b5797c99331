/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_gate.h"
#include "cli/command.h"
#include "cli/option_values.h"
#include "cli/output_options.h"

#include <argp.h>
#include <string.h>

enum {
	OPTION_XEN = 256,
	OPTION_XEN_DIR,
	OPTION_XEN_OPTIONS,
	OPTION_BASE,
	OPTION_ONLY,
	OPTION_NODES,
	OPTION_BISECT,
	OPTION_CACHE,
	OPTION_TIMEOUT,
	OPTION_ALL,
};

/* What `git bisect run' takes for "skip this one", and for "stop": wrong use is so at
 * every commit. */
enum { EXIT_CANNOT_TELL = 125, EXIT_STOP = 255 };

/* A box takes half a minute on two cores; this is for machines that are busy. */
enum { DEFAULT_SECONDS = 300 };

static const struct argp_option options[] = {
    {"xen", OPTION_XEN, "VERSION", 0,
     "judge this release (default: the one this program was built for)", 0},
    {"xen-dir", OPTION_XEN_DIR, "DIR", 0,
     "judge this tree: dist/install, as `make dist' of Xen leaves it", 0},
    {"xen-options", OPTION_XEN_OPTIONS, "TEXT", 0,
     "more for the command line of the Xen that is judged", 0},
    {"base", OPTION_BASE, "VERSION|DIR", 0,
     "judge it against this release, or the runs of an earlier --out (default: the "
     "newest release)",
     0},
    {"only", OPTION_ONLY, "PART,...", 0,
     "only placement, semantics, or paths; may be repeated", 0},
    {"nodes", OPTION_NODES, "N", 0, "only the boxes of N nodes", 0},
    {"bisect", OPTION_BISECT, NULL, 0,
     "exit as `git bisect run' wants it: 0 good, 1 bad, 125 cannot tell, 255 wrong use",
     0},
    {"format", 'f', "FORMAT", 0, "see below; default: text", 0},
    {"all", OPTION_ALL, NULL, 0,
     "list every path that is longer or shorter, not the largest differences only", 0},
    {"out", 'o', "DIR", 0, "keep the runs there, and the boxes' logs; new or empty", 0},
    {"timeout", OPTION_TIMEOUT, "TIME", 0,
     "for each box, such as 90s or 10m; default: 5m", 0},
    {"cache", OPTION_CACHE, "DIR", 0,
     "keep the lab's files there (default: $XDG_CACHE_HOME/xen-numabench)", 0},
    {0},
};

static void choose_format(struct xnb_check_options *check, const char *name,
                          const struct argp_state *state)
{
	struct xnb_buf names = {0};

	check->format = xnb_gate_format_find(name);
	if (check->format)
		return;
	xnb_gate_format_names(&names);
	argp_error(state, "--format %s: no such format; there are %s", name,
	           xnb_buf_text(&names));
}

static unsigned find_part(const char *name, size_t length)
{
	for (unsigned part = 0; part < XNB_N_GATE_PARTS; part++)
		if (strlen(xnb_gate_part_names[part]) == length &&
		    memcmp(xnb_gate_part_names[part], name, length) == 0)
			return 1u << part;
	return 0;
}

static void take_parts(struct xnb_check_options *check, const char *list,
                       const struct argp_state *state)
{
	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ",");
		unsigned part = find_part(at, length);

		if (!part)
			argp_error(state,
			           "--only %s: there are placement, semantics and paths",
			           list);
		check->only |= part;
		at += length;
		if (!*at)
			return;
	}
}

static void check_all(const struct xnb_check_options *check,
                      const struct argp_state *state)
{
	if (check->xen.version && check->xen.dir)
		argp_error(state, "--xen and --xen-dir: give one of them");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct xnb_check_options *check = state->input;

	switch (key) {
	case OPTION_XEN:
		check->xen.version = arg;
		return 0;
	case OPTION_XEN_DIR:
		check->xen.dir = arg;
		return 0;
	case OPTION_XEN_OPTIONS:
		check->xen_options = arg;
		return 0;
	case OPTION_BASE:
		check->base = arg;
		return 0;
	case OPTION_ONLY:
		take_parts(check, arg, state);
		return 0;
	case OPTION_NODES:
		check->nodes = (unsigned)xnb_option_number(state, "nodes", arg, 1, 64);
		return 0;
	case OPTION_BISECT:
		check->bisect = true;
		return 0;
	case 'f':
		choose_format(check, arg, state);
		return 0;
	case 'o':
		if (!arg[0])
			argp_error(state, "--out: the name of a folder is missing");
		check->out = arg;
		return 0;
	case OPTION_ALL:
		check->all = true;
		return 0;
	case OPTION_TIMEOUT:
		check->seconds = xnb_option_seconds(state, "timeout", arg);
		return 0;
	case OPTION_CACHE:
		check->cache = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: no argument is expected", arg);
		return 0;
	case ARGP_KEY_END:
		check_all(check, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void list_choices(struct xnb_buf *help)
{
	for (const struct xnb_gate_format *f = xnb_gate_formats; f->name; f++)
		xnb_formats_put(help, f->name, f->what);
	xnb_buf_puts(help, "\nReleases:\n");
	for (const struct xnb_lab_release *r = xnb_lab_releases; r->version; r++)
		xnb_formats_put(help, r->version, r->suite);
}

static char *filter(int key, const char *text, void *input)
{
	(void)input;
	return xnb_formats_help(key, text, list_choices);
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .doc =
        "Judges a build of Xen: boots it in the lab, and says whether NUMA placement "
        "is as it should be, which claims about node affinity hold, and whether the "
        "path of any hypercall got longer than in another Xen.\v"
        "Exit status 0 when nothing got worse, 1 when something did, 2 for wrong use, "
        "3 when the hypervisor does not boot or something is missing, 4 when it cannot "
        "be told, 5 for an error.",
    .help_filter = filter,
};

/* What argp refuses must not look like a bad commit. */
static bool asks_for_bisect(int argc, char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strncmp(argv[i], "--bi", 4) == 0 &&
		    strncmp(argv[i], "--bisect", strlen(argv[i])) == 0)
			return true;
	return false;
}

int xnb_cmd_check(int argc, char **argv)
{
	struct xnb_check_options check = {.seconds = DEFAULT_SECONDS,
	                                  .format = xnb_gate_formats};
	struct xnb_error err;
	int code;

	if (asks_for_bisect(argc, argv))
		argp_err_exit_status = EXIT_STOP;
	argp_parse(&argp, argc, argv, 0, NULL, &check);
	if (xnb_check_gate(&check, &code, &err)) {
		xnb_report(&err);
		if (!check.bisect)
			return (int)err.exit;
		return err.exit == XNB_EXIT_USAGE ? EXIT_STOP : EXIT_CANNOT_TELL;
	}
	return xnb_cli_finish(code);
}
