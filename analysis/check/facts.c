/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/judging.h"

#include "base/grow.h"
#include "rundir/runjson.h"

#include <string.h>

/* Of run.json, in the order in which it is told. */
static const struct {
	const char *section, *member, *key, *name;
} known[] = {
    {"environment", "xen_version", "environment.xen_version", "Xen version"},
    {"environment", "xen_changeset", "environment.xen_changeset", "Xen changeset"},
    {"environment", "xen_compiler", "environment.xen_compiler", "Xen's compiler"},
    {"environment", "xen_command_line", "environment.xen_command_line",
     "Xen's command line"},
    {"environment", "xen_scheduler", "environment.xen_scheduler", "Xen's scheduler"},
    {"environment", "dom0_kernel", "environment.dom0_kernel", "dom0 kernel"},
    {"tool", "version", "tool.version", "version of this tool"},
    {"tool", "commit", "tool.commit", "commit of this tool"},
};

enum { N_KNOWN = sizeof(known) / sizeof(known[0]) };

static int begin(struct xnb_gate *gate, struct xnb_error *err)
{
	while (gate->n_facts < N_KNOWN) {
		size_t i = gate->n_facts;
		struct xnb_compare_difference *facts =
		    xnb_grow(gate->facts, i, sizeof(*facts), err);

		if (!facts)
			return -1;
		gate->facts = facts;
		facts[gate->n_facts++] = (struct xnb_compare_difference){
		    .name = known[i].name, .key = known[i].key, .value = {"", ""}};
	}
	return 0;
}

int xnb_gate_take_facts(const struct xnb_gate_pair *pair, struct xnb_error *err)
{
	struct xnb_gate *gate = pair->gate;

	if (begin(gate, err))
		return -1;
	for (size_t i = 0; i < N_KNOWN; i++)
		for (unsigned side = 0; side < XNB_N_SIDES; side++) {
			const char **value = &gate->facts[i].value[side];

			if (**value)
				continue;
			*value = xnb_gate_keep(
			    gate,
			    xnb_runjson_text(
			        json_object_get(pair->metas[side], known[i].section),
			        known[i].member),
			    err);
			if (!*value)
				return -1;
		}
	return 0;
}
