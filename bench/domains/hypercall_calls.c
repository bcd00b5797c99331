/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/hypercall_calls.h"

#include "bench/domains/builder.h"
#include "bench/domains/hypercall_callers.h"
#include "bench/domains/needs.h"
#include "bench/supervisor.h"
#include "xen/dom0.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The smallest domain, not populated: its p2m pool of 4 MiB and Xen's own structures. */
#define BYTES_PER_DOMAIN (UINT64_C(6) << 20)

void xnb_hypercall_calls_init(struct xnb_hypercall_calls *calls,
                              struct xnb_session *session, const struct xnb_unit *unit,
                              size_t warmups)
{
	*calls = (struct xnb_hypercall_calls){
	    .session = session,
	    .unit = unit,
	    .warmups = warmups,
	};
}

static void cannot(struct xnb_hypercall_calls *calls, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void cannot(struct xnb_hypercall_calls *calls, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(calls->why, sizeof(calls->why), format, args);
	va_end(args);
}

/*
 * What a destroyed domain had is freed by RCU, some time after the call. Whether the next
 * domain finds it free depends on where a tick comes, and on that the heap, and on that
 * the path of whatever allocates: one more instruction in one call changed the lengths of
 * calls that do not run it.
 */
static void let_xen_free(const struct xnb_hypercall_calls *calls)
{
	const struct timespec rest = {.tv_sec = 1}; /* 0.1 s did for 4.20, not for 4.17 */

	if (calls->session->counted)
		nanosleep(&rest, NULL);
}

/* ---- other domains on the host ---- */

static int remove_domains(struct xnb_hypercall_calls *calls, struct xnb_error *err)
{
	const bool any = calls->n_domains > 0;
	int rc = 0;

	while (calls->n_domains > 0)
		if (xnb_domain_destroy(calls->domains[--calls->n_domains],
		                       rc == 0 ? err : NULL) != 0)
			rc = -1;
	free(calls->domains);
	calls->domains = NULL;
	if (any)
		let_xen_free(calls);
	return rc;
}

static int check_memory(struct xnb_hypercall_calls *calls, size_t n,
                        struct xnb_error *err)
{
	uint64_t need = n * BYTES_PER_DOMAIN + XNB_RESERVE_HOST, have = 0;
	struct xnb_free_pages free_pages;

	if (xnb_xen_read_free_pages(calls->session->xen, &free_pages, err) != 0)
		return -1;
	for (size_t i = 0; i < free_pages.n_nodes; i++)
		have += free_pages.pages[i] * 4096;
	if (have < need)
		cannot(calls, "%zu domains need %lu MiB, and %lu are free", n, need >> 20,
		       have >> 20);
	return 0;
}

static int add_domain(struct xnb_hypercall_calls *calls, struct xnb_error *err)
{
	const struct xnb_domain_config config = {
	    .vcpus = 1,
	    .memory_bytes = XNB_MIN_DOMAIN_BYTES,
	    .run_tag = calls->session->run_tag,
	};

	if (xnb_stop_signal())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "stopped by a signal");
	if (xnb_domain_create(calls->session->xen, &config,
	                      &calls->domains[calls->n_domains], err) != 0)
		return -1;
	calls->n_domains++;
	return 0;
}

static int surround(struct xnb_hypercall_calls *calls, int domains, struct xnb_error *err)
{
	size_t n = domains == XNB_NO_VALUE ? 0 : (size_t)domains;

	if (n == calls->n_domains)
		return 0;
	if (remove_domains(calls, err) != 0 || check_memory(calls, n, err) != 0)
		return -1;
	if (n == 0 || calls->why[0])
		return 0;
	calls->domains = calloc(n, sizeof(struct xnb_domain *));
	if (!calls->domains)
		return xnb_fail_nomem(err);
	while (calls->n_domains < n)
		if (add_domain(calls, err) != 0)
			return -1;
	return 0;
}

/* ---- the caller's CPU ---- */

/* The CPU of dom0 that always is on the node; where there is none, `why` says so. */
static int find_cpu(struct xnb_hypercall_calls *calls, int caller, cpu_set_t *cpus,
                    struct xnb_error *err)
{
	const struct xnb_unit *unit = calls->unit;
	uint32_t node = caller == XNB_CALLER_NEAR ? unit->cpu_node : unit->mem_node;
	struct xnb_dom0_vcpu found = {0};
	struct xnb_set node_cpus;

	if (caller == XNB_CALLER_FAR && unit->mem_node == unit->cpu_node) {
		cannot(calls, "there is no second node with memory");
		return 0;
	}
	xnb_cpus_of_node(calls->session->host, node, &node_cpus);
	if (xnb_xen_find_dom0_vcpu(calls->session->xen, &node_cpus, &found, err) != 0)
		return -1;
	if (!found.found || found.vcpu >= CPU_SETSIZE)
		cannot(calls,
		       "no vCPU of dom0 is pinned to a CPU of node %u; boot Xen with "
		       "dom0_vcpus_pin and dom0_max_vcpus= of one a CPU",
		       node);
	else
		CPU_SET(found.vcpu, cpus);
	return 0;
}

/* Binds this thread; `before` is where it was. */
static int bind_caller(struct xnb_hypercall_calls *calls, int caller, cpu_set_t *before,
                       struct xnb_error *err)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	if (find_cpu(calls, caller, &cpus, err) != 0)
		return -1;
	if (calls->why[0])
		return 0;
	if (sched_getaffinity(0, sizeof(*before), before) != 0 ||
	    sched_setaffinity(0, sizeof(cpus), &cpus) != 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno,
		                "the caller: cannot be bound to one of dom0's CPUs: %s; "
		                "see `taskset -p' of the shell",
		                strerror(errno));
	return 0;
}

/* ---- calls ---- */

static void free_room(struct xnb_hypercall_calls *calls)
{
	free(calls->ticks);
	free(calls->ticked);
	calls->ticks = NULL;
	calls->ticked = NULL;
}

/* For `samples` calls that count, of all callers together. */
static int make_room(struct xnb_hypercall_calls *calls, size_t samples, int callers,
                     struct xnb_error *err)
{
	calls->n_callers = callers == XNB_NO_VALUE ? 1 : (unsigned)callers;
	samples = samples > calls->n_callers ? samples / calls->n_callers : 1;
	calls->n = calls->in_a_row = calls->warmups + samples;
	free_room(calls);
	calls->ticks = calloc(calls->n * calls->n_callers, sizeof(*calls->ticks));
	calls->ticked = calloc(calls->n * calls->n_callers, sizeof(*calls->ticked));
	return calls->ticks && calls->ticked ? 0 : xnb_fail_nomem(err);
}

/* What Xen answers to a call that it was built without, or does not know. */
static bool is_not_offered(const struct xnb_error *err)
{
	return err->errnum == ENOSYS || err->errnum == EOPNOTSUPP;
}

static int time_here(struct xnb_hypercall_calls *calls,
                     const struct xnb_operation_request *request, const char **why,
                     struct xnb_error *err)
{
	struct xnb_operation_state *state;
	struct xnb_error failure = {0};
	int rc = xnb_operation_begin(&state, why, calls->session->xen, request, &failure);

	if (rc == 0 && !*why)
		rc = xnb_operation_run(state, calls->n, calls->ticks, &failure);
	if (rc != 0 && is_not_offered(&failure)) {
		*why = "this Xen does not offer it";
		rc = 0;
	}
	if (xnb_operation_end(state, rc == 0 ? &failure : NULL) != 0)
		rc = -1;
	let_xen_free(calls);
	if (rc != 0)
		*err = failure;
	return rc;
}

static int time_bound(struct xnb_hypercall_calls *calls, int caller,
                      const struct xnb_operation_request *request, const char **why,
                      struct xnb_error *err)
{
	cpu_set_t before;
	int rc;

	if (bind_caller(calls, caller, &before, err) != 0)
		return -1;
	if (calls->why[0])
		return 0;
	rc = time_here(calls, request, why, err);
	if (sched_setaffinity(0, sizeof(before), &before) != 0 && rc == 0)
		rc = xnb_fail(err, XNB_EXIT_FAILED, errno,
		              "the caller: cannot go back to the CPUs it had: %s; see "
		              "`taskset -p' of the shell",
		              strerror(errno));
	return rc;
}

static int time_around(struct xnb_hypercall_calls *calls,
                       const struct xnb_surroundings *around,
                       const struct xnb_operation_request *request, const char **why,
                       struct xnb_error *err)
{
	if (around->caller != XNB_NO_VALUE)
		return time_bound(calls, around->caller, request, why, err);
	if (around->callers != XNB_NO_VALUE)
		return xnb_hypercall_callers_time(calls->session->xen, request,
		                                  calls->n_callers, calls->n,
		                                  calls->ticks, why, err);
	return time_here(calls, request, why, err);
}

int xnb_hypercall_calls_time(struct xnb_hypercall_calls *calls,
                             const struct xnb_hypercall_series *series, bool *absent,
                             struct xnb_error *err)
{
	struct xnb_operation_request request = {
	    .operation = series->operation,
	    .variant = series->variant,
	    .path = series->path,
	    .node = calls->unit->cpu_node,
	    .run_tag = calls->session->run_tag,
	};
	size_t samples = xnb_operation_calls(series->operation, &series->variant,
	                                     calls->session->amounts.hypercall_samples);
	const char *why = NULL;

	calls->why[0] = '\0';
	if (surround(calls, series->around.domains, err) != 0 ||
	    make_room(calls, samples, series->around.callers, err) != 0)
		return -1;
	if (calls->session->counted)
		request.ticked = calls->ticked;
	if (!calls->why[0] &&
	    time_around(calls, &series->around, &request, &why, err) != 0)
		return -1;
	if (why)
		cannot(calls, "%s", why);
	*absent = calls->why[0] != '\0';
	return 0;
}

int xnb_hypercall_calls_guest(struct xnb_hypercall_calls *calls,
                              const struct xnb_guest_operation *operation,
                              struct xnb_error *err)
{
	struct xnb_session *session = calls->session;

	if (surround(calls, XNB_NO_VALUE, err) != 0 ||
	    make_room(calls, session->amounts.hypercall_samples, XNB_NO_VALUE, err) != 0)
		return -1;
	calls->in_a_row = xnb_guest_most_calls;
	return xnb_guest_operation_time(session, operation, calls->unit->cpu_node,
	                                calls->n, calls->ticks, err);
}

int xnb_hypercall_calls_end(struct xnb_hypercall_calls *calls, struct xnb_error *err)
{
	free_room(calls);
	return remove_domains(calls, err);
}
