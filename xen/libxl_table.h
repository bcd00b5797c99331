/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which calls of libxl are which step: XNB_CALL(step, result, function, parameters,
 * arguments). In our copies of libxl's archives (cmake/Libxl.cmake, which reads this
 * table: an entry begins a line, its further lines are indented) each function is renamed
 * to xnb_step_<function>, which libxl_steps.c defines. A signature that is not the
 * library's does not compile. What is not here counts as libxl's own time.
 *
 * Included by libxl_steps.c only; it has no guard because it declares nothing.
 */
/* clang-format off: it takes lists of parameters for products. */

/* Functions of libxenctrl, and populate, which is watched. */
XNB_CALL(CREATE, int, xc_domain_create,
         (xc_interface *x, uint32_t *d, struct xen_domctl_createdomain *c), (x, d, c))
XNB_CALL(CREATE, int, xc_domain_max_vcpus, (xc_interface *x, uint32_t d, unsigned n),
         (x, d, n))
XNB_CALL(CREATE, int, xc_domain_setmaxmem, (xc_interface *x, uint32_t d, uint64_t kib),
         (x, d, kib))
XNB_CALL(CREATE, int, xc_domain_set_memmap_limit,
         (xc_interface *x, uint32_t d, unsigned long kib), (x, d, kib))
XNB_CALL(CREATE, int, xc_set_paging_mempool_size,
         (xc_interface *x, uint32_t d, uint64_t n), (x, d, n))
XNB_CALL(CREATE, int, xc_shadow_control,
         (xc_interface *x, uint32_t d, unsigned op, unsigned *mib, unsigned mode),
         (x, d, op, mib, mode))
XNB_CALL(CREATE, int, xc_domain_set_tsc_info,
         (xc_interface *x, uint32_t d, uint32_t mode, uint64_t ns, uint32_t khz,
          uint32_t n),
         (x, d, mode, ns, khz, n))
XNB_CALL(CREATE, int, xc_domain_set_time_offset,
         (xc_interface *x, uint32_t d, int32_t s), (x, d, s))
XNB_CALL(PLACEMENT, int, xc_physinfo, (xc_interface *x, xc_physinfo_t *info), (x, info))
XNB_CALL(PLACEMENT, int, xc_numainfo,
         (xc_interface *x, unsigned *n, xc_meminfo_t *nodes, uint32_t *distances),
         (x, n, nodes, distances))
XNB_CALL(PLACEMENT, int, xc_cputopoinfo,
         (xc_interface *x, unsigned *n, xc_cputopo_t *cpus), (x, n, cpus))
XNB_CALL(PLACEMENT, int, xc_get_max_cpus, (xc_interface *x), (x))
XNB_CALL(PLACEMENT, int, xc_get_max_nodes, (xc_interface *x), (x))
XNB_CALL(PLACEMENT, int, xc_get_online_cpus, (xc_interface *x), (x))
XNB_CALL(PLACEMENT, int, xc_domain_getinfolist,
         (xc_interface *x, uint32_t d, unsigned n, xc_domaininfo_t *info),
         (x, d, n, info))
XNB_CALL(PLACEMENT, int, xc_vcpu_getinfo,
         (xc_interface *x, uint32_t d, uint32_t v, xc_vcpuinfo_t *info), (x, d, v, info))
XNB_CALL(PLACEMENT, int, xc_vcpu_getaffinity,
         (xc_interface *x, uint32_t d, int v, xc_cpumap_t hard, xc_cpumap_t soft,
          uint32_t flags),
         (x, d, v, hard, soft, flags))
XNB_CALL(PLACEMENT, xc_cpupoolinfo_t *, xc_cpupool_getinfo,
         (xc_interface *x, uint32_t id), (x, id))
XNB_CALL(AFFINITY, int, xc_domain_node_setaffinity,
         (xc_interface *x, uint32_t d, xc_nodemap_t nodes), (x, d, nodes))
XNB_CALL(AFFINITY, int, xc_vcpu_setaffinity,
         (xc_interface *x, uint32_t d, int v, xc_cpumap_t hard, xc_cpumap_t soft,
          uint32_t flags),
         (x, d, v, hard, soft, flags))
XNB_CALL(POPULATE, int, xc_domain_claim_pages,
         (xc_interface *x, uint32_t d, unsigned long n), (x, d, n))
XNB_CALL(LOAD, int, xc_domain_set_memory_map,
         (xc_interface *x, uint32_t d, struct e820entry map[], uint32_t n),
         (x, d, map, n))
XNB_CALL(LOAD, int, xc_domain_hvm_getcontext,
         (xc_interface *x, uint32_t d, uint8_t *context, uint32_t n), (x, d, context, n))
XNB_CALL(LOAD, int, xc_domain_hvm_setcontext,
         (xc_interface *x, uint32_t d, uint8_t *context, uint32_t n), (x, d, context, n))
XNB_CALL(LOAD, int, xc_hvm_param_set,
         (xc_interface *x, uint32_t d, uint32_t param, uint64_t value),
         (x, d, param, value))
XNB_CALL(LOAD, int, xc_hvm_param_get,
         (xc_interface *x, uint32_t d, uint32_t param, uint64_t *value),
         (x, d, param, value))
XNB_CALL(START, int, xc_domain_unpause, (xc_interface *x, uint32_t d), (x, d))
XNB_CALL(CREATE, int, xc_domain_destroy, (xc_interface *x, uint32_t d), (x, d))
XNB_WATCHED(xc_domain_populate_physmap)
XNB_WATCHED(xc_domain_populate_physmap_exact)

/* Functions of libxenguest, which itself calls those above. */
XNB_GUEST(LOAD, struct xc_dom_image *, xc_dom_allocate,
          (xc_interface *x, const char *line, const char *features), (x, line, features))
XNB_GUEST(LOAD, int, xc_dom_kernel_file, (struct xc_dom_image *dom, const char *path),
          (dom, path))
XNB_GUEST(LOAD, int, xc_dom_boot_xen_init,
          (struct xc_dom_image *dom, xc_interface *x, uint32_t d), (dom, x, d))
XNB_GUEST(LOAD, int, xc_dom_parse_image, (struct xc_dom_image *dom), (dom))
XNB_GUEST(LOAD, int, xc_dom_mem_init, (struct xc_dom_image *dom, unsigned mib),
          (dom, mib))
XNB_GUEST(POPULATE, int, xc_dom_boot_mem_init, (struct xc_dom_image *dom), (dom))
XNB_GUEST(LOAD, int, xc_dom_build_image, (struct xc_dom_image *dom), (dom))
XNB_GUEST(LOAD, int, xc_dom_boot_image, (struct xc_dom_image *dom), (dom))
XNB_GUEST(LOAD, int, xc_dom_gnttab_init, (struct xc_dom_image *dom), (dom))

/* Functions of libxenstore. */
XNB_GUEST(XENSTORE, char **, xs_directory,
          (struct xs_handle *h, xs_transaction_t t, const char *path, unsigned *n),
          (h, t, path, n))
XNB_GUEST(XENSTORE, void *, xs_read,
          (struct xs_handle *h, xs_transaction_t t, const char *path, unsigned *n),
          (h, t, path, n))
XNB_GUEST(XENSTORE, bool, xs_write,
          (struct xs_handle *h, xs_transaction_t t, const char *path, const void *data,
           unsigned n),
          (h, t, path, data, n))
XNB_GUEST(XENSTORE, bool, xs_mkdir,
          (struct xs_handle *h, xs_transaction_t t, const char *path), (h, t, path))
XNB_GUEST(XENSTORE, bool, xs_rm,
          (struct xs_handle *h, xs_transaction_t t, const char *path), (h, t, path))
XNB_GUEST(XENSTORE, bool, xs_set_permissions,
          (struct xs_handle *h, xs_transaction_t t, const char *path,
           struct xs_permissions *p, unsigned n),
          (h, t, path, p, n))
XNB_GUEST(XENSTORE, bool, xs_watch,
          (struct xs_handle *h, const char *path, const char *token), (h, path, token))
XNB_GUEST(XENSTORE, bool, xs_unwatch,
          (struct xs_handle *h, const char *path, const char *token), (h, path, token))
XNB_GUEST(XENSTORE, char **, xs_check_watch, (struct xs_handle *h), (h))
XNB_GUEST(XENSTORE, xs_transaction_t, xs_transaction_start, (struct xs_handle *h), (h))
XNB_GUEST(XENSTORE, bool, xs_transaction_end,
          (struct xs_handle *h, xs_transaction_t t, bool abandon), (h, t, abandon))
XNB_GUEST(XENSTORE, bool, xs_introduce_domain,
          (struct xs_handle *h, unsigned d, unsigned long mfn, unsigned port),
          (h, d, mfn, port))
XNB_GUEST(XENSTORE, bool, xs_release_domain, (struct xs_handle *h, unsigned d), (h, d))
XNB_GUEST(XENSTORE, char *, xs_get_domain_path, (struct xs_handle *h, unsigned d),
          (h, d))

/* Of libc: how libxl waits. */
XNB_GUEST(WAIT, int, poll, (struct pollfd *fds, nfds_t n, int ms), (fds, n, ms))
