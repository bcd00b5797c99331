/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds one domain as a scenario says, and takes it down again: affinities before,
 * midway or after the populating, what is done to the memory of A before it, and for each
 * extent the node that it came from.
 */
#ifndef XNB_BENCH_BUILDER_H
#define XNB_BENCH_BUILDER_H

#include "base/clock.h"
#include "base/error.h"
#include "bench/domains/locality.h"
#include "bench/domains/pressure.h"
#include "bench/scenario.h"
#include "topology/host.h"
#include "topology/memory_ranges.h"
#include "xen/domain.h"
#include "xen/xen.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Extents up to this order any host with enough free memory has: 2 MiB. */
enum { XNB_SURE_ORDER = 9 };

struct xnb_build_request {
	const struct xnb_scenario *scenario;
	const struct xnb_host *host;
	uint32_t cpu_node, mem_node; /* A and B */
	uint64_t memory_bytes;
	unsigned vcpus;
	unsigned extent_order;
	enum xnb_domain_type type;
	/* EBUSY from populating is a result: built->refused, and no failure. */
	bool may_be_refused;
	enum xnb_domain_type filler; /* xnb_filler_type(), for pressure */
	uint64_t run_tag;
	/* Free memory when there was no domain of ours and nothing was owed
	 * (bench/domains/quiet.h), brought up to date; NULL: what comes back late makes
	 * extents unknown. */
	struct xnb_free_pages *quiet;
	/* With `quiet` NULL, because domains of ours are there: what Xen owed when the
	 * last one of them had its memory; or NULL. */
	const struct xnb_owed *owed;
	/* Whose memory machine frames are: then each page of a PV domain is known
	 * exactly, whatever else happens. NULL, and PVH: told from the free memory. */
	const struct xnb_memory_ranges *ranges;
	xnb_extents_flush_fn *flush; /* gets the extents; may be NULL */
	void *arg;
	/* When it becomes true, populating stops with ECANCELED; may be NULL. */
	const atomic_bool *cancelled;
};

/* Where an extent was populated: what gives it back. Of a PV domain that is its first
 * machine frame; a PVH domain's is kept where libxl chose the layout. */
struct xnb_built_extent {
	uint64_t frame;
	unsigned order;
};

struct xnb_built {
	struct xnb_domain *domain; /* NULL: there is none */
	uint64_t pages;            /* populated so far */
	unsigned order;            /* of the extents, as asked */
	unsigned least_order;      /* of those populated so far */
	uint64_t extents, unknown_extents;
	enum xnb_node_request request; /* how the next extents are asked for */
	uint32_t on;                   /* the node that such a request names */
	int refused; /* errno of the extent that Xen refused; 0: it has all its memory */
	struct xnb_pressure pressure;
	uint64_t dirtied_ns; /* when the memory of A was freed; 0: it was not */
	const struct xnb_memory_ranges *ranges; /* as requested */
	bool has_frames;                        /* a PV domain, or libxl's */
	struct xnb_built_extent *frames;        /* of such a domain, as populated */
	size_t n_frames, frames_capacity;
	struct xnb_owed owed;          /* by earlier domains, since this one's begin */
	struct xnb_page_counts placed; /* as attributed while populating */
	struct xnb_libxl *libxl;       /* that made the domain, or NULL */
	struct xnb_page_counts beside; /* of libxl's domain, not of its memory */
	uint64_t soft_nodes;           /* that libxl chose for its vCPUs, as bits */
	uint64_t create_ns, affinity_ns, populate_ns; /* how long each step took */
};

/* Who builds: the scenario's way. */
struct xnb_builder {
	const char *name; /* value of the parameter `way` */
	/* Whether it can build here; -1: no, and why. NULL: always. */
	int (*ready)(struct xnb_xen *xen, struct xnb_error *err);
	int (*build)(struct xnb_built *built, struct xnb_xen *xen,
	             const struct xnb_build_request *request, struct xnb_error *err);
};
extern const struct xnb_builder xnb_builders[XNB_N_WAYS];

/*
 * On failure what was built so far is still in `built`: give it to xnb_built_destroy() in
 * any case. The error begins with the scenario's name.
 */
int xnb_build(struct xnb_built *built, struct xnb_xen *xen,
              const struct xnb_build_request *request, struct xnb_error *err);

/* Creates the domain alone, and notes what earlier ones are owed for. */
int xnb_built_create(struct xnb_built *built, struct xnb_xen *xen,
                     const struct xnb_domain_config *config, struct xnb_free_pages *quiet,
                     struct xnb_error *err);

/* How the nodes of its extents are told: the word of extents.csv. */
const char *xnb_built_method(const struct xnb_built *built);

/*
 * Populates the next extent of a domain that is to have `all_pages`; *free_pages is the
 * reading before it, and then the one after it (where the machine frames tell, neither is
 * needed). *node: where it came from; -1: not known.
 */
int xnb_built_populate(struct xnb_built *built, struct xnb_xen *xen, uint64_t all_pages,
                       struct xnb_free_pages *free_pages, unsigned *order, int *node,
                       struct xnb_error *err);

/* For who populates by other means: room for one more extent, before it is populated, and
 * its record after that. */
int xnb_built_make_room(struct xnb_built *built, struct xnb_error *err);
void xnb_built_note(struct xnb_built *built, uint64_t at, unsigned order);

/*
 * Gives all pages back, extent by extent (then they are clean at once, as those of a
 * destroyed domain are not), and counts on which nodes they come back. *exact: nothing
 * else happened to the free memory meanwhile. The domain must not run, nor be mapped.
 */
int xnb_built_release(struct xnb_built *built, struct xnb_xen *xen,
                      struct xnb_page_counts *returned, bool *exact,
                      struct xnb_error *err);

/* Takes pressure away and destroys what there is; harmless on a `built` of zeroes. */
int xnb_built_destroy(struct xnb_built *built, struct xnb_error *err);

/*
 * The extent at page `page` of a domain of `pages` pages: the largest order up to `order`
 * whose guest frames are aligned, in one piece and within the domain.
 */
unsigned xnb_extent_order_at(uint64_t page, uint64_t pages, unsigned order);

/* CPUs of a node, and all nodes with memory, as sets. */
void xnb_cpus_of_node(const struct xnb_host *host, uint32_t node, struct xnb_set *cpus);
void xnb_nodes_with_memory(const struct xnb_host *host, struct xnb_set *nodes);

#endif
