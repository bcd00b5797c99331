/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"
#include "bench/record.h"
#include "bench/run_parts.h"
#include "bench/target.h"
#include "bench/timing.h"
#include "topology/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void choose_dir(struct xnb_run_parts *run)
{
	char when[32], host[128] = "host";
	time_t now = time(NULL);
	struct tm utc;

	if (run->request->out) {
		snprintf(run->dir, sizeof(run->dir), "%s", run->request->out);
		return;
	}
	gethostname(host, sizeof(host) - 1);
	host[sizeof(host) - 1] = '\0';
	for (char *c = host; *c; c++)
		if (*c == '/')
			*c = '-';
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
	snprintf(run->dir, sizeof(run->dir), "results/%s-%s", when, host);
}

static int write_topology(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_buf xml = {0};
	int result = xnb_host_print_xml(&run->host, &xml, err);

	if (!result)
		result =
		    xnb_run_write_topology(run->out, xnb_buf_text(&xml), xml.length, err);
	xnb_buf_free(&xml);
	return result;
}

static int begin_new(struct xnb_run_parts *run, json_t *environment,
                     struct xnb_error *err)
{
	run->boot_plan.seed = run->settings.seed;
	if (xnb_run_plan(run, err) ||
	    xnb_record_make(&run->record, run, environment, err) ||
	    xnb_record_boot(run->record, &run->session.boot, err))
		return -1;
	choose_dir(run);
	if (xnb_run_create(&run->out, run->dir, run->record, err))
		return -1;
	run->begun = true;
	return write_topology(run, err);
}

/* A row of a boot that run.json has not would be taken for one of this boot. */
static int note_domain(struct xnb_run_parts *run, int64_t boot, int64_t domain,
                       struct xnb_error *err)
{
	if (boot >= run->n_boots_before)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "its files do not belong together: there are rows of "
		                "boot %ld, and run.json has %ld boots; begin a new run",
		                boot, run->n_boots_before);
	if (boot == run->session.boot && domain >= run->session.next_domain)
		run->session.next_domain = domain + 1;
	return 0;
}

/* Emulated timings mean nothing: nothing is waited for. */
static void choose_watching(struct xnb_run_parts *run)
{
	run->stop.watches =
	    run->settings.stop.until > 0 && !xnb_timing_is_emulated(run->timing);
}

int xnb_run_watch(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct xnb_run_parts *run = arg;

	if (!run->stop.watches || row->sample.block < run->plan.first_block ||
	    !xnb_watch_counts(run->settings.experiments, &row->sample))
		return 0;
	return xnb_watch_add(&run->watch, &row->sample, err);
}

/* A run that waits for intervals may have had more rounds than it has in any case. */
static int reach_round(struct xnb_run_parts *run, int64_t block, struct xnb_error *err)
{
	int64_t most = run->settings.stop.most_rounds;

	while (block - run->plan.first_block >= run->plan.rounds &&
	       run->plan.rounds < most)
		if (xnb_run_add_round(run, err))
			return -1;
	return 0;
}

static int note_sample(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct xnb_run_parts *run = arg;

	if (note_domain(run, row->sample.boot, row->sample.domain, err) ||
	    reach_round(run, row->sample.block, err))
		return -1;
	xnb_closing_note(run->states, &run->plan, &row->sample);
	return xnb_run_watch(run, row, err);
}

/* A domain that was killed with extents but no sample keeps its number. */
static int note_extent(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	return note_domain(arg, row->extent.boot, row->extent.domain, err);
}

/* What the run to go on with has already. */
static int find_done(struct xnb_run_parts *run, struct xnb_error *err)
{
	choose_watching(run);
	return xnb_run_scan(run->out, note_sample, note_extent, run, err);
}

static int reopen(struct xnb_run_parts *run, struct xnb_error *err)
{
	snprintf(run->dir, sizeof(run->dir), "%s", run->request->resume);
	if (run->request->another_boot)
		return xnb_run_extend(&run->out, run->dir, &run->record, err);
	return xnb_run_reopen(&run->out, run->dir, &run->record, err);
}

static int choose_plan(struct xnb_run_parts *run, struct xnb_error *err)
{
	if (run->request->another_boot)
		return xnb_boot_plan_add(&run->boot_plan, run->record, err);
	return xnb_boot_plan_last(&run->boot_plan, run->record, err);
}

/* The boot of this session in the record, with what is different since. */
static int enter_boot(struct xnb_run_parts *run, const json_t *environment,
                      struct xnb_error *err)
{
	run->n_boots_before =
	    (int64_t)json_array_size(json_object_get(run->record, "boots"));
	if (xnb_record_boot(run->record, &run->session.boot, err))
		return -1;
	xnb_boot_note_environment(run->record, run->session.boot, environment,
	                          &run->warnings);
	return 0;
}

/* Whatever is to be refused is refused before the run is changed. */
static int begin_again(struct xnb_run_parts *run, const json_t *environment,
                       struct xnb_error *err)
{
	if (reopen(run, err))
		return -1;
	if (xnb_record_fits(run->record, environment, &run->host, run->timing, err) ||
	    xnb_settings_from_json(&run->settings, run->target, run->record, err) ||
	    choose_plan(run, err) || xnb_run_plan(run, err) ||
	    enter_boot(run, environment, err) || find_done(run, err) ||
	    xnb_run_go_on(run->out, run->record, err))
		return xnb_is_lab_out(run->dir) ? -1
		                                : xnb_fail_prefix(err, "%s", run->dir);
	run->begun = true;
	return 0;
}

static int make_session(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_session *session = &run->session;

	session->target = run->target;
	session->host = &run->host;
	session->out = run->out;
	session->amounts = run->settings.amounts;
	session->run_tag = run->run_tag;
	session->seed = run->boot_plan.seed;
	session->emulated = xnb_timing_is_emulated(run->timing);
	session->counted = xnb_timing_is_counted(run->timing);
	session->test_job = run->request->test_job;
	session->shared_host = run->request->shared_host;
	session->warnings = &run->warnings;
	return run->target->begin(run, err);
}

int xnb_run_begin(struct xnb_run_parts *run, struct xnb_error *err)
{
	json_t *environment = NULL;
	int result;

	if (run->target->open(run, &environment, err))
		return -1;
	if (run->request->resume)
		result = begin_again(run, environment, err);
	else
		result = begin_new(run, environment, err);
	if (!result) {
		choose_watching(run);
		xnb_run_on_sample(run->out, xnb_run_watch, run);
	}
	json_decref(environment);
	return result ? -1 : make_session(run, err);
}
