/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The target native: threads of this operating system. */
#include "bench/target.h"

#include "bench/lock.h"
#include "bench/native/counters_samples.h"
#include "bench/native/environment.h"
#include "bench/native/host.h"
#include "bench/native/reference.h"
#include "bench/native/session.h"
#include "bench/native/settings.h"
#include "bench/native/tables.h"
#include "bench/run_parts.h"
#include "bench/timing.h"
#include "bench/warnings.h"
#include "native/memory.h"
#include "topology/from_hwloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- before the worker ---- */

/* Processors say that there is a hypervisor even where no firmware's table can be read.
 */
static int read_timing(char *timing, size_t size, struct xnb_error *err)
{
	char hypervisor[32];

	if (xnb_read_timing("", timing, size, err))
		return -1;
	xnb_native_hypervisor(hypervisor, sizeof(hypervisor));
	if (strcmp(timing, "real") == 0 && *hypervisor)
		snprintf(timing, size, "virtualized");
	return 0;
}

static int probe(struct xnb_error *err)
{
	struct xnb_native_cpus cpus;

	if (xnb_native_cpus_read(&cpus, "", NULL, 0, err))
		return -1;
	xnb_native_cpus_free(&cpus);
	return 0;
}

/* One run at a time measures this host, on whichever target; a user who may not write to
 * the lock of all has one of their own. */
static int lock(const struct xnb_run_request *request, int *fd, struct xnb_error *err)
{
	const char *dir = getenv("XDG_RUNTIME_DIR");
	char path[PATH_MAX];

	if (request->shared_host) {
		*fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		return *fd >= 0 ? 0
		                : xnb_fail(err, XNB_EXIT_FAILED, errno, "/dev/null: %s",
		                           strerror(errno));
	}
	if (geteuid() == 0)
		return xnb_lock_host(fd, err);
	if (xnb_lock_is_held(XNB_LOCK_FILE))
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, 0,
		    "%s: another run measures this host; wait until it ends, or "
		    "say --shared-host",
		    XNB_LOCK_FILE);
	snprintf(path, sizeof(path), "%s/xen-numabench-%u.lock", dir ? dir : "/tmp",
	         (unsigned)geteuid());
	return xnb_lock_file(path, fd, err);
}

/* ---- the host ---- */

/* CPUs that this process may not use are none of a node's. */
static void count_allowed(struct xnb_run_parts *run)
{
	for (size_t i = 0; i < run->host.n_nodes; i++) {
		struct xnb_host_node *node = &run->host.nodes[i];

		node->n_cpus = (uint32_t)xnb_native_cpus_of_node(&run->native->cpus,
		                                                 node->id, NULL, 0);
	}
}

static int try_binding(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_error why;

	run->native->unbound = calloc(run->host.n_nodes, sizeof(*run->native->unbound));
	if (!run->native->unbound)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < run->host.n_nodes; i++) {
		const struct xnb_host_node *node = &run->host.nodes[i];

		if (node->memory_bytes && xnb_native_memory_can_bind(node->id, &why))
			snprintf(run->native->unbound[i], XNB_NATIVE_WHY, "%.*s",
			         XNB_NATIVE_WHY - 1, why.text);
	}
	return 0;
}

static int open_target(struct xnb_run_parts *run, json_t **environment,
                       struct xnb_error *err)
{
	run->native = calloc(1, sizeof(*run->native));
	if (!run->native)
		return xnb_fail_nomem(err);
	run->native->settings = &run->settings.native;
	run->native->accounting.start_ns = run->start_ns;
	if (xnb_native_open(run->native, err) || xnb_host_from_os(&run->host, err))
		return -1;
	count_allowed(run);
	if (try_binding(run, err))
		return -1;
	if (!run->request->resume && xnb_native_choose(run, err))
		return -1;
	return xnb_native_environment(environment, run->native, &run->host, err);
}

static int describe(const struct xnb_run_parts *run, json_t *record,
                    struct xnb_error *err)
{
	(void)run;
	if (json_object_set_new(record, "locality_method", json_string("move_pages")) ||
	    json_object_set_new(record, "accounting", json_array()))
		return xnb_fail_nomem(err);
	return 0;
}

static int begin(struct xnb_run_parts *run, struct xnb_error *err)
{
	(void)err;
	run->session.native = run->native;
	if (run->session.emulated)
		xnb_absent(&run->warnings, "memory traffic by LIKWID's counters",
		           "this machine is emulated, and moves no bytes to count");
	else
		xnb_native_counters_open(run->native, &run->warnings);
	xnb_native_warn(run);
	return 0;
}

static bool runs(const struct xnb_run_parts *run, const struct xnb_experiment *experiment)
{
	const struct xnb_experiment *const *e = run->settings.experiments;

	while (*e && *e != experiment)
		e++;
	return *e != NULL;
}

/* Said at the end and kept in the record, one for each session of running. */
static void conclude(struct xnb_run_parts *run)
{
	uint64_t now = xnb_native_now_ns(0);
	char text[128];

	json_array_append_new(json_object_get(run->record, "accounting"),
	                      xnb_accounting_json(&run->native->accounting, now));
	xnb_accounting_text(&run->native->accounting, now, text, sizeof(text));
	fprintf(stderr, "xen-numabench: %s\n", text);
	if (runs(run, &xnb_native_reference))
		xnb_reference_conclude(run->dir, !run->session.emulated, &run->warnings);
}

static void close_target(struct xnb_run_parts *run)
{
	if (!run->native)
		return;
	xnb_native_close(run->native);
	free(run->native);
	run->native = NULL;
}

const struct xnb_target xnb_target_native = {
    .name = "native",
    .doctor = &xnb_doctor_native,
    .experiments = xnb_native_experiments,
    .scenarios = xnb_native_scenarios,
    .presets = xnb_native_presets,
    .take = xnb_native_settings_take,
    .write = xnb_native_settings_write,
    .read = xnb_native_settings_read,
    .timing = read_timing,
    .probe = probe,
    .lock = lock,
    .open = open_target,
    .check_plan = xnb_native_check,
    .describe = describe,
    .begin = begin,
    .possible = xnb_native_possible,
    .conclude = conclude,
    .close = close_target,
};
