/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/io.h"
#include "base/nearest.h"
#include "bench/settings.h"
#include "cli/command.h"
#include "cli/run_options.h"
#include "lab/cache.h"
#include "lab/files.h"
#include "lab/lab.h"
#include "lab/program.h"

#include <argp.h>
#include <errno.h>
#include <jansson.h>
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
	KEY_CPU_NODES,
	KEY_MEMORY,
	KEY_DISTANCE,
	KEY_DISTANCES,
	KEY_DOM0_VCPUS,
	KEY_XEN_OPTIONS,
	KEY_TOOLSTACK,
	KEY_ACCEL,
	KEY_COUNTED,
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

/* What the command finds; a run that is resumed needs the same. */
#define HOST_OPTIONS                                                                      \
	{"nodes", KEY_NODES, "N", 0, "NUMA nodes (default 2)", 0},                        \
	{"cpus-per-node", KEY_CPUS, "N", 0, "CPUs on each node (default 2)", 0},          \
	{"cpu-nodes", KEY_CPU_NODES, "N", 0,                                              \
	 "Only the first N nodes have CPUs (default all; counting: 1 with 1 CPU)", 0},    \
	{"memory-per-node", KEY_MEMORY, "SIZE", 0, "Memory of each node (default 2G)", 0}, \
	{"distance", KEY_DISTANCE, "D", 0, "Distance of any two nodes (default 21)", 0},  \
	{"distances", KEY_DISTANCES, "MATRIX", 0,                                         \
	 "All distances, rows by ';', cells by ',': 10,21;21,10", 0},                     \
	{"dom0-vcpus", KEY_DOM0_VCPUS, "N", 0,                                            \
	 "dom0's vCPUs, vCPU i pinned to pCPU i (default 1)", 0},                         \
	{"xen-options", KEY_XEN_OPTIONS, "TEXT", 0, "More for Xen's command line", 0},    \
	{"accel", KEY_ACCEL, "auto|tcg|kvm", 0,                                           \
	 "KVM where it really works, else TCG (default auto)", 0},                        \
	{"count-instructions", KEY_COUNTED, NULL, 0,                                      \
	 "Emulate so that the TSC counts instructions: path lengths, not times", 0}

#define BOX_OPTIONS                                                                       \
	CACHE_OPTION,                                                                     \
	HOST_OPTIONS,                                                                     \
	{"toolstack", KEY_TOOLSTACK, NULL, 0, "Have xl, with xenstored and xenconsoled", 0}, \
	{"timeout", KEY_TIMEOUT, "SECONDS", 0, "End the command after that (default 900)", 0}, \
	{"keep-console", KEY_CONSOLE, "FILE", 0, "Write the console log there", 0},       \
	{"verbose", KEY_VERBOSE, NULL, 0, "Say when the box got how far", 0}
/* clang-format on */

static const struct argp_option host_options[] = {HOST_OPTIONS, {0}};

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
	const char *distances;    /* can be checked only when the nodes are known */
	bool distance;            /* --distance was given */
	bool counted;             /* --count-instructions was given */
	unsigned cpus, cpu_nodes; /* the options' values; 0: not given */
	char **command;           /* where the command's own words begin */
	struct xnb_args put;
};

static int parse_host(struct xnb_lab_host *host, int key, const char *arg,
                      struct xnb_error *err)
{
	switch (key) {
	case KEY_NODES:
		return xnb_lab_parse_number(arg, "--nodes", 1, XNB_LAB_MAX_NODES,
		                            &host->nodes, err);
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
	case KEY_CPUS:
		return xnb_lab_parse_number(arg, "--cpus-per-node", 1,
		                            XNB_LAB_MAX_APIC_IDS, &line->cpus, err);
	case KEY_CPU_NODES:
		return xnb_lab_parse_number(arg, "--cpu-nodes", 1, XNB_LAB_MAX_NODES,
		                            &line->cpu_nodes, err);
	case KEY_ACCEL:
		return xnb_accel_parse(arg, &request->accel, err);
	case KEY_TIMEOUT:
		return xnb_lab_parse_number(arg, "--timeout", 1, 1000000,
		                            &request->timeout, err);
	case KEY_PUT:
		xnb_args_add(&line->put, "%s", arg);
		return line->put.failed ? xnb_fail_nomem(err) : 0;
	default:
		line->distance |= key == KEY_DISTANCE;
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
	case KEY_COUNTED:
		line->counted = true;
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

/* The clock counts the instructions of all CPUs, and how long one waits for another is
 * the emulator's choice: so one CPU, unless more are asked for. */
static int choose_counted(struct xnb_lab_request *request, struct xnb_error *err)
{
	if (request->accel == XNB_ACCEL_COUNTED)
		return 0;
	if (request->accel == XNB_ACCEL_KVM)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--count-instructions and --accel=kvm: hardware does not "
		                "count as the emulator does; leave one of them out");
	request->accel = XNB_ACCEL_COUNTED;
	request->host.cpus_per_node = 1;
	request->host.cpu_nodes = 1;
	return 0;
}

/* What argp cannot do option by option. */
static int finish_line(struct line *line, struct xnb_error *err)
{
	struct xnb_lab_request *request = &line->request;

	request->put = line->put.v;
	request->n_put = line->put.n;
	if (line->counted && choose_counted(request, err))
		return -1;
	if (line->cpus)
		request->host.cpus_per_node = line->cpus;
	if (line->cpu_nodes)
		request->host.cpu_nodes = line->cpu_nodes;
	if (line->distances && line->distance)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--distance and --distances: give one of them");
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
	    .options = exec_options,
	    .parser = parse_option,
	    .args_doc = "[--] CMD [ARG...]",
	    .doc = "Runs CMD in dom0 of a boxed Xen, with busybox's programs, "
	           "xen-numabench and the files of --put, and exits as CMD does; 125 for "
	           "the lab's own failures, wrong use included.",
	};
	struct line line = {0};
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

/* How many options of the table the word may mean, as argp sees it; *found is one. */
static unsigned count_matches(const struct argp_option *table, const char *word,
                              const struct argp_option **found)
{
	size_t length = strcspn(word + 2, "=");
	unsigned n = 0;

	for (const struct argp_option *o = table; o->name; o++) {
		if (strncmp(o->name, word + 2, length) != 0)
			continue;
		*found = o;
		if (!o->name[length])
			return 1;
		n++;
	}
	return n;
}

static bool is_name(const struct argp_option *option, const char *word)
{
	return strlen(option->name) == strcspn(word + 2, "=");
}

static bool asks_for_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "--usage") || !strcmp(word, "-?");
}

/* The lab's own option that the word is; NULL: it is the run's, or none. */
static int find_option(const char *word, const struct argp_option **option,
                       struct xnb_error *err)
{
	const struct argp_option *of_run = NULL;
	unsigned n, n_run;

	*option = NULL;
	if (strncmp(word, "--", 2) != 0)
		return 0;
	n = count_matches(run_options, word, option);
	n_run = count_matches(xnb_run_option_table, word, &of_run);
	if (!n || !n_run || is_name(*option, word))
		return 0;
	if (is_name(of_run, word)) {
		*option = NULL;
		return 0;
	}
	if (n == 1 && n_run == 1 && strcmp((*option)->name, of_run->name) == 0)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                "%s: may be --%s or --%s; write it out", word, (*option)->name,
	                of_run->name);
}

/* The lab's options up to "--" go to `lab`, everything else, in its order, to `run`. */
static int split(int argc, char **argv, struct xnb_args *lab, struct xnb_args *run,
                 struct xnb_error *err)
{
	int i = 1;

	xnb_args_add(lab, "%s", argv[0]);
	xnb_args_add(run, "%s", argv[0]);
	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const struct argp_option *option;

		if (find_option(argv[i], &option, err))
			return -1;
		xnb_args_add(option || asks_for_help(argv[i]) ? lab : run, "%s", argv[i]);
		if (option && option->arg && !strchr(argv[i], '=') && i + 1 < argc)
			xnb_args_add(lab, "%s", argv[++i]);
	}
	while (++i < argc)
		xnb_args_add(run, "%s", argv[i]);
	return lab->failed || run->failed ? xnb_fail_nomem(err) : 0;
}

/* Everything of one `lab run`. */
struct lab_run {
	struct line line;
	struct xnb_args lab,
	    words;               /* the lab's part of the command line, and the run's */
	struct xnb_args saved;   /* the box options that the run was begun with */
	struct xnb_args command; /* for dom0 */
	struct xnb_run_options options;
	char out[PATH_MAX];
	char *record;
	bool saved_toolstack; /* it was begun in a box with one */
};

static void free_run(struct lab_run *run)
{
	xnb_args_free(&run->line.put);
	xnb_args_free(&run->lab);
	xnb_args_free(&run->words);
	xnb_args_free(&run->saved);
	xnb_args_free(&run->command);
	free(run->record);
}

/* What DIR/lab.json says, as words behind the file's name; nothing when there is none. */
static int read_record(struct lab_run *run, const char *dir, struct xnb_error *err)
{
	char path[PATH_MAX];
	json_error_t bad;
	json_t *record, *word;
	size_t i;

	if (xnb_path(path, err, "%s/" XNB_LAB_RECORD, dir))
		return -1;
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	record = json_load_file(path, 0, &bad);
	if (!json_is_array(json_object_get(record, "options"))) {
		json_decref(record);
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "%s: not the record of a box (%s); remove it and give "
		                "the box options again",
		                path, record ? "no \"options\"" : bad.text);
	}
	xnb_args_add(&run->saved, "%s", path);
	run->saved_toolstack = json_is_true(json_object_get(record, "toolstack"));
	json_array_foreach(json_object_get(record, "options"), i, word) xnb_args_add(
	    &run->saved, "%s", json_is_string(word) ? json_string_value(word) : "");
	json_decref(record);
	return run->saved.failed ? xnb_fail_nomem(err) : 0;
}

/* The box that the run was begun in, before the command line changes it. */
static int take_saved(struct lab_run *run, const char *dir, struct line *saved,
                      struct xnb_error *err)
{
	static const struct argp argp = {.options = host_options, .parser = parse_option};

	if (read_record(run, dir, err))
		return -1;
	xnb_lab_request_default(&saved->request);
	if (!run->saved.n)
		return 0;
	argp_parse(&argp, (int)run->saved.n, run->saved.v, 0, NULL, saved);
	if (finish_line(saved, err))
		return xnb_fail_prefix(err, "%s", run->saved.v[0]);
	return 0;
}

static int check_same_box(const struct lab_run *run, const struct line *saved,
                          struct xnb_error *err)
{
	struct xnb_buf text = {0};

	if (!run->saved.n ||
	    (run->line.request.accel == saved->request.accel &&
	     xnb_lab_host_equal(&run->line.request.host, &saved->request.host)))
		return 0;
	for (size_t i = 1; i < run->saved.n; i++)
		xnb_buf_printf(&text, " %s", run->saved.v[i]);
	xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	         "--resume: the run was begun with%s; leave the options of the box out",
	         xnb_buf_text(&text));
	xnb_buf_free(&text);
	return -1;
}

/* The text of lab.json. */
static int make_record(struct lab_run *run, struct xnb_error *err)
{
	struct xnb_args options = {0};
	json_t *words = json_array(),
	       *record = json_pack("{s:o, s:b}", "options", words, "toolstack",
	                           run->line.request.toolstack);
	bool failed;

	xnb_lab_host_options(&run->line.request.host, &options);
	xnb_args_add(&options, "%s", xnb_accel_option(run->line.request.accel));
	failed = !record || options.failed;
	for (size_t i = 0; i < options.n && !failed; i++)
		failed = json_array_append_new(words, json_string(options.v[i])) != 0;
	if (!failed)
		run->record = json_dumps(record, JSON_INDENT(2));
	run->line.request.record = run->record;
	json_decref(record);
	xnb_args_free(&options);
	return run->record ? 0
	                   : xnb_fail(err, XNB_EXIT_USAGE, EILSEQ,
	                              "the box options are not UTF-8 text, or memory "
	                              "is short");
}

/* What the run in the box would refuse is refused before one is booted. */
static int check_incomplete(const char *dir, struct xnb_error *err)
{
	char path[PATH_MAX];
	const char *state;
	json_t *run;
	int result = 0;

	if (xnb_path(path, err, "%s/run.json", dir))
		return -1;
	run = json_load_file(path, 0, NULL);
	state = json_string_value(json_object_get(run, "state"));
	if (state && strcmp(state, "complete") == 0)
		result =
		    xnb_fail(err, XNB_EXIT_USAGE, 0,
		             "--resume: %s: the run is complete, there is nothing to "
		             "resume",
		             dir);
	json_decref(run);
	return result;
}

/* The run directory's files travel with the job and are put in place before the run. */
static int put_resumed(struct line *line, const char *dir, struct xnb_error *err)
{
	static const char *const files[] = {"run.json", "samples.csv", "extents.csv",
	                                    "checks.csv", "topology.xml"};
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
	line->request.goes_on = true;
	return 0;
}

static int choose_out(struct lab_run *run, struct xnb_error *err)
{
	static const char *const ours[] = {XNB_LAB_CONSOLE, XNB_LAB_RECORD, NULL};
	struct xnb_lab_request *request = &run->line.request;
	time_t t = time(NULL);
	char when[32];
	struct tm utc;

	if (!request->get)
		request->get = run->options.request.out; /* -o, or behind "--" */
	if (request->get) {
		if (xnb_is_free(request->get, ours))
			return 0;
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EEXIST,
		                "%s: exists and is not empty; give another --out, or go "
		                "on with it by --resume %s",
		                request->get, request->get);
	}
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&t, &utc));
	if (xnb_path(run->out, err, "results/%s-lab", when))
		return -1;
	request->get = run->out;
	return 0;
}

/* The command in dom0: the same run, with its directory in /out; the last one counts. */
static int make_command(struct lab_run *run, bool resume, struct xnb_error *err)
{
	struct xnb_args *command = &run->command;

	if (resume) {
		xnb_args_add(command, "sh");
		xnb_args_add(command, "-c");
		xnb_args_add(command, "cp -p /job/* /out/ && exec \"$0\" \"$@\"");
	}
	xnb_args_add(command, "xen-numabench-dom0");
	xnb_args_add(command, "run");
	for (size_t i = 1; i < run->words.n; i++)
		xnb_args_add(command, "%s", run->words.v[i]);
	xnb_args_add(command, resume ? "--resume" : "--out");
	xnb_args_add(command, "/out");
	run->line.request.argv = command->v;
	run->line.request.needs_dom0 = true;
	return command->failed ? xnb_fail_nomem(err) : 0;
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

/* A run that goes on, in the box that it was begun in. */
static int prepare_resumed(struct lab_run *run, const struct argp *argp,
                           struct xnb_error *err)
{
	const char *dir = run->options.request.resume;
	struct line saved = {0};

	if (check_incomplete(dir, err) || take_saved(run, dir, &saved, err))
		return -1;
	run->line.request = saved.request;
	argp_parse(argp, (int)run->lab.n, run->lab.v, 0, NULL, &run->line);
	if (run->line.request.get)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--resume goes on in its directory: leave --out out");
	run->line.request.toolstack |= run->saved_toolstack;
	if (put_resumed(&run->line, dir, err) || finish_line(&run->line, err))
		return -1;
	return check_same_box(run, &saved, err);
}

/* As what the run in the box will find: that KVM works is not known yet. */
static const char *probable_timing(const struct xnb_lab_request *request)
{
	enum xnb_accel accel = request->accel;

	return xnb_accel_timing(accel == XNB_ACCEL_AUTO ? XNB_ACCEL_TCG : accel);
}

/* Whether something of the plan asks libxl. Where instructions are counted, daemons would
 * be counted as well: there it goes without. */
static bool wants_toolstack(const struct xnb_settings *settings, enum xnb_accel accel)
{
	if (accel == XNB_ACCEL_COUNTED)
		return false;
	for (size_t e = 0; settings->experiments[e]; e++) {
		const struct xnb_experiment *experiment = settings->experiments[e];

		if (experiment->uses_toolstack)
			return true;
		for (size_t s = 0; experiment->by_scenario && settings->scenarios[s]; s++)
			if (settings->scenarios[s]->way == XNB_LIBXL &&
			    (!experiment->applies ||
			     experiment->applies(settings->scenarios[s])))
				return true;
	}
	return false;
}

/* What the run would refuse need not be booted for. */
static int prepare_new(struct lab_run *run, const struct argp *argp,
                       struct xnb_error *err)
{
	struct xnb_settings settings;

	xnb_lab_request_default(&run->line.request);
	argp_parse(argp, (int)run->lab.n, run->lab.v, 0, NULL, &run->line);
	if (finish_line(&run->line, err) ||
	    xnb_settings_from_request(&settings, &run->options.request,
	                              probable_timing(&run->line.request), err) ||
	    choose_out(run, err))
		return -1;
	run->line.request.toolstack |=
	    wants_toolstack(&settings, run->line.request.accel);
	return make_record(run, err);
}

static int prepare_run(struct lab_run *run, int argc, char **argv, struct xnb_error *err)
{
	static const struct argp argp = {
	    .options = run_options,
	    .parser = parse_option,
	    .args_doc = "[RUN-OPTION...] [-- RUN-OPTION...]",
	    .doc = "Does `xen-numabench run RUN-OPTION...' in dom0 of a boxed Xen and "
	           "brings the run directory back.",
	};
	bool resume;

	if (split(argc, argv, &run->lab, &run->words, err))
		return -1;
	for (size_t i = 1; i < run->lab.n; i++)
		if (asks_for_help(run->lab.v[i]))
			argp_parse(&argp, (int)run->lab.n, run->lab.v, 0, NULL,
			           &run->line);
	if (xnb_run_options_parse(&run->options, (int)run->words.n, run->words.v, err))
		return -1;
	resume = run->options.request.resume != NULL;
	if (resume ? prepare_resumed(run, &argp, err) : prepare_new(run, &argp, err))
		return -1;
	return make_command(run, resume, err);
}

static void print_hint(const char *dir)
{
	char path[PATH_MAX];

	if (xnb_path(path, NULL, "%s/run.json", dir) == 0 && access(path, F_OK) == 0)
		fprintf(stderr,
		        "xen-numabench: go on with: xen-numabench lab run "
		        "--resume %s\n",
		        dir);
}

static int run_command(int argc, char **argv)
{
	struct lab_run *run = calloc(1, sizeof(*run));
	struct xnb_error err;
	int status = 0, code;

	if (!run) {
		xnb_fail_nomem(&err);
		return xnb_report(&err);
	}
	if (prepare_run(run, argc, argv, &err)) {
		code = xnb_report(&err);
	} else if (run_and_print(&run->line, &status, &err)) {
		code = xnb_report(&err);
		print_hint(run->line.request.get);
	} else {
		code = xnb_cli_finish(status);
		if (status > 128)
			print_hint(run->line.request.get);
	}
	free_run(run);
	free(run);
	return status > 128 ? status : code;
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
