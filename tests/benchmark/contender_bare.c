/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/benchmark/contender.h"
#include "workloads/mailbox.h"
#include "workloads/payload.h"
#include "xen/domain.h"
#include "xen/sysctl.h"

#include <stdlib.h>

enum { ORDER = 9, EXTENT_PAGES = 1 << ORDER, PATIENCE_MS = 10000 };

static const uint64_t run_tag = 0x6c69666563796363;

struct bare {
	struct xnb_xen *xen;
	struct xnb_set node, cpus; /* a node, and its CPUs */
};

/* The node of the last pCPU: dom0 keeps its first ones busy. */
static void choose_node(struct bare *bare, const struct xnb_xen_sysctls *sysctls)
{
	uint32_t node = 0;

	for (size_t i = 0; i < sysctls->n_cpus; i++)
		if (sysctls->cpus[i].node != XNB_XEN_ABSENT)
			node = sysctls->cpus[i].node;
	for (unsigned i = 0; i < sysctls->n_cpus; i++)
		if (sysctls->cpus[i].node == node)
			xnb_set_add(&bare->cpus, i);
	xnb_set_add(&bare->node, node);
}

static void close_bare(void *state)
{
	struct bare *bare = state;

	xnb_xen_close(bare->xen);
	free(bare);
}

static int open_bare(void **state, const struct xnb_contender_options *options,
                     struct xnb_error *err)
{
	struct bare *bare = calloc(1, sizeof(*bare));
	struct xnb_xen_sysctls sysctls = {0};

	(void)options;
	if (!bare)
		return xnb_fail_nomem(err);
	if (xnb_xen_open(&bare->xen, NULL, err) != 0 ||
	    xnb_xen_read_sysctls(bare->xen, &sysctls, err) != 0) {
		close_bare(bare);
		return -1;
	}
	choose_node(bare, &sysctls);
	xnb_xen_sysctls_free(&sysctls);
	*state = bare;
	return 0;
}

static int set_affinity(const struct bare *bare, struct xnb_domain *domain,
                        struct xnb_error *err)
{
	if (xnb_domain_set_node_affinity(domain, &bare->node, err) != 0)
		return -1;
	return xnb_domain_set_vcpu_affinity(domain, &bare->cpus, XNB_AFFINITY_HARD, err);
}

static int populate(struct xnb_domain *domain, struct xnb_error *err)
{
	uint64_t pages = XNB_CYCLE_MIB * 256ull;

	for (uint64_t page = 0; page < pages; page += EXTENT_PAGES)
		if (xnb_domain_populate(domain, xnb_domain_gfn(page), ORDER, XNB_NODE_ANY,
		                        0, err) != 0)
			return -1;
	return 0;
}

static int load(struct xnb_domain *domain, struct xnb_error *err)
{
	if (xnb_domain_load(domain, xnb_payload, (size_t)(xnb_payload_end - xnb_payload),
	                    xnb_payload_memory_bytes, err) != 0)
		return -1;
	xnb_mailbox_init(xnb_domain_mailbox(domain), 1, (uint64_t)XNB_CYCLE_MIB << 20);
	return 0;
}

/* No job at all: the payload starts, finds nothing to do, and ends. */
static int run_empty(struct xnb_domain *domain, struct xnb_error *err)
{
	const struct timespec nap = {.tv_nsec = 100000};
	struct xnb_domain_info info = {.state = XNB_DOMAIN_RUNNING};

	if (xnb_domain_start(domain, err) != 0)
		return -1;
	for (int i = 0; i < PATIENCE_MS && info.state == XNB_DOMAIN_RUNNING; i++) {
		nanosleep(&nap, NULL);
		if (xnb_domain_read_info(domain, &info, err) != 0)
			return -1;
	}
	if (info.state != XNB_DOMAIN_OFF || !xnb_domain_mailbox(domain)->finished)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "domain %u: the payload did not finish",
		                xnb_domain_id(domain));
	return 0;
}

static int live(const struct bare *bare, struct xnb_domain *domain, struct timespec *at,
                double *ms, struct xnb_error *err)
{
	if (set_affinity(bare, domain, err) != 0)
		return -1;
	ms[1] = xnb_lap(at);
	if (populate(domain, err) != 0)
		return -1;
	ms[2] = xnb_lap(at);
	if (load(domain, err) != 0)
		return -1;
	ms[3] = xnb_lap(at);
	if (run_empty(domain, err) != 0)
		return -1;
	ms[4] = xnb_lap(at);
	return 0;
}

static int cycle(void *state, double *ms, struct xnb_error *err)
{
	const struct xnb_domain_config config = {
	    .vcpus = 1,
	    .memory_bytes = (uint64_t)XNB_CYCLE_MIB << 20,
	    .run_tag = run_tag,
	};
	struct bare *bare = state;
	struct xnb_domain *domain;
	struct timespec at;
	int rc;

	clock_gettime(CLOCK_MONOTONIC, &at);
	if (xnb_domain_create(bare->xen, &config, &domain, err) != 0)
		return -1;
	ms[0] = xnb_lap(&at);
	rc = live(bare, domain, &at, ms, err);
	if (xnb_domain_destroy(domain, rc == 0 ? err : NULL) != 0)
		return -1;
	ms[5] = xnb_lap(&at);
	return rc;
}

const struct xnb_contender xnb_contender_bare = {
    .name = "bare",
    .steps = {"create", "affinity", "populate", "payload", "job", "destroy", NULL},
    .open = open_bare,
    .cycle = cycle,
    .close = close_bare,
};
