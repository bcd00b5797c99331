/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"
#include "xen/layout.h"

#include <stdlib.h>

/* Domains asked for at a time. */
#define PAGE_OF_DOMAINS 64u

static struct xnb_domain_entry make_entry(const xc_domaininfo_t *info)
{
	struct xnb_domain_entry entry = {
	    .domid = info->domain,
	    .dying = info->flags & XEN_DOMINF_dying,
	    .pages = info->tot_pages,
	};
	uint64_t run_tag;

	entry.ours = xnb_uuid_parse(info->handle, &run_tag);
	entry.run_tag = entry.ours ? run_tag : 0;
	return entry;
}

/* Appends up to a page of domains from number `first` on; returns how many, or -1. */
static int append_page(struct xnb_xen *xen, uint32_t first,
                       struct xnb_domain_entry **list, size_t *n, struct xnb_error *err)
{
	xc_domaininfo_t infos[PAGE_OF_DOMAINS];
	int got = xnb_call_getinfolist(xen, first, PAGE_OF_DOMAINS, infos);
	struct xnb_domain_entry *grown;

	if (got < 0)
		return xnb_xen_fail(xen, err, "see `xl list'",
		                    "the host: cannot list its domains");
	grown = realloc(*list, (*n + (size_t)got + 1) * sizeof(*grown));
	if (!grown)
		return xnb_fail_nomem(err);
	*list = grown;
	for (int i = 0; i < got; i++)
		grown[(*n)++] = make_entry(&infos[i]);
	return got;
}

int xnb_xen_list_domains(struct xnb_xen *xen, struct xnb_domain_entry **out, size_t *n,
                         struct xnb_error *err)
{
	struct xnb_domain_entry *list = NULL;
	uint32_t first = 1; /* behind dom0 */
	size_t count = 0;
	int got;

	*out = NULL;
	*n = 0;
	do {
		got = append_page(xen, first, &list, &count, err);
		if (got < 0) {
			free(list);
			return -1;
		}
		if (got > 0)
			first = list[count - 1].domid + 1;
	} while (got > 0);
	*out = list;
	*n = count;
	return 0;
}
