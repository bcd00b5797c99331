/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/extent_map.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A domain's rows as stretches: rows that go on where the last one ended join it. */
struct layout {
	struct xnb_stretch *stretches;
	size_t n;
	uint64_t n_extents, n_pages;
};

static int bad_extents(const struct xnb_extent_row *row, const char *what,
                       struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "extents.csv: boot %" PRId64 ", domain %" PRId64
	                ", first_gfn %" PRIu64 ": %s; was the file edited?",
	                row->boot, row->domain, row->run.first_gfn, what);
}

/* Pages of a row, and the gfn behind its last one. */
static int measure(const struct xnb_extent_row *row, uint64_t *pages, uint64_t *end,
                   struct xnb_error *err)
{
	if (row->run.order > 63 ||
	    __builtin_mul_overflow(row->run.count, UINT64_C(1) << row->run.order,
	                           pages) ||
	    __builtin_add_overflow(row->run.first_gfn, *pages, end))
		return bad_extents(row, "more pages than there can be", err);
	return 0;
}

static void append(struct layout *layout, const struct xnb_extent_row *row,
                   uint64_t pages, bool joins)
{
	struct xnb_stretch *stretch = &layout->stretches[layout->n];

	if (joins) {
		stretch[-1].n_extents += row->run.count;
		stretch[-1].n_pages += pages;
	} else {
		*stretch = (struct xnb_stretch){layout->n_extents, row->run.count,
		                                layout->n_pages, pages, row->run.node};
		layout->n++;
	}
	layout->n_extents += row->run.count;
	layout->n_pages += pages;
}

static int lay_out(struct layout *layout, const struct xnb_domain_info *domain,
                   struct xnb_error *err)
{
	uint64_t pages = 0, next = 0, end = 0;

	for (size_t i = 0; i < domain->n_extents; i++) {
		const struct xnb_extent_row *row = domain->extents[i];
		const struct xnb_extent_row *last = i ? domain->extents[i - 1] : NULL;

		if (measure(row, &pages, &next, err))
			return -1;
		if (last && row->run.first_gfn < end)
			return bad_extents(row, "overlaps the extents before it", err);
		append(layout, row, pages,
		       last && last->run.node == row->run.node &&
		           last->run.order == row->run.order);
		end = next;
	}
	return 0;
}

static int new_layout(struct layout *layout, const struct xnb_domain_info *domain,
                      struct xnb_error *err)
{
	*layout = (struct layout){0};
	layout->stretches = calloc(domain->n_extents + 1, sizeof(*layout->stretches));
	if (!layout->stretches)
		return xnb_fail_nomem(err);
	if (lay_out(layout, domain, err)) {
		free(layout->stretches);
		return -1;
	}
	return 0;
}

static bool is_same(const struct xnb_stretch *a, const struct xnb_stretch *b)
{
	return a->first_extent == b->first_extent && a->n_extents == b->n_extents &&
	       a->first_page == b->first_page && a->n_pages == b->n_pages &&
	       a->node == b->node;
}

static bool is_identical(const struct xnb_extent_map *map, const struct layout *layout)
{
	if (map->n_stretches != layout->n)
		return false;
	for (size_t i = 0; i < layout->n; i++)
		if (!is_same(&map->stretches[i], &layout->stretches[i]))
			return false;
	return true;
}

/* The first domain of a scenario begins its map, which then owns the stretches. */
static void begin_map(struct xnb_extent_map *map, const struct xnb_domain_info *domain,
                      const struct xnb_param_labels *labels, const struct layout *layout)
{
	*map = (struct xnb_extent_map){
	    .scenario = domain->scenario,
	    .boot = domain->boot,
	    .domain = domain->domain,
	    .stretches = layout->stretches,
	    .n_stretches = layout->n,
	    .n_extents = layout->n_extents,
	    .n_pages = layout->n_pages,
	    .n_domains = 1,
	    .n_identical = 1,
	};
	xnb_group_name(map->name, labels, domain);
}

/* `begins`: it is the first of its group. */
static int add_domain(struct xnb_extent_maps *maps, const struct xnb_domain_info *domain,
                      const struct xnb_param_labels *labels, bool begins,
                      struct xnb_error *err)
{
	struct xnb_extent_map *map;
	struct layout layout;

	if (new_layout(&layout, domain, err))
		return -1;
	if (begins) {
		begin_map(&maps->maps[maps->n++], domain, labels, &layout);
		return 0;
	}
	map = &maps->maps[maps->n - 1];
	map->n_domains++;
	map->n_identical += is_identical(map, &layout);
	free(layout.stretches);
	return 0;
}

static bool is_placement(const struct xnb_domain_info *domain)
{
	return domain->n_extents && !strcmp(domain->experiment, "placement");
}

static bool is_wanted(const struct xnb_domain_info *domain, bool only_placement)
{
	return only_placement ? is_placement(domain) : domain->n_extents > 0;
}

/* The domains of one scenario, from `first` to before `last`. */
static int add_scenario(struct xnb_extent_maps *maps, const struct xnb_domain_info *first,
                        const struct xnb_domain_info *last,
                        const struct xnb_param_labels *labels, struct xnb_error *err)
{
	const struct xnb_domain_info *before = NULL;
	bool only_placement = false;

	for (const struct xnb_domain_info *d = first; d < last; d++)
		only_placement = only_placement || is_placement(d);
	for (const struct xnb_domain_info *d = first; d < last; d++) {
		if (!is_wanted(d, only_placement))
			continue;
		if (add_domain(maps, d, labels, !before || !xnb_same_group(before, d),
		               err))
			return -1;
		before = d;
	}
	return 0;
}

static int build(struct xnb_extent_maps *maps, const struct xnb_domain_infos *infos,
                 struct xnb_error *err)
{
	struct xnb_param_labels labels;

	maps->maps = calloc(infos->n + 1, sizeof(*maps->maps));
	if (!maps->maps)
		return xnb_fail_nomem(err);
	xnb_group_labels(&labels, infos);
	for (size_t i = 0, next; i < infos->n; i = next) {
		next = i + 1;
		while (next < infos->n &&
		       !strcmp(infos->domains[next].scenario, infos->domains[i].scenario))
			next++;
		if (add_scenario(maps, &infos->domains[i], &infos->domains[next], &labels,
		                 err))
			return -1;
	}
	return 0;
}

int xnb_extent_maps_build(struct xnb_extent_maps *out, const struct xnb_run *run,
                          struct xnb_error *err)
{
	struct xnb_domain_infos infos;
	int result;

	*out = (struct xnb_extent_maps){0};
	if (xnb_domain_infos_build(&infos, run, err))
		return -1;
	result = build(out, &infos, err);
	xnb_domain_infos_free(&infos);
	if (result)
		xnb_extent_maps_free(out);
	return result;
}

void xnb_extent_maps_free(struct xnb_extent_maps *maps)
{
	for (size_t i = 0; i < maps->n; i++)
		free(maps->maps[i].stretches);
	free(maps->maps);
	*maps = (struct xnb_extent_maps){0};
}
