/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/libxl_steps.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>
#include <xenctrl.h>
#include <xenguest.h>
#include <xenstore.h>

/* libxl hands no parameter through to the calls that it makes. */
static _Thread_local struct xnb_libxl_recording *current;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void xnb_libxl_record_begin(struct xnb_libxl_recording *recording)
{
	recording->failed = false;
	current = recording;
	xnb_steps_begin(&recording->steps, XNB_STEP_LIBXL, now_ns());
}

void xnb_libxl_record_end(void)
{
	xnb_steps_end(&current->steps, now_ns());
	current = NULL;
}

static enum xnb_step enter(enum xnb_step step)
{
	return current ? xnb_steps_enter(&current->steps, step, now_ns()) : step;
}

static void leave(enum xnb_step before)
{
	int keep = errno;

	if (current)
		xnb_steps_enter(&current->steps, before, now_ns());
	errno = keep;
}

#define XNB_CALL(step, result, name, parameters, arguments)    \
	__typeof__(name) xnb_step_##name;                      \
	result xnb_step_##name parameters                      \
	{                                                      \
		enum xnb_step before = enter(XNB_STEP_##step); \
		result returned = name arguments;              \
                                                               \
		leave(before);                                 \
		return returned;                               \
	}
#define XNB_GUEST         XNB_CALL
#define XNB_WATCHED(name) __typeof__(name) xnb_step_##name;
#include "xen/libxl_table.h"

/* One extent, with the watch around it; how many were populated. */
static int populate_one(xc_interface *xc, uint32_t domid, unsigned order, unsigned flags,
                        xen_pfn_t *gfn)
{
	const struct xnb_libxl_watch *watch = current->watch;
	const uint64_t first = *gfn;
	int populated;

	if (watch->before(watch->arg, current->err))
		goto failed;
	populated = xc_domain_populate_physmap(xc, domid, 1, order, flags, gfn);
	if (populated == 1 && watch->after(watch->arg, first, order, current->err))
		goto failed;
	return populated;
failed:
	current->failed = true;
	errno = EIO;
	return -1;
}

static int populate(xc_interface *xc, uint32_t domid, unsigned long n, unsigned order,
                    unsigned flags, xen_pfn_t *gfns)
{
	unsigned long done = 0;

	while (done < n && !current->failed) {
		int populated = populate_one(xc, domid, order, flags, &gfns[done]);

		if (populated != 1)
			return done ? (int)done : populated;
		done++;
	}
	return (int)done;
}

int xnb_step_xc_domain_populate_physmap(xc_interface *xc, uint32_t domid, unsigned long n,
                                        unsigned order, unsigned flags, xen_pfn_t *gfns)
{
	enum xnb_step before = enter(XNB_STEP_POPULATE);
	int done = current && current->watch
	               ? populate(xc, domid, n, order, flags, gfns)
	               : xc_domain_populate_physmap(xc, domid, n, order, flags, gfns);

	leave(before);
	return done;
}

int xnb_step_xc_domain_populate_physmap_exact(xc_interface *xc, uint32_t domid,
                                              unsigned long n, unsigned order,
                                              unsigned flags, xen_pfn_t *gfns)
{
	enum xnb_step before = enter(XNB_STEP_POPULATE);
	int rc = 0;

	if (!current || !current->watch) {
		rc = xc_domain_populate_physmap_exact(xc, domid, n, order, flags, gfns);
	} else if (populate(xc, domid, n, order, flags, gfns) != (int)n) {
		/* As the library's own: some, but not all, is an error. */
		if (!current->failed)
			errno = EBUSY;
		rc = -1;
	}
	leave(before);
	return rc;
}
