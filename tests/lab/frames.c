/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether machine frames lie where bench/ says: PV domains are built, one alone and four
 * at once on the nodes in turn, in extents of 2 MiB and in single pages, and each is
 * compared with the hypervisor's own account of its pages (debug key `u', which walks the
 * domain's list of pages) while it lives. Run in dom0 of the box; prints a line a domain,
 * "pass" or "FAILED"; 0 when all passed.
 */
#include "bench/domains/batch.h"
#include "bench/domains/tables.h"
#include "topology/from_xen.h"
#include "xen/debug_key.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MEMBERS = 4, MEMORY = 8 << 20 };

static struct xnb_error err;
static unsigned failures;

static void check(bool good, const char *what)
{
	if (good)
		return;
	printf("FAILED %s: %s\n", what, err.text);
	exit(1);
}

static void compare(struct xnb_xen *xen, const struct xnb_built *built, unsigned nodes,
                    const char *what)
{
	struct xnb_debug_pages xens;
	bool same = built->placed.unknown == 0;

	check(!xnb_xen_debug_pages(xen, xnb_domain_id(built->domain), &xens, &err),
	      "debug key");
	for (unsigned n = 0; n < XNB_DEBUG_NODES; n++)
		same = same && built->placed.node[n] == xens.node[n];
	failures += !same;
	printf("%s %s order %u ours", same ? "pass" : "FAILED", what, built->order);
	for (unsigned n = 0; n < nodes; n++)
		printf(" %" PRIu64, built->placed.node[n]);
	printf(" xen's");
	for (unsigned n = 0; n < nodes; n++)
		printf(" %" PRIu64, xens.node[n]);
	printf("\n");
}

static void build_batch(struct xnb_xen *xen, const struct xnb_build_request *request,
                        unsigned n, const char *what)
{
	const struct xnb_host *host = request->host;
	const struct xnb_owed none = {0};
	struct xnb_batch batch;

	check(!xnb_batch_open(&batch, xen, n, &err), what);
	for (unsigned i = 0; i < n; i++) {
		batch.members[i].request = *request;
		batch.members[i].request.cpu_node = host->nodes[i % host->n_nodes].id;
	}
	check(!xnb_batch_build(&batch, true, &err), what);
	for (unsigned i = 0; i < n; i++)
		compare(xen, &batch.members[i].built, (unsigned)host->n_nodes, what);
	check(!xnb_batch_release(&batch, &none, &err), what);
	check(!xnb_batch_close(&batch, &err), what);
}

int main(void)
{
	static const unsigned orders[] = {9, 0};
	struct xnb_memory_ranges ranges;
	struct xnb_xen *xen;
	struct xnb_host host;
	struct xnb_build_request request = {.host = &host,
	                                    .memory_bytes = MEMORY,
	                                    .vcpus = 1,
	                                    .type = XNB_DOMAIN_PV,
	                                    .run_tag = 1,
	                                    .ranges = &ranges};

	check(!xnb_xen_open(&xen, NULL, &err), "open");
	check(!xnb_host_from_xen(&host, xen, &err), "host");
	check(!xnb_memory_ranges_read(&ranges, "", &host, &err), "SRAT");
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		request.extent_order = orders[i];
		request.scenario = xnb_scenario_find("default");
		build_batch(xen, &request, 1, "striped");
		request.scenario = xnb_scenario_find("floating");
		build_batch(xen, &request, MEMBERS, "affine");
	}
	xnb_memory_ranges_free(&ranges);
	xnb_host_free(&host);
	xnb_xen_close(xen);
	printf("%u failures\n", failures);
	return failures != 0;
}
