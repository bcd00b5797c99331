/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/nearest.h"
#include "cli/command.h"
#include "lab/cache.h"
#include "lab/files.h"
#include "lab/lab.h"
#include "lab/program.h"

#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* `lab exec` reserves the command's exit codes for the command. */
enum { EXIT_LAB = 125 };

enum key {
	KEY_NODES = 256,
	KEY_CPUS,
	KEY_MEMORY,
	KEY_DISTANCE,
	KEY_DISTANCES,
	KEY_DOM0_VCPUS,
	KEY_XEN_OPTIONS,
	KEY_TOOLSTACK,
	KEY_ACCEL,
	KEY_TIMEOUT,
	KEY_CONSOLE,
	KEY_CACHE,
	KEY_VERBOSE,
	KEY_PUT,
	KEY_GET,
	KEY_OUT,
};

/* clang-format off */
#define CACHE_OPTION                                                                      \
	{"cache", KEY_CACHE, "DIR", 0,                                                    \
	 "Keep the lab's files there (default: $XDG_CACHE_HOME/xen-numabench)", 0}

#define BOX_OPTIONS                                                                       \
	CACHE_OPTION,                                                                     \
	{"nodes", KEY_NODES, "N", 0, "NUMA nodes (default 2)", 0},                        \
	{"cpus-per-node", KEY_CPUS, "N", 0, "CPUs on each node (default 2)", 0},          \
	{"memory-per-node", KEY_MEMORY, "SIZE", 0, "Memory of each node (default 2G)", 0}, \
	{"distance", KEY_DISTANCE, "D", 0, "Distance of any two nodes (default 21)", 0},  \
	{"distances", KEY_DISTANCES, "MATRIX", 0,                                         \
	 "All distances, rows by ';', cells by ',': 10,21;21,10", 0},                     \
	{"dom0-vcpus", KEY_DOM0_VCPUS, "N", 0,                                            \
	 "dom0's vCPUs, vCPU i pinned to pCPU i (default 1)", 0},                         \
	{"xen-options", KEY_XEN_OPTIONS, "TEXT", 0, "More for Xen's command line", 0},    \
	{"toolstack", KEY_TOOLSTACK, NULL, 0, "Have xl, with xenstored and xenconsoled", 0}, \
	{"accel", KEY_ACCEL, "auto|tcg|kvm", 0,                                           \
	 "KVM where it really works, else TCG (default auto)", 0},                        \
	{"timeout", KEY_TIMEOUT, "SECONDS", 0, "End the command after that (default 900)", 0}, \
	{"keep-console", KEY_CONSOLE, "FILE", 0, "Write the console log there", 0},       \
	{"verbose", KEY_VERBOSE, NULL, 0, "Say when the box got how far", 0}
/* clang-format on */

static const struct argp_option fetch_options[] = {CACHE_OPTION, {0}};

static const struct argp_option exec_options[] = {
    BOX_OPTIONS,
    {"put", KEY_PUT, "FILE", 0, "A file for the command's directory; repeatable", 0},
    {"get", KEY_GET, "DIR", 0, "Bring back what the command wrote under /out", 0},
    {0},
};

static const struct argp_option run_options[] = {
    BOX_OPTIONS,
    {"out", KEY_OUT, "DIR", 0,
     "The run directory (default results/<UTC time>-lab); new or empty", 0},
    {0},
};

/* The command line of `lab run` and `lab exec` as it is parsed. */
struct line {
	struct xnb_lab_request request;
	const char *distances; /* can be checked only when the nodes are known */
	char **command;        /* where the command's own words begin */
	struct xnb_args put;
};

static int parse_host(struct xnb_lab_host *host, int key, const char *arg,
                      struct xnb_error *err)
{
	switch (key) {
	case KEY_NODES:
		return xnb_lab_parse_number(arg, "--nodes", 1, XNB_LAB_MAX_NODES,
		                            &host->nodes, err);
	case KEY_CPUS:
		return xnb_lab_parse_number(arg, "--cpus-per-node", 1,
		                            XNB_LAB_MAX_APIC_IDS, &host->cpus_per_node,
		                            err);
	case KEY_DOM0_VCPUS:
		return xnb_lab_parse_number(arg, "--dom0-vcpus", 1, XNB_LAB_MAX_APIC_IDS,
		                            &host->dom0_vcpus, err);
	case KEY_MEMORY:
		return xnb_lab_parse_size(arg, &host->memory_per_node, err);
	default:
		return xnb_lab_parse_distance(arg, host, err);
	}
}

static int parse_value(struct line *line, int key, const char *arg, struct xnb_error *err)
{
	struct xnb_lab_request *request = &line->request;

	switch (key) {
	case KEY_ACCEL:
		return xnb_accel_parse(arg, &request->accel, err);
	case KEY_TIMEOUT:
		return xnb_lab_parse_number(arg, "--timeout", 1, 1000000,
		                            &request->timeout, err);
	case KEY_PUT:
		xnb_args_add(&line->put, "%s", arg);
		return line->put.failed ? xnb_fail_nomem(err) : 0;
	default:
		return parse_host(&request->host, key, arg, err);
	}
}

/* Options whose value is kept as it is; false for others. */
static bool keep_text(struct line *line, int key, const char *arg)
{
	struct xnb_lab_request *request = &line->request;

	switch (key) {
	case KEY_DISTANCES:
		line->distances = arg;
		return true;
	case KEY_XEN_OPTIONS:
		request->host.xen_options = arg;
		return true;
	case KEY_CONSOLE:
		request->console = arg;
		return true;
	case KEY_CACHE:
		request->cache = arg;
		return true;
	case KEY_GET:
	case KEY_OUT:
		request->get = arg;
		return true;
	case KEY_TOOLSTACK:
		request->toolstack = true;
		return true;
	case KEY_VERBOSE:
		request->verbose = true;
		return true;
	default:
		return false;
	}
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct line *line = state->input;
	struct xnb_error err;

	if (key == ARGP_KEY_ARG) {
		line->command = state->argv + state->next - 1;
		state->next = state->argc;
		return 0;
	}
	if (key < KEY_NODES || key > KEY_OUT)
		return ARGP_ERR_UNKNOWN;
	if (!keep_text(line, key, arg) && parse_value(line, key, arg, &err))
		argp_failure(state, argp_err_exit_status, 0, "%s", err.text);
	return 0;
}

/* What argp cannot do option by option. */
static int finish_line(struct line *line, struct xnb_error *err)
{
	struct xnb_lab_request *request = &line->request;

	request->put = line->put.v;
	request->n_put = line->put.n;
	if (line->distances &&
	    xnb_lab_parse_distances(line->distances, &request->host, err))
		return -1;
	return xnb_lab_host_check(&request->host, err);
}

static int fetch(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = fetch_options,
	    .parser = parse_option,
	    .doc =
	        "Downloads what the lab needs from Debian's packages into its cache, so "
	        "that everything else works offline. Nothing is installed.",
	};
	struct line line = {0};
	struct xnb_lab_cache cache;
	struct xnb_error err;

	argp_parse(&argp, argc, argv, 0, NULL, &line);
	if (line.command) {
		fprintf(stderr, "%s: %s: takes no arguments\n", argv[0], *line.command);
		return XNB_EXIT_USAGE;
	}
	if (xnb_lab_cache_open(&cache, line.request.cache, &err))
		return xnb_report(&err);
	if (xnb_lab_cache_complete(&cache)) {
		printf("%s: has everything already\n", cache.files);
		return xnb_cli_finish(XNB_EXIT_OK);
	}
	if (xnb_lab_cache_fill(&cache, &err))
		return xnb_report(&err);
	printf("%s: complete; the lab works offline now\n", cache.files);
	return xnb_cli_finish(XNB_EXIT_OK);
}

static int exec_in_lab(struct line *line)
{
	struct xnb_error err;
	int status = XNB_EXIT_OK;

	line->request.argv = line->command;
	if (finish_line(line, &err)) {
		xnb_report(&err);
		return XNB_EXIT_USAGE;
	}
	if (xnb_lab_run(&line->request, &status, &err) == 0)
		return status;
	xnb_report(&err);
	return EXIT_LAB;
}

static int exec_command(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = exec_options,
	    .parser = parse_option,
	    .args_doc = "[--] CMD [ARG...]",
	    .doc = "Runs CMD in dom0 of a boxed Xen, with busybox's programs, "
	           "xen-numabench and the files of --put, and exits as CMD does; 125 for "
	           "the lab's own failures.",
	};
	struct line line = {0};
	int status;

	xnb_lab_request_default(&line.request);
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &line);
	if (!line.command) {
		fprintf(stderr, "%s: which command? see %s --help\n", argv[0], argv[0]);
		return XNB_EXIT_USAGE;
	}
	status = exec_in_lab(&line);
	xnb_args_free(&line.put);
	return status;
}

static const struct argp_option *find_option(const char *word)
{
	size_t length;

	if (strncmp(word, "--", 2) != 0)
		return NULL;
	word += 2;
	length = strcspn(word, "=");
	for (const struct argp_option *o = run_options; o->name; o++)
		if (strlen(o->name) == length && strncmp(o->name, word, length) == 0)
			return o;
	return NULL;
}

static bool asks_for_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "--usage") || !strcmp(word, "-?");
}

/* The lab's options up to "--" go to `lab`, everything else, in its order, to `run`. */
static void split(int argc, char **argv, struct xnb_args *lab, struct xnb_args *run)
{
	int i = 1;

	xnb_args_add(lab, "%s", argv[0]);
	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const struct argp_option *option = find_option(argv[i]);

		xnb_args_add(option || asks_for_help(argv[i]) ? lab : run, "%s", argv[i]);
		if (option && option->arg && !strchr(argv[i], '=') && i + 1 < argc)
			xnb_args_add(lab, "%s", argv[++i]);
	}
	while (++i < argc)
		xnb_args_add(run, "%s", argv[i]);
}

/* --resume names a directory of this machine: returns it and cuts it out. */
static char *take_resume(struct xnb_args *run)
{
	static const char name[] = "--resume";
	size_t length = strlen(name);

	for (size_t i = 0; i < run->n; i++) {
		char *word = run->v[i], *dir = NULL;
		size_t words = 1;

		if (strcmp(word, name) == 0 && i + 1 < run->n) {
			dir = run->v[i + 1];
			words = 2;
			free(word);
		} else if (strncmp(word, name, length) == 0 && word[length] == '=') {
			dir = strdup(word + length + 1);
			free(word);
		} else {
			continue;
		}
		memmove(run->v + i, run->v + i + words,
		        (run->n + 1 - i - words) * sizeof(*run->v));
		run->n -= words;
		return dir;
	}
	return NULL;
}

/* The run directory's files travel with the job and are put in place before the run. */
static int put_resumed(struct line *line, const char *dir, struct xnb_error *err)
{
	static const char *const files[] = {"run.json", "samples.csv", "extents.csv",
	                                    "topology.xml"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (xnb_path(path, err, "%s/%s", dir, files[i]))
			return -1;
		if (access(path, R_OK) == 0)
			xnb_args_add(&line->put, "%s", path);
	}
	if (!line->put.n)
		return xnb_fail(err, XNB_EXIT_USAGE, ENOENT,
		                "--resume: %s: holds no run; give the directory of one",
		                dir);
	line->request.get = dir;
	return 0;
}

static int choose_out(struct line *line, char out[PATH_MAX], struct xnb_error *err)
{
	time_t t = time(NULL);
	char when[32];
	struct tm utc;

	if (line->request.get) {
		if (xnb_is_free(line->request.get))
			return 0;
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EEXIST,
		                "%s: exists and is not empty; give another --out, or go "
		                "on with it by --resume %s",
		                line->request.get, line->request.get);
	}
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&t, &utc));
	if (xnb_path(out, err, "results/%s-lab", when))
		return -1;
	line->request.get = out;
	return 0;
}

/* The command in dom0: the same run, with its directory in /out. */
static void make_command(struct xnb_args *command, const struct xnb_args *run,
                         bool resume)
{
	if (resume) {
		xnb_args_add(command, "sh");
		xnb_args_add(command, "-c");
		xnb_args_add(command, "cp -p /job/* /out/ && exec \"$0\" \"$@\"");
	}
	xnb_args_add(command, "xen-numabench-dom0");
	xnb_args_add(command, "run");
	for (size_t i = 0; i < run->n; i++)
		xnb_args_add(command, "%s", run->v[i]);
	xnb_args_add(command, resume ? "--resume" : "--out");
	xnb_args_add(command, "/out");
}

/* What the run in dom0 printed, with the run directory's name on this machine. */
static void print_output(FILE *output, const char *dir)
{
	char *text = NULL;
	size_t size = 0;

	rewind(output);
	while (getline(&text, &size, output) > 0) {
		if (strcmp(text, "/out\n") == 0)
			printf("%s\n", dir);
		else
			fputs(text, stdout);
	}
	free(text);
}

static int run_and_print(struct line *line, int *status, struct xnb_error *err)
{
	FILE *output = tmpfile();
	int failed;

	if (!output)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "cannot create a temporary file: %s", strerror(errno));
	line->request.out_fd = fileno(output);
	failed = xnb_lab_run(&line->request, status, err);
	print_output(output, line->request.get);
	fclose(output);
	return failed;
}

static int run_in_lab(struct line *line, struct xnb_args *run)
{
	struct xnb_args command = {0};
	char *resume = take_resume(run);
	char out[PATH_MAX];
	struct xnb_error err;
	int status = XNB_EXIT_OK;
	int failed =
	    resume ? put_resumed(line, resume, &err) : choose_out(line, out, &err);

	make_command(&command, run, resume != NULL);
	line->request.argv = command.v;
	line->request.needs_dom0 = true;
	if (!failed && (command.failed || run->failed))
		failed = xnb_fail_nomem(&err);
	if (!failed)
		failed = finish_line(line, &err) || run_and_print(line, &status, &err);
	if (!failed && status > 128)
		fprintf(stderr, "xen-numabench: lab: go on with: lab run --resume %s\n",
		        line->request.get);
	status = failed ? xnb_report(&err) : xnb_cli_finish(status);
	xnb_args_free(&command);
	free(resume);
	return status;
}

static int run_command(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = run_options,
	    .parser = parse_option,
	    .args_doc = "[RUN-OPTION...] [-- RUN-OPTION...]",
	    .doc = "Does `xen-numabench run RUN-OPTION...' in dom0 of a boxed Xen and "
	           "brings "
	           "the run directory back.",
	};
	struct line line = {0};
	struct xnb_args lab = {0}, rest = {0};
	int status;

	xnb_lab_request_default(&line.request);
	split(argc, argv, &lab, &rest);
	argp_parse(&argp, (int)lab.n, lab.v, 0, NULL, &line);
	status = run_in_lab(&line, &rest);
	xnb_args_free(&line.put);
	xnb_args_free(&lab);
	xnb_args_free(&rest);
	return status;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} actions[] = {
    {"run", run_command, "the same as `xen-numabench run', in the box"},
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
	if (asks_for_help(argv[1]))
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
