/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What node affinity does and does not do on this Xen: every claim, judged. */
#include "bench/experiment.h"
#include "bench/semantics/check.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"

#include <errno.h>
#include <math.h>

static const struct xnb_metric metrics[] = {
    {"verdict", "1", XNB_EXACT,
     "0 the claim holds, 1 it does not, 2 cannot be told here"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

static int emit(struct xnb_session *session, const struct xnb_unit *unit,
                const struct xnb_check *check, const struct xnb_checking *c,
                struct xnb_error *err)
{
	struct xnb_sample sample = {
	    .experiment = unit->experiment->name,
	    .scenario = "",
	    .item = check->name,
	    .params = "",
	    .boot = session->boot,
	    .domain = session->next_domain++,
	    .block = unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = "",
	    .locality = NAN,
	    .metric = metrics[0].name,
	    .unit = metrics[0].unit,
	    .value = (double)c->verdict,
	    .flags = "",
	};
	const struct xnb_check_row row = {
	    .boot = session->boot,
	    .block = unit->block,
	    .check = check->name,
	    .verdict = xnb_verdict_names[c->verdict],
	    .evidence = xnb_buf_text(&c->evidence),
	};

	if (xnb_run_add_sample(session->out, &sample, err))
		return -1;
	return xnb_run_add_check(session->out, &row, err);
}

/* *left: the first domain that could not be destroyed; the others are judged still. */
static int judge_one(struct xnb_session *session, const struct xnb_unit *unit,
                     const struct xnb_check *check, struct xnb_error *left,
                     bool *any_left, struct xnb_error *err)
{
	struct xnb_checking c;
	int result;

	if (xnb_check_judge(check, session, unit, &c, *any_left ? NULL : left)) {
		xnb_fail_prefix(*any_left ? NULL : left, "check %s", check->name);
		*any_left = true;
	}
	result = xnb_stop_signal() ? 0 : emit(session, unit, check, &c, err);
	xnb_buf_free(&c.evidence);
	return result;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	struct xnb_error left;
	bool any_left = false;

	for (const struct xnb_check *check = xnb_checks; check->name; check++) {
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR,
			                "stopped by a signal");
		if (judge_one(session, unit, check, &left, &any_left, err))
			return -1;
	}
	if (!any_left)
		return 0;
	*err = left;
	return -1;
}

const struct xnb_experiment xnb_experiment_semantics = {
    .name = "semantics",
    .summary = "what node affinity does and does not do: each claim judged",
    .metrics = metrics,
    .run = run,
};
