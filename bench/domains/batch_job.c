/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/batch_job.h"

#include "bench/domains/quiet.h"
#include "bench/domains/room.h"
#include "bench/domains/settle.h"
#include "bench/domains/tables.h"
#include "bench/warnings.h"

#include <math.h>
#include <stdio.h>

#define PAGE_BYTES     4096u
#define SETTLE_SECONDS 30u

/* The node of member i. */
uint32_t xnb_batch_job_node(const struct xnb_batch_job *job, unsigned i)
{
	const struct xnb_host *host = job->session->host;
	int at = xnb_host_node_index(host, job->unit->cpu_node);

	while (job->layout->spread && i > 0) {
		at = (at + 1) % (int)host->n_nodes;
		i -= host->nodes[at].memory_bytes > 0;
	}
	return host->nodes[at].id;
}

static void pages_by_node(const struct xnb_batch_job *job, struct xnb_page_counts *pages)
{
	*pages = (struct xnb_page_counts){0};
	for (unsigned i = 0; i < job->domains; i++)
		if (xnb_batch_job_node(job, i) < XNB_MAX_NODES)
			pages->node[xnb_batch_job_node(job, i)] +=
			    job->memory_bytes / PAGE_BYTES;
}

static void doubt(struct xnb_batch_job *job, const char *flag, const char *why)
{
	struct xnb_session *session = job->session;

	xnb_flags_add(&job->flags, flag);
	session->suspects += !job->suspect;
	job->suspect = true;
	xnb_warn(session->warnings, "builds: %s: %s; such samples are flagged", flag,
	         why);
}

/* ---- before ---- */

int xnb_batch_job_fits(struct xnb_batch_job *job, const struct xnb_dom0 *dom0, bool *fits,
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

static int settle(struct xnb_batch_job *job, struct xnb_error *err)
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
	const struct xnb_batch_owner *owner = arg;

	return xnb_run_add_extents(owner->session->out, owner->session->boot,
	                           owner->number, runs, n, err);
}

static void fill_in(struct xnb_batch_job *job, unsigned i)
{
	struct xnb_session *session = job->session;

	job->owners[i] = (struct xnb_batch_owner){session, session->next_domain++};
	job->batch.members[i].request = (struct xnb_build_request){
	    /* An affinity and no pinning: who gets what depends on nothing else. */
	    .scenario = xnb_scenario_find("floating"),
	    .host = session->host,
	    .cpu_node = xnb_batch_job_node(job, i),
	    .mem_node = xnb_batch_job_node(job, i),
	    .memory_bytes = job->memory_bytes,
	    .vcpus = 1,
	    .extent_order = job->unit->order,
	    .type = job->type,
	    .may_be_refused = job->unit->order > XNB_SURE_ORDER,
	    .run_tag = session->run_tag,
	    .ranges = session->ranges,
	    .flush = write_extents,
	    .arg = &job->owners[i],
	};
}

/* By deltas some are bound to be unknown, as the run has said; frames must tell all. */
static void judge_placed(struct xnb_batch_job *job, const struct xnb_batch_member *member,
                         struct xnb_flags *flags)
{
	if (!member->built.unknown_extents)
		return;
	xnb_flags_add(flags, "unknown-placement");
	if (job->type == XNB_DOMAIN_PV)
		doubt(job, "unknown-placement",
		      "a machine frame lies in no range of the SRAT");
}

/* What came back has to lie where it was seen to be taken from. */
static void judge_returned(struct xnb_batch_job *job, struct xnb_batch_member *member,
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

static int set_params(const struct xnb_batch_job *job, struct xnb_params *params,
                      struct xnb_error *err)
{
	if (xnb_params_set_u64(params, "domains", job->domains, err) ||
	    xnb_params_set(params, "layout", job->layout->name, err) ||
	    xnb_params_set_u64(params, "memory", job->memory_bytes, err) ||
	    xnb_params_set_u64(params, "order", job->unit->order, err))
		return -1;
	return xnb_params_set(params, "type", xnb_domain_type_names[job->type], err);
}

static struct xnb_sample sample_of(const struct xnb_batch_job *job,
                                   const struct xnb_params *params)
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

static int emit_member(struct xnb_batch_job *job, unsigned i,
                       const struct xnb_params *params, struct xnb_error *err)
{
	struct xnb_batch_member *member = &job->batch.members[i];
	struct xnb_sample sample = sample_of(job, params);
	const struct xnb_page_counts *placed = &member->built.placed;
	double local = xnb_pages_locality(placed, member->request.cpu_node);
	struct xnb_flags flags = job->flags;
	char nodes[XNB_NODES_TEXT];

	judge_returned(job, member, &flags);
	judge_placed(job, member, &flags);
	if (member->built.refused)
		xnb_flags_add(&flags, "refused");
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

static int emit(struct xnb_batch_job *job, struct xnb_error *err)
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

int xnb_batch_job_run(struct xnb_batch_job *job, struct xnb_error *err)
{
	int result = -1;

	job->flags = (struct xnb_flags){0};
	job->suspect = false;
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
