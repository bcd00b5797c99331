/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nothing is left behind, run in dom0 of the box:
 *   200 domains built one after the other, of both types, of which every third one is
 *       destroyed with its memory: no domain, no page of any node, no file descriptor;
 *   runs of the experiments that build several domains or make memory dirty: no domain,
 *       no page.
 * The accounts are taken through libxenctrl, not by the code under test. Prints a line
 * per part; 0 when all passed.
 */
#include "bench/domains/builder.h"
#include "bench/domains/tables.h"
#include "tests/lab/safety.h"
#include "topology/from_xen.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * Xen's allocator takes and gives back pages of its own (for the heap's structures, for
 * pending work) a few at a time; seen: none. A leak of one page a domain is 200.
 */
enum { DOMAINS = 200, NOISE_PAGES = 16, WARM_UP = 6, MOST_NODES = 64 };

static struct xnb_error err;

struct state {
	struct account domains;
	unsigned nodes;
	uint64_t free_pages[MOST_NODES];
	unsigned descriptors;
};

static unsigned count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;

	while (dir && readdir(dir))
		n++;
	if (!dir)
		fail("/proc/self/fd cannot be read");
	else
		closedir(dir);
	return n;
}

static void read_nodes(struct state *state)
{
	xc_meminfo_t nodes[MOST_NODES] = {0};

	state->nodes = MOST_NODES;
	if (xc_numainfo(xc, &state->nodes, nodes, NULL) || state->nodes > MOST_NODES) {
		fail("xc_numainfo");
		state->nodes = 0;
	}
	for (unsigned i = 0; i < state->nodes; i++)
		state->free_pages[i] = nodes[i].memfree / 4096;
}

static struct state take_state(void)
{
	struct state state = {.domains = take_account(),
	                      .descriptors = count_descriptors()};

	read_nodes(&state);
	return state;
}

static bool pages_are_back(const struct state *before, const struct state *now)
{
	for (unsigned i = 0; i < before->nodes; i++)
		if (now->free_pages[i] + NOISE_PAGES < before->free_pages[i] ||
		    now->free_pages[i] > before->free_pages[i] + NOISE_PAGES)
			return false;
	return now->nodes == before->nodes;
}

/* When it has stood still for longer than pages of a destroyed domain are owed, which is
 * up to a second. */
static struct state take_quiet_state(void)
{
	struct state state = take_state();
	int still = 0;

	for (int naps = 0; still < 300 && naps < 4000; naps++) {
		struct state now;

		nap();
		now = take_state();
		still = memcmp(now.free_pages, state.free_pages, sizeof(now.free_pages))
		            ? 0
		            : still + 1;
		state = now;
	}
	return state;
}

static void expect_same(const struct state *before, const char *what)
{
	struct state now = take_quiet_state();

	expect_no_domain(&before->domains, what);
	if (!pages_are_back(before, &now))
		fail("%s: the free memory of a node differs", what);
	if (now.descriptors != before->descriptors)
		fail("%s: %u descriptors became %u", what, before->descriptors,
		     now.descriptors);
	printf("%s:", what);
	for (unsigned i = 0; i < now.nodes; i++)
		printf(" node %u %+" PRId64, i,
		       (int64_t)(now.free_pages[i] - before->free_pages[i]));
	printf(" pages, %+d descriptors\n", (int)(now.descriptors - before->descriptors));
}

/* ---- domains ---- */

static int build_one(struct xnb_xen *xen, struct xnb_build_request *request, unsigned i)
{
	struct xnb_page_counts returned;
	struct xnb_built built;
	bool exact;
	int result;

	request->type = i % 2 ? XNB_DOMAIN_PV : XNB_DOMAIN_PVH;
	request->extent_order = i % 4 < 2 ? 9 : 0;
	result = xnb_build(&built, xen, request, &err);
	if (!result && i % 3)
		result = xnb_built_release(&built, xen, &returned, &exact, &err);
	if (xnb_built_destroy(&built, result ? NULL : &err))
		result = -1;
	return result;
}

static void build_many(struct xnb_xen *xen, const struct xnb_host *host,
                       const struct xnb_memory_ranges *ranges, unsigned n)
{
	struct xnb_build_request request = {.scenario = xnb_scenario_find("default"),
	                                    .host = host,
	                                    .memory_bytes = 4u << 20,
	                                    .vcpus = 1,
	                                    .run_tag = 1,
	                                    .ranges = ranges};

	for (unsigned i = 0; i < n; i++)
		if (build_one(xen, &request, i)) {
			fail("domain %u of %u: %s", i + 1, n, err.text);
			return;
		}
}

/* Opens what a run opens, and closes it again. */
static void build_and_close(unsigned n)
{
	struct xnb_memory_ranges ranges;
	struct xnb_host host;
	struct xnb_xen *xen;

	if (xnb_xen_open(&xen, NULL, &err)) {
		fail("%s", err.text);
		return;
	}
	if (xnb_host_from_xen(&host, xen, &err)) {
		fail("%s", err.text);
	} else {
		if (xnb_memory_ranges_read(&ranges, "", &host, &err))
			fail("%s", err.text);
		build_many(xen, &host, &ranges, n);
		xnb_memory_ranges_free(&ranges);
		xnb_host_free(&host);
	}
	xnb_xen_close(xen);
}

static void many_domains(void)
{
	struct state before;

	/* The first domains make Xen allocate what it then keeps. */
	build_and_close(WARM_UP);
	before = take_quiet_state();
	build_and_close(DOMAINS);
	expect_same(&before, "200 domains");
}

/* ---- runs ---- */

static void whole_run(const char *experiment)
{
	struct xnb_run_request request = fixed_plan(&experiment);
	struct state before;
	int code;

	code = end_of(start_run(&request));
	before = take_quiet_state();
	code = code ? code : end_of(start_run(&request));
	expect_code(experiment, 0, code);
	expect_same(&before, experiment);
}

int main(void)
{
	begin_tests();
	many_domains();
	whole_run("builds");
	whole_run("scrubbing");
	return end_tests();
}
