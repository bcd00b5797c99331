/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/bare.h"

#include "xen/calls.h"
#include "xen/create.h"
#include "xen/layout.h"
#include "xen/lookup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

int xnb_domain_create_bare(struct xnb_xen *xen, const struct xnb_domain_config *config,
                           struct xnb_domain **out, struct xnb_error *err)
{
	struct xen_domctl_createdomain domctl;
	uint32_t domid = XNB_ANY_DOMID;
	struct xnb_domain *domain;

	*out = NULL;
	if (xnb_domain_config_check(config, err))
		return -1;
	domain = calloc(1, sizeof(*domain));
	if (!domain)
		return xnb_fail_nomem(err);
	xnb_create_config(&domctl, config->type, config->vcpus, config->run_tag);
	if (xnb_call_domain_create(xen, &domid, &domctl)) {
		free(domain);
		return xnb_xen_fail(xen, err, "see `xl dmesg'",
		                    "a new domain: cannot be created");
	}
	*domain = (struct xnb_domain){
	    .xen = xen,
	    .domid = domid,
	    .type = config->type,
	    .vcpus = config->vcpus,
	    .memory_bytes = config->memory_bytes,
	};
	*out = domain;
	return 0;
}

int xnb_domain_make_vcpus(struct xnb_domain *domain, struct xnb_error *err)
{
	if (!xnb_call_max_vcpus(domain->xen, domain->domid, domain->vcpus))
		return 0;
	return xnb_xen_fail(domain->xen, err, "give it fewer vCPUs",
	                    "domain %u: cannot have %u vCPUs", domain->domid,
	                    domain->vcpus);
}

int xnb_domain_allow_memory(struct xnb_domain *domain, struct xnb_error *err)
{
	const struct xnb_domain_config config = {.vcpus = domain->vcpus,
	                                         .memory_bytes = domain->memory_bytes};
	uint64_t kib = domain->memory_bytes / 1024 + 1024;

	if (xnb_call_setmaxmem(domain->xen, domain->domid, kib))
		return xnb_xen_fail(domain->xen, err, "give it less memory",
		                    "domain %u: cannot be allowed %" PRIu64 " KiB",
		                    domain->domid, kib);
	return xnb_domain_set_pool(domain, xnb_paging_pool_bytes(&config), err);
}

int xnb_domain_set_pool(struct xnb_domain *domain, uint64_t bytes, struct xnb_error *err)
{
	if (!xnb_call_set_paging_pool(domain->xen, domain->domid, bytes))
		return 0;
	return xnb_xen_fail(domain->xen, err, "free some memory",
	                    "domain %u: no %" PRIu64 " bytes for its p2m pool",
	                    domain->domid, bytes);
}

unsigned xnb_xen_max_nodes(const struct xnb_xen *xen)
{
	return xen->max_nodes;
}

/* The last number that a domain can have, or the next below it that none has. */
static int unused_domid(struct xnb_xen *xen, domid_t *domid, struct xnb_error *err)
{
	xc_domaininfo_t info;

	for (*domid = DOMID_FIRST_RESERVED - 1; *domid > 0; (*domid)--) {
		int found = xnb_domain_lookup(xen, *domid, &info);

		if (found < 0)
			return xnb_xen_fail(xen, err, "see `xl list'",
			                    "domain %u: cannot be looked up", *domid);
		if (!found)
			return 0;
	}
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "the host: has no unused domain number; end some domains");
}

int xnb_domain_set_wrongly(struct xnb_domain *domain, enum xnb_wrong wrong, int *errnum,
                           struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	struct xen_domctl domctl = {
	    .cmd = XEN_DOMCTL_setnodeaffinity,
	    .interface_version = XEN_DOMCTL_INTERFACE_VERSION,
	    .domain = (domid_t)domain->domid,
	};
	struct xenctl_bitmap *map = &domctl.u.nodeaffinity.nodemap;
	uint8_t *bits = calloc((xen->max_nodes + 7) / 8, 1);
	int result = -1;

	if (!bits)
		return xnb_fail_nomem(err);
	bits[0] = 1;
	map->nr_bits = xen->max_nodes;
	set_xen_guest_handle_raw(map->bitmap, wrong == XNB_WRONG_POINTER ? NULL : bits);
	if (wrong == XNB_WRONG_VERSION)
		domctl.interface_version += 0x100;
	if (wrong == XNB_WRONG_DOMID && unused_domid(xen, &domctl.domain, err))
		goto out;
	result = 0;
	*errnum = xnb_call_raw_domctl(xen, &domctl) ? errno : 0;
out:
	free(bits);
	return result;
}
