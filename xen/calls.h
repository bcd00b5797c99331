/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The seam: one function for each call that this folder makes to a Xen library. Each
 * passes xnb_xen_gate() and does nothing else; arguments and results are the library's.
 * The test unit.xen_seam looks into the object files: no other one may refer to a Xen
 * library, save xen/hypercall.c and the *_calls.c of xen/hypercalls/, which time them.
 */
#ifndef XNB_XEN_CALLS_H
#define XNB_XEN_CALLS_H

#include "xen/internal.h"

/* Opening and closing. Closing is no call to Xen and is neither counted nor failed. */
int xnb_call_open(struct xnb_xen *xen);
void xnb_call_close(struct xnb_xen *xen);

/* The host. */
int xnb_call_version(struct xnb_xen *xen, int command, void *arg);
int xnb_call_physinfo(struct xnb_xen *xen, xc_physinfo_t *info);
int xnb_call_cputopoinfo(struct xnb_xen *xen, unsigned *n, xc_cputopo_t *cpus);
int xnb_call_numainfo(struct xnb_xen *xen, unsigned *n, xc_meminfo_t *nodes,
                      uint32_t *distances);
int xnb_call_sched_id(struct xnb_xen *xen, int *id);
int xnb_call_get_max_nodes(struct xnb_xen *xen);
int xnb_call_get_max_cpus(struct xnb_xen *xen);
int xnb_call_get_cpufreq_para(struct xnb_xen *xen, int cpu,
                              struct xc_get_cpufreq_para *para);
int xnb_call_get_max_cstate(struct xnb_xen *xen, uint32_t *value);
int xnb_call_get_max_cx(struct xnb_xen *xen, int cpu, int *n);
xc_nodemap_t xnb_call_nodemap_alloc(struct xnb_xen *xen);
xc_cpumap_t xnb_call_cpumap_alloc(struct xnb_xen *xen);

/* Domains. */
int xnb_call_domain_create(struct xnb_xen *xen, uint32_t *domid,
                           struct xen_domctl_createdomain *config);
int xnb_call_max_vcpus(struct xnb_xen *xen, uint32_t domid, unsigned n);
int xnb_call_setmaxmem(struct xnb_xen *xen, uint32_t domid, uint64_t kib);
int xnb_call_set_paging_pool(struct xnb_xen *xen, uint32_t domid, uint64_t bytes);
int xnb_call_get_paging_pool(struct xnb_xen *xen, uint32_t domid, uint64_t *bytes);
int xnb_call_claim(struct xnb_xen *xen, uint32_t domid, unsigned long pages);
int xnb_call_set_tsc_mode(struct xnb_xen *xen, uint32_t domid, uint32_t mode);
int xnb_call_node_setaffinity(struct xnb_xen *xen, uint32_t domid, xc_nodemap_t nodes);
int xnb_call_node_getaffinity(struct xnb_xen *xen, uint32_t domid, xc_nodemap_t nodes);
int xnb_call_vcpu_setaffinity(struct xnb_xen *xen, uint32_t domid, unsigned vcpu,
                              xc_cpumap_t hard, xc_cpumap_t soft, uint32_t flags);
int xnb_call_vcpu_getaffinity(struct xnb_xen *xen, uint32_t domid, unsigned vcpu,
                              xc_cpumap_t hard, xc_cpumap_t soft);
int xnb_call_vcpu_getinfo(struct xnb_xen *xen, uint32_t domid, unsigned vcpu,
                          xc_vcpuinfo_t *info);
int xnb_call_populate(struct xnb_xen *xen, uint32_t domid, unsigned order, unsigned flags,
                      xen_pfn_t *gfn);
/* Returns how many of the n there are. */
int xnb_call_populate_some(struct xnb_xen *xen, uint32_t domid, unsigned order,
                           unsigned flags, size_t n, xen_pfn_t *gfns);
int xnb_call_depopulate(struct xnb_xen *xen, uint32_t domid, unsigned order, size_t n,
                        xen_pfn_t *gfns);
/* Bytes that getting the context takes. */
int xnb_call_context_size(struct xnb_xen *xen, uint32_t domid);
int xnb_call_setcontext(struct xnb_xen *xen, uint32_t domid, void *context, size_t bytes);
int xnb_call_pause(struct xnb_xen *xen, uint32_t domid);
int xnb_call_unpause(struct xnb_xen *xen, uint32_t domid);
int xnb_call_destroy(struct xnb_xen *xen, uint32_t domid);
/* Domains from number `first` on, at most `most`; returns how many. */
int xnb_call_getinfolist(struct xnb_xen *xen, uint32_t first, unsigned most,
                         xc_domaininfo_t *list);

/* A domctl without libxenctrl: as given, wrong on purpose or not. */
int xnb_call_raw_domctl(struct xnb_xen *xen, const struct xen_domctl *domctl);

/* The console. */
int xnb_call_send_debug_keys(struct xnb_xen *xen, const char *keys);
/* What follows *index, which moves on; *bytes: of the buffer, then how many came. */
int xnb_call_read_console(struct xnb_xen *xen, char *buffer, unsigned *bytes,
                          uint32_t *index);

/* Memory bandwidth monitoring. enabled: 1, 0, or -1 when the call is made to fail. */
int xnb_call_psr_enabled(struct xnb_xen *xen);
int xnb_call_psr_event_mask(struct xnb_xen *xen, uint32_t *events);
int xnb_call_psr_upscaling_factor(struct xnb_xen *xen, uint32_t *bytes);
int xnb_call_psr_total_rmid(struct xnb_xen *xen, uint32_t *total);
int xnb_call_psr_attach(struct xnb_xen *xen, uint32_t domid);
int xnb_call_psr_detach(struct xnb_xen *xen, uint32_t domid);
int xnb_call_psr_domain_rmid(struct xnb_xen *xen, uint32_t domid, uint32_t *rmid);
int xnb_call_psr_local(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu, uint64_t *count);
int xnb_call_psr_total(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu, uint64_t *count);

/* A domain's memory. map returns NULL when it fails, then nothing is mapped. */
void *xnb_call_map(struct xnb_xen *xen, uint32_t domid, size_t pages,
                   const xen_pfn_t *gfns);
int xnb_call_unmap(struct xnb_xen *xen, void *address, size_t pages);

#endif
