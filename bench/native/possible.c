/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/host.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"
#include "bench/warnings.h"

#include <stdio.h>

static const char *why_unbound(const struct xnb_session *session, uint32_t node)
{
	int index = xnb_host_node_index(session->host, node);

	return index < 0 ? "" : session->native->unbound[index];
}

static size_t nodes_with_memory(const struct xnb_host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		n += host->nodes[i].memory_bytes > 0;
	return n;
}

/* Why the memory of a scenario cannot be had where it is to be; "": it can. */
static const char *why_not(const struct xnb_session *session, const struct xnb_unit *unit)
{
	switch (unit->scenario->node_affinity) {
	case XNB_ON_A:
		return why_unbound(session, unit->cpu_node);
	case XNB_ON_B:
		return why_unbound(session, unit->mem_node);
	case XNB_ON_ALL:
		if (nodes_with_memory(session->host) < 2)
			return "there is one node with memory: interleaved over it is "
			       "what "
			       "`local' is";
		return why_unbound(session, unit->cpu_node);
	default:
		return "";
	}
}

/* `default' where `local' is measured, too. */
static bool is_needless(const struct xnb_session *session, const struct xnb_unit *unit)
{
	return unit->scenario->node_affinity == XNB_NOWHERE &&
	       unit->experiment->applies == xnb_native_is_pair &&
	       session->native->all_scenarios && !*why_unbound(session, unit->cpu_node);
}

static void tell_needless(struct xnb_session *session, const struct xnb_unit *unit)
{
	char what[64];

	snprintf(what, sizeof(what), "scenario %s of experiment %s", unit->scenario->name,
	         unit->experiment->name);
	xnb_absent_everywhere(session->warnings, what,
	                      "not measured, because `local' stands for it: by the "
	                      "kernel's own policy threads that are pinned to a node "
	                      "get memory of that node, too; name the scenarios to "
	                      "have both: --scenario default,local");
}

static bool has_cpus(const struct xnb_session *session, const struct xnb_unit *unit)
{
	const struct xnb_native *native = session->native;

	if (!native->settings->n_cpus ||
	    xnb_native_node_of(native, native->settings->cpus[0]) == unit->cpu_node)
		return true;
	xnb_absent(session->warnings, "CPUs of other nodes",
	           "--cpus names those that are to be used");
	return false;
}

int xnb_native_possible(struct xnb_session *session, const struct xnb_unit *unit,
                        bool *possible, struct xnb_error *err)
{
	const char *why;
	char what[64];

	(void)err;
	*possible =
	    has_cpus(session, unit) &&
	    (unit->experiment != &xnb_native_reference ||
	     xnb_reference_is_there(&session->native->reference, session->warnings));
	if (!*possible || !unit->scenario)
		return 0;
	why = why_not(session, unit);
	if (!*why && is_needless(session, unit)) {
		tell_needless(session, unit);
		*possible = false;
	}
	if (!*why)
		return 0;
	snprintf(what, sizeof(what), "scenario %s", unit->scenario->name);
	xnb_absent(session->warnings, what, "%s", why);
	*possible = false;
	return 0;
}
