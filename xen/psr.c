/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/psr.h"

#include "xen/calls.h"

/* Events that the processor counts, as bits of Xen's mask (CPUID leaf 15, subleaf 1). */
#define COUNTS_TOTAL (1u << 1)
#define COUNTS_LOCAL (1u << 2)

static int fail(struct xnb_xen *xen, const char *what, struct xnb_error *err)
{
	return xnb_xen_fail(xen, err, "see `xl psr-hwinfo'",
	                    "memory bandwidth monitoring: cannot read %s", what);
}

int xnb_psr_read(struct xnb_xen *xen, struct xnb_psr *out, struct xnb_error *err)
{
	uint32_t events = 0;
	int enabled = xnb_call_psr_enabled(xen);

	*out =
	    (struct xnb_psr){.why = "Xen does not count: that takes an Intel CPU with "
	                            "memory bandwidth monitoring, and psr=cmt on Xen's "
	                            "command line"};
	if (enabled < 0)
		return fail(xen, "whether it is enabled", err);
	if (!enabled)
		return 0;
	if (xnb_call_psr_event_mask(xen, &events))
		return fail(xen, "what is counted", err);
	if (!(events & COUNTS_TOTAL) || !(events & COUNTS_LOCAL)) {
		out->why = "the CPU counts the use of its cache, but not the traffic to "
		           "memory";
		return 0;
	}
	if (xnb_call_psr_upscaling_factor(xen, &out->unit_bytes))
		return fail(xen, "the unit", err);
	if (xnb_call_psr_total_rmid(xen, &out->total_rmids))
		return fail(xen, "how many domains it can watch", err);
	out->offered = true;
	out->why = NULL;
	return 0;
}

int xnb_domain_psr_attach(struct xnb_domain *domain, uint32_t *rmid,
                          struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;

	if (xnb_call_psr_attach(xen, domain->domid))
		return xnb_xen_fail(xen, err, "let other domains go: `xl psr-cmt-detach'",
		                    "domain %u: its traffic cannot be counted",
		                    domain->domid);
	if (!xnb_call_psr_domain_rmid(xen, domain->domid, rmid))
		return 0;
	xnb_xen_fail(xen, err, "see `xl psr-cmt-show'",
	             "domain %u: by which number its traffic is counted, is not told",
	             domain->domid);
	xnb_call_psr_detach(xen, domain->domid);
	return -1;
}

int xnb_domain_psr_detach(struct xnb_domain *domain, struct xnb_error *err)
{
	if (xnb_call_psr_detach(domain->xen, domain->domid))
		return xnb_xen_fail(domain->xen, err,
		                    "it ends with the domain, see `xl psr-cmt-show'",
		                    "domain %u: is still counted", domain->domid);
	return 0;
}

int xnb_psr_read_counts(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu,
                        struct xnb_psr_counts *out, struct xnb_error *err)
{
	if (xnb_call_psr_local(xen, rmid, cpu, &out->local) ||
	    xnb_call_psr_total(xen, rmid, cpu, &out->total))
		return fail(xen, "a counter", err);
	return 0;
}

#define LEAST_BITS 24u

uint64_t xnb_psr_difference(uint64_t before, uint64_t after)
{
	unsigned bits = LEAST_BITS;

	if (after >= before)
		return after - before;
	while (bits < 62 && before >> bits)
		bits++;
	return after + ((uint64_t)1 << bits) - before;
}

double xnb_psr_rate(uint64_t counts, uint32_t unit_bytes, uint64_t elapsed_ns)
{
	if (elapsed_ns == 0)
		return 0;
	return (double)counts * unit_bytes / ((double)elapsed_ns / 1e9);
}
