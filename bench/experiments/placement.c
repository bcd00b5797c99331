/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a domain's memory lands. The domain is built and taken down; it never runs. */
#include "bench/domains/needs.h"
#include "bench/domains/tables.h"
#include "bench/domains/trial.h"
#include "bench/experiment.h"
#include "bench/warnings.h"
#include "xen/node_pages.h"

#include <math.h>

static const struct xnb_metric metrics[] = {
    {"locality", "1", XNB_EXACT, "pages on A / pages of the domain"},
    {"pages", "pages", XNB_EXACT, "pages of the domain on one node"},
    {"errno", "errno", XNB_EXACT,
     "why Xen refused an extent (16: EBUSY, none is free there); 0: it did not"},
    {"extents", "extents", XNB_EXACT, "extents whose node could not be told exactly"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took, settling included"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

static int emit_locality(struct xnb_trial *trial, const char *params,
                         struct xnb_error *err)
{
	const struct xnb_value value = {
	    .item = "populated",
	    .params = params,
	    .metric = "locality",
	    .unit = "1",
	    .value = trial->locality,
	    .cpu_node = "",
	    .vcpu = -1,
	};

	return isnan(trial->locality) ? 0 : xnb_trial_emit(trial, &value, err);
}

static int emit_unknown(struct xnb_trial *trial, const char *params,
                        struct xnb_error *err)
{
	const struct xnb_value value = {
	    .item = "unknown",
	    .params = params,
	    .metric = "extents",
	    .unit = "extents",
	    .value = (double)trial->built.unknown_extents,
	    .cpu_node = "",
	    .vcpu = -1,
	};

	return xnb_trial_emit(trial, &value, err);
}

/* Of domains that may be refused memory, whether they were; else it is a failure. */
static int emit_refused(struct xnb_trial *trial, const char *params,
                        struct xnb_error *err)
{
	const struct xnb_value value = {
	    .item = "refused",
	    .params = params,
	    .metric = "errno",
	    .unit = "errno",
	    .value = trial->built.refused,
	    .cpu_node = "",
	    .vcpu = -1,
	};

	if (!trial->unit->scenario->may_be_refused && !trial->built.refused)
		return 0;
	return xnb_trial_emit(trial, &value, err);
}

static int emit_pages(struct xnb_trial *trial, const struct xnb_params *shape,
                      uint32_t node, struct xnb_error *err)
{
	struct xnb_params params = *shape;
	struct xnb_value value = {
	    .item = "populated",
	    .params = params.text,
	    .metric = "pages",
	    .unit = "pages",
	    .cpu_node = "",
	    .vcpu = -1,
	};

	if (node >= XNB_MAX_NODES)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "node %u: beyond the %d nodes that this version tells "
		                "apart",
		                node, XNB_MAX_NODES);
	if (xnb_params_set_u64(&params, "node", node, err))
		return -1;
	value.value = (double)trial->built.placed.node[node];
	return xnb_trial_emit(trial, &value, err);
}

static int emit(struct xnb_trial *trial, struct xnb_error *err)
{
	const struct xnb_host *host = trial->session->host;
	struct xnb_params shape;

	if (xnb_trial_shape_params(trial, &shape, err) ||
	    emit_locality(trial, shape.text, err) ||
	    emit_refused(trial, shape.text, err) || emit_unknown(trial, shape.text, err))
		return -1;
	/* What was seen on a node is a part of what is there: no count of its pages. */
	if (trial->built.unknown_extents)
		return 0;
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].memory_bytes &&
		    emit_pages(trial, &shape, host->nodes[i].id, err))
			return -1;
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const struct xnb_shape shape = {
	    .memory_bytes = xnb_whole_extents(session->amounts.memory_bytes, unit->order),
	    .vcpus = session->amounts.vcpus,
	    .may_be_refused = true,
	};
	struct xnb_trial trial;
	int result = xnb_trial_begin(&trial, session, unit, &shape, err);

	xnb_absent_everywhere(session->warnings,
	                      "the hypervisor's count of pages by node", "%s",
	                      xnb_node_pages_why_not());
	if (!result)
		result = emit(&trial, err);
	return xnb_trial_end(&trial, result, err);
}

const struct xnb_experiment xnb_experiment_placement = {
    .name = "placement",
    .summary = "on which node each extent of a domain's memory lands",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_scenario_is_of_one,
    .by_order = true,
    .by_type = true,
    .run = run,
};
