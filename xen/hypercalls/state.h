/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the operations of the catalogue share; for xen/hypercalls/, xen/hypercall.c and
 * the test that looks at what a call did.
 */
#ifndef XNB_XEN_HYPERCALLS_STATE_H
#define XNB_XEN_HYPERCALLS_STATE_H

#include "xen/hypercall.h"
#include "xen/internal.h"

/* What the arguments have room for. */
enum {
	XNB_OPERATION_NODES = 64,
	XNB_OPERATION_CPUS = 4096,
	XNB_OPERATION_DOMAINS = 128,
	XNB_OPERATION_VNODES = 1,
	XNB_OPERATION_CONTEXT_BYTES = 1 << 17,
};

/* What a call fills, or reads beside its arguments. */
union xnb_operation_data {
	struct {
		xc_meminfo_t memory[XNB_OPERATION_NODES];
		uint32_t distances[XNB_OPERATION_NODES * XNB_OPERATION_NODES];
	} numa;
	struct {
		xen_vmemrange_t range;
		unsigned distance, vcpu_to_vnode, vnode_to_pnode;
	} vnuma;
	xc_physinfo_t physinfo;
	xc_cputopo_t cpus[XNB_OPERATION_CPUS];
	xc_domaininfo_t domains[XNB_OPERATION_DOMAINS];
	uint8_t context[XNB_OPERATION_CONTEXT_BYTES];
};

/* Nodes and CPUs as Xen's maps have them. */
struct xnb_operation_maps {
	uint8_t nodes[XNB_OPERATION_CPUS / 8];
	uint8_t hard[XNB_OPERATION_CPUS / 8], soft[XNB_OPERATION_CPUS / 8];
};

union xnb_raw_call {
	struct xen_domctl domctl;
	struct xen_sysctl sysctl;
	struct xen_memory_reservation reservation;
};

/* Arguments of a raw call. In memory that the hypervisor may read, pointers included. */
struct xnb_raw_arguments {
	union xnb_raw_call call;  /* what is passed, and what Xen answers */
	union xnb_raw_call ready; /* what it is before each call */
	xen_pfn_t extent;
	struct xnb_operation_maps maps;
	union xnb_operation_data data;
};

struct xnb_operation_state {
	struct xnb_xen *xen;
	struct xnb_operation_request request;
	uint64_t tick;  /* one of dom0's, where its ticks matter (xen/tick.h) */
	uint32_t domid; /* of the scratch domain; XNB_NO_DOMID: none */
	uint32_t stray; /* made by a call, and not yet destroyed */
	void *mapping;  /* of the scratch domain's first page, or NULL */
	struct xnb_raw_arguments *raw;
	/* What the wrappers take instead. */
	struct xen_domctl_createdomain create;
	xen_pfn_t extent;
	unsigned flags; /* of populate */
	uint64_t bytes; /* of the paging pool */
	size_t count;   /* of what `data` has room for, or holds */
	struct xnb_operation_maps maps;
	union xnb_operation_data data;
};
#define XNB_NO_DOMID UINT32_MAX

static inline int xnb_variant_value(const struct xnb_operation_state *state,
                                    enum xnb_axis axis)
{
	return state->request.variant.value[axis];
}

/* vCPUs of the scratch domain: the axis' value, else 1. */
unsigned xnb_scratch_vcpus(const struct xnb_operation_state *state);

/* The request's domctl or sysctl, all of it zero but the head; to be filled in. */
struct xen_domctl *xnb_ready_domctl(struct xnb_operation_state *state, uint32_t command);
struct xen_sysctl *xnb_ready_sysctl(struct xnb_operation_state *state, uint32_t command);

/* Raw calls with what is ready. */
int xnb_raw_domctl(struct xnb_operation_state *state);
int xnb_raw_sysctl(struct xnb_operation_state *state);

/* Gives the scratch domain the node affinity {request.node}, or the automatic one. */
int xnb_scratch_one_node(struct xnb_operation_state *state);
int xnb_scratch_automatic(struct xnb_operation_state *state);

/* For the tables: the values of an axis, and the two paths of a call. */
#define XNB_VALUES(...) ((const int[]){__VA_ARGS__, XNB_NO_VALUE})
#define XNB_PATHS(wrapper, raw)                                        \
	{                                                              \
		[XNB_PATH_WRAPPER] = (wrapper), [XNB_PATH_RAW] = (raw) \
	}

/* The tables, one per subject, which end with a NULL name. */
extern const struct xnb_operation xnb_host_operations[];
extern const struct xnb_operation xnb_node_operations[];
extern const struct xnb_operation xnb_vcpu_operations[];
extern const struct xnb_operation xnb_memory_operations[];
extern const struct xnb_operation xnb_limit_operations[];
extern const struct xnb_operation xnb_context_operations[];
extern const struct xnb_operation xnb_life_operations[];
extern const struct xnb_operation xnb_foreign_operations[];

#endif
