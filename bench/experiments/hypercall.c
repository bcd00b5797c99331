/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long Xen takes for what a toolstack asks of it: the catalogue of xen/hypercall.h,
 * every call one sample. */
#include "xen/hypercall.h"
#include "bench/domains/hypercall_calls.h"
#include "bench/domains/hypercall_paths.h"
#include "bench/domains/hypercall_sweeps.h"
#include "bench/domains/tables.h"
#include "bench/experiment.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"
#include "rundir/params.h"
#include "xen/dom0.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER,
     "from before the call to after it, the timer's own cost (`empty') included"},
    {"path", "instructions", XNB_EXACT,
     "in a box that counts them, instead of `latency': of all CPUs, from before the call "
     "to after it"},
    {"path-mode", "instructions", XNB_EXACT,
     "of a series: the length that most calls have which no timer interrupt hit"},
    {"path-share", "1", XNB_EXACT, "of a series: the share of those calls that have it"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took"},
    {0},
};

/* ---- what a series is called ---- */

static int set_axes(struct xnb_params *params, const struct xnb_variant *variant,
                    struct xnb_error *err)
{
	char text[32];

	for (int axis = 0; axis < XNB_N_AXES; axis++) {
		int value = variant->value[axis];

		if (value != XNB_NO_VALUE &&
		    xnb_params_set(
		        params, xnb_axis_names[axis],
		        xnb_axis_text((enum xnb_axis)axis, value, text, sizeof(text)),
		        err) != 0)
			return -1;
	}
	return 0;
}

static int set_number(struct xnb_params *params, const char *key, int value,
                      struct xnb_error *err)
{
	return value == XNB_NO_VALUE
	           ? 0
	           : xnb_params_set_u64(params, key, (uint64_t)value, err);
}

/* All but the path. */
static int set_shape(struct xnb_params *params, const struct xnb_hypercall_series *series,
                     struct xnb_error *err)
{
	const struct xnb_surroundings *around = &series->around;

	if (set_axes(params, &series->variant, err) != 0 ||
	    set_number(params, "domains", around->domains, err) != 0 ||
	    set_number(params, "callers", around->callers, err) != 0)
		return -1;
	return around->caller == XNB_NO_VALUE
	           ? 0
	           : xnb_params_set(params, "caller", xnb_caller_names[around->caller],
	                            err);
}

/* ---- samples ---- */

/* The first call is cold; it and the warm-ups behind it say so. */
static size_t n_warmups(const struct xnb_session *session)
{
	return 1 + (size_t)session->amounts.warmups;
}

static const char *flags_of(const struct xnb_session *session, size_t i)
{
	return i == 0 ? "cold;warmup" : i < n_warmups(session) ? "warmup" : "";
}

/* What a sample says of the ticks of one call. A TSC that went backwards makes a negative
 * time: kept, and flagged. */
static void put_reading(const struct xnb_session *session, struct xnb_sample *sample,
                        uint64_t ticks, const char *flags)
{
	sample->metric = metrics[0].name;
	sample->unit = metrics[0].unit;
	/* A hundredth of a ns is far less than a tick, and shorter to write. */
	sample->value =
	    rint((double)(int64_t)ticks * 1e8 / (double)session->cpu_khz) / 100;
	sample->flags = sample->value < 0 ? "implausible" : flags;
}

/* All calls of one caller. */
static int add_latencies(const struct xnb_session *session, struct xnb_sample *sample,
                         const struct xnb_hypercall_calls *calls, const uint64_t *ticks,
                         struct xnb_error *err)
{
	for (size_t i = 0; i < calls->n; i++) {
		sample->iteration = (int64_t)i;
		put_reading(session, sample, ticks[i],
		            flags_of(session, i % calls->in_a_row));
		if (xnb_run_add_sample(session->out, sample, err) != 0)
			return -1;
	}
	return 0;
}

/* ---- series ---- */

/* What the series of a unit share. */
struct catalogue {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	struct xnb_hypercall_list list;
	struct xnb_hypercall_calls calls;
};

/* Whatever the path: it is not the reason. */
static int say_absent(struct catalogue *c, const struct xnb_hypercall_series *series,
                      struct xnb_error *err)
{
	struct xnb_params params = {0};
	char what[sizeof(params.text) + 64];

	if (set_shape(&params, series, err) != 0)
		return -1;
	snprintf(what, sizeof(what), "hypercall %s%s%s", series->operation->name,
	         params.text[0] ? ", " : "", params.text);
	xnb_absent(c->session->warnings, what, "%s", c->calls.why);
	return 0;
}

static int add_samples(const struct catalogue *c, struct xnb_sample *sample,
                       unsigned caller, struct xnb_error *err)
{
	const size_t n = c->calls.n;
	const struct xnb_hypercall_paths paths = {
	    .counts = c->calls.ticks + caller * n,
	    .ticked = c->calls.ticked + caller * n,
	    .n = n,
	    .warmups = n_warmups(c->session),
	};

	if (c->session->counted)
		return xnb_hypercall_paths_add(c->session, sample, &paths, err);
	return add_latencies(c->session, sample, &c->calls, paths.counts, err);
}

static int add_series(struct catalogue *c, const char *item,
                      const struct xnb_params *params, struct xnb_error *err)
{
	struct xnb_session *session = c->session;
	struct xnb_sample sample = {
	    .experiment = c->unit->experiment->name,
	    .scenario = "",
	    .item = item,
	    .params = params->text,
	    .boot = session->boot,
	    .block = c->unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = "",
	    .locality = NAN,
	};

	for (unsigned i = 0; i < c->calls.n_callers; i++) {
		/* The scratch domain's; a call that needs none has the number to itself,
		 * so that a unit that is run again after a resume makes no key twice. */
		sample.domain = session->next_domain++;
		if (add_samples(c, &sample, i, err) != 0)
			return -1;
	}
	return 0;
}

/* Who interrupts a domain is not told apart where instructions are counted, and the test
 * that makes each call fail runs a domain elsewhere. */
static bool has_guests(const struct xnb_session *session)
{
	if (session->counted)
		xnb_absent(session->warnings, "hypercalls, path guest",
		           "instructions are counted, and the interrupts that come into "
		           "a domain's calls could not be told apart");
	return !session->counted && !session->each_once;
}

static int run_guest(struct catalogue *c, const struct xnb_guest_operation *operation,
                     struct xnb_error *err)
{
	struct xnb_params params = {0};

	if (xnb_params_set(&params, "path", "guest", err) != 0 ||
	    set_number(&params, "order", operation->order, err) != 0)
		return -1;
	if (xnb_stop_signal())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "stopped by a signal");
	if (xnb_hypercall_calls_guest(&c->calls, operation, err) != 0)
		return -1;
	return add_series(c, operation->name, &params, err);
}

static int run_guests(struct catalogue *c, struct xnb_error *err)
{
	const struct xnb_guest_operation *o = xnb_guest_operations;

	for (; has_guests(c->session) && o->name; o++)
		if (run_guest(c, o, err) != 0)
			return -1;
	return 0;
}

static int run_series(struct catalogue *c, const struct xnb_hypercall_series *series,
                      struct xnb_error *err)
{
	struct xnb_params params = {0};
	bool absent;

	if (xnb_params_set(&params, "path", xnb_path_names[series->path], err) != 0 ||
	    set_shape(&params, series, err) != 0)
		return -1;
	if (xnb_stop_signal())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "stopped by a signal");
	if (xnb_hypercall_calls_time(&c->calls, series, &absent, err) != 0)
		return -1;
	return absent ? say_absent(c, series, err)
	              : add_series(c, series->operation->name, &params, err);
}

static int make_list(struct catalogue *c, struct xnb_error *err)
{
	struct xnb_dom0 dom0;
	struct xnb_hypercall_facts facts = {
	    .counted = c->session->counted,
	    .each_once = c->session->each_once,
	};

	if (xnb_xen_read_dom0(c->session->xen, &dom0, err) != 0)
		return -1;
	facts.callers = dom0.online_vcpus;
	if (facts.counted)
		xnb_absent(c->session->warnings, "hypercall from several callers at once",
		           "the instructions of all callers are counted together");
	return xnb_hypercall_list_make(&c->list, &facts, err);
}

static int run_list(struct catalogue *c, struct xnb_error *err)
{
	if (make_list(c, err) != 0)
		return -1;
	for (size_t i = 0; i < c->list.n; i++)
		if (run_series(c, &c->list.series[i], err) != 0)
			return -1;
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	struct catalogue c = {.session = session, .unit = unit};
	int rc;

	if (session->cpu_khz == 0)
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, 0,
		    "the host: Xen does not tell the rate of the TSC; hypercalls "
		    "cannot be timed here");
	xnb_hypercall_calls_init(&c.calls, session, unit, n_warmups(session));
	rc = run_list(&c, err) == 0 ? run_guests(&c, err) : -1;
	if (xnb_hypercall_calls_end(&c.calls, rc == 0 ? err : NULL) != 0)
		rc = -1;
	xnb_hypercall_list_free(&c.list);
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
