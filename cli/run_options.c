/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run_options.h"

#include "bench/experiment.h"
#include "bench/settings.h"
#include "cli/option_values.h"
#include "topology/host.h"
#include "workloads/mailbox.h"

#include <argp.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
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

/* ---- what becomes of an argument ---- */

struct taking;

/* `name` is the option's, without its dashes. */
typedef void take_fn(struct argp_state *state, const struct taking *taking,
                     const char *name, char *arg);

struct taking {
	int key;
	take_fn *take;
	size_t to;            /* offset of what it sets, in struct xnb_run_options */
	uint64_t least, most; /* of a number */
	const char *target;   /* the only one that has it; NULL: all have */
	bool is_no_plan;      /* may stand beside --resume */
};

static void *place_of(const struct argp_state *state, const struct taking *taking)
{
	return (char *)state->input + taking->to;
}

static void take_text(struct argp_state *state, const struct taking *taking,
                      const char *name, char *arg)
{
	(void)name;
	*(const char **)place_of(state, taking) = arg;
}

static void take_flag(struct argp_state *state, const struct taking *taking,
                      const char *name, char *arg)
{
	(void)name;
	(void)arg;
	*(bool *)place_of(state, taking) = true;
}

static void take_count(struct argp_state *state, const struct taking *taking,
                       const char *name, char *arg)
{
	*(unsigned *)place_of(state, taking) =
	    (unsigned)xnb_option_number(state, name, arg, taking->least, taking->most);
}

static void take_number(struct argp_state *state, const struct taking *taking,
                        const char *name, char *arg)
{
	*(uint64_t *)place_of(state, taking) =
	    xnb_option_number(state, name, arg, taking->least, taking->most);
}

static void take_size(struct argp_state *state, const struct taking *taking,
                      const char *name, char *arg)
{
	*(uint64_t *)place_of(state, taking) = xnb_option_size(state, name, arg);
}

static void take_fraction(struct argp_state *state, const struct taking *taking,
                          const char *name, char *arg)
{
	*(double *)place_of(state, taking) = xnb_option_fraction(state, name, arg);
}

static void take_seconds(struct argp_state *state, const struct taking *taking,
                         const char *name, char *arg)
{
	*(unsigned *)place_of(state, taking) = xnb_option_seconds(state, name, arg);
}

/* The names of a list; argv itself stays whole, for it is recorded in run.json. */
static void split(struct argp_state *state, const char *option, const char *text,
                  struct xnb_run_names *names)
{
	struct xnb_run_options *options = state->input;
	size_t bytes = strlen(text) + 1;
	char *rest = options->lists + options->used, *name;

	if (bytes > sizeof(options->lists) - options->used)
		argp_error(state, "--%s: too many names", option);
	memcpy(rest, text, bytes);
	options->used += bytes;
	while ((name = strsep(&rest, ","))) {
		if (*name == '\0')
			argp_error(state, "--%s %s: an empty name", option, text);
		if (names->n == XNB_RUN_MOST_NAMES)
			argp_error(state, "--%s: more than %d names", option,
			           XNB_RUN_MOST_NAMES);
		names->v[names->n++] = name;
	}
}

static void take_names(struct argp_state *state, const struct taking *taking,
                       const char *name, char *arg)
{
	split(state, name, arg, place_of(state, taking));
}

/* A list of numbers and what was said of it before, as one list. */
static void take_list(struct argp_state *state, const struct taking *taking,
                      const char *name, char *arg)
{
	struct xnb_run_options *options = state->input;
	const char **before = place_of(state, taking);
	size_t room = sizeof(options->lists) - options->used;
	char *list = options->lists + options->used;
	int length = snprintf(list, room, "%s%s%s", *before ? *before : "",
	                      *before ? "," : "", arg);

	if (length < 0 || (size_t)length >= room)
		argp_error(state, "--%s: too many numbers", name);
	options->used += (size_t)length + 1;
	*before = list;
}

static void take_orders(struct argp_state *state, const struct taking *taking,
                        const char *name, char *arg)
{
	struct xnb_run_options *options = state->input;
	struct xnb_run_names words = {.n = 0};

	split(state, name, arg, &words);
	if (words.n > XNB_RUN_MOST_NAMES - options->request.n_orders)
		argp_error(state, "--%s: more than %d orders", name, XNB_RUN_MOST_NAMES);
	for (size_t i = 0; i < words.n; i++)
		options->orders[options->request.n_orders++] =
		    (unsigned)xnb_option_number(state, name, words.v[i], taking->least,
		                                taking->most);
}

static void take_test_job(struct argp_state *state, const struct taking *taking,
                          const char *name, char *arg)
{
	static const struct {
		const char *name;
		unsigned kind;
	} kinds[] = {{"trap", XNB_JOB_TRAP},
	             {"hang", XNB_JOB_HANG},
	             {"nonsense", XNB_JOB_NONSENSE}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, arg) == 0) {
			*(unsigned *)place_of(state, taking) = kinds[i].kind;
			return;
		}
	argp_error(state, "--%s %s: trap, hang or nonsense", name, arg);
}

/* ---- the options ---- */

#define OPTION(member)  offsetof(struct xnb_run_options, member)
#define REQUEST(member) offsetof(struct xnb_run_options, request.member)

static const struct taking takings[] = {
    {'e', take_names, .to = OPTION(experiments)},
    {'s', take_names, .to = OPTION(scenarios)},
    {'p', take_text, .to = REQUEST(preset)},
    {'m', take_size, .to = REQUEST(memory_bytes)},
    {'o', take_text, .to = REQUEST(out)},
    {KEY_CPU_NODE, take_count, .to = REQUEST(cpu_node), .most = UINT32_MAX - 1},
    {KEY_MEM_NODE, take_count, .to = REQUEST(mem_node), .most = UINT32_MAX - 1},
    {KEY_ROUNDS, take_count, .to = REQUEST(rounds), .least = 1, .most = 1000000},
    {KEY_UNTIL, take_fraction, .to = REQUEST(until)},
    {KEY_MAX_TIME, take_seconds, .to = REQUEST(max_seconds)},
    {KEY_SAMPLES, take_count, .to = REQUEST(samples), .least = 1,
     .most = XNB_MAX_HYPERCALL_SAMPLES},
    {KEY_SEED, take_number, .to = REQUEST(seed), .least = 1, .most = LLONG_MAX},
    {KEY_WATCHDOG, take_count, .to = REQUEST(watchdog_seconds), .least = 1,
     .most = 86400},
    /* of domains */
    {'c', take_count, .to = REQUEST(vcpus), .least = 1, .most = XNB_MAX_VCPUS,
     .target = "xen"},
    {KEY_ORDER, take_orders, .most = XNB_MAX_ORDER, .target = "xen"},
    {KEY_TYPE, take_names, .to = OPTION(types), .target = "xen"},
    {KEY_DEBUG_KEYS, take_flag, .to = REQUEST(debug_keys), .target = "xen",
     .is_no_plan = true},
    {KEY_FAIL_CALL, take_number, .to = REQUEST(fail_call), .least = 1, .most = LLONG_MAX,
     .target = "xen", .is_no_plan = true},
    {KEY_TEST_JOB, take_test_job, .to = REQUEST(test_job), .target = "xen",
     .is_no_plan = true},
    /* of threads */
    {KEY_THREADS, take_list, .to = REQUEST(threads), .target = "native"},
    {KEY_CPUS, take_list, .to = REQUEST(cpus), .target = "native"},
    {KEY_PAGE, take_names, .to = OPTION(pages), .target = "native"},
    {KEY_KERNEL, take_names, .to = OPTION(kernels), .target = "native"},
    {KEY_ISA, take_text, .to = REQUEST(isa), .target = "native"},
    {KEY_REFERENCE, take_text, .to = REQUEST(reference), .target = "native"},
    /* of any run */
    {KEY_TARGET, take_text, .to = REQUEST(target), .is_no_plan = true},
    {KEY_RESUME, take_text, .to = REQUEST(resume), .is_no_plan = true},
    {KEY_ANOTHER_BOOT, take_flag, .to = REQUEST(another_boot), .is_no_plan = true},
    {KEY_SHARED, take_flag, .to = REQUEST(shared_host), .is_no_plan = true},
};
enum { N_TAKINGS = sizeof(takings) / sizeof(takings[0]) };
_Static_assert((int)N_TAKINGS <= (int)XNB_RUN_MOST_OPTIONS,
               "each may be of one target only");

static const struct taking *find_taking(int key)
{
	for (size_t i = 0; i < N_TAKINGS; i++)
		if (takings[i].key == key)
			return &takings[i];
	return NULL;
}

static const char *name_of(int key)
{
	const struct argp_option *option = xnb_run_option_table;

	while (option->key != key)
		option++;
	return option->name;
}

/* What was said twice is noted once, so that there is room for all. */
static void note_own(struct xnb_run_options *options, const char *name,
                     const char *target)
{
	struct xnb_run_request *r = &options->request;

	for (size_t i = 0; i < r->n_own; i++)
		if (options->own[i].option == name)
			return;
	options->own[r->n_own++] = (struct xnb_own_option){name, target};
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct xnb_run_options *options = state->input;
	const struct taking *taking = find_taking(key);
	const char *name;

	if (key == ARGP_KEY_ARG)
		argp_error(state, "%s: no argument is expected", arg);
	if (!taking)
		return ARGP_ERR_UNKNOWN;
	name = name_of(key);
	taking->take(state, taking, name, arg);
	if (taking->target)
		note_own(options, name, taking->target);
	if (!taking->is_no_plan)
		options->planned = name;
	return 0;
}

static const struct argp parser = {
    .options = xnb_run_option_table,
    .parser = parse_option,
    .doc = "Creates domains on every scenario of node affinity, runs workloads in them, "
           "tells where their memory lies, times hypercalls, and writes it all to a run "
           "directory, whose name is printed at the end. With --target native runs the "
           "workloads in threads of this system instead, without Xen.",
};

static void point_into(struct xnb_run_options *options)
{
	struct xnb_run_request *r = &options->request;

	r->experiments = options->experiments.v;
	r->n_experiments = options->experiments.n;
	r->scenarios = options->scenarios.v;
	r->n_scenarios = options->scenarios.n;
	r->types = options->types.v;
	r->n_types = options->types.n;
	r->kernels = options->kernels.v;
	r->n_kernels = options->kernels.n;
	r->pages = options->pages.v;
	r->n_pages = options->pages.n;
	r->orders = options->orders;
	r->own = options->own;
}

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
	argp_parse(&parser, argc, argv, 0, NULL, options);
	point_into(options);
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
