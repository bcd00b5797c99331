/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds a domain of every scenario and compares where bench/ says that its memory lies
 * with the hypervisor's own account of its pages (debug key `u', which walks the domain's
 * list of pages), while the domain lives. Prints, for each scenario,
 *   pass NAME ours <pages by node> xen's <pages by node> ...
 * or a line that begins with "FAILED". Both accounts must be the same to the page, and
 * within one extent of what the scenario expects; after each the free memory of every
 * node must be what it was, up to NOISE pages, and in the end no domain is left.
 *   placement_truth ORDER TYPE
 */
#include "bench/domains/builder.h"
#include "bench/domains/needs.h"
#include "bench/domains/quiet.h"
#include "bench/domains/settle.h"
#include "bench/domains/tables.h"
#include "topology/from_xen.h"

#include <xenctrl.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NOISE: what Xen keeps of a domain that is gone, for a while or for good. */
enum { RING = 1 << 20, MEMORY = 64 << 20, NOISE = 64, MOST_TRIES = 5 };

static struct xnb_error err;
static char ring[RING + 1];
static struct xnb_xen_version version;

static void die(const char *what)
{
	printf("FAILED %s: %s\n", what, err.text);
	exit(1);
}

/* The console ring as it stands; the account is the last one in it. */
static void read_ring(xc_interface *xc)
{
	unsigned int n = RING;
	uint32_t index = 0;
	char *at = ring;

	if (xc_readconsolering(xc, at, &n, 0, 0, &index)) {
		perror("xc_readconsolering");
		exit(1);
	}
	ring[n] = '\0';
}

static char *last_of(char *text, const char *what)
{
	char *found = NULL;

	for (char *at = text; (at = strstr(at, what)); at++)
		found = at;
	return found;
}

/* "Domain 5 (total: 16384):" on 4.17, "d5 (total: 16384):" later; then "Node 0: n". */
static bool parse_account(uint32_t domid, struct xnb_page_counts *counts)
{
	char old[32], new[32];
	char *at, *line;

	snprintf(old, sizeof(old), "Domain %u (total", domid);
	snprintf(new, sizeof(new), "d%u (total", domid);
	at = last_of(ring, old);
	if (!at)
		at = last_of(ring, new);
	if (!at)
		return false;
	*counts = (struct xnb_page_counts){0};
	while ((line = strchr(at, '\n')) && strstr(line, "Node ")) {
		unsigned node;
		uint64_t pages;

		at = line + 1;
		if (sscanf(strstr(at, "Node "), "Node %u: %" SCNu64, &node, &pages) != 2)
			break;
		if (strcspn(at, "\n") < (size_t)(strstr(at, "Node ") - at) ||
		    node >= XNB_MAX_NODES)
			break;
		counts->node[node] = pages;
	}
	return true;
}

static void read_account(xc_interface *xc, uint32_t domid, struct xnb_page_counts *counts)
{
	char key[] = "u";

	if (xc_send_debug_keys(xc, key)) {
		perror("xc_send_debug_keys");
		exit(1);
	}
	read_ring(xc);
	if (!parse_account(domid, counts)) {
		printf("FAILED the account does not name domain %u\n", domid);
		exit(1);
	}
}

/* The claim does not hold on these releases, for extents larger than a page; where it
 * holds again must show up here. How many extents land elsewhere is a matter of time:
 * idle CPUs scrub. */
static bool is_known_to_deviate(const struct xnb_scenario *scenario, unsigned order)
{
	return scenario->memory_of_a == XNB_DIRTY && order > 0 && version.major == 4 &&
	       version.minor >= 17 && version.minor <= 21;
}

/* Of exact-node requests on a full node those beyond what is free are refused. */
static double expected_pages(const struct xnb_build_request *request)
{
	const struct xnb_scenario *s = request->scenario;
	double pages = (double)(MEMORY / 4096);

	if (s->may_be_refused && s->memory_of_a == XNB_PRESSED)
		pages /= 2;
	return s->expected_locality(request->host->n_nodes) * pages;
}

static bool is_expected(const struct xnb_built *built,
                        const struct xnb_build_request *request)
{
	const struct xnb_scenario *s = request->scenario;
	bool is_exact_full = s->may_be_refused && s->memory_of_a == XNB_PRESSED;
	double off =
	    fabs((double)built->placed.node[request->cpu_node] - expected_pages(request));

	if (is_known_to_deviate(s, request->extent_order))
		return off > (double)(1u << request->extent_order);
	if (built->refused != (is_exact_full ? EBUSY : 0))
		return false;
	/* Under pressure the half is exact, and nothing of a refused domain elsewhere. */
	if (s->memory_of_a == XNB_PRESSED && off > 0)
		return false;
	if (is_exact_full && xnb_pages_total(&built->placed) != MEMORY / 4096 / 2)
		return false;
	return off <= (double)(1u << request->extent_order);
}

static void print_counts(const char *who, const struct xnb_page_counts *counts,
                         const struct xnb_host *host)
{
	printf(" %s", who);
	for (size_t i = 0; i < host->n_nodes; i++)
		printf(" %" PRIu64, counts->node[host->nodes[i].id]);
}

static void settle(struct xnb_xen *xen, const struct xnb_build_request *request,
                   struct xnb_settled *known)
{
	const struct xnb_needs needs = {.scenario = request->scenario,
	                                .cpu_node = request->cpu_node,
	                                .mem_node = request->mem_node,
	                                .memory_bytes = request->memory_bytes,
	                                .vcpus = request->vcpus};
	struct xnb_settle_request settle = {.extent_order = request->extent_order,
	                                    .run_tag = request->run_tag,
	                                    .quiet = request->quiet,
	                                    .timeout_seconds = 30};
	bool settled;

	xnb_needs_by_node(&needs, request->host, &settle.pages);
	if (xnb_settle(xen, &settle, known, &settled, &err))
		die("settle");
	if (!settled)
		printf("FAILED %s: the host does not settle\n", request->scenario->name);
}

/* A box whose dom0 had to wait for its turn so long that all was clean again. */
static bool is_too_late(const struct xnb_built *built,
                        const struct xnb_build_request *request,
                        const struct xnb_page_counts *xens)
{
	return is_known_to_deviate(request->scenario, request->extent_order) &&
	       xnb_pages_equal(&built->placed, xens) &&
	       built->placed.node[request->cpu_node] == MEMORY / 4096;
}

static void judge(const struct xnb_built *built, const struct xnb_build_request *request,
                  const struct xnb_page_counts *xens, bool again)
{
	const struct xnb_scenario *scenario = request->scenario;
	bool good = xnb_pages_equal(&built->placed, xens) && is_expected(built, request);

	printf("%s %s", again ? "again" : good ? "pass" : "FAILED", scenario->name);
	print_counts("ours", &built->placed, request->host);
	print_counts("xen's", xens, request->host);
	printf(" unknown %" PRIu64 " refused %d expected %s, told by %s\n",
	       built->placed.unknown, built->refused, scenario->expected,
	       xnb_built_method(built));
}

/* Free memory of every node, when it stands still. */
static void expect_memory_back(struct xnb_xen *xen, const struct xnb_free_pages *before,
                               const char *what)
{
	struct xnb_free_pages now;

	if (xnb_wait_quiet(xen, &now, &err))
		die("free memory");
	for (size_t i = 0; i < before->n_nodes; i++)
		if (now.pages[i] + NOISE < before->pages[i])
			printf("FAILED %s: node %zu has %" PRIu64 " pages less\n", what,
			       i, before->pages[i] - now.pages[i]);
}

static void expect_no_domain(struct xnb_xen *xen)
{
	struct xnb_domain_entry *domains;
	size_t n;

	if (xnb_xen_list_domains(xen, &domains, &n, &err))
		die("domains");
	free(domains);
	printf("%s no domain left: %zu\n", n ? "FAILED" : "pass", n);
}

/* Whether it came too late to see what it is for; not at the last try. */
static bool test(struct xnb_xen *xen, xc_interface *xc,
                 const struct xnb_build_request *request, struct xnb_settled *known,
                 bool last_try)
{
	const struct xnb_free_pages before = *request->quiet;
	struct xnb_page_counts xens, returned;
	struct xnb_built built;
	bool exact, again;

	settle(xen, request, known);
	if (xnb_build(&built, xen, request, &err))
		die(request->scenario->name);
	read_account(xc, xnb_domain_id(built.domain), &xens);
	again = !last_try && is_too_late(&built, request, &xens);
	judge(&built, request, &xens, again);
	if (xnb_built_release(&built, xen, &returned, &exact, &err))
		die("release");
	if (!exact || !xnb_pages_equal(&returned, &built.placed))
		printf("FAILED %s: what came back differs\n", request->scenario->name);
	if (xnb_built_destroy(&built, &err))
		die("destroy");
	expect_memory_back(xen, &before, request->scenario->name);
	if (request->scenario->memory_of_a == XNB_DIRTY)
		xnb_settled_forget(known);
	return again;
}

static void take_arguments(struct xnb_build_request *request, int argc, char **argv)
{
	if (argc != 3)
		die("usage: placement_truth ORDER TYPE");
	request->extent_order = (unsigned)atoi(argv[1]);
	request->type = strcmp(argv[2], "pv") ? XNB_DOMAIN_PVH : XNB_DOMAIN_PV;
}

/* One domain, which this tool builds. */
static bool is_ours(const struct xnb_scenario *s)
{
	return s->way == XNB_BARE && xnb_scenario_is_of_one(s);
}

int main(int argc, char **argv)
{
	xc_interface *xc = xc_interface_open(NULL, NULL, 0);
	struct xnb_settled known;
	struct xnb_free_pages quiet;
	struct xnb_xen *xen;
	struct xnb_host host;
	struct xnb_memory_ranges ranges;
	struct xnb_build_request request = {.host = &host,
	                                    .memory_bytes = MEMORY,
	                                    .vcpus = 1,
	                                    .run_tag = 1,
	                                    .quiet = &quiet};

	take_arguments(&request, argc, argv);
	if (!xc || xnb_xen_open(&xen, NULL, &err) ||
	    xnb_xen_read_version(xen, &version, &err) ||
	    xnb_host_from_xen(&host, xen, &err) || xnb_wait_quiet(xen, &quiet, &err) ||
	    xnb_host_choose_nodes(&host, XNB_ABSENT, XNB_ABSENT, &request.cpu_node,
	                          &request.mem_node, &err))
		die("open");
	request.filler = xnb_filler_type(&version);
	if (!xnb_memory_ranges_read(&ranges, "", &host, &err))
		request.ranges = &ranges;
	xnb_settled_forget(&known);
	for (const struct xnb_scenario *s = xnb_scenarios; s->name; s++) {
		request.scenario = s;
		request.may_be_refused = s->may_be_refused;
		for (int tries = is_ours(s) ? MOST_TRIES : 0; tries > 0; tries--)
			if (!test(xen, xc, &request, &known, tries == 1))
				break;
	}
	expect_no_domain(xen);
	xnb_xen_close(xen);
	xc_interface_close(xc);
	return 0;
}
