/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/record.h"
#include "bench/run_parts.h"
#include "bench/supervisor.h"
#include "bench/timing.h"

#include <stdio.h>
#include <string.h>

int xnb_run_report(const struct xnb_error *err)
{
	fprintf(stderr, "xen-numabench: %s\n", err->text);
	return (int)err->exit;
}

static int finish(struct xnb_run_parts *run, const char *state, const char *why,
                  struct xnb_error *err)
{
	xnb_record_end(run->record, why, &run->warnings);
	return xnb_run_finish(run->out, run->record, state, err);
}

int xnb_run_interrupted(struct xnb_run_parts *run, int signal_number)
{
	struct xnb_error err;
	char why[64];

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

/* How a run ends whose units are all closed, and what stands in its record. */
static int judge(const struct xnb_run_parts *run, char *why, size_t size)
{
	size_t suspects = count_suspects(run);

	if (run->session.failures) {
		snprintf(why, size, "all units were run, with %u failures",
		         run->session.failures);
		return XNB_EXIT_FAILED;
	}
	if (tell_nothing(run, why, size))
		return XNB_EXIT_ENVIRONMENT;
	snprintf(why, size, "all planned repetitions are done");
	if (!suspects)
		return XNB_EXIT_OK;
	snprintf(why, size, "all planned repetitions are done, %zu of %zu units suspect",
	         suspects, run->plan.n);
	return XNB_EXIT_INCONCLUSIVE;
}

static void tell_end(const struct xnb_run_parts *run, int code, const char *why)
{
	bool lab = xnb_is_lab_out(run->dir);

	if (code == XNB_EXIT_OK)
		return;
	fprintf(stderr, "xen-numabench: %s%s%s; %s\n", lab ? "" : run->dir,
	        lab ? "" : ": ", why,
	        code == XNB_EXIT_ENVIRONMENT ? "\"absent\" in run.json says why"
	                                     : "the warnings in run.json say which");
}

int xnb_run_complete(struct xnb_run_parts *run)
{
	struct xnb_error err;
	char why[128];
	int code = judge(run, why, sizeof(why));

	if (finish(run, code == XNB_EXIT_FAILED ? "failed" : "complete", why, &err))
		return xnb_run_report(&err);
	printf("%s\n", run->dir);
	tell_end(run, code, why);
	return code;
}
