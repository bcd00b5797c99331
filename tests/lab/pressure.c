/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filler domain of bench/domains/pressure.h, against a domain that asks Xen for
 * memory the same way a user's would: exactly so many extents are left, nothing is taken
 * where the reserve would suffer, and all of it comes back. Run in dom0 of the box;
 * prints a line per check, "FAILED ..." where it does not hold.
 */
#include "bench/domains/pressure.h"

#include "bench/domains/needs.h"
#include "bench/domains/quiet.h"
#include "topology/from_xen.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAG = 7, NODE = 0, MOST = 128, NOISE = 64 };

static struct xnb_error err;
static struct xnb_xen *xen;

static void die(const char *what)
{
	printf("FAILED %s: %s\n", what, err.text);
	exit(1);
}

static void check(bool good, const char *what, const char *detail)
{
	printf("%s %s: %s\n", good ? "pass" : "FAILED", what, detail);
}

static struct xnb_free_pages free_now(void)
{
	struct xnb_free_pages now;

	if (xnb_wait_quiet(xen, &now, &err))
		die("free memory");
	return now;
}

static size_t count_domains(void)
{
	struct xnb_domain_entry *domains;
	size_t n;

	if (xnb_xen_list_domains(xen, &domains, &n, &err))
		die("list of domains");
	free(domains);
	return n;
}

/* Created before the pressure, for Xen takes memory for it. */
static struct xnb_domain *create_asker(void)
{
	const struct xnb_domain_config config = {
	    .vcpus = 1, .memory_bytes = (uint64_t)MOST << 21, .run_tag = TAG};
	struct xnb_domain *domain;

	if (xnb_domain_create(xen, &config, &domain, &err))
		die("a domain to ask with");
	return domain;
}

/* How many extents the domain gets on the node, asking for exactly it. */
static uint64_t extents_to_be_had(struct xnb_domain *domain, unsigned order)
{
	uint64_t n = 0;

	while (n < MOST && !xnb_domain_populate(domain, n << order, order, XNB_NODE_EXACT,
	                                        NODE, &err))
		n++;
	if (n < MOST && err.errnum != EBUSY)
		die("asking for extents");
	for (uint64_t i = 0; i < n; i++)
		if (xnb_domain_depopulate(domain, i << order, order, &err))
			die("giving extents back");
	return n;
}

static void expect_all_back(const struct xnb_free_pages *before, const char *what)
{
	struct xnb_free_pages now = free_now();

	for (size_t i = 0; i < before->n_nodes; i++)
		if (now.pages[i] + NOISE < before->pages[i])
			printf("FAILED %s: node %zu has %" PRIu64 " pages less\n", what,
			       i, before->pages[i] - now.pages[i]);
	if (count_domains())
		printf("FAILED %s: a domain is left\n", what);
}

static void leaves_exactly_so_many(struct xnb_pressure_request request, unsigned order,
                                   uint64_t left)
{
	struct xnb_free_pages before = free_now();
	struct xnb_domain *asker = create_asker();
	struct xnb_pressure pressure;
	char what[64], detail[64];
	uint64_t got;

	request.order = order;
	request.left = left;
	snprintf(what, sizeof(what), "left of order %u (%s)", order,
	         xnb_domain_type_names[request.type]);
	if (xnb_pressure_begin(&pressure, xen, &request, &err))
		die(what);
	got = extents_to_be_had(asker, order);
	snprintf(detail, sizeof(detail), "%" PRIu64 " of %" PRIu64, got, left);
	check(got == left, what, detail);
	if (xnb_pressure_release(&pressure, &err))
		die("release");
	if (xnb_pressure_end(&pressure, &err) || xnb_pressure_end(&pressure, &err))
		die("end");
	if (xnb_domain_destroy(asker, &err))
		die("the domain that asked");
	expect_all_back(&before, what);
}

/* The host's free memory without the pressure would do; with it the reserve would not. */
static void refuses_what_the_reserve_needs(struct xnb_pressure_request request)
{
	struct xnb_free_pages before = free_now();
	struct xnb_pressure pressure;
	uint64_t host = 0;

	for (size_t i = 0; i < before.n_nodes; i++)
		host += before.pages[i];
	request.order = 9;
	request.left = 1;
	request.needed_pages = host - before.pages[NODE] + 512 + 1;
	request.needed_pages -= XNB_RESERVE_HOST / 4096;
	check(xnb_pressure_begin(&pressure, xen, &request, &err) != 0 &&
	          err.exit == XNB_EXIT_ENVIRONMENT && strstr(err.text, "--memory") &&
	          !pressure.domain,
	      "too much for the reserve", err.text);
	if (xnb_pressure_end(&pressure, &err))
		die("end of nothing");
	request.needed_pages--;
	if (xnb_pressure_begin(&pressure, xen, &request, &err))
		check(false, "as much as the reserve allows", err.text);
	if (xnb_pressure_end(&pressure, &err))
		die("end");
	request.left = before.pages[NODE] / 512 + 1;
	request.needed_pages = 0;
	check(xnb_pressure_begin(&pressure, xen, &request, &err) != 0 &&
	          err.exit == XNB_EXIT_ENVIRONMENT && strstr(err.text, "node 0"),
	      "more than the node has", err.text);
	if (xnb_pressure_end(&pressure, &err))
		die("end of nothing");
	expect_all_back(&before, "refused");
}

static void dirties_and_leaves_nothing(struct xnb_pressure_request request)
{
	struct xnb_free_pages before = free_now();
	uint64_t destroyed_ns = 0;

	if (xnb_dirty_node(xen, &request, &destroyed_ns, &err))
		die("dirty");
	check(destroyed_ns != 0, "dirty", "destroyed");
	expect_all_back(&before, "dirty");
}

int main(void)
{
	struct xnb_pressure_request request = {.node = NODE, .run_tag = TAG};
	struct xnb_xen_version version;

	if (xnb_xen_open(&xen, NULL, &err) || xnb_xen_read_version(xen, &version, &err))
		die("open");
	request.type = xnb_filler_type(&version);
	check(request.type == XNB_DOMAIN_PV, "type of the filler",
	      xnb_domain_type_names[request.type]);
	for (int type = 0; type < XNB_N_DOMAIN_TYPES; type++) {
		request.type = (enum xnb_domain_type)type;
		leaves_exactly_so_many(request, 9, 16);
		leaves_exactly_so_many(request, 0, 100);
		leaves_exactly_so_many(request, 9, 0);
	}
	refuses_what_the_reserve_needs(request);
	dirties_and_leaves_nothing(request);
	xnb_xen_close(xen);
	return 0;
}
