/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mman.h>

int xnb_xen_gate(struct xnb_xen *xen)
{
	struct xnb_xen *counting = xen->first ? xen->first : xen;

	xen->log.text[0] = '\0';
	if (xen->asking_again || ++counting->calls != counting->fail_call)
		return 0;
	snprintf(xen->log.text, sizeof(xen->log.text),
	         "call %llu, which a test made fail",
	         (unsigned long long)counting->fail_call);
	errno = counting->fail_errno;
	return -1;
}

int xnb_call_open(struct xnb_xen *xen)
{
	struct xentoollog_logger *logger = &xen->log.base;

	xen->xc = xnb_xen_gate(xen) ? NULL : xc_interface_open(logger, logger, 0);
	if (!xen->xc)
		return -1;
	xen->foreign = xnb_xen_gate(xen) ? NULL : xenforeignmemory_open(logger, 0);
	if (!xen->foreign)
		return -1;
	xen->call = xnb_xen_gate(xen) ? NULL : xencall_open(logger, 0);
	return xen->call ? 0 : -1;
}

void xnb_call_close(struct xnb_xen *xen)
{
	if (xen->call)
		xencall_close(xen->call);
	if (xen->foreign)
		xenforeignmemory_close(xen->foreign);
	if (xen->xc)
		xc_interface_close(xen->xc);
}

int xnb_call_version(struct xnb_xen *xen, int command, void *arg)
{
	return xnb_xen_gate(xen) ? -1 : xc_version(xen->xc, command, arg);
}

int xnb_call_physinfo(struct xnb_xen *xen, xc_physinfo_t *info)
{
	return xnb_xen_gate(xen) ? -1 : xc_physinfo(xen->xc, info);
}

int xnb_call_cputopoinfo(struct xnb_xen *xen, unsigned *n, xc_cputopo_t *cpus)
{
	return xnb_xen_gate(xen) ? -1 : xc_cputopoinfo(xen->xc, n, cpus);
}

int xnb_call_numainfo(struct xnb_xen *xen, unsigned *n, xc_meminfo_t *nodes,
                      uint32_t *distances)
{
	return xnb_xen_gate(xen) ? -1 : xc_numainfo(xen->xc, n, nodes, distances);
}

int xnb_call_sched_id(struct xnb_xen *xen, int *id)
{
	return xnb_xen_gate(xen) ? -1 : xc_sched_id(xen->xc, id);
}

int xnb_call_get_max_nodes(struct xnb_xen *xen)
{
	return xnb_xen_gate(xen) ? -1 : xc_get_max_nodes(xen->xc);
}

int xnb_call_get_max_cpus(struct xnb_xen *xen)
{
	return xnb_xen_gate(xen) ? -1 : xc_get_max_cpus(xen->xc);
}

int xnb_call_get_cpufreq_para(struct xnb_xen *xen, int cpu,
                              struct xc_get_cpufreq_para *para)
{
	return xnb_xen_gate(xen) ? -1 : xc_get_cpufreq_para(xen->xc, cpu, para);
}

int xnb_call_get_max_cstate(struct xnb_xen *xen, uint32_t *value)
{
	return xnb_xen_gate(xen) ? -1 : xc_get_cpuidle_max_cstate(xen->xc, value);
}

int xnb_call_get_max_cx(struct xnb_xen *xen, int cpu, int *n)
{
	return xnb_xen_gate(xen) ? -1 : xc_pm_get_max_cx(xen->xc, cpu, n);
}

xc_nodemap_t xnb_call_nodemap_alloc(struct xnb_xen *xen)
{
	return xnb_xen_gate(xen) ? NULL : xc_nodemap_alloc(xen->xc);
}

xc_cpumap_t xnb_call_cpumap_alloc(struct xnb_xen *xen)
{
	return xnb_xen_gate(xen) ? NULL : xc_cpumap_alloc(xen->xc);
}

int xnb_call_domain_create(struct xnb_xen *xen, uint32_t *domid,
                           struct xen_domctl_createdomain *config)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_create(xen->xc, domid, config);
}

int xnb_call_max_vcpus(struct xnb_xen *xen, uint32_t domid, unsigned n)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_max_vcpus(xen->xc, domid, n);
}

int xnb_call_setmaxmem(struct xnb_xen *xen, uint32_t domid, uint64_t kib)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_setmaxmem(xen->xc, domid, kib);
}

int xnb_call_set_paging_pool(struct xnb_xen *xen, uint32_t domid, uint64_t bytes)
{
	return xnb_xen_gate(xen) ? -1 : xc_set_paging_mempool_size(xen->xc, domid, bytes);
}

int xnb_call_get_paging_pool(struct xnb_xen *xen, uint32_t domid, uint64_t *bytes)
{
	return xnb_xen_gate(xen) ? -1 : xc_get_paging_mempool_size(xen->xc, domid, bytes);
}

int xnb_call_claim(struct xnb_xen *xen, uint32_t domid, unsigned long pages)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_claim_pages(xen->xc, domid, pages);
}

int xnb_call_set_tsc_mode(struct xnb_xen *xen, uint32_t domid, uint32_t mode)
{
	return xnb_xen_gate(xen) ? -1
	                         : xc_domain_set_tsc_info(xen->xc, domid, mode, 0, 0, 0);
}

int xnb_call_node_setaffinity(struct xnb_xen *xen, uint32_t domid, xc_nodemap_t nodes)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_node_setaffinity(xen->xc, domid, nodes);
}

int xnb_call_node_getaffinity(struct xnb_xen *xen, uint32_t domid, xc_nodemap_t nodes)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_node_getaffinity(xen->xc, domid, nodes);
}

int xnb_call_vcpu_setaffinity(struct xnb_xen *xen, uint32_t domid, unsigned vcpu,
                              xc_cpumap_t hard, xc_cpumap_t soft, uint32_t flags)
{
	return xnb_xen_gate(xen)
	           ? -1
	           : xc_vcpu_setaffinity(xen->xc, domid, (int)vcpu, hard, soft, flags);
}

int xnb_call_vcpu_getaffinity(struct xnb_xen *xen, uint32_t domid, unsigned vcpu,
                              xc_cpumap_t hard, xc_cpumap_t soft)
{
	return xnb_xen_gate(xen)
	           ? -1
	           : xc_vcpu_getaffinity(xen->xc, domid, (int)vcpu, hard, soft,
	                                 XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT);
}

int xnb_call_vcpu_getinfo(struct xnb_xen *xen, uint32_t domid, unsigned vcpu,
                          xc_vcpuinfo_t *info)
{
	return xnb_xen_gate(xen) ? -1 : xc_vcpu_getinfo(xen->xc, domid, vcpu, info);
}

int xnb_call_populate(struct xnb_xen *xen, uint32_t domid, unsigned order, unsigned flags,
                      xen_pfn_t *gfn)
{
	return xnb_xen_gate(xen) ? -1
	                         : xc_domain_populate_physmap_exact(xen->xc, domid, 1,
	                                                            order, flags, gfn);
}

int xnb_call_populate_some(struct xnb_xen *xen, uint32_t domid, unsigned order,
                           unsigned flags, size_t n, xen_pfn_t *gfns)
{
	return xnb_xen_gate(xen)
	           ? -1
	           : xc_domain_populate_physmap(xen->xc, domid, n, order, flags, gfns);
}

int xnb_call_depopulate(struct xnb_xen *xen, uint32_t domid, unsigned order, size_t n,
                        xen_pfn_t *gfns)
{
	return xnb_xen_gate(xen)
	           ? -1
	           : xc_domain_decrease_reservation_exact(xen->xc, domid, n, order, gfns);
}

int xnb_call_context_size(struct xnb_xen *xen, uint32_t domid)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_hvm_getcontext(xen->xc, domid, NULL, 0);
}

int xnb_call_setcontext(struct xnb_xen *xen, uint32_t domid, void *context, size_t bytes)
{
	if (xnb_xen_gate(xen))
		return -1;
	if (bytes > UINT32_MAX) {
		errno = EFBIG;
		return -1;
	}
	return xc_domain_hvm_setcontext(xen->xc, domid, context, (uint32_t)bytes);
}

int xnb_call_pause(struct xnb_xen *xen, uint32_t domid)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_pause(xen->xc, domid);
}

int xnb_call_unpause(struct xnb_xen *xen, uint32_t domid)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_unpause(xen->xc, domid);
}

int xnb_call_destroy(struct xnb_xen *xen, uint32_t domid)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_destroy(xen->xc, domid);
}

int xnb_call_getinfolist(struct xnb_xen *xen, uint32_t first, unsigned most,
                         xc_domaininfo_t *list)
{
	return xnb_xen_gate(xen) ? -1 : xc_domain_getinfolist(xen->xc, first, most, list);
}

int xnb_call_raw_domctl(struct xnb_xen *xen, const struct xen_domctl *domctl)
{
	struct xen_domctl *copy;
	int result, cause;

	if (xnb_xen_gate(xen))
		return -1;
	copy = xencall_alloc_buffer(xen->call, sizeof(*copy));
	if (!copy)
		return -1;
	*copy = *domctl;
	result = xencall1(xen->call, __HYPERVISOR_domctl, (uintptr_t)copy);
	cause = errno;
	xencall_free_buffer(xen->call, copy);
	errno = cause;
	return result;
}

int xnb_call_send_debug_keys(struct xnb_xen *xen, const char *keys)
{
	return xnb_xen_gate(xen) ? -1 : xc_send_debug_keys(xen->xc, keys);
}

int xnb_call_read_console(struct xnb_xen *xen, char *buffer, unsigned *bytes,
                          uint32_t *index)
{
	return xnb_xen_gate(xen)
	           ? -1
	           : xc_readconsolering(xen->xc, buffer, bytes, 0, 1, index);
}

int xnb_call_psr_enabled(struct xnb_xen *xen)
{
	return xnb_xen_gate(xen) ? -1 : xc_psr_cmt_enabled(xen->xc);
}

int xnb_call_psr_event_mask(struct xnb_xen *xen, uint32_t *events)
{
	return xnb_xen_gate(xen) ? -1 : xc_psr_cmt_get_l3_event_mask(xen->xc, events);
}

int xnb_call_psr_upscaling_factor(struct xnb_xen *xen, uint32_t *bytes)
{
	return xnb_xen_gate(xen) ? -1
	                         : xc_psr_cmt_get_l3_upscaling_factor(xen->xc, bytes);
}

int xnb_call_psr_total_rmid(struct xnb_xen *xen, uint32_t *total)
{
	return xnb_xen_gate(xen) ? -1 : xc_psr_cmt_get_total_rmid(xen->xc, total);
}

int xnb_call_psr_attach(struct xnb_xen *xen, uint32_t domid)
{
	return xnb_xen_gate(xen) ? -1 : xc_psr_cmt_attach(xen->xc, domid);
}

int xnb_call_psr_detach(struct xnb_xen *xen, uint32_t domid)
{
	return xnb_xen_gate(xen) ? -1 : xc_psr_cmt_detach(xen->xc, domid);
}

int xnb_call_psr_domain_rmid(struct xnb_xen *xen, uint32_t domid, uint32_t *rmid)
{
	return xnb_xen_gate(xen) ? -1 : xc_psr_cmt_get_domain_rmid(xen->xc, domid, rmid);
}

int xnb_call_psr_local(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu, uint64_t *count)
{
	return xnb_xen_gate(xen)
	           ? -1
	           : xc_psr_cmt_get_data(xen->xc, rmid, cpu, XC_PSR_CMT_LOCAL_MEM_COUNT,
	                                 count, NULL);
}

int xnb_call_psr_total(struct xnb_xen *xen, uint32_t rmid, uint32_t cpu, uint64_t *count)
{
	return xnb_xen_gate(xen)
	           ? -1
	           : xc_psr_cmt_get_data(xen->xc, rmid, cpu, XC_PSR_CMT_TOTAL_MEM_COUNT,
	                                 count, NULL);
}

void *xnb_call_map(struct xnb_xen *xen, uint32_t domid, size_t pages,
                   const xen_pfn_t *gfns)
{
	return xnb_xen_gate(xen)
	           ? NULL
	           : xenforeignmemory_map(xen->foreign, domid, PROT_READ | PROT_WRITE,
	                                  pages, gfns, NULL);
}

int xnb_call_unmap(struct xnb_xen *xen, void *address, size_t pages)
{
	return xnb_xen_gate(xen) ? -1
	                         : xenforeignmemory_unmap(xen->foreign, address, pages);
}
