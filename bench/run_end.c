/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/attributes.h"
#include "bench/record.h"
#include "bench/run_parts.h"
#include "bench/supervisor.h"
#include "bench/target.h"
#include "bench/timing.h"

#include <stdio.h>
#include <string.h>

int xnb_run_report(const struct xnb_error *err)
{
	fprintf(stderr, "xen-numabench: %s\n", err->text);
	return (int)err->exit;
}

/* Which rounds there are, in the record of what was planned and of what was done. */
static void record_rounds(struct xnb_run_parts *run)
{
	xnb_boot_plan_set_rounds(run->record, run->stop.rounds);
	json_object_set_new(json_object_get(run->record, "repetitions"), "rounds",
	                    json_integer(run->stop.rounds));
}

/* How a session of running ended; without memory for it the words alone say so. */
static void record_stop(struct xnb_run_parts *run, const char *why)
{
	json_t *stop;

	/* A run that was cut off was last looked at behind a round, or never. */
	if (run->stop.watches &&
	    xnb_stop_look(&run->stop.series, &run->watch, run->settings.stop.until,
	                  run->stop.rounds, NULL))
		return;
	stop = xnb_stop_json(&run->stop, &run->settings.stop, &run->watch, why);
	if (!stop)
		return;
	json_object_set_new(stop, "boot", json_integer(run->session.boot));
	json_object_set_new(stop, "plan", json_integer(run->boot_plan.index));
	json_array_append_new(json_object_get(run->record, "stop"), stop);
}

static int finish(struct xnb_run_parts *run, const char *state, const char *why,
                  struct xnb_error *err)
{
	record_stop(run, why);
	xnb_attributes_write(run);
	if (run->target->conclude)
		run->target->conclude(run);
	xnb_record_end(run->record, why, &run->warnings);
	return xnb_run_finish(run->out, run->record, state, err);
}

int xnb_run_interrupted(struct xnb_run_parts *run, int signal_number)
{
	struct xnb_error err;
	char why[64];

	run->stop.reason = XNB_STOPPED_BY_USER;
	snprintf(why, sizeof(why), "signal %d (%s)", signal_number,
	         strsignal(signal_number));
	if (finish(run, "interrupted", why, &err))
		xnb_run_report(&err);
	if (!xnb_is_lab_out(run->dir))
		fprintf(stderr,
		        "xen-numabench: interrupted; `xen-numabench run --resume %s' "
		        "goes on\n",
		        run->dir);
	return 128 + signal_number;
}

int xnb_run_failed(struct xnb_run_parts *run, const struct xnb_error *failure)
{
	struct xnb_error err;

	run->stop.reason = XNB_STOPPED_BY_FAILURE;
	if (run->begun && finish(run, "failed", failure->text, &err))
		xnb_run_report(&err);
	return xnb_run_report(failure);
}

/* A signal does not hide the error that came with it. */
int xnb_run_begin_failed(struct xnb_run_parts *run, const struct xnb_error *failure)
{
	if (!xnb_stop_signal())
		return xnb_run_failed(run, failure);
	xnb_run_report(failure);
	return run->begun ? xnb_run_interrupted(run, xnb_stop_signal())
	                  : 128 + xnb_stop_signal();
}

static size_t count_suspects(const struct xnb_run_parts *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->plan.n; i++)
		n += run->states[i].suspect;
	return n;
}

/* What was asked for by name and has nothing; a run that goes on names nothing. */
static bool tell_nothing(const struct xnb_run_parts *run, char *why, size_t size)
{
	const struct xnb_run_request *r = run->request;
	const char *name, *what = "experiment";

	name = xnb_closing_nothing_of(&run->plan, run->states, xnb_unit_experiment,
	                              r->experiments, r->n_experiments);
	if (!name && r->reference)
		name =
		    xnb_closing_nothing_of(&run->plan, run->states, xnb_unit_experiment,
		                           (const char *[]){"reference"}, 1);
	if (!name) {
		what = "scenario";
		name = xnb_closing_nothing_of(&run->plan, run->states, xnb_unit_scenario,
		                              r->scenarios, r->n_scenarios);
	}
	if (name)
		snprintf(why, size, "nothing of %s %s could be measured here", what,
		         name);
	return name != NULL;
}

/* The time was over before each unit had been run once. */
static bool misses_some(const struct xnb_run_parts *run)
{
	return run->stop.rounds == 1 && run->stop.missing;
}

/* How a run ends whose units are all closed, and what stands in its record. */
static int judge(const struct xnb_run_parts *run, char *why, size_t size)
{
	size_t suspects = count_suspects(run), used;

	if (!run->session.failures && tell_nothing(run, why, size))
		return XNB_EXIT_ENVIRONMENT;
	xnb_stop_text(why, size, &run->stop, &run->settings.stop);
	used = strlen(why);
	if (run->session.failures) {
		snprintf(why + used, size - used, ", with %u failures",
		         run->session.failures);
		return XNB_EXIT_FAILED;
	}
	if (suspects)
		snprintf(why + used, size - used, ", %zu of %zu units suspect", suspects,
		         run->plan.n);
	return suspects || misses_some(run) ? XNB_EXIT_INCONCLUSIVE : XNB_EXIT_OK;
}

/* A run that could have ended otherwise says why it ended. */
static void tell_stop(const struct xnb_run_parts *run, const char *why)
{
	if (run->settings.stop.until > 0 || run->settings.stop.max_seconds)
		fprintf(stderr, "xen-numabench: ended: %s\n", why);
}

static void tell_end(const struct xnb_run_parts *run, int code, const char *why)
{
	bool lab = xnb_is_lab_out(run->dir);

	if (code == XNB_EXIT_OK || misses_some(run)) {
		tell_stop(run, why);
		return;
	}
	fprintf(stderr, "xen-numabench: %s%s%s; %s\n", lab ? "" : run->dir,
	        lab ? "" : ": ", why,
	        code == XNB_EXIT_ENVIRONMENT ? "\"absent\" in run.json says why"
	                                     : "the warnings in run.json say which");
}

int xnb_run_complete(struct xnb_run_parts *run)
{
	struct xnb_error err;
	char why[256];
	int code;

	if (run->stop.watches &&
	    xnb_stop_look(&run->stop.series, &run->watch, run->settings.stop.until,
	                  run->stop.rounds, &err))
		return xnb_run_failed(run, &err);
	code = judge(run, why, sizeof(why));
	if (code != XNB_EXIT_FAILED)
		record_rounds(run);
	if (finish(run, code == XNB_EXIT_FAILED ? "failed" : "complete", why, &err))
		return xnb_run_report(&err);
	printf("%s\n", run->dir);
	tell_end(run, code, why);
	return code;
}
