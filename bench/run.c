/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/run.h"

#include "base/clock.h"
#include "bench/closing.h"
#include "bench/progress.h"
#include "bench/run_parts.h"
#include "bench/supervisor.h"
#include "bench/target.h"
#include "rundir/runjson.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static void free_run(struct xnb_run_parts *run)
{
	xnb_watch_free(&run->watch);
	xnb_run_writer_free(run->out);
	json_decref(run->record);
	xnb_warnings_free(&run->warnings);
	free(run->states);
	xnb_plan_free(&run->plan);
	xnb_calibrated_free(&run->session.calibrated);
	run->target->close(run);
	xnb_host_free(&run->host);
}

/* A unit that failed is told of, flagged, and its domain removed; the run goes on. */
static void tell_failure(struct xnb_run_parts *run, const struct xnb_unit *unit,
                         const struct xnb_error *failure)
{
	xnb_warn(&run->warnings, "%s%s%s, round %ld: %s", unit->experiment->name,
	         unit->scenario ? ", " : "", unit->scenario ? unit->scenario->name : "",
	         unit->block + 1, failure->text);
	run->session.failures++;
}

static int possible_here(struct xnb_run_parts *run, const struct xnb_unit *unit,
                         bool *possible, struct xnb_error *err)
{
	*possible = true;
	return run->target->possible
	           ? run->target->possible(&run->session, unit, possible, err)
	           : 0;
}

static int run_unit(struct xnb_run_parts *run, const struct xnb_unit *unit,
                    struct xnb_unit_state *state, struct xnb_error *err)
{
	unsigned failures = run->session.failures, suspects = run->session.suspects;
	int64_t samples = xnb_run_n_samples(run->out);
	uint64_t start = xnb_now_ns();
	struct xnb_error failure;
	bool possible;

	if (possible_here(run, unit, &possible, err))
		return -1;
	if (possible && unit->experiment->run(&run->session, unit, &failure)) {
		if (xnb_stop_signal())
			return 0;
		tell_failure(run, unit, &failure);
	}
	state->done = run->session.failures == failures;
	state->suspect = run->session.suspects > suspects;
	state->empty = xnb_run_n_samples(run->out) == samples;
	if (!state->done && run->target->clean)
		run->target->clean(&run->session);
	return xnb_closing_add(&run->session, unit, state,
	                       (double)(xnb_now_ns() - start) / 1e9, err);
}

/* One unit is run in any case. */
static bool time_is_up(struct xnb_run_parts *run, const struct xnb_progress *progress)
{
	if (progress->done == progress->done_before ||
	    !xnb_stop_time_is_up(&run->settings.stop, progress->start_ns, xnb_now_ns()))
		return false;
	run->stop.reason = XNB_STOPPED_BY_TIME;
	return true;
}

/* Units that need what is gone would fail one by one, and the others would be of another
 * host than those before. */
static bool is_gone(struct xnb_run_parts *run)
{
	if (run->session.gone)
		run->stop.reason = XNB_STOPPED_BY_FAILURE;
	return run->session.gone;
}

/* How far the round has come; one that was not begun is none. */
static void note_round(struct xnb_run_parts *run, unsigned round, size_t first)
{
	size_t missing = 0;

	for (size_t i = first; i < first + run->plan.per_round; i++)
		missing += run->states[i].attempts == 0;
	run->stop.rounds = missing == run->plan.per_round ? round : round + 1;
	run->stop.missing = missing == run->plan.per_round ? 0 : missing;
}

/* Sets *goes_on to whether the round was run to its end. */
static int run_round(struct xnb_run_parts *run, unsigned round,
                     struct xnb_progress *progress, bool *goes_on, struct xnb_error *err)
{
	size_t first = round * run->plan.per_round;
	int result = 0;

	for (size_t i = first; i < first + run->plan.per_round && !result; i++) {
		if (run->states[i].done)
			continue;
		*goes_on =
		    !xnb_stop_signal() && !is_gone(run) && !time_is_up(run, progress);
		if (!*goes_on)
			break;
		xnb_progress_unit(progress, &run->plan.units[i], xnb_now_ns());
		result = run_unit(run, &run->plan.units[i], &run->states[i], err);
		xnb_progress_done(progress, &run->plan.units[i], xnb_now_ns());
	}
	note_round(run, round, first);
	return result;
}

/* Behind the last round of the plan: whether another one follows. */
static int end_rounds(struct xnb_run_parts *run, struct xnb_progress *progress,
                      bool *goes_on, struct xnb_error *err)
{
	if (xnb_stop_after_round(&run->stop, goes_on, &run->settings.stop, &run->watch,
	                         run->plan.rounds, err))
		return -1;
	*goes_on = *goes_on && !xnb_stop_signal() && !time_is_up(run, progress);
	if (!*goes_on)
		return 0;
	xnb_progress_more(progress, run->plan.per_round);
	return xnb_run_add_round(run, err);
}

static int run_units(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_progress progress;
	bool goes_on = !xnb_stop_signal();
	int result = 0;

	xnb_progress_begin(&progress, &run->plan, run->states, &run->settings.stop,
	                   xnb_now_ns());
	for (unsigned round = 0; !result && goes_on; round++) {
		if (round < run->plan.rounds)
			result = run_round(run, round, &progress, &goes_on, err);
		if (!result && goes_on && round + 1 >= run->plan.rounds)
			result = end_rounds(run, &progress, &goes_on, err);
	}
	xnb_progress_end(&progress);
	return result;
}

static int work(void *arg)
{
	struct xnb_run_parts *run = arg;
	struct xnb_error err;
	int code;

	if (xnb_run_begin(run, &err))
		code = xnb_run_begin_failed(run, &err);
	else if (run_units(run, &err))
		code = xnb_run_failed(run, &err);
	else if (xnb_stop_signal())
		code = xnb_run_interrupted(run, xnb_stop_signal());
	else
		code = xnb_run_complete(run);
	free_run(run);
	return code;
}

static int draw_tag(uint64_t *tag, struct xnb_error *err)
{
	*tag = 0;
	while (*tag == 0)
		if (getrandom(tag, sizeof(*tag), 0) != (ssize_t)sizeof(*tag))
			return xnb_fail(err, XNB_EXIT_FAILED, errno,
			                "getrandom: no random number: %s",
			                strerror(errno));
	return 0;
}

/* A run goes on with the target that it began with, whatever is asked. */
static int choose_target(struct xnb_run_parts *run, struct xnb_error *err)
{
	const char *name = run->request->target;
	char path[PATH_MAX];
	json_t *record;
	int result;

	if (!run->request->resume)
		return xnb_target_find(&run->target, name, err);
	snprintf(path, sizeof(path), "%s/run.json", run->request->resume);
	if (xnb_runjson_read(&record, path, err))
		return -1;
	result = xnb_target_find(&run->target, xnb_runjson_text(record, "target"), err);
	json_decref(record);
	if (result)
		return xnb_fail_prefix(err, "%s", path);
	return xnb_settings_check_own(run->request, run->target, err);
}

/* The wrong use of the command line, and a host that cannot be measured, are told of
 * before the lock is touched. */
static int prepare(struct xnb_run_parts *run, struct xnb_error *err)
{
	if (choose_target(run, err) ||
	    run->target->timing(run->timing, sizeof(run->timing), err))
		return -1;
	if (!run->request->resume &&
	    xnb_settings_from_request(&run->settings, run->target, run->request,
	                              run->timing, err))
		return -1;
	if (run->target->probe && run->target->probe(err))
		return -1;
	return draw_tag(&run->run_tag, err);
}

int xnb_run(const struct xnb_run_request *request)
{
	struct xnb_run_parts run = {.request = request, .start_ns = xnb_now_ns()};
	struct xnb_supervised supervised = {.work = work, .arg = &run};
	struct xnb_error err;
	int lock = -1, code;

	if (prepare(&run, &err) || run.target->lock(request, &lock, &err))
		return xnb_run_report(&err);
	supervised.reap = run.target->reap;
	supervised.run_tag = run.run_tag;
	code = xnb_supervise(&supervised);
	if (lock >= 0)
		close(lock);
	return code;
}
