/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine that the lab emulates: how many nodes, what is on each, and how far apart
 * they are. Parsed from the command line, checked, then turned into QEMU's arguments by
 * lab/qemu.h.
 */
#ifndef XNB_LAB_HOST_H
#define XNB_LAB_HOST_H

#include "base/error.h"
#include "base/program.h"

#include <stdbool.h>
#include <stdint.h>

/* Xen 4.17 is built for 64 nodes; an APIC id has 8 bits on this machine type. */
enum { XNB_LAB_MAX_NODES = 64, XNB_LAB_MAX_APIC_IDS = 255 };

/* Xen and a dom0 of 768 MiB; what a node needs so that the allocator has something. */
enum { XNB_LAB_LEAST_MIB = 1536, XNB_LAB_LEAST_NODE_MIB = 128, XNB_LAB_DOM0_MIB = 768 };

/* Distances as in an ACPI SLIT: 10 to itself, 11 to 254 to another node. */
enum { XNB_LAB_LOCAL = 10, XNB_LAB_FARTHEST = 254 };

struct xnb_lab_host {
	unsigned nodes;
	unsigned cpus_per_node;
	unsigned cpu_nodes;       /* the first so many nodes have CPUs; 0: all */
	uint64_t memory_per_node; /* bytes, whole MiB */
	unsigned dom0_vcpus;      /* vCPU i of dom0 is pinned to pCPU i */
	const char *xen_options;  /* appended to Xen's command line; NULL: none */
	uint8_t distance[XNB_LAB_MAX_NODES][XNB_LAB_MAX_NODES];
};

/* 2 nodes of 2 CPUs and 2 GiB at distance 21, one dom0 vCPU. */
void xnb_lab_host_default(struct xnb_lab_host *host);

/*
 * `text` is a whole number in [least, most], decimal; `what` is the option for the
 * message. All of these parsers fail with XNB_EXIT_USAGE.
 */
int xnb_lab_parse_number(const char *text, const char *what, unsigned least,
                         unsigned most, unsigned *value, struct xnb_error *err);

/* "512M", "2G", "2GiB": a positive whole number of MiB or GiB. */
int xnb_lab_parse_size(const char *text, uint64_t *bytes, struct xnb_error *err);

/* The same distance between any two of XNB_LAB_MAX_NODES nodes. */
int xnb_lab_parse_distance(const char *text, struct xnb_lab_host *host,
                           struct xnb_error *err);

/*
 * A matrix, rows separated by ';', cells by ',': "10,21;21,10". It must have host->nodes
 * rows of host->nodes cells, 10 on the diagonal and 11 to 254 elsewhere; it need not be
 * symmetric.
 */
int xnb_lab_parse_distances(const char *text, struct xnb_lab_host *host,
                            struct xnb_error *err);

/* All CPUs of the host. */
unsigned xnb_lab_host_cpus(const struct xnb_lab_host *host);

/* What the parsers cannot see one by one: sums, and what does not fit together. */
int xnb_lab_host_check(const struct xnb_lab_host *host, struct xnb_error *err);

/* The options that make this host out of the default one, "--nodes=2" and so on. */
void xnb_lab_host_options(const struct xnb_lab_host *host, struct xnb_args *options);

/* Whether a program in dom0 finds the same machine. */
bool xnb_lab_host_equal(const struct xnb_lab_host *a, const struct xnb_lab_host *b);

#endif
