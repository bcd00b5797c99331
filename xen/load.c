/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"
#include "xen/context.h"
#include "xen/layout.h"

#include "workloads/layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* All that is ever mapped lies below it. */
#define MOST_PAGES (XNB_GPA_BUFFER / XNB_PAGE_BYTES)

static size_t pages_of(uint64_t bytes)
{
	return (size_t)((bytes + XNB_PAGE_BYTES - 1) / XNB_PAGE_BYTES);
}

/* Maps guest-physical memory below XNB_GPA_BUFFER, where gfns are page numbers. */
static void *map(struct xnb_domain *domain, uint64_t address, size_t pages,
                 const char *what, struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	xen_pfn_t gfns[MOST_PAGES];
	void *mapped;

	for (size_t i = 0; i < pages; i++)
		gfns[i] = address / XNB_PAGE_BYTES + i;
	mapped = xnb_call_map(xen, domain->domid, pages, gfns);
	if (!mapped)
		xnb_xen_fail(xen, err, "populate its first 2 MiB before loading it",
		             "domain %u: cannot map its %s", domain->domid, what);
	return mapped;
}

/* A page that stays mapped makes a zombie of the domain, so ask for it twice. */
static int unmap(struct xnb_domain *domain, void *mapped, size_t pages, const char *what,
                 struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;

	if (!xnb_call_unmap(xen, mapped, pages))
		return 0;
	xnb_xen_fail(xen, err, "end this process if the domain remains",
	             "domain %u: cannot unmap its %s", domain->domid, what);
	xnb_call_unmap(xen, mapped, pages);
	return -1;
}

static int load_page_tables(struct xnb_domain *domain, struct xnb_error *err)
{
	const char *what = "page tables";
	size_t pages = xnb_page_table_pages(domain->memory_bytes);
	uint64_t *tables = map(domain, XNB_GPA_PAGE_TABLES, pages, what, err);

	if (!tables)
		return -1;
	xnb_page_tables_write(tables, domain->memory_bytes);
	return unmap(domain, tables, pages, what, err);
}

/* Zeroes as well: Xen hands out memory as it was left, unless it scrubbed it at boot. */
static int load_image(struct xnb_domain *domain, const void *image, size_t image_bytes,
                      uint64_t image_memory_bytes, struct xnb_error *err)
{
	const char *what = "payload";
	size_t pages = pages_of(image_memory_bytes);
	uint8_t *mapped = map(domain, XNB_GPA_PAYLOAD, pages, what, err);

	if (!mapped)
		return -1;
	memcpy(mapped, image, image_bytes);
	memset(mapped + image_bytes, 0, pages * XNB_PAGE_BYTES - image_bytes);
	return unmap(domain, mapped, pages, what, err);
}

static int load_context(struct xnb_domain *domain, struct xnb_error *err)
{
	size_t bytes = xnb_context_bytes(domain->vcpus);
	void *context = malloc(bytes);
	int result;

	if (!context)
		return xnb_fail_nomem(err);
	xnb_context_write(context, domain->vcpus, XNB_GPA_PAYLOAD, XNB_GPA_PAGE_TABLES);
	result = xnb_call_setcontext(domain->xen, domain->domid, context, bytes);
	if (result)
		xnb_xen_fail(domain->xen, err, "see `xl dmesg'",
		             "domain %u: Xen refuses the state of its vCPUs",
		             domain->domid);
	free(context);
	return result ? -1 : 0;
}

static int map_mailbox(struct xnb_domain *domain, struct xnb_error *err)
{
	domain->mailbox =
	    map(domain, XNB_GPA_MAILBOX, pages_of(XNB_MAILBOX_BYTES), "mailbox", err);
	if (!domain->mailbox)
		return -1;
	memset(domain->mailbox, 0, XNB_MAILBOX_BYTES);
	return 0;
}

int xnb_domain_load(struct xnb_domain *domain, const void *image, size_t image_bytes,
                    uint64_t image_memory_bytes, struct xnb_error *err)
{
	const uint64_t room = XNB_GPA_MAILBOX - XNB_GPA_PAYLOAD;

	if (image_bytes == 0 || image_bytes > image_memory_bytes ||
	    image_memory_bytes > room)
		return xnb_fail(err, XNB_EXIT_FAILED, EINVAL,
		                "the payload: %zu bytes that want %llu, where %llu are "
		                "reserved; rebuild it",
		                image_bytes, (unsigned long long)image_memory_bytes,
		                (unsigned long long)room);
	if (domain->mailbox)
		return xnb_fail(err, XNB_EXIT_FAILED, EBUSY,
		                "domain %u: is loaded already; unmap its mailbox first",
		                domain->domid);
	if (load_page_tables(domain, err) ||
	    load_image(domain, image, image_bytes, image_memory_bytes, err) ||
	    load_context(domain, err))
		return -1;
	return map_mailbox(domain, err);
}

struct xnb_mailbox *xnb_domain_mailbox(struct xnb_domain *domain)
{
	return domain->mailbox;
}

int xnb_domain_unmap(struct xnb_domain *domain, struct xnb_error *err)
{
	void *mailbox = domain->mailbox;

	if (!mailbox)
		return 0;
	domain->mailbox = NULL;
	return unmap(domain, mailbox, pages_of(XNB_MAILBOX_BYTES), "mailbox", err);
}
