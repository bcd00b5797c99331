/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/precede.h"

#include "bench/domains/needs.h"
#include "bench/supervisor.h"

#include <errno.h>
#include <time.h>

#define PAGE_BYTES 4096u

/* Xen frees the structures of a destroyed domain within a second. */
#define LATE_NS  ((uint64_t)2000000000)
#define PAUSE_NS 20000000

static struct xnb_pressure_request filler_of(const struct xnb_build_request *request)
{
	bool pressed = request->scenario->memory_of_a == XNB_PRESSED;
	uint64_t pages = request->memory_bytes / PAGE_BYTES;
	uint64_t left = pressed ? xnb_pressed_pages(pages) >> request->extent_order : 0;
	bool all = !pressed || !request->may_be_refused;

	return (struct xnb_pressure_request){
	    .node = request->cpu_node,
	    .order = request->extent_order,
	    .left = left,
	    .needed_pages = all ? pages : left << request->extent_order,
	    .run_tag = request->run_tag,
	    .type = request->filler,
	};
}

int xnb_precede_check(struct xnb_xen *xen, const struct xnb_build_request *request,
                      struct xnb_error *err)
{
	const struct xnb_pressure_request filler = filler_of(request);

	if (request->scenario->memory_of_a == XNB_SETTLED ||
	    !xnb_pressure_check(xen, &filler, err))
		return 0;
	return xnb_fail_prefix(err, "scenario %s", request->scenario->name);
}

static int press(struct xnb_built *built, struct xnb_xen *xen,
                 const struct xnb_build_request *request, struct xnb_error *err)
{
	const struct xnb_pressure_request filler = filler_of(request);

	if (!xnb_pressure_begin(&built->pressure, xen, &filler, err))
		return 0;
	/* So would the domain's first extent be. */
	if (errno != EBUSY || !request->may_be_refused ||
	    request->extent_order <= XNB_SURE_ORDER)
		return -1;
	built->refused = EBUSY;
	return 0;
}

/* Adds what is missing since `before`; true where that is less than an extent. */
static bool add_owed(struct xnb_owed *owed, const struct xnb_owed *earlier,
                     const struct xnb_free_pages *before,
                     const struct xnb_free_pages *now, unsigned order)
{
	bool little = true;

	xnb_owed_since(owed, before, now);
	for (size_t i = 0; i < XNB_MAX_NODES; i++) {
		owed->pages[i] += earlier->pages[i];
		little = little && owed->pages[i] < (uint64_t)1 << order;
	}
	return little;
}

/*
 * The structures of the filler come back late; they are owed like those of any domain
 * before this one. Where an extent is no larger than that, only waiting helps; to extents
 * so small it makes no difference whether memory is clean.
 */
static int owe_filler(struct xnb_built *built, struct xnb_xen *xen,
                      const struct xnb_free_pages *before, struct xnb_error *err)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	const struct xnb_owed earlier = built->owed;
	uint64_t end = xnb_now_ns() + LATE_NS;
	struct xnb_free_pages now;
	int result;

	do {
		result = xnb_xen_read_free_pages(xen, &now, err);
		/* How often it is asked depends on the clock: one call for a test. */
		xnb_xen_ask_again(xen, true);
	} while (!result &&
	         !add_owed(&built->owed, &earlier, before, &now, built->order) &&
	         xnb_now_ns() < end && !xnb_stop_signal() && !nanosleep(&pause, NULL));
	xnb_xen_ask_again(xen, false);
	return result;
}

static int dirty(struct xnb_built *built, struct xnb_xen *xen,
                 const struct xnb_build_request *request, struct xnb_error *err)
{
	const struct xnb_pressure_request filler = filler_of(request);
	struct xnb_free_pages before;

	if (xnb_xen_read_free_pages(xen, &before, err) ||
	    xnb_dirty_node(xen, &filler, &built->dirtied_ns, err))
		return -1;
	return owe_filler(built, xen, &before, err);
}

static int nothing(struct xnb_built *built, struct xnb_xen *xen,
                   const struct xnb_build_request *request, struct xnb_error *err)
{
	(void)built, (void)xen, (void)request, (void)err;
	return 0;
}

int xnb_precede(struct xnb_built *built, struct xnb_xen *xen,
                const struct xnb_build_request *request, struct xnb_error *err)
{
	static int (*const steps[])(struct xnb_built *, struct xnb_xen *,
	                            const struct xnb_build_request *,
	                            struct xnb_error *) = {
	    [XNB_SETTLED] = nothing,
	    [XNB_PRESSED] = press,
	    [XNB_DIRTY] = dirty,
	};

	return steps[request->scenario->memory_of_a](built, xen, request, err);
}
