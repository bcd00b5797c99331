/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations of the catalogue, for its table in xen/hypercall.c. */
#ifndef XNB_XEN_HYPERCALL_OPS_H
#define XNB_XEN_HYPERCALL_OPS_H

#include "xen/hypercall.h"
#include "xen/internal.h"

/* Nodes that the arguments of `numainfo` have room for. */
#define XNB_OPERATION_NODES 64u

/* Arguments of a raw call. In memory that the hypervisor may read, pointers included. */
struct xnb_raw_arguments {
	union {
		struct xen_domctl domctl;
		struct xen_sysctl sysctl;
		struct xen_memory_reservation reservation;
	};
	struct xen_domctl create; /* the template of `create-destroy` */
	xen_pfn_t extent;
	uint8_t nodes[1024];
	xen_sysctl_meminfo_t memory[XNB_OPERATION_NODES];
	uint32_t distances[XNB_OPERATION_NODES * XNB_OPERATION_NODES];
};

struct xnb_operation_state {
	struct xnb_xen *xen;
	const struct xnb_operation *operation;
	uint64_t run_tag;
	struct xnb_domain *domain; /* of the scratch domain, where it has vCPUs */
	uint32_t domid;            /* of the scratch domain; XNB_NO_DOMID: none */
	uint32_t stray;            /* made by a call, and not yet destroyed by it */
	struct xnb_raw_arguments *raw;
	/* what the wrappers take instead */
	struct xen_domctl_createdomain create;
	xen_pfn_t extent;
	unsigned nodes; /* that numainfo tells of: room for more costs the wrapper time */
	xc_meminfo_t memory[XNB_OPERATION_NODES];
	uint32_t distances[XNB_OPERATION_NODES * XNB_OPERATION_NODES];
};
#define XNB_NO_DOMID UINT32_MAX

int xnb_prepare_set_affinity(struct xnb_operation_state *state, struct xnb_error *err);
int xnb_prepare_get_affinity(struct xnb_operation_state *state, struct xnb_error *err);
int xnb_prepare_numainfo(struct xnb_operation_state *state, struct xnb_error *err);
int xnb_prepare_create(struct xnb_operation_state *state, struct xnb_error *err);
int xnb_prepare_populate(struct xnb_operation_state *state, struct xnb_error *err);

int xnb_undo_populate(struct xnb_operation_state *state, struct xnb_error *err);

int xnb_call_nothing(struct xnb_operation_state *state);

int xnb_wrapper_version(struct xnb_operation_state *state);
int xnb_wrapper_set_affinity(struct xnb_operation_state *state);
int xnb_wrapper_get_affinity(struct xnb_operation_state *state);
int xnb_wrapper_numainfo(struct xnb_operation_state *state);
int xnb_wrapper_create_destroy(struct xnb_operation_state *state);
int xnb_wrapper_populate(struct xnb_operation_state *state);

int xnb_raw_version(struct xnb_operation_state *state);
int xnb_raw_domctl(struct xnb_operation_state *state); /* set and get affinity */
int xnb_raw_sysctl(struct xnb_operation_state *state); /* numainfo */
int xnb_raw_create_destroy(struct xnb_operation_state *state);
int xnb_raw_populate(struct xnb_operation_state *state);

#endif
