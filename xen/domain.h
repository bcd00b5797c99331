/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a bare domain, straight on libxenctrl and libxenforeignmemory: no
 * xenstored, no toolstack, no ELF loader.
 *
 * The caller decides the order of the steps, because that order is what is studied:
 *   create -> affinities -> populate, extent by extent -> load -> start -> ... -> destroy
 * Every handle must be given to xnb_domain_destroy(), whatever failed before.
 */
#ifndef XNB_XEN_DOMAIN_H
#define XNB_XEN_DOMAIN_H

#include "base/error.h"
#include "xen/xen.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The first 8 bytes of the UUID of every domain that this tool creates; the other 8 are
 * the run's tag, big-endian, so that `xl list -v` shows its hexadecimal digits in order.
 * `cleanup` and the supervisor touch no other domain.
 */
#define XNB_UUID_PREFIX "xnumaben"

struct xnb_domain;

/* PVH: the page tables of the largest domain still fit below XNB_GPA_PAYLOAD. */
#define XNB_MIN_DOMAIN_BYTES (4ull << 20)
#define XNB_MAX_DOMAIN_BYTES (238ull << 30)
/* PV, which is never loaded: Xen counts a domain's pages in 32 bits; less 2 MiB for its
 * own. */
#define XNB_MAX_PV_DOMAIN_BYTES ((16ull << 40) - (4ull << 20))

/*
 * PVH runs workloads. PV is never run nor loaded: Xen tells the machine frames of its
 * memory, so that its placement is known to the page. It has no nested paging and no p2m
 * pool.
 */
enum xnb_domain_type {
	XNB_DOMAIN_PVH,
	XNB_DOMAIN_PV,
	XNB_N_DOMAIN_TYPES,
};
/* "pvh", "pv" */
extern const char *const xnb_domain_type_names[XNB_N_DOMAIN_TYPES];

struct xnb_domain_config {
	unsigned vcpus;        /* 1 .. XNB_MAX_VCPUS */
	uint64_t memory_bytes; /* a multiple of 2 MiB between the bounds above */
	uint64_t run_tag;      /* of the run, into the UUID; not 0, which means "all" */
	enum xnb_domain_type type;
};

/*
 * Sets of CPUs or nodes, as bits; bit i is CPU or node i. As many as Xen can be built
 * for at most (CONFIG_NR_CPUS up to 4095 on the releases supported here).
 */
#define XNB_SET_BITS 4096u
struct xnb_set {
	uint64_t words[XNB_SET_BITS / 64];
	/* A number that did not fit, plus 1; the affinity calls refuse such a set. */
	uint64_t misfit;
};
void xnb_set_add(struct xnb_set *set, unsigned i);
bool xnb_set_has(const struct xnb_set *set, unsigned i);
unsigned xnb_set_count(const struct xnb_set *set);

/*
 * Creates a domain, not yet populated and paused; vCPUs allocated, maximum memory set for
 * its size; a PVH one also with TSC mode "never emulate" (a domain's TSC starts at 0 when
 * it is loaded) and a p2m pool for its size. When it fails, what there was of the domain
 * is destroyed again.
 */
int xnb_domain_create(struct xnb_xen *xen, const struct xnb_domain_config *config,
                      struct xnb_domain **out, struct xnb_error *err);
uint32_t xnb_domain_id(const struct xnb_domain *domain);

/*
 * XEN_DOMCTL_setnodeaffinity. errno EINVAL when no node of the set is online; offline
 * nodes beside an online one are kept. A node number that the hypervisor's map has no
 * bit for (xc_get_max_nodes(), 64) is refused here, by name.
 */
int xnb_domain_set_node_affinity(struct xnb_domain *domain, const struct xnb_set *nodes,
                                 struct xnb_error *err);
int xnb_domain_get_node_affinity(struct xnb_domain *domain, struct xnb_set *nodes,
                                 struct xnb_error *err);

enum xnb_vcpu_affinity {
	XNB_AFFINITY_HARD = 1,
	XNB_AFFINITY_SOFT = 2,
};
/*
 * For all vCPUs of the domain. `which` is one of the above or both. errno EINVAL when no
 * CPU of a hard affinity is online in the domain's cpupool.
 */
int xnb_domain_set_vcpu_affinity(struct xnb_domain *domain, const struct xnb_set *cpus,
                                 unsigned which, struct xnb_error *err);
/* For one of them. One that runs is moved soon, not at once: xnb_domain_read_vcpu(). */
int xnb_domain_set_one_vcpu_affinity(struct xnb_domain *domain, unsigned vcpu,
                                     const struct xnb_set *cpus, unsigned which,
                                     struct xnb_error *err);
/* Of one vCPU, and one of the two kinds. */
int xnb_domain_get_vcpu_affinity(struct xnb_domain *domain, unsigned vcpu,
                                 enum xnb_vcpu_affinity which, struct xnb_set *cpus,
                                 struct xnb_error *err);

/*
 * Guest frame of the i-th page of memory: counts up from 0 and leaves out the hole from
 * 3 GiB to 4 GiB. Xen keeps the local APIC (0xfee00) and its special pages in the last
 * 18 MiB below 4 GiB; the hole begins at a multiple of 1 GiB, so that extents up to
 * order 18 never straddle it.
 */
uint64_t xnb_domain_gfn(uint64_t page);

/* How populate asks for a node. */
enum xnb_node_request {
	XNB_NODE_ANY,    /* what the domain's node affinity says */
	XNB_NODE_PREFER, /* XENMEMF_node(n) */
	XNB_NODE_EXACT,  /* XENMEMF_exact_node(n): fails when the node is full */
};

/*
 * Populates one extent of 2^order pages at `gfn`, a multiple of 2^order. `node` matters
 * only where the request names one. errno EBUSY: no such extent is free (on that node),
 * or the p2m pool is used up.
 */
int xnb_domain_populate(struct xnb_domain *domain, uint64_t gfn, unsigned order,
                        enum xnb_node_request request, unsigned node,
                        struct xnb_error *err);
/*
 * The same, and of a PV domain *at, which is the guest frame before, is the extent's
 * first machine frame after: extents are in one piece. A PVH domain is not told; *at
 * stays.
 */
int xnb_domain_populate_at(struct xnb_domain *domain, uint64_t *at, unsigned order,
                           enum xnb_node_request request, unsigned node,
                           struct xnb_error *err);
/*
 * As many of n extents as Xen has, in one call; at[i] as above. *done tells how many
 * there are; fewer than n, also none, is no error: no more are free (on that node).
 */
int xnb_domain_populate_many(struct xnb_domain *domain, uint64_t *at, size_t n,
                             unsigned order, enum xnb_node_request request, unsigned node,
                             size_t *done, struct xnb_error *err);
/*
 * Gives one extent back (xc_domain_decrease_reservation_exact), or n of the same order.
 * `at` is what populate left there: the guest frame; of a PV domain the machine frame.
 */
int xnb_domain_depopulate(struct xnb_domain *domain, uint64_t at, unsigned order,
                          struct xnb_error *err);
int xnb_domain_depopulate_many(struct xnb_domain *domain, const uint64_t *at, size_t n,
                               unsigned order, struct xnb_error *err);

/*
 * Writes page tables (2 MiB pages), the payload image at XNB_GPA_PAYLOAD, zeroes the
 * rest of its image_memory_bytes, sets the vCPUs' registers and MTRRs, and maps the
 * mailbox, zeroed, until xnb_domain_unmap() or destroy. The page tables map virtual page
 * i to xnb_domain_gfn(i): the payload sees memory_bytes contiguous bytes from 0, the hole
 * is not there for it, and below 3 GiB virtual and physical addresses are the same. All
 * of the first 2 MiB must be populated. Only these pages are ever mapped in dom0, and of
 * them only the mailbox stays so.
 */
int xnb_domain_load(struct xnb_domain *domain, const void *image, size_t image_bytes,
                    uint64_t image_memory_bytes, struct xnb_error *err);
/* The mapped mailbox (XNB_MAILBOX_BYTES of it); NULL when not loaded. */
struct xnb_mailbox *xnb_domain_mailbox(struct xnb_domain *domain);
int xnb_domain_unmap(struct xnb_domain *domain, struct xnb_error *err);

int xnb_domain_start(struct xnb_domain *domain, struct xnb_error *err); /* unpause */
int xnb_domain_pause(struct xnb_domain *domain, struct xnb_error *err);

enum xnb_domain_state {
	XNB_DOMAIN_RUNNING,
	XNB_DOMAIN_OFF,     /* it halted every vCPU: done */
	XNB_DOMAIN_CRASHED, /* triple fault or stopped by the hypervisor */
};
struct xnb_domain_info {
	enum xnb_domain_state state;
	uint64_t pages;    /* that Xen accounts to it */
	uint64_t cpu_time; /* ns, of all its vCPUs */
};
int xnb_domain_read_info(struct xnb_domain *domain, struct xnb_domain_info *out,
                         struct xnb_error *err);

struct xnb_vcpu_info {
	unsigned pcpu;   /* that it runs on, or ran on last */
	uint64_t cpu_ns; /* that it has run, up to now */
};
int xnb_domain_read_vcpu(struct xnb_domain *domain, unsigned vcpu,
                         struct xnb_vcpu_info *out, struct xnb_error *err);

/*
 * Unmaps, destroys, waits (XNB_DESTROY_SECONDS at most) until Xen has let go of every
 * page, frees the handle (also when it returns -1: then the error says what is left, and
 * the supervisor reaps it). NULL is fine.
 */
#define XNB_DESTROY_SECONDS 30
int xnb_domain_destroy(struct xnb_domain *domain, struct xnb_error *err);

/* Domains of this host, for the reaper, `cleanup`, and the shared-host check. */
struct xnb_domain_entry {
	uint32_t domid;
	bool ours;        /* its UUID begins with XNB_UUID_PREFIX */
	uint64_t run_tag; /* where ours */
	bool dying;
	uint64_t pages;
};
/* All domains but dom0. *out is malloc'd. */
int xnb_xen_list_domains(struct xnb_xen *xen, struct xnb_domain_entry **out, size_t *n,
                         struct xnb_error *err);
/*
 * Destroys one domain by number and waits until it is gone; one that is gone already is
 * fine. Only ever call it for `ours`.
 */
int xnb_xen_reap(struct xnb_xen *xen, uint32_t domid, struct xnb_error *err);

#endif
