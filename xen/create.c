/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/create.h"

#include "xen/calls.h"
#include "xen/layout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

/* No public header names the modes; xen-tscmode(7) numbers them. */
#define TSC_NEVER_EMULATE 2

/* Xen's own pages of a domain (shared info, grant table, ...) count as well. */
#define SLACK_KIB 1024u

/* What Xen is to be asked for, and what to look for where it says no. */
static const struct type {
	uint32_t flags, emulation;
	const char *remedy;
} types[XNB_N_DOMAIN_TYPES] = {
    [XNB_DOMAIN_PVH] = {.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap,
                        .emulation = XEN_X86_EMU_LAPIC,
                        .remedy = "a PVH domain needs hardware virtualization with "
                                  "nested paging, see `xl info'"},
    [XNB_DOMAIN_PV] = {.remedy = "a PV domain needs a Xen that was built for it, see "
                                 "xen_caps of `xl info'"},
};

void xnb_create_config(struct xen_domctl_createdomain *out, enum xnb_domain_type type,
                       unsigned vcpus, uint64_t run_tag)
{
	*out = (struct xen_domctl_createdomain){
	    .flags = types[type].flags,
	    .max_vcpus = vcpus,
	    /* A bare domain uses none of these, so let Xen allocate little. */
	    .max_evtchn_port = 127,
	    .max_grant_frames = 1,
	    .max_maptrack_frames = 0,
	    .grant_opts = XEN_DOMCTL_GRANT_version(1),
	    .arch = {.emulation_flags = types[type].emulation},
	};
	xnb_uuid_make(out->handle, run_tag);
}

static int create(struct xnb_domain *domain, const struct xnb_domain_config *config)
{
	struct xen_domctl_createdomain domctl;
	uint32_t domid = XNB_ANY_DOMID;

	xnb_create_config(&domctl, config->type, config->vcpus, config->run_tag);
	if (xnb_call_domain_create(domain->xen, &domid, &domctl))
		return -1;
	domain->domid = domid;
	return 0;
}

/* What only a domain with nested paging has, and only one that runs needs. */
static int shape_pvh(struct xnb_domain *domain, const struct xnb_domain_config *config,
                     struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	uint32_t domid = domain->domid;

	if (xnb_call_set_paging_pool(xen, domid, xnb_paging_pool_bytes(config)))
		return xnb_xen_fail(xen, err, "give it less memory, or free some",
		                    "domain %u: no %" PRIu64 " bytes for its p2m pool",
		                    domid, xnb_paging_pool_bytes(config));
	if (xnb_call_set_tsc_mode(xen, domid, TSC_NEVER_EMULATE))
		return xnb_xen_fail(xen, err, "see `xl dmesg'",
		                    "domain %u: its TSC cannot be left to the hardware",
		                    domid);
	return 0;
}

static int shape(struct xnb_domain *domain, const struct xnb_domain_config *config,
                 struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	uint32_t domid = domain->domid;

	if (xnb_call_max_vcpus(xen, domid, config->vcpus))
		return xnb_xen_fail(xen, err, "give it fewer vCPUs",
		                    "domain %u: cannot have %u vCPUs", domid,
		                    config->vcpus);
	if (xnb_call_setmaxmem(xen, domid, config->memory_bytes / 1024 + SLACK_KIB))
		return xnb_xen_fail(xen, err, "give it less memory",
		                    "domain %u: cannot be allowed %" PRIu64 " bytes",
		                    domid, config->memory_bytes);
	return config->type == XNB_DOMAIN_PVH ? shape_pvh(domain, config, err) : 0;
}

int xnb_domain_create(struct xnb_xen *xen, const struct xnb_domain_config *config,
                      struct xnb_domain **out, struct xnb_error *err)
{
	struct xnb_domain *domain;

	*out = NULL;
	if (xnb_domain_config_check(config, err))
		return -1;
	domain = calloc(1, sizeof(*domain));
	if (!domain)
		return xnb_fail_nomem(err);
	domain->xen = xen;
	domain->type = config->type;
	domain->vcpus = config->vcpus;
	domain->memory_bytes = config->memory_bytes;
	if (create(domain, config)) {
		xnb_xen_fail(xen, err, types[config->type].remedy,
		             "a new %s domain: cannot be created",
		             xnb_domain_type_names[config->type]);
		free(domain);
		return -1;
	}
	if (shape(domain, config, err)) {
		int cause = errno;

		/* The first failure is the one to tell; what is left, the reaper finds.
		 */
		xnb_domain_destroy(domain, NULL);
		errno = cause;
		return -1;
	}
	*out = domain;
	return 0;
}

uint32_t xnb_domain_id(const struct xnb_domain *domain)
{
	return domain->domid;
}
