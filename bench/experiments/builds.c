/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domains built at once, as a host does that starts its guests at boot, against the same
 * number built in turn: who got memory on the node of his affinity, and how long it took.
 * The domains are PV where machine frames tell whose memory it is; from the free memory
 * it cannot be told while several take of it.
 */
#include "bench/batch.h"
#include "bench/experiment.h"
#include "bench/quiet.h"
#include "bench/room.h"
#include "bench/settle.h"
#include "bench/supervisor.h"
#include "bench/trial.h"
#include "bench/warnings.h"
#include "xen/dom0.h"

#include <errno.h>
#include <math.h>

#define PAGE_BYTES     4096u
#define SETTLE_SECONDS 30u

static const struct xnb_metric metrics[] = {
    {"locality", "1", XNB_EXACT, "pages on the node of its affinity / pages"},
    {"duration", "s", XNB_LOWER_IS_BETTER,
     "how long building one domain took; item `unit': the unit, settling included"},
    {"elapsed", "s", XNB_LOWER_IS_BETTER,
     "from the start of the first to the end of the last of them"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

/* How many: up to dom0's vCPUs, for more only take turns; two in any case. */
static const unsigned sizes[] = {2, 4, 8, 16, 32};
enum { N_SIZES = sizeof(sizes) / sizeof(sizes[0]), LEAST = 2, MOST = 32 };

static const struct layout {
	const char *name;
	bool spread; /* member i on the i-th node with memory, from A on; else all on A */
} layouts[] = {
    {.name = "same", .spread = false},
    {.name = "spread", .spread = true},
};

static const struct way {
	const char *item;
	bool at_once;
} ways[] = {
    {.item = "in-turn", .at_once = false},
    {.item = "at-once", .at_once = true},
};
enum { N_LAYOUTS = 2, N_WAYS = 2 };

/* The domain that extents belong to. */
struct owner {
	const struct xnb_session *session;
	int64_t number;
};

struct job {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	const struct layout *layout;
	const struct way *way;
	unsigned domains;
	struct xnb_flags flags; /* of all its samples */
	bool suspect;
	struct xnb_batch batch;
	struct xnb_owed owed; /* before it */
	struct owner owners[MOST];
};

static enum xnb_domain_type type_of(const struct job *job)
{
	return job->session->ranges && job->session->has_pv ? XNB_DOMAIN_PV
	                                                    : XNB_DOMAIN_PVH;
}

/* The node of member i. */
static uint32_t node_of(const struct job *job, unsigned i)
{
	const struct xnb_host *host = job->session->host;
	int at = xnb_host_node_index(host, job->unit->cpu_node);

	while (job->layout->spread && i > 0) {
		at = (at + 1) % (int)host->n_nodes;
		i -= host->nodes[at].memory_bytes > 0;
	}
	return host->nodes[at].id;
}

static void pages_by_node(const struct job *job, struct xnb_page_counts *pages)
{
	*pages = (struct xnb_page_counts){0};
	for (unsigned i = 0; i < job->domains; i++)
		if (node_of(job, i) < XNB_MAX_NODES)
			pages->node[node_of(job, i)] +=
			    job->session->amounts.memory_bytes / PAGE_BYTES;
}

static void doubt(struct job *job, const char *flag, const char *why)
{
	struct xnb_session *session = job->session;

	xnb_flags_add(&job->flags, flag);
	session->suspects += !job->suspect;
	job->suspect = true;
	xnb_warn(session->warnings, "builds: %s: %s; such samples are flagged", flag,
	         why);
}

/* ---- before ---- */

/* *fits: whether there is room; where not, the run says so. */
static int find_room(struct job *job, const struct xnb_dom0 *dom0, bool *fits,
                     struct xnb_error *err)
{
	struct xnb_session *session = job->session;
	struct xnb_room room = {
	    .domains = job->domains, .vcpus = 1, .dom0_reserve = xnb_dom0_reserve(dom0)};
	struct xnb_free_pages free_pages;
	struct xnb_error why;
	char what[64];

	if (xnb_xen_read_free_pages(session->xen, &free_pages, err))
		return -1;
	pages_by_node(job, &room.pages);
	*fits = !xnb_room_check(&room, &free_pages, &why);
	if (*fits)
		return 0;
	snprintf(what, sizeof(what), "builds of %u domains, layout %s", job->domains,
	         job->layout->name);
	xnb_absent(session->warnings, what, "%s", why.text);
	return 0;
}

static int settle(struct job *job, struct xnb_error *err)
{
	struct xnb_session *session = job->session;
	struct xnb_settle_request request = {
	    .extent_order = job->unit->order,
	    .run_tag = session->run_tag,
	    .quiet = &session->quiet,
	    .timeout_seconds = SETTLE_SECONDS,
	    .block = job->unit->block,
	    .always = session->shared_host,
	};
	bool settled;

	pages_by_node(job, &request.pages);
	if (xnb_settle(session->xen, &request, &session->settled, &settled, err) ||
	    xnb_quiet_owed(&job->owed, session->xen, &session->quiet, job->unit->order,
	                   err))
		return -1;
	if (!settled)
		doubt(job, "unsettled",
		      "freed memory was not clean again within 30 seconds");
	return 0;
}

/* ---- the batch ---- */

static int write_extents(void *arg, const struct xnb_extent_run *runs, size_t n,
                         struct xnb_error *err)
{
	const struct owner *owner = arg;

	return xnb_run_add_extents(owner->session->out, owner->session->boot,
	                           owner->number, runs, n, err);
}

static void fill_in(struct job *job, unsigned i)
{
	struct xnb_session *session = job->session;

	job->owners[i] = (struct owner){session, session->next_domain++};
	job->batch.members[i].request = (struct xnb_build_request){
	    /* An affinity and no pinning: who gets what depends on nothing else. */
	    .scenario = xnb_scenario_find("floating"),
	    .host = session->host,
	    .cpu_node = node_of(job, i),
	    .mem_node = node_of(job, i),
	    .memory_bytes = session->amounts.memory_bytes,
	    .vcpus = 1,
	    .extent_order = job->unit->order,
	    .type = type_of(job),
	    .run_tag = session->run_tag,
	    .ranges = session->ranges,
	    .flush = write_extents,
	    .arg = &job->owners[i],
	};
}

/* What came back has to lie where it was seen to be taken from. */
static void judge_returned(struct job *job, struct xnb_batch_member *member,
                           struct xnb_flags *flags)
{
	if (!member->returned_exactly) {
		xnb_flags_add(flags, "returned-inexact");
		doubt(job, "returned-inexact",
		      "something else changed the free memory while domains gave "
		      "theirs back");
	} else if (!member->built.unknown_extents &&
	           !xnb_pages_equal(&member->returned, &member->built.placed)) {
		xnb_flags_add(flags, "returned-differs");
		job->session->failures++;
		xnb_warn(job->session->warnings,
		         "builds: memory of a domain did not come back where it was "
		         "seen to be taken from");
	}
}

/* ---- samples ---- */

static int set_params(const struct job *job, struct xnb_params *params,
                      struct xnb_error *err)
{
	if (xnb_params_set_u64(params, "domains", job->domains, err) ||
	    xnb_params_set(params, "layout", job->layout->name, err) ||
	    xnb_params_set_u64(params, "memory", job->session->amounts.memory_bytes,
	                       err) ||
	    xnb_params_set_u64(params, "order", job->unit->order, err))
		return -1;
	return xnb_params_set(params, "type", xnb_domain_type_names[type_of(job)], err);
}

static struct xnb_sample sample_of(const struct job *job, const struct xnb_params *params)
{
	return (struct xnb_sample){
	    .experiment = job->unit->experiment->name,
	    .scenario = "",
	    .item = job->way->item,
	    .params = params->text,
	    .boot = job->session->boot,
	    .block = job->unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = "",
	    .locality = NAN,
	};
}

static int emit_member(struct job *job, unsigned i, const struct xnb_params *params,
                       struct xnb_error *err)
{
	struct xnb_batch_member *member = &job->batch.members[i];
	struct xnb_sample sample = sample_of(job, params);
	const struct xnb_page_counts *placed = &member->built.placed;
	double local = xnb_pages_locality(placed, member->request.cpu_node);
	struct xnb_flags flags = job->flags;
	char nodes[XNB_NODES_TEXT];

	judge_returned(job, member, &flags);
	if (member->built.unknown_extents)
		xnb_flags_add(&flags, "unknown-placement");
	xnb_pages_nodes(placed, nodes);
	sample.domain = job->owners[i].number;
	sample.mem_node = nodes;
	sample.locality = xnb_pages_locality(placed, job->unit->cpu_node);
	sample.flags = flags.text;
	sample.metric = "locality";
	sample.unit = "1";
	sample.value = local;
	if (!isnan(local) && xnb_run_add_sample(job->session->out, &sample, err))
		return -1;
	sample.metric = "duration";
	sample.unit = "s";
	sample.value = (double)(member->end_ns - member->begin_ns) / 1e9;
	/* The clock of an emulated dom0 with several vCPUs can stand still. */
	if (member->end_ns <= member->begin_ns)
		xnb_flags_add(&flags, "implausible");
	return xnb_run_add_sample(job->session->out, &sample, err);
}

static int emit(struct job *job, struct xnb_error *err)
{
	struct xnb_params params = {0};
	struct xnb_sample sample = sample_of(job, &params);

	if (set_params(job, &params, err))
		return -1;
	for (unsigned i = 0; i < job->domains; i++)
		if (emit_member(job, i, &params, err))
			return -1;
	sample.domain = job->session->next_domain++; /* the batch's own */
	sample.metric = "elapsed";
	sample.unit = "s";
	sample.value = (double)job->batch.elapsed_ns / 1e9;
	sample.flags = job->flags.text;
	return xnb_run_add_sample(job->session->out, &sample, err);
}

static int run_batch(struct job *job, struct xnb_error *err)
{
	int result = -1;

	if (settle(job, err))
		return -1;
	if (xnb_batch_open(&job->batch, job->session->xen, job->domains, err))
		goto out;
	for (unsigned i = 0; i < job->domains; i++)
		fill_in(job, i);
	if (xnb_batch_build(&job->batch, job->way->at_once, err) ||
	    xnb_batch_release(&job->batch, &job->owed, err) || emit(job, err))
		goto out;
	result = 0;
out:
	if (xnb_batch_close(&job->batch, result ? NULL : err))
		result = -1;
	if (result)
		xnb_settled_forget(&job->session->settled);
	return result;
}

/* ---- the experiment ---- */

static void warn_of_turns(struct xnb_session *session, const struct xnb_dom0 *dom0)
{
	if (dom0->online_vcpus < LEAST)
		xnb_warn(session->warnings,
		         "builds: dom0 has one vCPU, so that builds at once only take "
		         "turns; give it more (dom0_max_vcpus)");
	if (!session->ranges || !session->has_pv)
		xnb_warn(session->warnings,
		         "builds: the nodes of machine frames are not known, so that it "
		         "can mostly not be told who got what of builds at once");
}

static int run_ways(struct job *job, const struct xnb_dom0 *dom0, struct xnb_error *err)
{
	bool fits;

	if (find_room(job, dom0, &fits, err))
		return -1;
	for (unsigned w = 0; fits && w < N_WAYS; w++) {
		/* Now the one first, now the other: drift falls on both. */
		job->way = &ways[(w + (uint64_t)job->unit->block) % N_WAYS];
		job->flags = (struct xnb_flags){0};
		job->suspect = false;
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		if (run_batch(job, err))
			return -1;
	}
	return 0;
}

static bool has_second_node(const struct job *job)
{
	return node_of(job, 1) != node_of(job, 0);
}

static int run_sizes(struct job *job, const struct xnb_dom0 *dom0, struct xnb_error *err)
{
	for (unsigned s = 0; s < N_SIZES; s++) {
		job->domains = sizes[s];
		if (job->domains > LEAST && job->domains > dom0->online_vcpus)
			break;
		for (unsigned l = 0; l < N_LAYOUTS; l++) {
			job->layout = &layouts[l];
			if (job->layout->spread && !has_second_node(job))
				continue;
			if (run_ways(job, dom0, err))
				return -1;
		}
	}
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	struct job job = {.session = session, .unit = unit};
	struct xnb_dom0 dom0;

	if (xnb_xen_read_dom0(session->xen, &dom0, err))
		return -1;
	warn_of_turns(session, &dom0);
	return run_sizes(&job, &dom0, err);
}

const struct xnb_experiment xnb_experiment_builds = {
    .name = "builds",
    .summary = "domains built at once against the same number built in turn",
    .metrics = metrics,
    .timed = true,
    .run = run,
};
