/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether node affinity chooses the CPU of a vCPU. */
#include "bench/semantics/checks.h"
#include "bench/semantics/steps.h"
#include "bench/supervisor.h"

#include <errno.h>
#include <time.h>

enum { LOOKS = 100, MOST_TRIES = 1000 };

static uint32_t node_of_cpu(const struct xnb_host *host, unsigned cpu)
{
	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].id == cpu)
			return host->cpus[i].node;
	return XNB_ABSENT;
}

static int runs_on(const struct xnb_checking *c, uint32_t *node, struct xnb_error *err)
{
	struct xnb_vcpu_info info;

	if (xnb_domain_read_vcpu(c->made.domain, 0, &info, err))
		return -1;
	*node = node_of_cpu(c->session->host, info.pcpu);
	return 0;
}

static void nap(void)
{
	const struct timespec ten_ms = {.tv_nsec = 10000000};

	nanosleep(&ten_ms, NULL);
}

/* Puts the running vCPU on a node and lets it go again. */
static int begin_on(struct xnb_checking *c, uint32_t node, struct xnb_error *err)
{
	const struct xnb_set all = xnb_online_cpus(c);
	uint32_t now = XNB_ABSENT;

	if (xnb_step_pin(c, node, XNB_AFFINITY_HARD, err))
		return -1;
	for (int i = 0; i < MOST_TRIES && now != node && !xnb_stop_signal(); i++) {
		nap();
		if (runs_on(c, &now, err))
			return -1;
	}
	if (now != node)
		return xnb_fail(err, XNB_EXIT_FAILED, EAGAIN,
		                "the vCPU did not come to node %u; see `xl vcpu-list'",
		                node);
	return xnb_domain_set_vcpu_affinity(c->made.domain, &all, XNB_AFFINITY_HARD, err);
}

/* How often in LOOKS it is off the affine node, when it began there. */
static int look(struct xnb_checking *c, uint32_t affine, uint32_t begin, unsigned *off,
                struct xnb_error *err)
{
	const struct xnb_set only = xnb_only(affine);
	uint32_t now;

	*off = 0;
	if (xnb_step_set(c, &only, err) || begin_on(c, begin, err))
		return -1;
	for (int i = 0; i < LOOKS && !xnb_stop_signal(); i++) {
		nap();
		if (runs_on(c, &now, err))
			return -1;
		*off += now != affine;
	}
	xnb_check_note(c,
	               "let go there it was elsewhere than on node %u in %u of %d looks",
	               affine, *off, LOOKS);
	return 0;
}

/*
 * Balancing may bring it to the one node, but not to both: were it drawn to the affine
 * node, it would be found there in both cases.
 */
int xnb_judge_running_vcpu(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set first = xnb_only(c->a);
	unsigned off_b, off_a;

	if (xnb_step_create(c, err) || xnb_step_set(c, &first, err) ||
	    xnb_step_land(c, c->a, err) || xnb_step_spin(c, err) ||
	    look(c, c->b, c->a, &off_b, err) || look(c, c->a, c->b, &off_a, err))
		return -1;
	xnb_check_expect(c, off_a > LOOKS / 2 || off_b > LOOKS / 2,
	                 "so it is%s drawn to the affine node",
	                 off_a > LOOKS / 2 || off_b > LOOKS / 2 ? " not" : "");
	return 0;
}

/* Under one scheduler this may hold, and under another not: it chooses anew when the vCPU
 * is inserted. */
int xnb_judge_first_cpu(struct xnb_checking *c, struct xnb_error *err)
{
	const uint32_t nodes[] = {c->b, c->a};
	uint32_t now;

	for (size_t i = 0; i < 2; i++) {
		const struct xnb_set only = xnb_only(nodes[i]);

		if (xnb_step_create_bare(c, err) || xnb_step_set(c, &only, err) ||
		    xnb_step_make_vcpus(c, err) || runs_on(c, &now, err))
			return -1;
		xnb_check_expect(c, now == nodes[i], "it begins on node %u", now);
		if (xnb_built_destroy(&c->made, err))
			return -1;
	}
	return 0;
}
