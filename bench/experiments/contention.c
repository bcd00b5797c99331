/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domains that run at once, 1 to N of them, memory-bound and compute-bound: what all of
 * them get together, and what the worst one gets, by where they and their memory are. A
 * node has only so many cores: placing a domain on one node can lose, too.
 */
#include "bench/domains/crowd.h"
#include "bench/domains/group.h"
#include "bench/domains/tables.h"
#include "bench/domains/together.h"
#include "bench/domains/workload.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NS_PER_MS 1000000u

/*
 * A timed repetition, and the time from one's start to the next one's. On a real host
 * long enough for domains that share CPUs to take turns many times (Xen's schedulers let
 * a vCPU run for 10 to 30 ms); in an emulator time is dear and means nothing.
 */
static const struct pace {
	uint64_t duration_ns, slot_ns;
} real_pace = {300 * NS_PER_MS, 350 * NS_PER_MS},
  emulated_pace = {30 * NS_PER_MS, 40 * NS_PER_MS},
  /* Of a test that runs it some hundred times, for its calls. */
    least_pace = {1 * NS_PER_MS, 2 * NS_PER_MS};

static const struct pace *pace_of(const struct xnb_session *session)
{
	if (session->each_once)
		return &least_pace;
	return session->emulated ? &emulated_pace : &real_pace;
}

static const struct xnb_metric metrics[] = {
    {"bandwidth", "B/s", XNB_HIGHER_IS_BETTER, "useful bytes of one of the domains"},
    {"aggregate-bandwidth", "B/s", XNB_HIGHER_IS_BETTER,
     "of all domains, from the first one's start to the last one's end"},
    {"worst-bandwidth", "B/s", XNB_HIGHER_IS_BETTER,
     "of the domain that moved the least in that time"},
    {"flops", "1/s", XNB_HIGHER_IS_BETTER, "operations on doubles of one of the domains"},
    {"aggregate-flops", "1/s", XNB_HIGHER_IS_BETTER, "likewise of all domains"},
    {"worst-flops", "1/s", XNB_HIGHER_IS_BETTER, "likewise of the worst one"},
    {"overlap", "1", XNB_NOT_JUDGED,
     "part of a domain's time in which all domains were at work"},
    {"locality", "1", XNB_EXACT, "pages on the domain's A / pages of the domain"},
    {"pages", "pages", XNB_EXACT, "pages that came back, where not all were seen"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took, settling included"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

/* What each domain does, one after the other. */
static const struct work {
	const char *kernel;
	const char *own; /* metric of one domain */
	struct xnb_together_metrics all;
} works[] = {
    {"triad", "bandwidth", {"aggregate-bandwidth", "worst-bandwidth", "B/s", 0}},
    {"compute", "flops", {"aggregate-flops", "worst-flops", "1/s", 0}},
};
enum { N_WORKS = sizeof(works) / sizeof(works[0]) };

static bool applies(const struct xnb_scenario *scenario)
{
	static const char *const names[] = {"default", "local", "remote",
	                                    "spread",  "mixed", NULL};

	for (size_t i = 0; names[i]; i++)
		if (strcmp(scenario->name, names[i]) == 0)
			return true;
	return false;
}

/* N domains of one layout, and what they do. */
struct contention {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	struct xnb_crowd crowd;
	struct xnb_group_member members[XNB_MOST_GROUP];
	struct xnb_measure measures[N_WORKS];
	struct xnb_job jobs[N_WORKS];
	struct xnb_job
	    last_jobs[N_WORKS]; /* of the last domain: see --test-job of `run` */
};

/* ---- who ---- */

static bool is_home(const struct xnb_host_node *node)
{
	return node->n_cpus > 0 && node->memory_bytes > 0;
}

/* The node of member i: those with CPUs and memory in turn, from A on. */
static uint32_t home_of(const struct contention *c, unsigned i)
{
	const struct xnb_host *host = c->session->host;
	size_t at = (size_t)xnb_host_node_index(host, c->unit->cpu_node);

	while (i > 0) {
		at = (at + 1) % host->n_nodes;
		i -= is_home(&host->nodes[at]);
	}
	return host->nodes[at].id;
}

static void make_member(struct contention *c, unsigned i)
{
	struct xnb_group_member *member = &c->members[i];

	*member = (struct xnb_group_member){
	    .unit = *c->unit,
	    .shape = {.memory_bytes = xnb_workload_memory(c->session),
	              .vcpus = c->crowd.vcpus},
	    .jobs = i + 1 < c->crowd.domains ? c->jobs : c->last_jobs,
	    .n_jobs = N_WORKS,
	};
	if (c->unit->scenario->across == XNB_ACROSS_NODES)
		member->unit.cpu_node = home_of(c, i);
	if (c->unit->scenario->across == XNB_ACROSS_POLICIES && i % 2)
		member->shape.policy = xnb_scenario_find("remote");
}

/* ---- what ---- */

static int set_params(const struct contention *c, struct xnb_measure *m,
                      struct xnb_error *err)
{
	const struct xnb_job *job = &m->job;

	if (xnb_params_set_u64(&m->params, "bytes", job->bytes, err) ||
	    xnb_params_set_u64(&m->params, "domains", c->crowd.domains, err) ||
	    xnb_params_set(&m->params, "isa", xnb_isa_names[job->isa], err) ||
	    xnb_params_set_u64(&m->params, "page", XNB_WORKLOAD_PAGE_BYTES, err))
		return -1;
	return xnb_params_set_u64(&m->params, "vcpus",
	                          (uint64_t)c->crowd.vcpus * c->crowd.domains, err);
}

/* What an element counts for. */
static double amount_of(const struct xnb_kernel *kernel)
{
	return kernel->compute_bound ? (double)kernel->flops
	                             : (double)xnb_kernel_useful_bytes(kernel, 1);
}

/* Of a compute-bound kernel each vCPU has a share that its first caches hold. */
#define COMPUTE_SHARE ((uint64_t)16 << 10)

static uint64_t bytes_of(const struct contention *c, const struct xnb_kernel *kernel)
{
	const uint64_t bytes = xnb_workload_bytes(xnb_workload_memory(c->session));
	const uint64_t few = kernel->streams * COMPUTE_SHARE * c->crowd.vcpus;

	return kernel->compute_bound && few < bytes ? few : bytes;
}

static struct xnb_job make_job(const struct contention *c, unsigned w,
                               const struct xnb_kernel *kernel)
{
	const struct xnb_amounts *amounts = &c->session->amounts;
	const struct pace *pace = pace_of(c->session);
	/* They last long, and domains say more than repetitions within them. */
	const uint32_t samples = (amounts->samples + 1) / 2,
	               warmups = (amounts->warmups + 1) / 2;

	return (struct xnb_job){
	    .kind = XNB_JOB_KERNEL,
	    .kernel = xnb_kernel_index(kernel),
	    .vcpus = c->crowd.vcpus,
	    .bytes = bytes_of(c, kernel),
	    .duration_ns = pace->duration_ns,
	    .slot_ns = pace->slot_ns,
	    .rendezvous = w + 1,
	    .samples = xnb_workload_samples(c->session, N_WORKS, c->crowd.vcpus, samples,
	                                    warmups),
	    .warmups = warmups,
	    .calibrations = c->session->emulated ? 0 : XNB_CALIBRATIONS,
	};
}

static int make_measure(struct contention *c, unsigned w, uint32_t isas,
                        struct xnb_error *err)
{
	const struct xnb_kernel *kernel = xnb_kernel_find(works[w].kernel);
	struct xnb_measure *m = &c->measures[w];

	*m = (struct xnb_measure){
	    .job = make_job(c, w, kernel), .item = kernel->name, .n_figures = 1};
	if (xnb_kernel_best_isa(kernel, isas, &m->job.isa))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "kernel %s: no code for any instruction set that the "
		                "domain has",
		                kernel->name);
	m->figures[0] = (struct xnb_figure){works[w].own, works[w].all.unit,
	                                    amount_of(kernel), false};
	c->jobs[w] = c->last_jobs[w] = m->job;
	return set_params(c, m, err);
}

/* A test's job takes the place of the last one, in one domain: the others are at work. */
static void plant_test_job(struct contention *c)
{
	if (c->session->test_job)
		c->last_jobs[N_WORKS - 1] =
		    (struct xnb_job){.kind = c->session->test_job,
		                     .vcpus = 1,
		                     .iterations = 1,
		                     .samples = c->jobs[0].samples,
		                     .warmups = c->jobs[0].warmups};
}

/* ---- a crowd ---- */

static int emit_work(const struct contention *c, struct xnb_group *group, unsigned w,
                     struct xnb_error *err)
{
	struct xnb_together_metrics all = works[w].all;
	const struct xnb_measure *measure = &c->measures[w];
	struct xnb_together together;
	int result = xnb_together_judge(&together, group, w, err);

	all.amount = measure->figures[0].amount;
	for (unsigned i = 0; !result && i < group->n; i++)
		result = xnb_together_emit_domain(&together, i, measure, err);
	if (!result)
		result =
		    xnb_together_emit_all(&together, 0, group->n, measure, &all, err);
	xnb_together_free(&together);
	return result;
}

static int run_group(struct contention *c, struct xnb_error *err)
{
	struct xnb_group group;
	int result =
	    xnb_group_begin(&group, c->session, c->members, c->crowd.domains, err);

	if (!result)
		result = xnb_group_run(&group, err);
	for (unsigned w = 0; !result && w < N_WORKS; w++)
		result = emit_work(c, &group, w, err);
	return xnb_group_end(&group, result, err);
}

/* Why this crowd is left out; "" where it is not. */
static int find_room(struct contention *c, char *why, size_t size, struct xnb_error *err)
{
	struct xnb_error lack;

	why[0] = '\0';
	if (c->crowd.vcpus > XNB_MAX_VCPUS) {
		snprintf(why, size, "a domain has at most %u vCPUs", XNB_MAX_VCPUS);
		return 0;
	}
	if (!xnb_group_check(c->session, c->members, c->crowd.domains, &lack))
		return 0;
	/* One that has no room is for the trial to tell: nothing would be left. */
	if (lack.exit != XNB_EXIT_ENVIRONMENT || c->crowd.domains == 1) {
		*err = lack;
		errno = lack.errnum;
		return -1;
	}
	snprintf(why, size, "%s", lack.text);
	return 0;
}

static int run_crowd(struct contention *c, uint32_t isas, struct xnb_error *err)
{
	char what[96], why[sizeof(((struct xnb_error *)0)->text)];

	for (unsigned i = 0; i < c->crowd.domains; i++)
		make_member(c, i);
	for (unsigned w = 0; w < N_WORKS; w++)
		if (make_measure(c, w, isas, err))
			return -1;
	plant_test_job(c);
	if (find_room(c, why, sizeof(why), err))
		return -1;
	if (!why[0])
		return run_group(c, err);
	snprintf(what, sizeof(what), "contention of %u domains of %u vCPUs, %s",
	         c->crowd.domains, c->crowd.vcpus, c->unit->scenario->name);
	xnb_absent(c->session->warnings, what, "%s", why);
	return 0;
}

static size_t find_crowds(const struct xnb_session *session, const struct xnb_unit *unit,
                          struct xnb_crowd crowds[XNB_MOST_CROWDS])
{
	if (session->each_once) {
		crowds[0] = (struct xnb_crowd){2, 1};
		return 1;
	}
	return xnb_crowds(xnb_cores_of_node(session->host, unit->cpu_node), crowds);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	struct contention c = {.session = session, .unit = unit};
	struct xnb_crowd crowds[XNB_MOST_CROWDS];
	const size_t n = find_crowds(session, unit, crowds);
	uint32_t isas;

	if (xnb_workload_isas(session, &isas, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		/* Each round begins with another one: drift falls on all. */
		c.crowd = crowds[(i + (uint64_t)unit->block) % n];
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		if (run_crowd(&c, isas, err))
			return -1;
	}
	return 0;
}

const struct xnb_experiment xnb_experiment_contention = {
    .name = "contention",
    .summary = "1 to N domains at once: what all get, and what the worst one gets",
    .metrics = metrics,
    .by_scenario = true,
    .applies = applies,
    .timed = true,
    .run = run,
};
