/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/run.h"

#include "base/buf.h"
#include "base/io.h"
#include "bench/builder.h"
#include "bench/closing.h"
#include "bench/environment.h"
#include "bench/guests.h"
#include "bench/needs.h"
#include "bench/plan.h"
#include "bench/possible.h"
#include "bench/precede.h"
#include "bench/pressure.h"
#include "bench/progress.h"
#include "bench/quiet.h"
#include "bench/record.h"
#include "bench/settings.h"
#include "bench/supervisor.h"
#include "bench/timing.h"
#include "bench/warnings.h"
#include "bench/workload.h"
#include "topology/from_xen.h"
#include "topology/print.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* Everything of one run. The worker owns all but the first three. */
struct run {
	const struct xnb_run_request *request;
	uint64_t run_tag;
	char timing[32];
	struct xnb_settings settings;
	struct xnb_xen *xen;
	struct xnb_host host;
	struct xnb_memory_ranges ranges;
	struct xnb_plan plan;
	struct xnb_unit_state *states; /* of the plan's units */
	size_t n_done;                 /* that the resumed run has */
	json_t *record;
	struct xnb_run_writer *out;
	bool begun; /* the run directory says so: it is to say how it ended */
	struct xnb_warnings warnings;
	struct xnb_session session;
	char dir[PATH_MAX];
};

static void free_run(struct run *run)
{
	xnb_run_writer_free(run->out);
	json_decref(run->record);
	xnb_warnings_free(&run->warnings);
	free(run->states);
	xnb_plan_free(&run->plan);
	xnb_memory_ranges_free(&run->ranges);
	xnb_host_free(&run->host);
	xnb_xen_close(run->xen);
}

static int report(const struct xnb_error *err)
{
	fprintf(stderr, "xen-numabench: %s\n", err->text);
	return (int)err->exit;
}

/* ---- beginning ---- */

static int open_host(struct run *run, struct xnb_error *err)
{
	const struct xnb_xen_options options = {.fail_call = run->request->fail_call};

	if (xnb_xen_open(&run->xen, &options, err) ||
	    xnb_check_guests(run->xen, run->request->shared_host, err))
		return -1;
	return xnb_host_from_xen(&run->host, run->xen, err);
}

static int make_plan(struct run *run, struct xnb_error *err)
{
	struct xnb_settings *s = &run->settings;
	const struct xnb_plan_request request = {
	    .experiments = s->experiments,
	    .scenarios = s->scenarios,
	    .host = &run->host,
	    .cpu_node = s->cpu_node,
	    .mem_node = s->mem_node,
	    .amounts = &s->amounts,
	    .seed = s->seed,
	};

	if (xnb_plan_make(&run->plan, &request, err))
		return -1;
	run->states = calloc(run->plan.n, sizeof(*run->states));
	if (!run->states)
		return xnb_fail_nomem(err);
	for (size_t i = 0; s->scenarios[i]; i++)
		if (!xnb_scenario_runs(s->scenarios[i], s->cpu_node, s->mem_node))
			xnb_warn(&run->warnings,
			         "scenario %s: left out, because there is no second node "
			         "with memory",
			         s->scenarios[i]->name);
	return 0;
}

static int check_unit(const struct run *run, const struct xnb_unit *unit,
                      const struct xnb_free_pages *free_pages, struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &run->settings.amounts;
	const struct xnb_needs needs = {
	    .scenario = unit->scenario,
	    .cpu_node = unit->cpu_node,
	    .mem_node = unit->mem_node,
	    .memory_bytes = amounts->memory_bytes,
	    .vcpus = amounts->vcpus,
	};
	const struct xnb_build_request request = {
	    .scenario = unit->scenario,
	    .cpu_node = unit->cpu_node,
	    .memory_bytes = amounts->memory_bytes,
	    .extent_order = unit->order,
	    .may_be_refused = unit->scenario->may_be_refused,
	};

	if (xnb_needs_check(&needs, &run->host, free_pages, err))
		return -1;
	return xnb_precede_check(run->xen, &request, err);
}

/* Before anything is written: the largest domain of each kind of unit must fit. */
static int check_memory(const struct run *run, struct xnb_error *err)
{
	struct xnb_free_pages free_pages;

	if (xnb_xen_read_free_pages(run->xen, &free_pages, err))
		return -1;
	/* Where large extents have no room, the run goes on without them. */
	for (size_t i = 0; i < run->plan.n; i++) {
		const struct xnb_unit *unit = &run->plan.units[i];

		if (unit->scenario && unit->block == 0 && unit->order <= XNB_SURE_ORDER &&
		    check_unit(run, unit, &free_pages, err))
			return -1;
	}
	return 0;
}

static int plan_new(struct run *run, struct xnb_error *err)
{
	struct xnb_settings *s = &run->settings;

	if (xnb_host_choose_nodes(&run->host, s->cpu_node, s->mem_node, &s->cpu_node,
	                          &s->mem_node, err) ||
	    make_plan(run, err))
		return -1;
	return check_memory(run, err);
}

static void choose_dir(struct run *run)
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

static int write_topology(struct run *run, struct xnb_error *err)
{
	struct xnb_buf xml = {0};
	int result = xnb_host_print_xml(&run->host, &xml, err);

	if (!result)
		result =
		    xnb_run_write_topology(run->out, xnb_buf_text(&xml), xml.length, err);
	xnb_buf_free(&xml);
	return result;
}

static int begin_new(struct run *run, json_t *environment, struct xnb_error *err)
{
	if (plan_new(run, err) ||
	    xnb_record_make(&run->record, run->request, &run->settings, &run->host,
	                    run->timing, environment, err) ||
	    xnb_record_boot(run->record, &run->session.boot, err))
		return -1;
	choose_dir(run);
	if (xnb_run_create(&run->out, run->dir, run->record, err))
		return -1;
	run->begun = true;
	return write_topology(run, err);
}

static void note_domain(struct run *run, int64_t boot, int64_t domain)
{
	if (boot == run->session.boot && domain >= run->session.next_domain)
		run->session.next_domain = domain + 1;
}

static int note_sample(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct run *run = arg;

	(void)err;
	note_domain(run, row->sample.boot, row->sample.domain);
	xnb_closing_note(run->states, &run->plan, &row->sample);
	return 0;
}

/* A domain that was killed with extents but no sample keeps its number. */
static int note_extent(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	(void)err;
	note_domain(arg, row->extent.boot, row->extent.domain);
	return 0;
}

/* What the run to go on with has already. */
static int find_done(struct run *run, struct xnb_error *err)
{
	if (xnb_run_scan(run->out, note_sample, note_extent, run, err))
		return -1;
	for (size_t i = 0; i < run->plan.n; i++)
		run->n_done += run->states[i].done;
	return 0;
}

/* Whatever is to be refused is refused before the run is changed. */
static int begin_again(struct run *run, const json_t *environment, struct xnb_error *err)
{
	snprintf(run->dir, sizeof(run->dir), "%s", run->request->resume);
	if (xnb_run_reopen(&run->out, run->dir, &run->record, err) ||
	    xnb_record_fits(run->record, environment, &run->host, run->timing, err) ||
	    xnb_settings_from_json(&run->settings, run->record, err) ||
	    make_plan(run, err) || check_memory(run, err) ||
	    xnb_record_boot(run->record, &run->session.boot, err) ||
	    find_done(run, err) || xnb_run_go_on(run->out, run->record, err))
		return xnb_fail_prefix(err, "%s", run->dir);
	run->begun = true;
	return 0;
}

/* A workload that a cache holds measures the cache; in a box it measures nothing. */
static void warn_of_cache(struct run *run)
{
	uint64_t cache = xnb_last_level_cache();
	uint64_t bytes = xnb_workload_memory(&run->session);

	if (strcmp(run->timing, "real") == 0 && bytes < 4 * cache)
		xnb_warn(&run->warnings,
		         "--memory: %lu MiB are less than 4 times a last-level cache of "
		         "%lu MiB, so the caches take part in what is measured",
		         bytes >> 20, cache >> 20);
}

/* Without them PV domains are told of as PVH ones are, and the record says so. */
static void read_ranges(struct run *run)
{
	struct xnb_error err;

	if (xnb_memory_ranges_read(&run->ranges, "", &run->host, &err))
		xnb_absent(&run->warnings, "nodes of machine frames", "%s", err.text);
	else
		run->session.ranges = &run->ranges;
}

static int make_session(struct run *run, const struct xnb_xen_version *version,
                        struct xnb_error *err)
{
	struct xnb_session *session = &run->session;

	session->xen = run->xen;
	session->host = &run->host;
	session->out = run->out;
	session->amounts = run->settings.amounts;
	session->run_tag = run->run_tag;
	session->seed = run->settings.seed;
	session->cpu_khz = version->cpu_khz;
	session->filler = xnb_filler_type(version);
	session->has_pv = session->filler == XNB_DOMAIN_PV;
	session->emulated = xnb_timing_is_emulated(run->timing);
	session->counted = xnb_timing_is_counted(run->timing);
	session->test_job = run->request->test_job;
	/* The test that makes each call fail takes long enough with this. */
	session->each_once = run->request->fail_call != 0 || run->request->calls;
	session->shared_host = run->request->shared_host;
	session->debug_keys = run->request->debug_keys;
	session->warnings = &run->warnings;
	xnb_settled_forget(&session->settled);
	read_ranges(run);
	warn_of_cache(run);
	xnb_warn_of_dom0(session, run->settings.cpu_node);
	/* The test that makes each call fail wants the same calls in each run, and soon.
	 */
	if (run->request->fail_call)
		return xnb_xen_read_free_pages(run->xen, &session->quiet, err);
	return xnb_wait_quiet(run->xen, &session->quiet, err);
}

static int begin(struct run *run, struct xnb_error *err)
{
	struct xnb_xen_version version;
	json_t *environment;
	int result;

	if (open_host(run, err) || xnb_xen_read_version(run->xen, &version, err) ||
	    xnb_environment_json(&environment, run->xen, &version, &run->host, err))
		return -1;
	if (run->request->resume)
		result = begin_again(run, environment, err);
	else
		result = begin_new(run, environment, err);
	json_decref(environment);
	return result ? -1 : make_session(run, &version, err);
}

/* ---- going ---- */

/* A unit that failed is told of, flagged, and its domain removed; the run goes on. */
static void tell_failure(struct run *run, const struct xnb_unit *unit,
                         const struct xnb_error *failure)
{
	struct xnb_error err;
	unsigned reaped;

	xnb_warn(&run->warnings, "%s%s%s, round %ld: %s", unit->experiment->name,
	         unit->scenario ? ", " : "", unit->scenario ? unit->scenario->name : "",
	         unit->block + 1, failure->text);
	run->session.failures++;
	if (xnb_reap_domains(run->run_tag, NULL, NULL, &reaped, &err))
		xnb_warn(&run->warnings, "%s", err.text);
}

static int run_unit(struct run *run, const struct xnb_unit *unit,
                    struct xnb_unit_state *state, struct xnb_error *err)
{
	unsigned failures = run->session.failures, suspects = run->session.suspects;
	uint64_t start = xnb_now_ns();
	struct xnb_error failure;
	bool possible;

	if (xnb_unit_possible(&run->session, unit, &possible, err))
		return -1;
	if (possible && unit->experiment->run(&run->session, unit, &failure)) {
		if (xnb_stop_signal())
			return 0;
		tell_failure(run, unit, &failure);
	}
	state->done = run->session.failures == failures;
	state->suspect = run->session.suspects > suspects;
	/* A domain that went without giving its memory back left it dirty. */
	if (!state->done)
		xnb_settled_forget(&run->session.settled);
	return xnb_closing_add(&run->session, unit, state,
	                       (double)(xnb_now_ns() - start) / 1e9, err);
}

static int run_units(struct run *run, struct xnb_error *err)
{
	struct xnb_progress progress;
	int result = 0;

	xnb_progress_begin(&progress, run->plan.n, run->n_done);
	for (size_t i = 0; i < run->plan.n && !result && !xnb_stop_signal(); i++) {
		if (run->states[i].done)
			continue;
		xnb_progress_unit(&progress, &run->plan.units[i]);
		result = run_unit(run, &run->plan.units[i], &run->states[i], err);
		xnb_progress_done(&progress);
	}
	xnb_progress_end(&progress);
	return result;
}

/* ---- ending ---- */

static int finish(struct run *run, const char *state, const char *why,
                  struct xnb_error *err)
{
	xnb_record_end(run->record, why, &run->warnings);
	return xnb_run_finish(run->out, run->record, state, err);
}

static int finish_interrupted(struct run *run, int signal_number)
{
	struct xnb_error err;
	char why[64];

	snprintf(why, sizeof(why), "signal %d (%s)", signal_number,
	         strsignal(signal_number));
	if (finish(run, "interrupted", why, &err))
		report(&err);
	fprintf(stderr,
	        "xen-numabench: interrupted; `xen-numabench run --resume %s' "
	        "goes on\n",
	        run->dir);
	return 128 + signal_number;
}

static int finish_failed(struct run *run, const struct xnb_error *failure)
{
	struct xnb_error err;

	if (run->begun && finish(run, "failed", failure->text, &err))
		report(&err);
	return report(failure);
}

/* A signal does not hide the error that came with it. */
static int fail_begin(struct run *run, const struct xnb_error *failure)
{
	if (!xnb_stop_signal())
		return finish_failed(run, failure);
	report(failure);
	return run->begun ? finish_interrupted(run, xnb_stop_signal())
	                  : 128 + xnb_stop_signal();
}

static size_t count_suspects(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->plan.n; i++)
		n += run->states[i].suspect;
	return n;
}

/* How a run ends whose units are all closed, and what stands in its record. */
static int judge(const struct run *run, char *why, size_t size)
{
	size_t suspects = count_suspects(run);

	snprintf(why, size, "all planned repetitions are done");
	if (run->session.failures) {
		snprintf(why, size, "all units were run, with %u failures",
		         run->session.failures);
		return XNB_EXIT_FAILED;
	}
	if (!suspects)
		return XNB_EXIT_OK;
	snprintf(why, size, "all planned repetitions are done, %zu of %zu units suspect",
	         suspects, run->plan.n);
	return XNB_EXIT_INCONCLUSIVE;
}

static int finish_complete(struct run *run)
{
	struct xnb_error err;
	char why[96];
	int code = judge(run, why, sizeof(why));

	if (finish(run, code == XNB_EXIT_FAILED ? "failed" : "complete", why, &err))
		return report(&err);
	printf("%s\n", run->dir);
	if (code != XNB_EXIT_OK)
		fprintf(stderr,
		        "xen-numabench: %s: %s; the warnings in run.json say which\n",
		        run->dir, why);
	return code;
}

/* Of the worker, a process of its own: the test that makes each call fail asks. */
static void tell_calls(const struct run *run)
{
	if (run->request->calls && run->xen)
		*run->request->calls = xnb_xen_calls(run->xen);
}

static int work(void *arg)
{
	struct run *run = arg;
	struct xnb_error err;
	int code;

	if (begin(run, &err))
		code = fail_begin(run, &err);
	else if (run_units(run, &err))
		code = finish_failed(run, &err);
	else if (xnb_stop_signal())
		code = finish_interrupted(run, xnb_stop_signal());
	else
		code = finish_complete(run);
	tell_calls(run);
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

/* The wrong use of the command line, and a host without Xen, are told of before the lock
 * is touched. */
static int prepare(struct run *run, struct xnb_error *err)
{
	struct xnb_xen *xen;

	if (xnb_read_timing("", run->timing, sizeof(run->timing), err))
		return -1;
	if (!run->request->resume &&
	    xnb_settings_from_request(&run->settings, run->request, run->timing, err))
		return -1;
	if (xnb_xen_open(&xen, NULL, err))
		return -1;
	xnb_xen_close(xen);
	return draw_tag(&run->run_tag, err);
}

int xnb_run(const struct xnb_run_request *request)
{
	struct run run = {.request = request};
	struct xnb_error err;
	int lock, code;

	if (prepare(&run, &err) || xnb_lock_host(&lock, &err))
		return report(&err);
	code = xnb_supervise(run.run_tag, work, &run);
	close(lock);
	return code;
}
