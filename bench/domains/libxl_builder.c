/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/libxl_builder.h"

#include "bench/domains/quiet.h"
#include "bench/supervisor.h"
#include "xen/libxl.h"

#include <errno.h>

#define PAGE_BYTES 4096u

struct builder {
	struct xnb_built *built;
	struct xnb_xen *xen;
	const struct xnb_build_request *request;
	struct xnb_extent_log log;
	struct xnb_free_pages before;
};

static int before_extent(void *arg, struct xnb_error *err)
{
	struct builder *builder = arg;

	if (xnb_stop_signal())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
	if (xnb_built_make_room(builder->built, err))
		return -1;
	/* Always again: libxl may have had Xen take memory since the last extent. */
	return xnb_xen_read_free_pages(builder->xen, &builder->before, err);
}

static void count_beside(struct xnb_page_counts *beside, int node, unsigned order)
{
	if (node < 0)
		beside->unknown += (uint64_t)1 << order;
	else
		beside->node[node] += (uint64_t)1 << order;
}

static int after_extent(void *arg, uint64_t gfn, unsigned order, struct xnb_error *err)
{
	struct builder *builder = arg;
	struct xnb_built *built = builder->built;
	struct xnb_free_pages after;
	int node;

	if (xnb_xen_read_free_pages(builder->xen, &after, err))
		return -1;
	node = xnb_attribute_extent(&builder->before, &after, order, &built->owed);
	/* libxl populates the memory first. */
	if (built->pages >= builder->request->memory_bytes / PAGE_BYTES) {
		count_beside(&built->beside, node, order);
		return 0;
	}
	xnb_built_note(built, gfn, order);
	return xnb_extent_log_add(&builder->log, gfn, order, node, err);
}

/* The nodes of the CPUs in the vCPUs' soft affinity; all of them: it was not set. */
static int read_soft_nodes(struct xnb_built *built,
                           const struct xnb_build_request *request, struct xnb_error *err)
{
	const struct xnb_host *host = request->host;
	struct xnb_set cpus;

	for (unsigned vcpu = 0; vcpu < request->vcpus; vcpu++) {
		if (xnb_domain_get_vcpu_affinity(built->domain, vcpu, XNB_AFFINITY_SOFT,
		                                 &cpus, err))
			return -1;
		for (size_t i = 0; i < host->n_cpus; i++)
			if (host->cpus[i].node < XNB_MAX_NODES &&
			    xnb_set_has(&cpus, host->cpus[i].id))
				built->soft_nodes |= (uint64_t)1 << host->cpus[i].node;
	}
	return 0;
}

static int create(struct builder *builder, struct xnb_error *err)
{
	struct xnb_built *built = builder->built;
	const struct xnb_build_request *request = builder->request;
	const struct xnb_libxl_watch watch = {before_extent, after_extent, builder};
	const struct xnb_libxl_request wanted = {
	    .vcpus = request->vcpus,
	    .memory_bytes = request->memory_bytes,
	    .run_tag = request->run_tag,
	    .watch = &watch,
	};
	uint64_t start = xnb_now_ns();

	if (xnb_libxl_create_domain(built->libxl, &wanted, &built->domain, err))
		return -1;
	/* Steps of libxl's are told by experiment `creation'. */
	built->create_ns = xnb_now_ns() - start;
	return read_soft_nodes(built, request, err);
}

int xnb_build_by_libxl(struct xnb_built *built, struct xnb_xen *xen,
                       const struct xnb_build_request *request, struct xnb_error *err)
{
	struct builder builder = {
	    .built = built,
	    .xen = xen,
	    .request = request,
	    .log = {.method = "delta", .flush = request->flush, .arg = request->arg},
	};
	int result;

	built->has_frames = true;
	built->ranges = NULL;
	if (xnb_libxl_open(&built->libxl, xen, err) ||
	    (request->quiet &&
	     xnb_quiet_owed(&built->owed, xen, request->quiet, built->order, err)))
		return -1;
	result = create(&builder, err);
	if (xnb_extent_log_end(&builder.log, result ? NULL : err))
		result = -1;
	built->placed = builder.log.counts;
	built->extents = builder.log.extents;
	built->unknown_extents = builder.log.unknown_extents;
	return result;
}
