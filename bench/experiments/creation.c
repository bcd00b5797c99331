/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the creation of a domain costs, step by step: by our own bare path, and, where
 * libxl is there, by libxl as `xl create' does it. Both make domains of the same size in
 * turn within one process, and destroy them with their memory.
 */
#include "bench/domains/builder.h"
#include "bench/domains/tables.h"
#include "bench/experiment.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"
#include "rundir/params.h"
#include "workloads/mailbox.h"
#include "workloads/payload.h"
#include "xen/libxl.h"

#include <errno.h>
#include <math.h>

#define PAGE_BYTES 4096u

static const struct xnb_metric metrics[] = {
    {"duration", "s", XNB_LOWER_IS_BETTER,
     "of one step of a creation, all of which make `total'; `destroy' comes after it"},
    {0},
};

enum way { BARE, LIBXL };
static const char *const way_names[] = {[BARE] = "bare", [LIBXL] = "libxl"};

struct cycle {
	struct xnb_steps steps;
	uint64_t destroy_ns;
};

/* What libxl's automatic placement sets as well, but for a node that we choose. */
static int set_affinity(struct xnb_domain *domain, const struct xnb_session *session,
                        const struct xnb_unit *unit, struct xnb_error *err)
{
	struct xnb_set nodes = {0}, cpus;

	xnb_set_add(&nodes, unit->cpu_node);
	xnb_cpus_of_node(session->host, unit->cpu_node, &cpus);
	if (xnb_domain_set_node_affinity(domain, &nodes, err))
		return -1;
	return xnb_domain_set_vcpu_affinity(domain, &cpus, XNB_AFFINITY_SOFT, err);
}

static int populate(struct xnb_domain *domain, const struct xnb_session *session,
                    const struct xnb_unit *unit, struct xnb_error *err)
{
	uint64_t pages = session->amounts.memory_bytes / PAGE_BYTES;

	for (uint64_t page = 0; page < pages;) {
		unsigned order = xnb_extent_order_at(page, pages, unit->order);

		if (xnb_domain_populate(domain, xnb_domain_gfn(page), order, XNB_NODE_ANY,
		                        0, err))
			return -1;
		page += (uint64_t)1 << order;
	}
	return 0;
}

static int load(struct xnb_domain *domain, const struct xnb_session *session,
                struct xnb_error *err)
{
	if (xnb_domain_load(domain, xnb_payload, (size_t)(xnb_payload_end - xnb_payload),
	                    xnb_payload_memory_bytes, err))
		return -1;
	xnb_mailbox_init(xnb_domain_mailbox(domain), session->amounts.vcpus,
	                 session->amounts.memory_bytes);
	return 0;
}

static int build_bare(struct xnb_domain **domain, struct xnb_session *session,
                      const struct xnb_unit *unit, struct xnb_steps *steps,
                      struct xnb_error *err)
{
	const struct xnb_domain_config config = {
	    .vcpus = session->amounts.vcpus,
	    .memory_bytes = session->amounts.memory_bytes,
	    .run_tag = session->run_tag,
	};

	xnb_steps_enter(steps, XNB_STEP_CREATE, xnb_now_ns());
	if (xnb_domain_create(session->xen, &config, domain, err))
		return -1;
	xnb_steps_enter(steps, XNB_STEP_AFFINITY, xnb_now_ns());
	if (set_affinity(*domain, session, unit, err))
		return -1;
	xnb_steps_enter(steps, XNB_STEP_POPULATE, xnb_now_ns());
	if (populate(*domain, session, unit, err))
		return -1;
	xnb_steps_enter(steps, XNB_STEP_LOAD, xnb_now_ns());
	if (load(*domain, session, err))
		return -1;
	xnb_steps_enter(steps, XNB_STEP_START, xnb_now_ns());
	return xnb_domain_start(*domain, err);
}

static int cycle_bare(struct xnb_session *session, const struct xnb_unit *unit,
                      struct cycle *cycle, struct xnb_error *err)
{
	struct xnb_domain *domain = NULL;
	uint64_t start = xnb_now_ns();
	int rc;

	xnb_steps_begin(&cycle->steps, XNB_STEP_CREATE, start);
	rc = build_bare(&domain, session, unit, &cycle->steps, err);
	start = xnb_now_ns();
	xnb_steps_end(&cycle->steps, start);
	if (xnb_domain_destroy(domain, rc ? NULL : err))
		rc = -1;
	cycle->destroy_ns = xnb_now_ns() - start;
	return rc;
}

static int cycle_libxl(struct xnb_libxl *libxl, const struct xnb_session *session,
                       struct cycle *cycle, struct xnb_error *err)
{
	const struct xnb_libxl_request request = {
	    .vcpus = session->amounts.vcpus,
	    .memory_bytes = session->amounts.memory_bytes,
	    .run_tag = session->run_tag,
	};
	struct xnb_steps starting;
	uint64_t start;
	uint32_t domid;
	int rc;

	if (xnb_libxl_create(libxl, &request, &domid, &cycle->steps, err))
		return -1;
	rc = xnb_libxl_start(libxl, domid, &starting, err);
	xnb_steps_add(&cycle->steps, &starting);
	start = xnb_now_ns();
	if (xnb_libxl_destroy(libxl, domid, NULL, rc ? NULL : err))
		rc = -1;
	cycle->destroy_ns = xnb_now_ns() - start;
	return rc;
}

static int set_params(struct xnb_params *params, const struct xnb_session *session,
                      enum way way, struct xnb_error *err)
{
	if (xnb_params_set_u64(params, "memory", session->amounts.memory_bytes, err) ||
	    xnb_params_set(params, "type", xnb_domain_type_names[XNB_DOMAIN_PVH], err) ||
	    xnb_params_set_u64(params, "vcpus", session->amounts.vcpus, err))
		return -1;
	return xnb_params_set(params, "way", way_names[way], err);
}

static int add(const struct xnb_session *session, struct xnb_sample *sample,
               const char *step, uint64_t ns, struct xnb_error *err)
{
	sample->item = step;
	sample->value = (double)ns / 1e9;
	return xnb_run_add_sample(session->out, sample, err);
}

/* A step that was not taken took nothing, and is not told. */
static int add_cycle(struct xnb_session *session, const struct xnb_unit *unit,
                     enum way way, unsigned iteration, const struct cycle *cycle,
                     struct xnb_error *err)
{
	struct xnb_params params = {0};
	struct xnb_sample sample = {
	    .experiment = unit->experiment->name,
	    .scenario = "",
	    .params = params.text,
	    .boot = session->boot,
	    .domain = session->next_domain++,
	    .block = unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = "",
	    .locality = (double)NAN,
	    .metric = metrics[0].name,
	    .unit = metrics[0].unit,
	    .flags = iteration < session->amounts.warmups ? "warmup" : "",
	};

	if (set_params(&params, session, way, err))
		return -1;
	for (int step = 0; step < XNB_N_STEPS; step++)
		if (cycle->steps.ns[step] && add(session, &sample, xnb_step_names[step],
		                                 cycle->steps.ns[step], err))
			return -1;
	if (add(session, &sample, "total", xnb_steps_total(&cycle->steps), err))
		return -1;
	return add(session, &sample, "destroy", cycle->destroy_ns, err);
}

static int run_cycle(struct xnb_session *session, const struct xnb_unit *unit,
                     struct xnb_libxl *libxl, enum way way, unsigned iteration,
                     struct xnb_error *err)
{
	struct cycle cycle;
	int rc;

	if (xnb_stop_signal())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "stopped by a signal");
	rc = way == BARE ? cycle_bare(session, unit, &cycle, err)
	                 : cycle_libxl(libxl, session, &cycle, err);
	if (rc)
		return xnb_fail_prefix(err, "a creation by way of %s", way_names[way]);
	return add_cycle(session, unit, way, iteration, &cycle, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	unsigned cycles = session->amounts.warmups + session->amounts.samples;
	struct xnb_libxl *libxl;
	struct xnb_error why;
	int rc = 0;

	if (xnb_libxl_open(&libxl, session->xen, &why))
		xnb_absent(session->warnings, "the creation of domains by libxl", "%s",
		           why.text);
	for (unsigned i = 0; i < cycles && !rc; i++) {
		rc = run_cycle(session, unit, NULL, BARE, i, err);
		if (!rc && libxl)
			rc = run_cycle(session, unit, libxl, LIBXL, i, err);
	}
	xnb_libxl_close(libxl);
	/* Their memory went with them, and is dirty now. */
	xnb_settled_forget(&session->settled);
	return rc;
}

const struct xnb_experiment xnb_experiment_creation = {
    .name = "creation",
    .summary = "what each step of a domain's creation takes, bare and by libxl",
    .metrics = metrics,
    .by_scenario = false,
    .timed = true,
    .uses_toolstack = true,
    .run = run,
};
