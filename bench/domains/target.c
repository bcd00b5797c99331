/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The target `xen`: domains. */
#include "bench/target.h"

#include "bench/domains/builder.h"
#include "bench/domains/environment.h"
#include "bench/domains/guests.h"
#include "bench/domains/metadata.h"
#include "bench/domains/needs.h"
#include "bench/domains/possible.h"
#include "bench/domains/precede.h"
#include "bench/domains/pressure.h"
#include "bench/domains/quiet.h"
#include "bench/domains/reaper.h"
#include "bench/domains/settings.h"
#include "bench/domains/tables.h"
#include "bench/domains/workload.h"
#include "bench/environment.h"
#include "bench/lab_nodes.h"
#include "bench/lock.h"
#include "bench/run_parts.h"
#include "bench/timing.h"
#include "bench/warnings.h"
#include "topology/from_xen.h"

#include <string.h>

/* ---- before the worker ---- */

static int read_timing(char *timing, size_t size, struct xnb_error *err)
{
	return xnb_read_timing("", timing, size, err);
}

static int probe(struct xnb_error *err)
{
	struct xnb_xen *xen;

	if (xnb_xen_open(&xen, NULL, err))
		return -1;
	xnb_xen_close(xen);
	return 0;
}

static int lock(const struct xnb_run_request *request, int *fd, struct xnb_error *err)
{
	(void)request;
	return xnb_lock_host(fd, err);
}

static int reap(uint64_t run_tag, unsigned *n, struct xnb_error *err)
{
	return xnb_reap_domains(run_tag, NULL, NULL, n, err);
}

/* ---- the host ---- */

static int open_host(struct xnb_run_parts *run, struct xnb_error *err)
{
	const struct xnb_xen_options options = {.fail_call = run->request->fail_call};

	if (xnb_xen_open(&run->xen, &options, err) ||
	    xnb_check_guests(run->xen, run->request->shared_host, err))
		return -1;
	if (xnb_host_from_xen(&run->host, run->xen, err))
		return -1;
	return xnb_check_lab_nodes("", run->host.n_nodes, err);
}

/* Without them PV domains are told of as PVH ones are, and the record says so. */
static void read_ranges(struct xnb_run_parts *run)
{
	struct xnb_error err;

	if (xnb_memory_ranges_read(&run->ranges, "", &run->host, &err))
		xnb_absent(&run->warnings, "nodes of machine frames", "%s", err.text);
	else
		run->session.ranges = &run->ranges;
}

/* By what placement can be told, and pressure be made. */
static void find_means(struct xnb_run_parts *run, const struct xnb_xen_version *version)
{
	run->session.filler = xnb_filler_type(version);
	run->session.has_pv = run->session.filler == XNB_DOMAIN_PV;
	read_ranges(run);
}

static bool frames_tell(const struct xnb_run_parts *run)
{
	return run->session.ranges && run->session.has_pv;
}

static int open_target(struct xnb_run_parts *run, json_t **environment,
                       struct xnb_error *err)
{
	struct xnb_xen_version version;

	if (open_host(run, err) || xnb_xen_read_version(run->xen, &version, err) ||
	    xnb_environment_json(environment, run->xen, &version, &run->host, err))
		return -1;
	run->session.cpu_khz = version.cpu_khz;
	find_means(run, &version);
	return 0;
}

/* ---- plan and record ---- */

static int check_unit(const struct xnb_run_parts *run, const struct xnb_unit *unit,
                      const struct xnb_free_pages *free_pages, struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &run->settings.amounts;
	const struct xnb_needs needs = {
	    .scenario = unit->scenario,
	    .cpu_node = unit->cpu_node,
	    .mem_node = unit->mem_node,
	    .memory_bytes = amounts->memory_bytes,
	    .vcpus = amounts->vcpus,
	    .order = unit->order,
	};
	const struct xnb_build_request request = {
	    .scenario = unit->scenario,
	    .cpu_node = unit->cpu_node,
	    .memory_bytes = amounts->memory_bytes,
	    .extent_order = unit->order,
	    .may_be_refused = unit->scenario->may_be_refused,
	    .filler = run->session.filler,
	};

	if (xnb_needs_check(&needs, &run->host, free_pages, err))
		return -1;
	return xnb_precede_check(run->xen, &request, err);
}

/* Before anything is written: the largest domain of each kind of unit must fit. */
static int check_plan(const struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_free_pages free_pages;

	if (xnb_xen_read_free_pages(run->xen, &free_pages, err))
		return -1;
	/* Where large extents have no room, the run goes on without them. */
	for (size_t i = 0; i < run->plan.n; i++) {
		const struct xnb_unit *unit = &run->plan.units[i];

		if (unit->scenario && unit->block == run->plan.first_block &&
		    unit->order <= XNB_SURE_ORDER &&
		    check_unit(run, unit, &free_pages, err))
			return -1;
	}
	return 0;
}

static json_t *domain_json(const struct xnb_amounts *amounts)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I}", "kind", "PVH", "memory_bytes",
	                 (json_int_t)amounts->memory_bytes, "vcpus",
	                 (json_int_t)amounts->vcpus, "extent_order",
	                 (json_int_t)amounts->orders[0], "guest_page_bytes",
	                 (json_int_t)XNB_WORKLOAD_PAGE_BYTES);
}

static int describe(const struct xnb_run_parts *run, json_t *record,
                    struct xnb_error *err)
{
	const char *method = frames_tell(run) ? "delta, of PV domains frames" : "delta";

	if (json_object_set_new(record, "domain", domain_json(&run->settings.amounts)) ||
	    json_object_set_new(record, "locality_method", json_string(method)) ||
	    json_object_set_new(record, "hypercalls", xnb_hypercalls_json()) ||
	    json_object_set_new(record, "checks", xnb_checks_json()))
		return xnb_fail_nomem(err);
	return 0;
}

/* ---- the session ---- */

/* A workload that a cache holds measures the cache; in a box it measures nothing. */
static void warn_of_cache(struct xnb_run_parts *run)
{
	uint64_t cache = xnb_last_level_cache();
	uint64_t bytes = xnb_workload_memory(&run->session);

	if (strcmp(run->timing, "real") == 0 && bytes < 4 * cache)
		xnb_warn(&run->warnings,
		         "--memory: %lu MiB are less than 4 times a last-level cache of "
		         "%lu MiB, so the caches take part in what is measured",
		         bytes >> 20, cache >> 20);
}

static int begin(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_session *session = &run->session;

	session->xen = run->xen;
	/* The test that makes each call fail takes long enough with this. */
	session->each_once = run->request->fail_call != 0 || run->request->calls;
	session->debug_keys = run->request->debug_keys;
	xnb_settled_forget(&session->settled);
	warn_of_cache(run);
	xnb_warn_of_dom0(session, run->settings.cpu_node);
	/* The test that makes each call fail wants the same calls in each run, and soon.
	 */
	if (run->request->fail_call)
		return xnb_xen_read_free_pages(run->xen, &session->quiet, err);
	return xnb_wait_quiet(run->xen, &session->quiet, err);
}

/* A domain that went without giving its memory back left it dirty. */
static void clean(struct xnb_session *session)
{
	struct xnb_error err;
	unsigned reaped;

	if (xnb_reap_domains(session->run_tag, NULL, NULL, &reaped, &err))
		xnb_warn(session->warnings, "%s", err.text);
	xnb_settled_forget(&session->settled);
}

/* Of the worker, a process of its own: the test that makes each call fail asks. */
static void tell_calls(const struct xnb_run_parts *run)
{
	if (run->request->calls && run->xen)
		*run->request->calls = xnb_xen_calls(run->xen);
}

static void close_target(struct xnb_run_parts *run)
{
	tell_calls(run);
	xnb_memory_ranges_free(&run->ranges);
	xnb_xen_close(run->xen);
}

const struct xnb_target xnb_target_xen = {
    .name = "xen",
    .doctor = &xnb_doctor_xen,
    .experiments = xnb_experiments,
    .scenarios = xnb_scenarios,
    .presets = xnb_presets,
    .hypercalls = xnb_hypercalls_json,
    .checks = xnb_checks_json,
    .take = xnb_domain_settings_take,
    .write = xnb_domain_settings_write,
    .read = xnb_domain_settings_read,
    .timing = read_timing,
    .probe = probe,
    .lock = lock,
    .open = open_target,
    .check_plan = check_plan,
    .describe = describe,
    .begin = begin,
    .possible = xnb_unit_possible,
    .clean = clean,
    .close = close_target,
    .reap = reap,
};
