/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For how long freed memory is not yet memory: where affine extents land after a domain
 * on A was destroyed, against the time since. Xen scrubs freed pages while CPUs idle, and
 * from 4.17 to 4.21 its allocator takes a clean extent on any node before one on the
 * affine node that is still dirty.
 *
 * A look is a small domain with affinity {A} that is populated, gives its memory back,
 * and goes. It hardly disturbs what it looks at: an extent that it took was clean, on A
 * or elsewhere, and what is given back, other than what is destroyed, counts as clean
 * again, so that as many extents are clean after it as before. Only where Xen took dirty
 * pages, and scrubbed them for it (order 0), are those clean now: a part of the node as
 * small as the look is of the node. Beyond that one CPU idles less for some milliseconds.
 */
#include "bench/domains/builder.h"
#include "bench/domains/pressure.h"
#include "bench/domains/tables.h"
#include "bench/domains/trial.h"
#include "bench/experiment.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"

#include <errno.h>
#include <math.h>
#include <time.h>

#define PAGE_BYTES    4096u
#define MOST_EXTENTS  1024u /* of one look: of order 0 they are its 4 MiB */
#define NS_PER_MS     ((uint64_t)1000000)
#define BASE_SECONDS  30u
#define BASE_PAUSE_MS 250u

static const struct xnb_metric metrics[] = {
    {"locality", "1", XNB_HIGHER_IS_BETTER, "pages on A / pages of the look"},
    {"elapsed", "s", XNB_NOT_JUDGED,
     "from the end of the destroying to the first extent of the look"},
    {"duration", "s", XNB_LOWER_IS_BETTER,
     "from the end of the destroying to the first look that lay wholly on A; item "
     "`unit': how long the unit took"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

/* When to look, in ms after the destroying. A node of 1 TiB takes about half a minute. */
static const unsigned since_ms[] = {0,    250,  500,   1000,  2000,
                                    4000, 8000, 16000, 32000, 64000};
enum { LOOKS = sizeof(since_ms) / sizeof(since_ms[0]) };

struct watch {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	uint64_t memory_bytes; /* of a look */
	uint64_t freed_ns;     /* when the destroying had ended */
};

struct look {
	int64_t number;
	double elapsed; /* s */
	bool refused;   /* no such extent is free anywhere */
	struct xnb_page_counts placed;
};

/* ---- a look ---- */

static uint64_t look_bytes(const struct xnb_session *session, unsigned order)
{
	uint64_t extent = (uint64_t)PAGE_BYTES << order;
	uint64_t bytes = session->amounts.memory_bytes;

	if (bytes > MOST_EXTENTS * extent)
		bytes = MOST_EXTENTS * extent;
	bytes -= bytes % extent;
	if (bytes < extent)
		bytes = extent;
	return bytes < XNB_MIN_DOMAIN_BYTES ? XNB_MIN_DOMAIN_BYTES : bytes;
}

static int write_extents(void *arg, const struct xnb_extent_run *runs, size_t n,
                         struct xnb_error *err)
{
	const struct xnb_session *session = arg;

	return xnb_run_add_extents(session->out, session->boot, session->next_domain - 1,
	                           runs, n, err);
}

static int build(const struct watch *watch, struct xnb_built *built, bool recorded,
                 struct xnb_error *err)
{
	struct xnb_session *session = watch->session;
	const struct xnb_build_request request = {
	    .scenario = xnb_scenario_find("floating"),
	    .host = session->host,
	    .cpu_node = watch->unit->cpu_node,
	    .mem_node = watch->unit->mem_node,
	    .memory_bytes = watch->memory_bytes,
	    .vcpus = 1,
	    .extent_order = watch->unit->order,
	    .type = session->ranges && session->has_pv ? XNB_DOMAIN_PV : XNB_DOMAIN_PVH,
	    .may_be_refused = true,
	    .run_tag = session->run_tag,
	    .ranges = session->ranges,
	    .flush = recorded ? write_extents : NULL,
	    .arg = session,
	};

	return xnb_build(built, session->xen, &request, err);
}

static int take_look(const struct watch *watch, struct look *look, bool recorded,
                     struct xnb_error *err)
{
	struct xnb_page_counts returned;
	struct xnb_built built;
	uint64_t begin = xnb_now_ns();
	bool exact;
	int result;

	look->number = recorded ? watch->session->next_domain++ : -1;
	result = build(watch, &built, recorded, err);
	begin += built.create_ns + built.affinity_ns;
	look->elapsed = (double)(begin - watch->freed_ns) / 1e9;
	look->refused = built.refused != 0;
	look->placed = built.placed;
	if (!result)
		result = xnb_built_release(&built, watch->session->xen, &returned, &exact,
		                           err);
	if (xnb_built_destroy(&built, result ? NULL : err))
		result = -1;
	return result;
}

static bool is_whole(const struct watch *watch, const struct look *look)
{
	return !look->refused && look->placed.node[watch->unit->cpu_node] ==
	                             watch->memory_bytes / PAGE_BYTES;
}

/* ---- samples ---- */

struct value {
	const char *item, *metric, *unit, *flag;
	double value;
};

static int emit(const struct watch *watch, const struct look *look,
                const struct xnb_params *params, const struct value *value,
                struct xnb_error *err)
{
	char nodes[XNB_NODES_TEXT];
	struct xnb_sample sample = {
	    .experiment = watch->unit->experiment->name,
	    .scenario = "",
	    .item = value->item,
	    .params = params->text,
	    .boot = watch->session->boot,
	    .domain = look->number,
	    .block = watch->unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = nodes,
	    .locality = xnb_pages_locality(&look->placed, watch->unit->cpu_node),
	    .metric = value->metric,
	    .unit = value->unit,
	    .value = value->value,
	    .flags = value->flag,
	};

	xnb_pages_nodes(&look->placed, nodes);
	return xnb_run_add_sample(watch->session->out, &sample, err);
}

static int set_params(const struct watch *watch, struct xnb_params *params,
                      struct xnb_error *err)
{
	*params = (struct xnb_params){0};
	if (xnb_params_set_u64(params, "memory", watch->memory_bytes, err))
		return -1;
	return xnb_params_set_u64(params, "order", watch->unit->order, err);
}

static int emit_look(const struct watch *watch, const struct look *look, unsigned since,
                     struct xnb_error *err)
{
	const struct value locality = {
	    .item = "affine",
	    .metric = "locality",
	    .unit = "1",
	    .flag = look->refused ? "refused" : "",
	    .value = xnb_pages_locality(&look->placed, watch->unit->cpu_node),
	};
	const struct value elapsed = {
	    .item = "affine",
	    .metric = "elapsed",
	    .unit = "s",
	    .flag = isnan(locality.value) ? "unknown-placement" : "",
	    .value = look->elapsed,
	};
	struct xnb_params params;

	if (set_params(watch, &params, err) ||
	    xnb_params_set_u64(&params, "since", since, err) ||
	    emit(watch, look, &params, &elapsed, err))
		return -1;
	return isnan(locality.value) ? 0 : emit(watch, look, &params, &locality, err);
}

static int emit_settled(const struct watch *watch, const struct look *look, bool settled,
                        struct xnb_error *err)
{
	const struct value value = {
	    .item = "settled",
	    .metric = "duration",
	    .unit = "s",
	    .flag = settled ? "" : "unsettled",
	    .value = look->elapsed,
	};
	struct xnb_params params;

	if (set_params(watch, &params, err))
		return -1;
	return emit(watch, look, &params, &value, err);
}

/* ---- the unit ---- */

static int wait_until(uint64_t when, struct xnb_error *err)
{
	uint64_t now = xnb_now_ns();

	while (now < when && !xnb_stop_signal()) {
		uint64_t left = when - now;
		/* A signal that comes just before the nap must not wait for its end. */
		const struct timespec nap = {
		    .tv_nsec = (long)(left < 100 * NS_PER_MS ? left : 100 * NS_PER_MS)};

		nanosleep(&nap, NULL);
		now = xnb_now_ns();
	}
	return xnb_stop_signal() ? xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted")
	                         : 0;
}

/* Whether a look lies wholly on A when nothing is dirty; where not, the run says why. */
static int find_base(struct watch *watch, bool *possible, struct xnb_error *err)
{
	uint64_t end = xnb_now_ns() + BASE_SECONDS * 1000 * NS_PER_MS;
	struct look look;
	char what[64];

	do {
		if (take_look(watch, &look, false, err))
			return -1;
		*possible = is_whole(watch, &look);
		if (*possible || look.refused)
			break;
		if (wait_until(xnb_now_ns() + BASE_PAUSE_MS * NS_PER_MS, err))
			return -1;
	} while (xnb_now_ns() < end);
	if (*possible)
		return 0;
	snprintf(what, sizeof(what), "scrubbing, extents of order %u",
	         watch->unit->order);
	xnb_absent(watch->session->warnings, what,
	           "%s: %llu MiB in such extents are not free on node %u, also when "
	           "nothing is dirty",
	           look.refused ? "Xen refuses one" : "they land elsewhere",
	           (unsigned long long)watch->memory_bytes >> 20, watch->unit->cpu_node);
	return 0;
}

static int dirty(struct watch *watch, struct xnb_error *err)
{
	const struct xnb_pressure_request request = {
	    .node = watch->unit->cpu_node,
	    .needed_pages = watch->memory_bytes / PAGE_BYTES,
	    .run_tag = watch->session->run_tag,
	    .type = watch->session->filler,
	};

	xnb_settled_forget(&watch->session->settled);
	return xnb_dirty_node(watch->session->xen, &request, &watch->freed_ns, err);
}

static int look_on(const struct watch *watch, struct xnb_error *err)
{
	struct look look = {0};
	bool whole = false;

	for (unsigned i = 0; i < LOOKS && !whole; i++) {
		if (wait_until(watch->freed_ns + since_ms[i] * NS_PER_MS, err) ||
		    take_look(watch, &look, true, err) ||
		    emit_look(watch, &look, since_ms[i], err))
			return -1;
		whole = is_whole(watch, &look);
	}
	return emit_settled(watch, &look, whole, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	struct watch watch = {.session = session,
	                      .unit = unit,
	                      .memory_bytes = look_bytes(session, unit->order)};
	bool possible;

	if (unit->cpu_node == unit->mem_node) {
		xnb_absent(session->warnings, "scrubbing",
		           "it needs a second node with memory, for extents to land on");
		return 0;
	}
	if (find_base(&watch, &possible, err))
		return -1;
	if (!possible)
		return 0;
	if (dirty(&watch, err))
		return -1;
	return look_on(&watch, err);
}

const struct xnb_experiment xnb_experiment_scrubbing = {
    .name = "scrubbing",
    .summary = "where affine extents land while freed memory is not clean yet",
    .metrics = metrics,
    .by_order = true,
    .timed = true,
    .run = run,
};
