/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/trial_measured.h"

#include <stdio.h>

static int emit_value(void *trial, const struct xnb_value *value, struct xnb_error *err)
{
	return xnb_trial_emit(trial, value, err);
}

void xnb_trial_measured(struct xnb_trial_measured *m, struct xnb_trial *trial,
                        const struct xnb_outcome *outcome, uint32_t index,
                        const struct xnb_measure *measure,
                        const struct xnb_judged_job *judged)
{
	m->measured = (struct xnb_measured){
	    .session = trial->session,
	    .measure = measure,
	    .judged = judged,
	    .who = m->who,
	    .cpu_node = m->cpu_node,
	    .flag = outcome->moved[index] ? "moved" : "",
	    .emit = emit_value,
	    .arg = trial,
	};
	snprintf(m->who, sizeof(m->who), "domain %ld (%s)", trial->number,
	         trial->unit->scenario->name);
	xnb_nodes_text(outcome->nodes[index], m->cpu_node);
}
