/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run_options.h"

#include "bench/experiment.h"
#include "bench/settings.h"
#include "rundir/number.h"
#include "topology/host.h"
#include "workloads/mailbox.h"

#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	KEY_CPU_NODE = 0x100,
	KEY_CPUS,
	KEY_ISA,
	KEY_KERNEL,
	KEY_PAGE,
	KEY_REFERENCE,
	KEY_THREADS,
	KEY_ORDER,
	KEY_TYPE,
	KEY_DEBUG_KEYS,
	KEY_MEM_NODE,
	KEY_RESUME,
	KEY_ANOTHER_BOOT,
	KEY_MAX_TIME,
	KEY_UNTIL,
	KEY_ROUNDS,
	KEY_SAMPLES,
	KEY_SEED,
	KEY_WATCHDOG,
	KEY_SHARED,
	KEY_TARGET,
	KEY_FAIL_CALL,
	KEY_TEST_JOB,
};

const struct argp_option xnb_run_option_table[] = {
    {"target", KEY_TARGET, "TARGET", 0,
     "xen (the default) or native: threads of this system", 0},
    {"experiment", 'e', "NAME,...", 0, "Only these (list experiments); may be repeated",
     0},
    {"scenario", 's', "NAME,...", 0, "Only these (list scenarios); may be repeated", 0},
    {"cpu-node", KEY_CPU_NODE, "A", 0,
     "Node of the vCPUs (the lowest with CPUs and memory)", 0},
    {"mem-node", KEY_MEM_NODE, "B", 0, "The other node (the farthest from A)", 0},
    {"preset", 'p', "PRESET", 0, "quick (the default), standard or thorough", 0},
    {"memory", 'm', "SIZE", 0, "Of each domain, such as 64M or 1G (the preset's)", 0},
    {"vcpus", 'c', "N", 0, "Of each domain (the preset's)", 0},
    {"threads", KEY_THREADS, "N,...", 0,
     "Natively: threads, or all: the cores of node A (1 to all); may be repeated", 0},
    {"cpus", KEY_CPUS, "LIST", 0,
     "Natively: the CPUs of the threads, such as 0-3,8 (one per core of A)", 0},
    {"page", KEY_PAGE, "SIZE,...", 0,
     "Natively: 4k, thp, 2m, 1g (the preset's); may be repeated", 0},
    {"kernel", KEY_KERNEL, "NAME,...", 0,
     "Natively: only these (list kernels); may be repeated", 0},
    {"isa", KEY_ISA, "NAME", 0,
     "Natively: portable, sse2, avx2 or avx512 (the widest that there is)", 0},
    {"reference", KEY_REFERENCE, "PROGRAM", 0,
     "Natively: likwid-bench, whose kernels are measured in alternation with ours", 0},
    {"order", KEY_ORDER, "N,...", 0,
     "Orders of the extents: 9 is 2 MiB (the preset's); may be repeated", 0},
    {"type", KEY_TYPE, "TYPE,...", 0,
     "Types of domains: pvh, pv (the preset's); may be repeated", 0},
    {"rounds", KEY_ROUNDS, "N", 0,
     "Blocks of interleaved scenarios (the preset's); with --until the most", 0},
    {"until", KEY_UNTIL, "WIDTH", 0,
     "More rounds until each timed series is within +-WIDTH, such as 2%", 0},
    {"max-time", KEY_MAX_TIME, "TIME", 0,
     "End behind the unit in hand after TIME, such as 90s, 10m or 2h", 0},
    {"samples", KEY_SAMPLES, "N", 0,
     "Of each kernel, chase, interval, creation and hypercall, in a round (preset's)", 0},
    {"seed", KEY_SEED, "N", 0, "Of the order of the scenarios (drawn, and recorded)", 0},
    {"watchdog", KEY_WATCHDOG, "SECONDS", 0,
     "Stop a domain without progress (the preset's)", 0},
    {"out", 'o', "DIR", 0, "Run directory (results/<UTC time>-<host>)", 0},
    {"resume", KEY_RESUME, "DIR", 0, "Go on with this run, as it was planned", 0},
    {"another-boot", KEY_ANOTHER_BOOT, NULL, 0,
     "With --resume: add this boot of the host to a run that is complete", 0},
    {"debug-keys", KEY_DEBUG_KEYS, NULL, 0,
     "Ask Xen's debug key u for pages; can trip a watchdog of a large host", 0},
    {"shared-host", KEY_SHARED, NULL, 0, "Run although there are other guests", 0},
    {"fail-call", KEY_FAIL_CALL, "N", OPTION_HIDDEN, NULL, 0},
    {"test-job", KEY_TEST_JOB, "KIND", OPTION_HIDDEN, NULL, 0},
    {0},
};

static unsigned long long number(struct argp_state *state, const char *option,
                                 const char *text, unsigned long long least,
                                 unsigned long long most)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end || text[0] == '-' || value < least ||
	    value > most)
		argp_error(state, "%s %s: not a number from %llu to %llu", option, text,
		           least, most);
	return value;
}

/* Where `most` fits an unsigned int. */
static unsigned count(struct argp_state *state, const char *option, const char *text,
                      unsigned least, unsigned most)
{
	return (unsigned)number(state, option, text, least, most);
}

static unsigned long long size(struct argp_state *state, const char *option,
                               const char *text)
{
	static const char units[] = "KMGT";
	unsigned long long value, bytes;
	const char *unit;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	bytes = unit ? value << (10 * (unit - units + 1)) : value;
	if (errno || end == text || text[0] == '-' || value == 0 || (*end && !unit) ||
	    (unit && (end[1] || bytes >> (10 * (unit - units + 1)) != value)))
		argp_error(state, "%s %s: not a size such as 64M or 1G", option, text);
	return bytes;
}

/* No interval is as wide as a whole mean that is known. */
static double fraction(struct argp_state *state, const char *option, const char *text)
{
	double value;

	if (!xnb_fraction_parse(&value, text) || !(value > 0) || value >= 1)
		argp_error(state,
		           "%s %s: not a part between 0 and 1; write it as 2%% or 0.02",
		           option, text);
	return value;
}

static unsigned seconds(struct argp_state *state, const char *option, const char *text)
{
	static const struct {
		const char *suffix;
		unsigned factor;
	} units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}};
	const unsigned long long most = 1000000;
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].suffix) == 0 && end != text && !errno &&
		    text[0] >= '0' && text[0] <= '9' && value > 0 &&
		    value <= most / units[i].factor)
			return (unsigned)value * units[i].factor;
	argp_error(state, "%s %s: not a time of at most %llu s, such as 90s, 10m or 2h",
	           option, text, most);
	return 0;
}

/* The names of a list; argv itself stays whole, for it is recorded in run.json. */
static void split(struct argp_state *state, struct xnb_run_options *options,
                  const char *option, const char *text, const char **names, size_t *n)
{
	size_t bytes = strlen(text) + 1;
	char *rest = options->lists + options->used, *name;

	if (bytes > sizeof(options->lists) - options->used)
		argp_error(state, "%s: too many names", option);
	memcpy(rest, text, bytes);
	options->used += bytes;
	while ((name = strsep(&rest, ","))) {
		if (*name == '\0')
			argp_error(state, "%s %s: an empty name", option, text);
		if (*n == XNB_RUN_MOST_NAMES)
			argp_error(state, "%s: more than %d names", option,
			           XNB_RUN_MOST_NAMES);
		names[(*n)++] = name;
	}
}

/* A list of numbers and what was said of it before, as one list. */
static const char *join(struct argp_state *state, struct xnb_run_options *options,
                        const char *option, const char *before, const char *text)
{
	size_t room = sizeof(options->lists) - options->used;
	char *list = options->lists + options->used;
	int length =
	    snprintf(list, room, "%s%s%s", before ? before : "", before ? "," : "", text);

	if (length < 0 || (size_t)length >= room)
		argp_error(state, "%s: too many numbers", option);
	options->used += (size_t)length + 1;
	return list;
}

static void add_orders(struct argp_state *state, struct xnb_run_options *options,
                       const char *text)
{
	const char *words[XNB_RUN_MOST_NAMES] = {0};
	size_t n = 0;

	split(state, options, "--order", text, words, &n);
	if (n > XNB_RUN_MOST_NAMES - options->request.n_orders)
		argp_error(state, "--order: more than %d orders", XNB_RUN_MOST_NAMES);
	for (size_t i = 0; i < n; i++)
		options->orders[options->request.n_orders++] =
		    count(state, "--order", words[i], 0, XNB_MAX_ORDER);
}

static unsigned test_job(struct argp_state *state, const char *text)
{
	static const struct {
		const char *name;
		unsigned kind;
	} kinds[] = {{"trap", XNB_JOB_TRAP},
	             {"hang", XNB_JOB_HANG},
	             {"nonsense", XNB_JOB_NONSENSE}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, text) == 0)
			return kinds[i].kind;
	argp_error(state, "--test-job %s: trap, hang or nonsense", text);
	return 0;
}

static const char *name_of(int key)
{
	const struct argp_option *option = xnb_run_option_table;

	while (option->key != key)
		option++;
	return option->name;
}

/* Options that say what is planned; a run that is resumed has its plan already. */
static bool parse_plan(int key, char *arg, struct argp_state *state)
{
	struct xnb_run_options *o = state->input;
	struct xnb_run_request *r = &o->request;

	switch (key) {
	case 'e':
		split(state, o, "--experiment", arg, o->experiments, &r->n_experiments);
		break;
	case 's':
		split(state, o, "--scenario", arg, o->scenarios, &r->n_scenarios);
		break;
	case 'p':
		r->preset = arg;
		break;
	case 'm':
		r->memory_bytes = size(state, "--memory", arg);
		break;
	case 'c':
		r->vcpus = count(state, "--vcpus", arg, 1, XNB_MAX_VCPUS);
		break;
	case KEY_THREADS:
		r->threads = join(state, o, "--threads", r->threads, arg);
		break;
	case KEY_CPUS:
		r->cpus = join(state, o, "--cpus", r->cpus, arg);
		break;
	case KEY_PAGE:
		split(state, o, "--page", arg, o->pages, &r->n_pages);
		break;
	case KEY_KERNEL:
		split(state, o, "--kernel", arg, o->kernels, &r->n_kernels);
		break;
	case KEY_ISA:
		r->isa = arg;
		break;
	case KEY_REFERENCE:
		r->reference = arg;
		break;
	case KEY_ORDER:
		add_orders(state, o, arg);
		break;
	case KEY_TYPE:
		split(state, o, "--type", arg, o->types, &r->n_types);
		break;
	case KEY_CPU_NODE:
		r->cpu_node = count(state, "--cpu-node", arg, 0, UINT32_MAX - 1);
		break;
	case KEY_MEM_NODE:
		r->mem_node = count(state, "--mem-node", arg, 0, UINT32_MAX - 1);
		break;
	case KEY_ROUNDS:
		r->rounds = count(state, "--rounds", arg, 1, 1000000);
		break;
	case KEY_UNTIL:
		r->until = fraction(state, "--until", arg);
		break;
	case KEY_MAX_TIME:
		r->max_seconds = seconds(state, "--max-time", arg);
		break;
	case KEY_SAMPLES:
		r->samples = count(state, "--samples", arg, 1, XNB_MAX_HYPERCALL_SAMPLES);
		break;
	case KEY_SEED:
		r->seed = number(state, "--seed", arg, 1, LLONG_MAX);
		break;
	case KEY_WATCHDOG:
		r->watchdog_seconds = count(state, "--watchdog", arg, 1, 86400);
		break;
	case 'o':
		r->out = arg;
		break;
	default:
		return false;
	}
	o->planned = name_of(key);
	return true;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct xnb_run_options *o = state->input;

	if (parse_plan(key, arg, state))
		return 0;
	switch (key) {
	case KEY_TARGET:
		o->request.target = arg;
		return 0;
	case KEY_RESUME:
		o->request.resume = arg;
		return 0;
	case KEY_ANOTHER_BOOT:
		o->request.another_boot = true;
		return 0;
	case KEY_SHARED:
		o->request.shared_host = true;
		return 0;
	case KEY_DEBUG_KEYS:
		o->request.debug_keys = true;
		return 0;
	case KEY_FAIL_CALL:
		o->request.fail_call = number(state, "--fail-call", arg, 1, LLONG_MAX);
		return 0;
	case KEY_TEST_JOB:
		o->request.test_job = test_job(state, arg);
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: no argument is expected", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
    .options = xnb_run_option_table,
    .parser = parse_option,
    .doc = "Creates domains on every scenario of node affinity, runs workloads in them, "
           "tells where their memory lies, times hypercalls, and writes it all to a run "
           "directory, whose name is printed at the end. With --target native runs the "
           "workloads in threads of this system instead, without Xen.",
};

int xnb_run_options_parse(struct xnb_run_options *options, int argc, char **argv,
                          struct xnb_error *err)
{
	*options = (struct xnb_run_options){
	    .request = {.target = "xen",
	                .cpu_node = XNB_ABSENT,
	                .mem_node = XNB_ABSENT,
	                .preset = "quick",
	                .argc = argc,
	                .argv = argv},
	};
	options->request.experiments = options->experiments;
	options->request.scenarios = options->scenarios;
	options->request.orders = options->orders;
	options->request.kernels = options->kernels;
	options->request.pages = options->pages;
	options->request.types = options->types;
	argp_parse(&parser, argc, argv, 0, NULL, options);
	if (options->request.resume && options->planned)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--resume goes on as it was planned: leave --%s out",
		                options->planned);
	if (options->request.another_boot && !options->request.resume)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--another-boot: of which run? give its directory by "
		                "--resume");
	return 0;
}
