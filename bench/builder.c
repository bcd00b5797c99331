/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/builder.h"

#include "bench/libxl_builder.h"
#include "bench/precede.h"
#include "bench/quiet.h"
#include "bench/supervisor.h"
#include "xen/libxl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGE_BYTES 4096u

uint64_t xnb_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void xnb_cpus_of_node(const struct xnb_host *host, uint32_t node, struct xnb_set *cpus)
{
	memset(cpus, 0, sizeof(*cpus));
	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].online && host->cpus[i].node == node)
			xnb_set_add(cpus, host->cpus[i].id);
}

void xnb_nodes_with_memory(const struct xnb_host *host, struct xnb_set *nodes)
{
	memset(nodes, 0, sizeof(*nodes));
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].memory_bytes)
			xnb_set_add(nodes, host->nodes[i].id);
}

static void affine_nodes(const struct xnb_build_request *request, struct xnb_set *nodes)
{
	memset(nodes, 0, sizeof(*nodes));
	switch (request->scenario->node_affinity) {
	case XNB_ON_A:
		xnb_set_add(nodes, request->cpu_node);
		break;
	case XNB_ON_B:
		xnb_set_add(nodes, request->mem_node);
		break;
	case XNB_ON_ALL:
		xnb_nodes_with_memory(request->host, nodes);
		break;
	case XNB_NOWHERE:
		break;
	}
}

static int set_vcpu_affinity(struct xnb_built *built,
                             const struct xnb_build_request *request, unsigned which,
                             struct xnb_error *err)
{
	struct xnb_set cpus;

	xnb_cpus_of_node(request->host, request->cpu_node, &cpus);
	return xnb_domain_set_vcpu_affinity(built->domain, &cpus, which, err);
}

static int set_node_affinity(struct xnb_built *built,
                             const struct xnb_build_request *request,
                             struct xnb_error *err)
{
	struct xnb_set nodes;

	affine_nodes(request, &nodes);
	return xnb_domain_set_node_affinity(built->domain, &nodes, err);
}

/* The steps of the scenario that are due at `when`. */
static int set_affinities(struct xnb_built *built,
                          const struct xnb_build_request *request, enum xnb_when when,
                          struct xnb_error *err)
{
	const struct xnb_scenario *s = request->scenario;
	uint64_t start = xnb_now_ns();

	if (s->node_affinity_when == when && set_node_affinity(built, request, err))
		return -1;
	if (s->hard_when == when &&
	    set_vcpu_affinity(built, request, XNB_AFFINITY_HARD, err))
		return -1;
	if (s->soft_when == when &&
	    set_vcpu_affinity(built, request, XNB_AFFINITY_SOFT, err))
		return -1;
	built->affinity_ns += xnb_now_ns() - start;
	return 0;
}

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

static bool frames_tell(const struct xnb_built *built)
{
	return built->has_frames && built->ranges;
}

const char *xnb_built_method(const struct xnb_built *built)
{
	return frames_tell(built) ? "frames" : "delta";
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
	if (frames_tell(built)) {
		*node = xnb_memory_ranges_node(built->ranges, at, (uint64_t)1 << *order);
		return 0;
	}
	if (xnb_xen_read_free_pages(xen, free_pages, err))
		return -1;
	*node = xnb_attribute_extent(&before, free_pages, *order, &built->owed);
	return 0;
}

static int populate_extent(struct xnb_built *built, struct xnb_xen *xen,
                           const struct xnb_build_request *request,
                           struct xnb_free_pages *free_pages, struct xnb_extent_log *log,
                           struct xnb_error *err)
{
	uint64_t pages = built->pages, gfn = xnb_domain_gfn(pages);
	unsigned order;
	int node;

	if (xnb_built_populate(built, xen, request->memory_bytes / PAGE_BYTES, free_pages,
	                       &order, &node, err)) {
		if (!request->may_be_refused || errno != EBUSY || built->pages != pages)
			return -1;
		built->refused = EBUSY;
		return 0;
	}
	return xnb_extent_log_add(log, gfn, order, node, err);
}

static int check_stop(const atomic_bool *cancelled, struct xnb_error *err)
{
	if (xnb_stop_signal())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
	if (cancelled && atomic_load(cancelled))
		return xnb_fail(err, XNB_EXIT_FAILED, ECANCELED,
		                "cancelled, for another one failed");
	return 0;
}

/* Populates from where the domain stands up to `until` pages. */
static int populate_until(struct xnb_built *built, struct xnb_xen *xen, uint64_t until,
                          const struct xnb_build_request *request,
                          struct xnb_extent_log *log, struct xnb_error *err)
{
	struct xnb_free_pages free_pages = {0};
	uint64_t start = xnb_now_ns();

	if (!frames_tell(built) && xnb_xen_read_free_pages(xen, &free_pages, err))
		return -1;
	while (built->pages < until && !built->refused) {
		if (check_stop(request->cancelled, err))
			return -1;
		if (populate_extent(built, xen, request, &free_pages, log, err))
			return -1;
	}
	built->populate_ns += xnb_now_ns() - start;
	return 0;
}

static int populate(struct xnb_built *built, struct xnb_xen *xen,
                    const struct xnb_build_request *request, struct xnb_error *err)
{
	uint64_t pages = request->memory_bytes / PAGE_BYTES;
	struct xnb_extent_log log = {.method = xnb_built_method(built),
	                             .flush = request->flush,
	                             .arg = request->arg};
	int result = -1;

	if (populate_until(built, xen, pages / 2, request, &log, err) ||
	    set_affinities(built, request, XNB_MIDWAY, err) ||
	    populate_until(built, xen, pages, request, &log, err))
		goto out;
	result = 0;
out:
	/* What was populated before a failure is on record too. */
	if (xnb_extent_log_end(&log, result ? NULL : err))
		result = -1;
	built->placed = log.counts;
	built->extents = log.extents;
	built->unknown_extents = log.unknown_extents;
	return result;
}

int xnb_built_create(struct xnb_built *built, struct xnb_xen *xen,
                     const struct xnb_domain_config *config, struct xnb_free_pages *quiet,
                     struct xnb_error *err)
{
	uint64_t start;

	if (quiet && xnb_quiet_owed(&built->owed, xen, quiet, built->order, err))
		return -1;
	start = xnb_now_ns();
	if (xnb_domain_create(xen, config, &built->domain, err))
		return -1;
	built->has_frames = config->type == XNB_DOMAIN_PV;
	built->create_ns = xnb_now_ns() - start;
	return 0;
}

static int build_bare(struct xnb_built *built, struct xnb_xen *xen,
                      const struct xnb_build_request *request, struct xnb_error *err)
{
	const struct xnb_domain_config config = {
	    .type = request->type,
	    .vcpus = request->vcpus,
	    .memory_bytes = request->memory_bytes,
	    .run_tag = request->run_tag,
	};

	if (xnb_built_create(built, xen, &config, request->quiet, err) ||
	    set_affinities(built, request, XNB_BEFORE, err) ||
	    xnb_precede(built, xen, request, err) || populate(built, xen, request, err) ||
	    xnb_pressure_release(&built->pressure, err))
		return -1;
	return set_affinities(built, request, XNB_AFTER, err);
}

static int libxl_is_ready(struct xnb_xen *xen, struct xnb_error *err)
{
	struct xnb_libxl *libxl;

	if (xnb_libxl_open(&libxl, xen, err))
		return -1;
	xnb_libxl_close(libxl);
	return 0;
}

const struct xnb_builder xnb_builders[XNB_N_WAYS] = {
    [XNB_BARE] = {.name = "bare", .build = build_bare},
    [XNB_LIBXL] = {.name = "libxl", .ready = libxl_is_ready, .build = xnb_build_by_libxl},
};

int xnb_build(struct xnb_built *built, struct xnb_xen *xen,
              const struct xnb_build_request *request, struct xnb_error *err)
{
	*built = (struct xnb_built){.order = request->extent_order,
	                            .least_order = request->extent_order,
	                            .request = request->scenario->request,
	                            .on = request->cpu_node,
	                            .ranges = request->ranges};
	if (xnb_builders[request->scenario->way].build(built, xen, request, err))
		return xnb_fail_prefix(err, "a domain as %s", request->scenario->name);
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

int xnb_built_destroy(struct xnb_built *built, struct xnb_error *err)
{
	struct xnb_domain *domain = built->domain;
	struct xnb_libxl *libxl = built->libxl;
	int result = xnb_pressure_end(&built->pressure, err);

	free(built->frames);
	built->frames = NULL;
	built->n_frames = built->frames_capacity = 0;
	built->domain = NULL;
	built->pages = 0;
	built->libxl = NULL;
	/* The first failure is the one to tell. */
	if (domain && xnb_domain_destroy(domain, result ? NULL : err))
		result = -1;
	xnb_libxl_close(libxl);
	return result;
}
