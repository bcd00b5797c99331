/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/possible.h"

#include "bench/domains/builder.h"
#include "bench/domains/needs.h"
#include "bench/domains/precede.h"
#include "bench/domains/trial.h"
#include "bench/warnings.h"
#include "xen/dom0.h"

#include <stdio.h>

static bool has_type(struct xnb_session *session, const struct xnb_unit *unit)
{
	if (unit->type != XNB_DOMAIN_PV || session->has_pv)
		return true;
	xnb_absent(session->warnings, "PV domains",
	           "this Xen was built without them, see xen_caps of `xl info'");
	return false;
}

static bool has_builder(struct xnb_session *session, const struct xnb_unit *unit)
{
	const struct xnb_builder *builder;
	struct xnb_error why;
	char what[64];

	if (!unit->scenario)
		return true;
	builder = &xnb_builders[unit->scenario->way];
	if (!builder->ready || !builder->ready(session->xen, &why))
		return true;
	snprintf(what, sizeof(what), "scenario %s", unit->scenario->name);
	xnb_absent(session->warnings, what, "%s", why.text);
	return false;
}

static int has_room(struct xnb_session *session, const struct xnb_unit *unit,
                    bool *possible, struct xnb_error *err)
{
	const struct xnb_needs needs = {
	    .scenario = unit->scenario,
	    .cpu_node = unit->cpu_node,
	    .mem_node = unit->mem_node,
	    .memory_bytes = xnb_whole_extents(session->amounts.memory_bytes, unit->order),
	    .vcpus = session->amounts.vcpus,
	    .order = unit->order,
	};
	const struct xnb_build_request request = {
	    .scenario = unit->scenario,
	    .cpu_node = unit->cpu_node,
	    .memory_bytes = needs.memory_bytes,
	    .extent_order = unit->order,
	    .may_be_refused = true,
	    .filler = session->filler,
	};
	struct xnb_free_pages free_pages;
	struct xnb_error why;
	char what[64];

	if (!unit->scenario || unit->order <= XNB_SURE_ORDER)
		return 0;
	if (xnb_xen_read_free_pages(session->xen, &free_pages, err))
		return -1;
	if (!xnb_needs_check(&needs, session->host, &free_pages, &why) &&
	    !xnb_precede_check(session->xen, &request, &why))
		return 0;
	*possible = false;
	snprintf(what, sizeof(what), "extents of order %u, %s", unit->order,
	         unit->scenario->name);
	xnb_absent(session->warnings, what, "%s", why.text);
	return 0;
}

int xnb_unit_possible(struct xnb_session *session, const struct xnb_unit *unit,
                      bool *possible, struct xnb_error *err)
{
	*possible = has_type(session, unit) && has_builder(session, unit);
	return *possible ? has_room(session, unit, possible, err) : 0;
}

/* How many CPUs of the node dom0 runs on. */
static unsigned dom0_on(const struct xnb_host *host, const struct xnb_dom0 *dom0,
                        uint32_t node)
{
	unsigned n = 0;

	for (size_t i = 0; i < host->n_cpus; i++)
		n += host->cpus[i].node == node &&
		     xnb_set_has(&dom0->running, host->cpus[i].id);
	return n;
}

/* " or take --cpu-node 1, where it does not run", where there is such a node. */
static void other_node(char *text, size_t size, const struct xnb_host *host,
                       const struct xnb_dom0 *dom0)
{
	text[0] = '\0';
	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct xnb_host_node *node = &host->nodes[i];

		if (!node->n_cpus || !node->memory_bytes || dom0_on(host, dom0, node->id))
			continue;
		snprintf(text, size, ", or choose --cpu-node %u, where it does not run",
		         node->id);
		return;
	}
}

void xnb_warn_of_dom0(struct xnb_session *session, uint32_t cpu_node)
{
	struct xnb_dom0 dom0;
	struct xnb_error err;
	char other[96];
	unsigned n;

	if (xnb_xen_read_dom0(session->xen, &dom0, &err)) {
		xnb_warn(session->warnings, "%s", err.text);
		return;
	}
	n = dom0_on(session->host, &dom0, cpu_node);
	other_node(other, sizeof(other), session->host, &dom0);
	if (n)
		xnb_warn(session->warnings,
		         "dom0 runs on %u of the CPUs of node %u, which is measured, and "
		         "takes part in its load; pin it elsewhere (xl vcpu-pin)%s",
		         n, cpu_node, other);
}
