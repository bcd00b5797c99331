/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The extents of a domain that is built: populated, told where they lie, given back. */
#include "bench/domains/built_parts.h"

#include <stdlib.h>

unsigned xnb_extent_order_at(uint64_t page, uint64_t pages, unsigned order)
{
	uint64_t gfn = xnb_domain_gfn(page);

	for (; order > 0; order--) {
		uint64_t size = (uint64_t)1 << order;

		if (gfn % size == 0 && size <= pages - page &&
		    xnb_domain_gfn(page + size - 1) == gfn + size - 1)
			break;
	}
	return order;
}

bool xnb_built_frames_tell(const struct xnb_built *built)
{
	return built->has_frames && built->ranges;
}

const char *xnb_built_method(const struct xnb_built *built)
{
	return xnb_built_frames_tell(built) ? "frames" : "delta";
}

/* Makes room before there is an extent that could not be given back without it. */
int xnb_built_make_room(struct xnb_built *built, struct xnb_error *err)
{
	size_t capacity = built->frames_capacity ? 2 * built->frames_capacity : 64;
	struct xnb_built_extent *frames;

	if (!built->has_frames || built->n_frames < built->frames_capacity)
		return 0;
	frames = reallocarray(built->frames, capacity, sizeof(*frames));
	if (!frames)
		return xnb_fail_nomem(err);
	built->frames = frames;
	built->frames_capacity = capacity;
	return 0;
}

void xnb_built_note(struct xnb_built *built, uint64_t at, unsigned order)
{
	if (built->has_frames)
		built->frames[built->n_frames++] = (struct xnb_built_extent){at, order};
	built->pages += (uint64_t)1 << order;
	if (order < built->least_order)
		built->least_order = order;
}

/* Populates the next extent; *at: its guest frame, of a PV domain its machine frame. */
static int populate_next(struct xnb_built *built, unsigned order, uint64_t *at,
                         struct xnb_error *err)
{
	*at = xnb_domain_gfn(built->pages);
	if (xnb_built_make_room(built, err) ||
	    xnb_domain_populate_at(built->domain, at, order, built->request, built->on,
	                           err))
		return -1;
	xnb_built_note(built, *at, order);
	return 0;
}

int xnb_built_populate(struct xnb_built *built, struct xnb_xen *xen, uint64_t all_pages,
                       struct xnb_free_pages *free_pages, unsigned *order, int *node,
                       struct xnb_error *err)
{
	const struct xnb_free_pages before = *free_pages;
	uint64_t at;

	*order = xnb_extent_order_at(built->pages, all_pages, built->order);
	if (populate_next(built, *order, &at, err))
		return -1;
	if (xnb_built_frames_tell(built)) {
		*node = xnb_memory_ranges_node(built->ranges, at, (uint64_t)1 << *order);
		return 0;
	}
	if (xnb_xen_read_free_pages(xen, free_pages, err))
		return -1;
	*node = xnb_attribute_extent(&before, free_pages, *order, &built->owed);
	return 0;
}

static int release_pages(struct xnb_built *built, struct xnb_error *err)
{
	for (uint64_t page = 0; page < built->pages;) {
		unsigned order = xnb_extent_order_at(page, built->pages, built->order);

		if (xnb_domain_depopulate(built->domain, xnb_domain_gfn(page), order,
		                          err))
			return -1;
		page += (uint64_t)1 << order;
	}
	return 0;
}

static int release_frames(struct xnb_built *built, struct xnb_error *err)
{
	for (size_t i = 0; i < built->n_frames; i++)
		if (xnb_domain_depopulate(built->domain, built->frames[i].frame,
		                          built->frames[i].order, err))
			return -1;
	built->n_frames = 0;
	return 0;
}

int xnb_built_release(struct xnb_built *built, struct xnb_xen *xen,
                      struct xnb_page_counts *returned, bool *exact,
                      struct xnb_error *err)
{
	struct xnb_free_pages before, after;

	if (xnb_xen_read_free_pages(xen, &before, err))
		return -1;
	if (built->has_frames ? release_frames(built, err) : release_pages(built, err))
		return -1;
	if (xnb_xen_read_free_pages(xen, &after, err))
		return -1;
	*exact = xnb_pages_returned(&before, &after, built->least_order, built->pages,
	                            &built->owed, returned);
	built->pages = 0;
	return 0;
}
