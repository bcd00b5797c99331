/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domains by libxl, run in dom0 of the box. The first argument says which test:
 *   open     opens libxl, or prints why it cannot
 *   place    builds a domain as scenario `libxl' does, prints where bench/ says that its
 *            memory lies and what the toolstack and Xen say meanwhile, takes it down
 *   refuse   a watch that fails in the middle of populating ends the creation
 *   die      is killed in the middle of populating
 *   abandon  is killed when the domain is complete
 * Lines that begin with "ours" are what is under test; libxl.sh compares the others.
 */
#include "xen/libxl.h"
#include "bench/domains/libxl_builder.h"
#include "bench/domains/quiet.h"
#include "topology/from_xen.h"

#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 64 << 20, VCPUS = 2, RUN_TAG = 7, SOME_EXTENTS = 5 };

static struct xnb_error err;

static int die(const char *what)
{
	printf("FAILED %s: %s\n", what, err.text);
	return (int)err.exit;
}

/* Its output is in order with ours. */
static void run(const char *command)
{
	fflush(stdout);
	if (system(command) != 0)
		printf("FAILED %s\n", command);
}

static unsigned count_fds(void)
{
	DIR *fds = opendir("/proc/self/fd");
	unsigned n = 0;

	while (fds && readdir(fds))
		n++;
	if (fds)
		closedir(fds);
	return n;
}

static int test_open(struct xnb_xen *xen)
{
	struct xnb_libxl *libxl;
	unsigned fds = count_fds();

	if (xnb_libxl_open(&libxl, xen, &err))
		return die("open");
	xnb_libxl_close(libxl);
	printf("ours open, %u more files\n", count_fds() - fds);
	return 0;
}

static void print_counts(const char *what, const struct xnb_page_counts *counts,
                         const struct xnb_host *host)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		printf("ours %s node %u: %" PRIu64 "\n", what, host->nodes[i].id,
		       counts->node[host->nodes[i].id]);
	printf("ours %s unknown: %" PRIu64 "\n", what, counts->unknown);
}

/* What the toolstack says of a set, and what Xen does. */
static int test_affinity(const struct xnb_built *built)
{
	uint32_t domid = xnb_domain_id(built->domain);
	struct xnb_set set = {0}, got;

	xnb_set_add(&set, 0);
	if (xnb_libxl_set_node_affinity(built->libxl, domid, &set, &err) ||
	    xnb_domain_get_node_affinity(built->domain, &got, &err))
		return die("set node affinity");
	if (memcmp(&set, &got, sizeof(set)) != 0)
		printf("FAILED node affinity set by libxl: Xen has another\n");
	memset(&got, 0xff, sizeof(got));
	if (xnb_libxl_get_node_affinity(built->libxl, domid, &got, &err))
		return die("get node affinity");
	if (memcmp(&set, &got, sizeof(set)) != 0)
		printf("FAILED node affinity got by libxl: another one\n");
	run("echo after-set; xl list -n");
	xnb_set_add(&set, XNB_SET_BITS - 1);
	if (!xnb_libxl_set_node_affinity(built->libxl, domid, &set, &err))
		printf("FAILED node %u: libxl takes it\n", XNB_SET_BITS - 1);
	return 0;
}

static int look(struct xnb_built *built, const struct xnb_host *host)
{
	struct xnb_set soft;

	printf("ours domain %u\n", xnb_domain_id(built->domain));
	print_counts("memory", &built->placed, host);
	print_counts("beside", &built->beside, host);
	printf("ours soft nodes: %" PRIx64 "\n", built->soft_nodes);
	if (xnb_domain_get_vcpu_affinity(built->domain, 0, XNB_AFFINITY_SOFT, &soft,
	                                 &err))
		return die("soft affinity");
	for (unsigned i = 0; i < 64; i++)
		if (xnb_set_has(&soft, i))
			printf("ours soft cpu: %u\n", i);
	run("xl vcpu-list; xl list -n; xl debug-keys u; xl dmesg | tail -n 40");
	return test_affinity(built);
}

static int take_down(struct xnb_built *built, struct xnb_xen *xen)
{
	struct xnb_page_counts returned;
	bool exact;

	if (xnb_built_release(built, xen, &returned, &exact, &err))
		return die("release");
	printf("ours returned %s\n", !exact ? "inexactly"
	                             : xnb_pages_equal(&returned, &built->placed)
	                                 ? "as placed"
	                                 : "elsewhere");
	return 0;
}

static int test_place(struct xnb_xen *xen)
{
	struct xnb_free_pages quiet;
	struct xnb_host host;
	struct xnb_build_request request = {.host = &host,
	                                    .memory_bytes = MEMORY,
	                                    .vcpus = VCPUS,
	                                    .extent_order = 9,
	                                    .run_tag = RUN_TAG,
	                                    .quiet = &quiet};
	struct xnb_built built = {.order = 9, .least_order = 9};
	unsigned fds = count_fds();
	int rc;

	if (xnb_host_from_xen(&host, xen, &err) || xnb_wait_quiet(xen, &quiet, &err))
		return die("host");
	rc = xnb_build_by_libxl(&built, xen, &request, &err) ? die("build") : 0;
	if (!rc)
		rc = look(&built, &host);
	if (!rc)
		rc = take_down(&built, xen);
	if (xnb_built_destroy(&built, &err))
		rc = die("destroy");
	printf("ours destroyed, %u more files\n", count_fds() - fds);
	return rc;
}

static int before(void *arg, struct xnb_error *error)
{
	(void)arg;
	(void)error;
	return 0;
}

static int refuse(void *arg, uint64_t gfn, unsigned order, struct xnb_error *error)
{
	unsigned *extents = arg;

	(void)gfn;
	(void)order;
	if (++*extents < SOME_EXTENTS)
		return 0;
	return xnb_fail(error, XNB_EXIT_INCONCLUSIVE, 0, "as the test wants");
}

static int count(void *arg, uint64_t gfn, unsigned order, struct xnb_error *error)
{
	unsigned *extents = arg;

	(void)gfn;
	(void)order;
	(void)error;
	++*extents;
	return 0;
}

static int be_killed(void *arg, uint64_t gfn, unsigned order, struct xnb_error *error)
{
	unsigned *extents = arg;

	(void)gfn;
	(void)order;
	(void)error;
	if (++*extents == SOME_EXTENTS)
		raise(SIGKILL);
	return 0;
}

static int test_watch(struct xnb_xen *xen,
                      int (*after)(void *, uint64_t, unsigned, struct xnb_error *))
{
	unsigned extents = 0;
	const struct xnb_libxl_watch watch = {before, after, &extents};
	const struct xnb_libxl_request request = {
	    .vcpus = VCPUS, .memory_bytes = MEMORY, .run_tag = RUN_TAG, .watch = &watch};
	struct xnb_libxl *libxl;
	uint32_t domid;

	if (xnb_libxl_open(&libxl, xen, &err))
		return die("open");
	if (!xnb_libxl_create(libxl, &request, &domid, NULL, &err) && after == count)
		raise(SIGKILL);
	if (!err.text[0])
		printf("FAILED the watch's error did not end the creation\n");
	printf("ours ended after %u extents: %s\n", extents, err.text);
	xnb_libxl_close(libxl);
	return 0;
}

int main(int argc, char **argv)
{
	const char *test = argc == 2 ? argv[1] : "";
	struct xnb_xen *xen;
	int rc = 2;

	if (xnb_xen_open(&xen, NULL, &err))
		return die("Xen");
	if (strcmp(test, "open") == 0)
		rc = test_open(xen);
	else if (strcmp(test, "place") == 0)
		rc = test_place(xen);
	else if (strcmp(test, "refuse") == 0)
		rc = test_watch(xen, refuse);
	else if (strcmp(test, "die") == 0)
		rc = test_watch(xen, be_killed);
	else if (strcmp(test, "abandon") == 0)
		rc = test_watch(xen, count);
	xnb_xen_close(xen);
	return rc;
}
