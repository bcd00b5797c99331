/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What node affinity does and does not do on this Xen: every claim, judged. */
#include "bench/domains/quiet.h"
#include "bench/domains/tables.h"
#include "bench/experiment.h"
#include "bench/semantics/check.h"
#include "bench/supervisor.h"

#include <errno.h>
#include <math.h>

enum { MOST_TRIES = 3 };

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

/* The first domain that could not be destroyed; the other claims are judged still. */
struct left {
	struct xnb_error err;
	bool any;
};

static void judge_once(struct xnb_session *session, const struct xnb_unit *unit,
                       const struct xnb_check *check, bool settled,
                       struct xnb_checking *c, struct left *left)
{
	struct xnb_error failure;

	xnb_check_judge(check, session, unit, settled, c);
	if (!xnb_check_end(c, &failure) || left->any)
		return;
	*left = (struct left){.err = failure, .any = true};
	xnb_fail_prefix(&left->err, "check %s", check->name);
}

/* Memory that comes and goes beside us hides where an extent came from: once it stands
 * still, the check is made anew. */
static int judge_one(struct xnb_session *session, const struct xnb_unit *unit,
                     const struct xnb_check *check, bool settled, struct left *left,
                     struct xnb_error *err)
{
	struct xnb_checking c;
	int result = 0;

	judge_once(session, unit, check, settled, &c, left);
	for (int i = 1; i < MOST_TRIES && c.disturbed && !result; i++) {
		xnb_buf_free(&c.evidence);
		result = xnb_wait_quiet(session->xen, &session->quiet, err);
		if (!result)
			judge_once(session, unit, check, settled, &c, left);
	}
	/* What a signal cut short says nothing about the claim. */
	if (!result && !xnb_stop_signal())
		result = emit(session, unit, check, &c, err);
	xnb_buf_free(&c.evidence);
	return result;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	struct left left = {.any = false};
	bool settled = true;

	for (const struct xnb_check *check = xnb_checks; check->name; check++) {
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR,
			                "stopped by a signal");
		/* A check that failed may leave its memory dirty. What did not settle in
		 * time once is not waited for again. */
		if (settled && xnb_checks_settle(session, unit, &settled, err))
			return -1;
		if (judge_one(session, unit, check, settled, &left, err))
			return -1;
	}
	if (!left.any)
		return 0;
	*err = left.err;
	return -1;
}

const struct xnb_experiment xnb_experiment_semantics = {
    .name = "semantics",
    .summary = "what node affinity does and does not do: each claim judged",
    .metrics = metrics,
    .uses_toolstack = true,
    .run = run,
};
