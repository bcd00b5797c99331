/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a cache line takes from one CPU to another: two vCPUs of one domain, which is
 * not built anew for each pair: between two jobs, while it waits, its vCPUs are pinned to
 * the next pair. Its memory is on A.
 */
#include "bench/domains/builder.h"
#include "bench/domains/tables.h"
#include "bench/domains/trial_measured.h"
#include "bench/domains/workload.h"
#include "bench/latency_common.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

/* All pairs of so many CPUs, a job each. */
enum { MOST_CPUS = 16, MOST_PAIRS = MOST_CPUS * (MOST_CPUS - 1) / 2 };
_Static_assert(MOST_PAIRS <= XNB_MAX_JOBS, "one domain measures all pairs");

/* Some ms, beside which two readings of the clock are nothing. In an emulator two vCPUs
 * may share a CPU of the machine, and each turn then waits for its scheduler. */
#define ROUND_TRIPS          20000u
#define EMULATED_ROUND_TRIPS 50u

/* A vCPU that was pinned is moved soon; how often and how long that is waited for. */
enum { LOOKS = 500 };
#define PAUSE_NS 2000000

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER,
     "of one transfer of a cache line: half a round trip"},
    {"locality", "1", XNB_EXACT, "pages on A / pages of the domain"},
    {"pages", "pages", XNB_EXACT, "pages that came back, where not all were seen"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took, settling included"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

struct pair {
	const struct xnb_host_cpu *cpu[2];
	bool elsewhere; /* a vCPU was not seen on its CPU before the job began */
};

struct matrix {
	struct xnb_session *session;
	struct xnb_unit unit;
	const struct xnb_host_cpu *cpus[MOST_CPUS];
	size_t n_cpus;
	struct pair pairs[MOST_PAIRS];
	uint32_t n;
	uint32_t samples; /* of each pair */
	struct xnb_measure measures[MOST_PAIRS];
};

/* ---- which ---- */

static bool shares_core(const struct xnb_host_cpu *a, const struct xnb_host_cpu *b)
{
	return a->core != XNB_ABSENT && a->core == b->core && a->socket == b->socket;
}

/* The first online CPU of each core. */
static bool is_candidate(const struct xnb_host *host, size_t i)
{
	if (!host->cpus[i].online)
		return false;
	for (size_t j = 0; j < i; j++)
		if (host->cpus[j].online && shares_core(&host->cpus[i], &host->cpus[j]))
			return false;
	return true;
}

/* As many as there is room for, evenly spread. Returns how many there are. */
static size_t choose_cpus(struct matrix *m)
{
	const struct xnb_host *host = m->session->host;
	size_t all = 0, at = 0;

	for (size_t i = 0; i < host->n_cpus; i++)
		all += is_candidate(host, i);
	for (size_t i = 0; i < host->n_cpus && m->n_cpus < MOST_CPUS; i++) {
		const size_t kept = all < MOST_CPUS ? all : MOST_CPUS;

		if (!is_candidate(host, i))
			continue;
		if (at == m->n_cpus * all / kept)
			m->cpus[m->n_cpus++] = &host->cpus[i];
		at++;
	}
	return all;
}

static int make_measure(const struct matrix *m, const struct pair *pair,
                        struct xnb_measure *measure, struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &m->session->amounts;
	const uint32_t trips = m->session->emulated ? EMULATED_ROUND_TRIPS : ROUND_TRIPS;

	*measure = (struct xnb_measure){
	    .job = {.kind = XNB_JOB_PINGPONG,
	            .vcpus = 2,
	            .bytes = 4096,
	            .iterations = trips,
	            .samples = m->samples,
	            .warmups = amounts->warmups,
	            .rendezvous = m->n + 1},
	    .item = XNB_ITEM_TRANSFER,
	    .figures = {{"latency", "ns", 2.0 * trips, true}},
	    .n_figures = 1,
	};
	if (xnb_params_set_u64(&measure->params, "from", pair->cpu[0]->id, err))
		return -1;
	return xnb_params_set_u64(&measure->params, "to", pair->cpu[1]->id, err);
}

static int make_pairs(struct matrix *m, struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &m->session->amounts;
	const size_t n = m->n_cpus * (m->n_cpus - 1) / 2;

	m->samples = xnb_workload_samples(m->session, (uint32_t)n, 2, amounts->samples,
	                                  amounts->warmups);
	for (size_t i = 0; i < m->n_cpus; i++)
		for (size_t j = i + 1; j < m->n_cpus; j++) {
			struct pair *pair = &m->pairs[m->n];

			*pair = (struct pair){.cpu = {m->cpus[i], m->cpus[j]}};
			if (make_measure(m, pair, &m->measures[m->n], err))
				return -1;
			m->n++;
		}
	return 0;
}

/* ---- pinning ---- */

static int pin(struct xnb_domain *domain, unsigned vcpu, uint32_t cpu,
               struct xnb_error *err)
{
	struct xnb_set set = {0};

	xnb_set_add(&set, cpu);
	return xnb_domain_set_one_vcpu_affinity(domain, vcpu, &set, XNB_AFFINITY_HARD,
	                                        err);
}

static int is_there(struct xnb_domain *domain, const struct pair *pair, bool *there,
                    struct xnb_error *err)
{
	*there = true;
	for (unsigned v = 0; v < 2; v++) {
		struct xnb_vcpu_info info;

		if (xnb_domain_read_vcpu(domain, v, &info, err))
			return -1;
		*there = *there && info.pcpu == pair->cpu[v]->id;
	}
	return 0;
}

static int wait_until_there(struct matrix *m, struct xnb_domain *domain,
                            struct pair *pair, struct xnb_error *err)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	bool there = false;

	for (unsigned i = 0; i < LOOKS && !there; i++) {
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		if (i > 0)
			nanosleep(&pause, NULL);
		if (is_there(domain, pair, &there, err))
			return -1;
		xnb_xen_ask_again(m->session->xen, true);
	}
	pair->elsewhere = !there;
	return 0;
}

/* While the domain waits for its next job. */
static int pin_pair(void *arg, struct xnb_domain *domain, uint32_t rendezvous,
                    struct xnb_error *err)
{
	struct matrix *m = arg;
	struct pair *pair;
	int result;

	/* The number is the guest's word. */
	if (rendezvous < 1 || rendezvous > m->n)
		return 0;
	pair = &m->pairs[rendezvous - 1];
	if (pin(domain, 0, pair->cpu[0]->id, err) ||
	    pin(domain, 1, pair->cpu[1]->id, err))
		return -1;
	result = wait_until_there(m, domain, pair, err);
	xnb_xen_ask_again(m->session->xen, false);
	return result;
}

/* ---- the domain ---- */

/* None where Xen does not say. */
static uint64_t node_bit(const struct xnb_host_cpu *cpu)
{
	return cpu->node < 64 ? (uint64_t)1 << cpu->node : 0;
}

static int emit_pair(const struct matrix *m, struct xnb_trial *trial,
                     const struct xnb_outcome *outcome,
                     const struct xnb_evidence *evidence, uint32_t i,
                     struct xnb_error *err)
{
	const struct pair *pair = &m->pairs[i];
	struct xnb_judged_job judged;
	struct xnb_trial_measured of;

	if (xnb_judge_job(&judged, evidence, i, &m->measures[i].job, err))
		return -1;
	xnb_trial_measured(&of, trial, outcome, i, &m->measures[i], &judged);
	/* Looks cover the job before, too; where this one ran is known exactly. */
	snprintf(of.who, sizeof(of.who), "domain %ld, CPUs %u and %u", trial->number,
	         pair->cpu[0]->id, pair->cpu[1]->id);
	xnb_nodes_text(node_bit(pair->cpu[0]) | node_bit(pair->cpu[1]), of.cpu_node);
	of.measured.flag = pair->elsewhere ? "moved" : "";
	return xnb_measure_emit(&of.measured, err);
}

static int measure(struct matrix *m, struct xnb_trial *trial, struct xnb_error *err)
{
	struct xnb_job jobs[MOST_PAIRS] = {0};
	struct xnb_jobs_request request = xnb_trial_jobs_request(trial, jobs, m->n);
	struct xnb_outcome outcome = {0};
	int result;

	for (uint32_t i = 0; i < m->n; i++)
		jobs[i] = m->measures[i].job;
	request.before_go = pin_pair;
	request.before_go_arg = m;
	result = xnb_jobs_run(&outcome, trial->built.domain, &request, err);
	if (!result) {
		const struct xnb_evidence evidence = xnb_trial_evidence(trial, &outcome);

		xnb_trial_tell_ending(trial, &outcome);
		for (uint32_t i = 0; !result && i < m->n; i++)
			result = emit_pair(m, trial, &outcome, &evidence, i, err);
	}
	xnb_outcome_free(&outcome);
	return result;
}

static int run_matrix(struct matrix *m, struct xnb_error *err)
{
	const struct xnb_shape shape = {.memory_bytes = XNB_MIN_DOMAIN_BYTES, .vcpus = 2};
	struct xnb_trial trial;
	int result = xnb_trial_begin(&trial, m->session, &m->unit, &shape, err);

	if (!result)
		result = measure(m, &trial, err);
	return xnb_trial_end(&trial, result, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	static const size_t most = MOST_CPUS;
	struct matrix m = {.session = session, .unit = *unit};
	size_t all = choose_cpus(&m);

	/* Memory on A, and no pinning but ours. */
	m.unit.scenario = xnb_scenario_find("floating");
	if (m.n_cpus < 2) {
		xnb_absent(session->warnings, "core-to-core",
		           "it takes two cores, and this host has one");
		return 0;
	}
	if (all > most)
		xnb_warn(
		    session->warnings,
		    "core-to-core: the pairs of %zu cores are measured, spread evenly "
		    "over %zu",
		    most, all);
	if (make_pairs(&m, err))
		return -1;
	return run_matrix(&m, err);
}

const struct xnb_experiment xnb_experiment_core_to_core = {
    .name = "core-to-core",
    .summary = "nanoseconds that a cache line takes from one core to another",
    .metrics = metrics,
    .timed = true,
    .run = run,
};
