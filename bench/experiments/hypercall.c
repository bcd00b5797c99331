/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long Xen takes for what a toolstack asks of it: the catalogue of xen/hypercall.h,
 * every call one sample. */
#include "xen/hypercall.h"
#include "bench/experiment.h"
#include "bench/supervisor.h"
#include "rundir/params.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER,
     "from before the call to after it, the timer's own cost (`empty') included"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took"},
    {0},
};

static int set_params(struct xnb_params *params, const struct xnb_operation *operation,
                      enum xnb_path path, struct xnb_error *err)
{
	if (xnb_params_set(params, "path", xnb_path_names[path], err) != 0)
		return -1;
	if (operation->vcpus != XNB_NO_SCRATCH &&
	    xnb_params_set_u64(params, "vcpus", (uint64_t)operation->vcpus, err) != 0)
		return -1;
	if (operation->order != XNB_NO_ORDER &&
	    xnb_params_set_u64(params, "order", (uint64_t)operation->order, err) != 0)
		return -1;
	return 0;
}

/* A TSC that went backwards makes a negative time: kept, and flagged. */
static int add(const struct xnb_session *session, struct xnb_sample *sample,
               int64_t iteration, uint64_t ticks, const char *flags,
               struct xnb_error *err)
{
	sample->iteration = iteration;
	sample->value = (double)(int64_t)ticks * 1e6 / (double)session->cpu_khz;
	sample->flags = sample->value < 0 ? "implausible" : flags;
	return xnb_run_add_sample(session->out, sample, err);
}

/* The cold first call is iteration 0; it and the warm-ups behind it say so. */
static size_t n_warmups(const struct xnb_session *session)
{
	return 1 + (size_t)session->amounts.warmups;
}

static size_t n_calls(const struct xnb_session *session)
{
	return n_warmups(session) + session->amounts.hypercall_samples;
}

static int add_all(const struct xnb_session *session, struct xnb_sample *sample,
                   const uint64_t *ticks, struct xnb_error *err)
{
	for (size_t i = 0; i < n_calls(session); i++)
		if (add(session, sample, (int64_t)i, ticks[i],
		        i < n_warmups(session) ? "warmup" : "", err) != 0)
			return -1;
	return 0;
}

static int run_path(struct xnb_session *session, const struct xnb_unit *unit,
                    const struct xnb_operation *operation, enum xnb_path path,
                    uint64_t *ticks, struct xnb_error *err)
{
	struct xnb_params params = {0};
	struct xnb_sample sample = {
	    .experiment = unit->experiment->name,
	    .scenario = "",
	    .item = operation->name,
	    .params = params.text,
	    .boot = session->boot,
	    /* The scratch domain's; a call that needs none has the number to itself, so
	     * that a unit that is run again after a resume makes no key twice. */
	    .domain = session->next_domain++,
	    .block = unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = "",
	    .locality = NAN,
	    .metric = metrics[0].name,
	    .unit = metrics[0].unit,
	};

	if (set_params(&params, operation, path, err) != 0)
		return -1;
	if (xnb_stop_signal())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "stopped by a signal");
	if (xnb_operation_time(session->xen, operation, path, session->run_tag,
	                       n_calls(session), ticks, err) != 0)
		return -1;
	return add_all(session, &sample, ticks, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	uint64_t *ticks;
	int rc = 0;

	if (session->cpu_khz == 0)
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, 0,
		    "the host: Xen does not tell the rate of the TSC; hypercalls "
		    "cannot be timed here");
	ticks = calloc(n_calls(session), sizeof(*ticks));
	if (!ticks)
		return xnb_fail_nomem(err);
	for (const struct xnb_operation *op = xnb_operations; op->name && rc == 0; op++)
		for (int path = 0; path < XNB_N_PATHS && rc == 0; path++)
			if (op->call[path])
				rc = run_path(session, unit, op, (enum xnb_path)path,
				              ticks, err);
	free(ticks);
	return rc;
}

const struct xnb_experiment xnb_experiment_hypercall = {
    .name = "hypercall",
    .summary = "how long each hypercall takes, through libxenctrl and without it",
    .metrics = metrics,
    .by_scenario = false,
    .matrix = false,
    .run = run,
};
