/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/builder.h"

#include "bench/domains/built_parts.h"
#include "bench/domains/libxl_builder.h"
#include "bench/domains/precede.h"
#include "bench/domains/quiet.h"
#include "bench/supervisor.h"
#include "xen/libxl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096u

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

	if (!xnb_built_frames_tell(built) &&
	    xnb_xen_read_free_pages(xen, &free_pages, err))
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
	    xnb_built_set_affinities(built, request, XNB_MIDWAY, err) ||
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
	    xnb_built_set_affinities(built, request, XNB_BEFORE, err) ||
	    xnb_precede(built, xen, request, err) || populate(built, xen, request, err) ||
	    xnb_pressure_release(&built->pressure, err))
		return -1;
	return xnb_built_set_affinities(built, request, XNB_AFTER, err);
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
	if (request->owed)
		built->owed = *request->owed;
	if (xnb_builders[request->scenario->way].build(built, xen, request, err))
		return xnb_fail_prefix(err, "a domain as %s", request->scenario->name);
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
