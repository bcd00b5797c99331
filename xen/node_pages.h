/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XenServer's Xen counts each domain's pages by node, and takes claims for a node
 * (XEN_DOMCTL_NUMA_OP_GET_NODE_PAGES, xc_domain_claim_pages_node(); xapi's
 * ocaml/libs/xenctrl-ext/xenctrlext_stubs.c uses both). No released Xen has them, and the
 * patches that would tell the arguments of the former are not public where this was
 * written, so they are not called: a guessed structure would be a guessed result.
 */
#ifndef XNB_XEN_NODE_PAGES_H
#define XNB_XEN_NODE_PAGES_H

/* Why this program cannot ask the hypervisor for a domain's pages by node, for people. */
const char *xnb_node_pages_why_not(void);

#endif
