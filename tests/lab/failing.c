/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every call through xen/ fails once, on real Xen: run in dom0 of the box. A fixed plan
 * is run with the n-th call failing, for n = 1, 2, 3, ... until a run makes fewer calls
 * than that; after each no domain is left, and after every twentieth and the last all
 * memory is back. That a run succeeds is
 * no sign that all calls have failed: some may, like the question for the CPUs'
 * governor. Prints a line per plan; 0 when all passed.
 */
#include "tests/lab/safety.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { MOST_CALLS = 5000, PAGES_EVERY = 20 };

/* What may come of a run of which one call failed: a measurement error, or, while it
 * still asks for access to Xen, a lack in the environment. */
static bool is_failure(int code)
{
	return code == XNB_EXIT_FAILED || code == XNB_EXIT_ENVIRONMENT;
}

/* A run that begins while Xen still frees the last one's pages cannot always tell where
 * an extent came from, and says so. */
static bool is_success(int code)
{
	return code == XNB_EXIT_OK || code == XNB_EXIT_INCONCLUSIVE;
}

/* One plan, and what became of its runs. */
struct plan {
	struct xnb_run_request request;
	struct account clean;
	uint64_t needless; /* runs that succeeded though a call failed */
};

/* Runs the plan with call `n` failing (0: none); returns how many calls it made. */
static uint64_t run_failing(struct plan *plan, uint64_t n, const char *what)
{
	int code;

	plan->request.fail_call = n;
	*plan->request.calls = UINT64_MAX; /* no connection to Xen: a call did fail */
	code = run_to_end(&plan->request);
	/* Waiting for the last pages after each run took most of the test's time. */
	if (n % PAGES_EVERY == 0)
		expect_clean(&plan->clean, what);
	else
		expect_no_domain(&plan->clean, what);
	if (is_success(code))
		plan->needless += *plan->request.calls >= n;
	else if (*plan->request.calls < n || !is_failure(code))
		fail("%s: exit code %d", what, code);
	if (!is_success(code) && !is_failure(code))
		print_log();
	return *plan->request.calls;
}

/* Small domains where a plan has several, or runs a few hundred times. */
static const struct planned {
	const char *name, *experiment;
	const char *scenario; /* NULL: that of fixed_plan() */
	uint64_t memory_bytes;
} plans[] = {
    {"placement", "placement", NULL, 16u << 20},
    {"hypercall", "hypercall", NULL, 16u << 20},
    {"latency", "latency", NULL, 4u << 20},
    /* Two domains, in turn and at once: the others of a batch stop, too. */
    {"builds", "builds", NULL, 4u << 20},
    /* Two domains that run together: the others of a group go, too. */
    {"contention", "contention", NULL, 4u << 20},
    /* By libxl, too, where there is a toolstack. */
    {"creation", "creation", NULL, 4u << 20},
    /* With a filler domain; it needs two nodes. */
    {"spill", "placement", "spill", 4u << 20},
    {"unscrubbed", "placement", "unscrubbed", 4u << 20},
};

static void fail_every_call(const struct planned *planned, volatile uint64_t *calls)
{
	const char *experiment = planned->name;
	struct plan plan = {.request = fixed_plan(&planned->experiment)};
	time_t start = time(NULL);
	uint64_t n = 1;
	char what[64];
	int code;

	plan.request.memory_bytes = planned->memory_bytes;
	if (planned->scenario)
		plan.request.scenarios = &planned->scenario;
	/* The first run makes Xen allocate what it then keeps. */
	code = run_to_end(&plan.request);
	if (!is_success(code)) {
		fail("%s without a failure: exit code %d", experiment, code);
		print_log();
		return;
	}
	plan.clean = take_account();
	plan.request.calls = calls;
	for (;; n++) {
		snprintf(what, sizeof(what), "%s, call %" PRIu64, experiment, n);
		if (run_failing(&plan, n, what) < n)
			break;
		if (n == MOST_CALLS) {
			fail("%s: more than %d calls", experiment, MOST_CALLS);
			return;
		}
	}
	expect_clean(&plan.clean, experiment);
	printf("%s: %" PRIu64 " calls made to fail, %" PRIu64
	       " of them needless, in %ld s\n",
	       experiment, n - 1, plan.needless, (long)(time(NULL) - start));
}

/* Those that are named. */
static bool is_wanted(const char *name, int argc, char **argv)
{
	bool wanted = false;

	for (int i = 1; i < argc; i++)
		wanted = wanted || strcmp(argv[i], name) == 0;
	return wanted;
}

int main(int argc, char **argv)
{
	volatile uint64_t *calls = mmap(NULL, sizeof(*calls), PROT_READ | PROT_WRITE,
	                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (calls == MAP_FAILED)
		return 1;
	begin_tests();
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++)
		if (is_wanted(plans[i].name, argc, argv))
			fail_every_call(&plans[i], calls);
	return end_tests();
}
