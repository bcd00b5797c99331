/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"
#include "xen/libxl.h"
#include "xen/lookup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#define FIRST_NAP_NS 200000L
#define LAST_NAP_NS  50000000L

/* Waiting that becomes more patient, up to a bound. */
struct patience {
	struct timespec end;
	long nap;
};

static struct patience patience_begin(void)
{
	struct patience patience = {.nap = FIRST_NAP_NS};

	clock_gettime(CLOCK_MONOTONIC, &patience.end);
	patience.end.tv_sec += XNB_DESTROY_SECONDS;
	return patience;
}

/* Waits a little; false when it has been long enough. */
static bool nap(struct patience *patience)
{
	struct timespec now, length = {.tv_nsec = patience->nap};

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec >= patience->end.tv_sec)
		return false;
	/* A signal may cut it short: the caller looks at the domain again anyway. */
	nanosleep(&length, NULL);
	patience->nap = patience->nap < LAST_NAP_NS / 2 ? patience->nap * 2 : LAST_NAP_NS;
	return true;
}

/* 0 also when there is no such domain any more. */
static int kill_domain(struct xnb_xen *xen, uint32_t domid, struct patience *patience,
                       struct xnb_error *err)
{
	while (xnb_call_destroy(xen, domid)) {
		if (errno == ESRCH)
			return 0;
		if ((errno == EAGAIN || errno == EINTR) && nap(patience))
			continue;
		return xnb_xen_fail(
		    xen, err, "it is still there, `xen-numabench cleanup' removes it",
		    "domain %u: cannot be destroyed", domid);
	}
	return 0;
}

static int wait_until_gone(struct xnb_xen *xen, uint32_t domid, struct patience *patience,
                           struct xnb_error *err)
{
	xc_domaininfo_t info = {0};
	int found;

	found = xnb_domain_lookup(xen, domid, &info);
	xnb_xen_ask_again(xen, true);
	while (found > 0 && nap(patience))
		found = xnb_domain_lookup(xen, domid, &info);
	xnb_xen_ask_again(xen, false);
	if (found < 0)
		return xnb_xen_fail(
		    xen, err, "see whether `xl list' still has it",
		    "domain %u: destroyed, but cannot see whether it is gone", domid);
	if (found)
		return xnb_fail(err, XNB_EXIT_FAILED, EBUSY,
		                "domain %u: destroyed, but holds %" PRIu64 " pages after "
		                "%d s; end the process that maps them",
		                domid, (uint64_t)info.tot_pages, XNB_DESTROY_SECONDS);
	return 0;
}

int xnb_xen_reap(struct xnb_xen *xen, uint32_t domid, struct xnb_error *err)
{
	struct patience patience = patience_begin();

	if (kill_domain(xen, domid, &patience, err))
		return -1;
	return wait_until_gone(xen, domid, &patience, err);
}

int xnb_domain_destroy(struct xnb_domain *domain, struct xnb_error *err)
{
	int unmapped, reaped;

	if (!domain)
		return 0;
	unmapped = xnb_domain_unmap(domain, err);
	/* The first failure is the one to tell. */
	if (unmapped)
		err = NULL;
	reaped = domain->libxl
	             ? xnb_libxl_destroy(domain->libxl, domain->domid, NULL, err)
	             : xnb_xen_reap(domain->xen, domain->domid, err);
	free(domain);
	return unmapped || reaped ? -1 : 0;
}
