/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether node affinity chooses the CPU of a vCPU. Schedulers move vCPUs for reasons of
 * their own: what a check sees once is an accident, so it looks at pairs of trials. */
#include "bench/prng.h"
#include "bench/semantics/checks.h"
#include "bench/semantics/pairs.h"
#include "bench/semantics/steps.h"
#include "bench/supervisor.h"

#include <errno.h>
#include <time.h>

enum { LOOKS = 15, MOST_TRIES = 1000, PAIRS = 16, FIRST_PAIRS = 12 };
_Static_assert((int)PAIRS >= (int)XNB_LEAST_PAIRS &&
                   (int)FIRST_PAIRS >= (int)XNB_LEAST_PAIRS,
               "too few pairs to tell anything");

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

/* The affinities of a pair in the order that is drawn: A first or B first. */
static void draw_order(const struct xnb_checking *c, struct xnb_prng *prng,
                       uint32_t nodes[2])
{
	bool b_first = xnb_prng_below(prng, 2);

	nodes[0] = b_first ? c->b : c->a;
	nodes[1] = b_first ? c->a : c->b;
}

static struct xnb_prng prng_of(const struct xnb_checking *c)
{
	return (struct xnb_prng){.state = c->session->seed + (uint64_t)c->unit->block};
}

static int check_stop(struct xnb_error *err)
{
	return xnb_stop_signal() ? xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted")
	                         : 0;
}

static void note_pairs(struct xnb_checking *c, const struct xnb_pairs *pairs)
{
	xnb_check_note(c,
	               "of %u pairs that differ in the affinity alone it followed it in "
	               "%u and went against it in %u (by chance so often with "
	               "probability %.2g)",
	               pairs->n, pairs->followed, pairs->countered,
	               xnb_pairs_chance(pairs));
}

/* ---- a vCPU that runs ---- */

static int pin(struct xnb_checking *c, const struct xnb_set *cpus, struct xnb_error *err)
{
	return xnb_domain_set_vcpu_affinity(c->made.domain, cpus, XNB_AFFINITY_HARD, err);
}

/* Puts the running vCPU on a node and lets it go again. */
static int begin_on(struct xnb_checking *c, uint32_t node, struct xnb_error *err)
{
	const struct xnb_set all = xnb_online_cpus(c);
	uint32_t now = XNB_ABSENT;
	struct xnb_set cpus;

	xnb_cpus_of_node(c->session->host, node, &cpus);
	if (!xnb_set_count(&cpus))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "node %u: has no CPUs to begin on", node);
	if (pin(c, &cpus, err))
		return -1;
	for (int i = 0; i < MOST_TRIES && now != node; i++) {
		nap();
		if (check_stop(err) || runs_on(c, &now, err))
			return -1;
	}
	if (now != node)
		return xnb_fail(err, XNB_EXIT_FAILED, EAGAIN,
		                "the vCPU did not come to node %u; see `xl vcpu-list'",
		                node);
	return pin(c, &all, err);
}

/* *on_b: it was there in most looks after it was let go on `begin`. */
static int let_go(struct xnb_checking *c, uint32_t begin, uint32_t affine, bool *on_b,
                  struct xnb_error *err)
{
	const struct xnb_set only = xnb_only(affine);
	unsigned looks_on_b = 0;
	uint32_t now;

	if (xnb_domain_set_node_affinity(c->made.domain, &only, err) ||
	    begin_on(c, begin, err))
		return -1;
	for (int i = 0; i < LOOKS; i++) {
		nap();
		if (check_stop(err) || runs_on(c, &now, err))
			return -1;
		looks_on_b += now == c->b;
	}
	*on_b = looks_on_b > LOOKS / 2;
	return 0;
}

/* How often it did not go to the other node, to which it was affine. */
struct releases {
	struct xnb_pairs pairs;
	unsigned kept_off_a, kept_off_b; /* of PAIRS / 2 each */
};

static int release_pair(struct xnb_checking *c, uint32_t begin, struct xnb_prng *prng,
                        struct releases *releases, struct xnb_error *err)
{
	bool with_a = false, with_b = false;
	uint32_t nodes[2];

	draw_order(c, prng, nodes);
	for (int i = 0; i < 2; i++)
		if (let_go(c, begin, nodes[i], nodes[i] == c->b ? &with_b : &with_a, err))
			return -1;
	xnb_pairs_add(&releases->pairs, with_b, with_a);
	if (begin == c->a)
		releases->kept_off_b += !with_b;
	else
		releases->kept_off_a += with_a;
	return 0;
}

static int note_end(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_set nodes;
	uint32_t now;

	if (xnb_domain_get_node_affinity(c->made.domain, &nodes, err) ||
	    runs_on(c, &now, err))
		return -1;
	xnb_check_note(c,
	               "at the end its node affinity is node %u, and it runs on node %u",
	               xnb_set_has(&nodes, c->a) ? c->a : c->b, now);
	return 0;
}

/* A load can bring it to the one node, but not to both. One that leaves either whatever
 * the affinity shows nothing. */
static int judge_releases(struct xnb_checking *c, const struct releases *releases)
{
	const enum xnb_sign sign = xnb_pairs_sign(&releases->pairs);
	const unsigned half = releases->pairs.n / 2;

	note_pairs(c, &releases->pairs);
	xnb_check_note(
	    c,
	    "let go on node %u with affinity to node %u it did not go there in "
	    "%u of %u trials, the other way round in %u of %u",
	    c->a, c->b, releases->kept_off_b, half, releases->kept_off_a, half);
	if (sign == XNB_SIGN_CLEAR)
		xnb_check_expect(c, false, "so it is drawn to the affine node");
	else if (sign == XNB_SIGN_UNCLEAR)
		xnb_check_unknown(c, "that is neither chance nor beyond it");
	else if (releases->kept_off_a <= half / 2 && releases->kept_off_b <= half / 2)
		xnb_check_unknown(c,
		                  "it goes to either node whatever the affinity is: too "
		                  "much else runs here");
	else
		xnb_check_expect(c, true, "so it is not drawn to the affine node");
	return 0;
}

/* Begins on both nodes, so that a scheduler that prefers one of them is seen to. */
int xnb_judge_running_vcpu(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set first = xnb_only(c->a);
	struct xnb_prng prng = prng_of(c);
	struct releases releases = {.kept_off_a = 0};

	if (xnb_step_create(c, err) || xnb_step_set(c, &first, err) ||
	    xnb_step_land(c, c->a, err))
		return -1;
	/* Without memory it cannot run. */
	if (!c->made.pages)
		return 0;
	if (xnb_step_spin(c, err))
		return -1;
	for (unsigned i = 0; i < PAIRS; i++)
		if (release_pair(c, i % 2 ? c->b : c->a, &prng, &releases, err))
			return -1;
	if (note_end(c, err))
		return -1;
	return judge_releases(c, &releases);
}

/* ---- a vCPU that is new ---- */

static int first_node(struct xnb_checking *c, uint32_t affine, uint32_t *node,
                      struct xnb_error *err)
{
	const struct xnb_set only = xnb_only(affine);

	if (check_stop(err) || xnb_step_create_bare(c, err) ||
	    xnb_domain_set_node_affinity(c->made.domain, &only, err) ||
	    xnb_domain_make_vcpus(c->made.domain, err) || runs_on(c, node, err))
		return -1;
	return xnb_built_destroy(&c->made, err);
}

static int first_pair(struct xnb_checking *c, struct xnb_prng *prng,
                      struct xnb_pairs *pairs, unsigned *as_claimed,
                      struct xnb_error *err)
{
	uint32_t with_a = XNB_ABSENT, with_b = XNB_ABSENT, nodes[2];

	draw_order(c, prng, nodes);
	for (int i = 0; i < 2; i++)
		if (first_node(c, nodes[i], nodes[i] == c->b ? &with_b : &with_a, err))
			return -1;
	xnb_pairs_add(pairs, with_b == c->b, with_a == c->b);
	*as_claimed += with_a == c->a;
	*as_claimed += with_b == c->b;
	return 0;
}

/*
 * Under one scheduler this may hold, and under another not: it chooses anew when the vCPU
 * is inserted. A few that lie elsewhere, balancing may have moved before they were seen.
 */
static int judge_first(struct xnb_checking *c, const struct xnb_pairs *pairs,
                       unsigned as_claimed)
{
	note_pairs(c, pairs);
	if (as_claimed < 2 * pairs->n && xnb_pairs_sign(pairs) != XNB_SIGN_NONE)
		return xnb_check_unknown(c,
		                         "it began on the affine node in %u of %u "
		                         "trials: mostly, and not always",
		                         as_claimed, 2 * pairs->n);
	xnb_check_expect(c, as_claimed == 2 * pairs->n,
	                 "it began on the affine node in %u of %u trials", as_claimed,
	                 2 * pairs->n);
	return 0;
}

int xnb_judge_first_cpu(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_prng prng = prng_of(c);
	struct xnb_pairs pairs = {.n = 0};
	unsigned as_claimed = 0;

	for (unsigned i = 0; i < FIRST_PAIRS; i++)
		if (first_pair(c, &prng, &pairs, &as_claimed, err))
			return -1;
	return judge_first(c, &pairs, as_claimed);
}
