/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/node_pages.h"

#include <xenctrl.h>

const char *xnb_node_pages_why_not(void)
{
#ifdef XEN_DOMCTL_NUMA_OP_GET_NODE_PAGES
	return "the headers of this build have XEN_DOMCTL_NUMA_OP_GET_NODE_PAGES, but this "
	       "version does not know its arguments";
#else
	return "the headers of this build have no XEN_DOMCTL_NUMA_OP_GET_NODE_PAGES; "
	       "those of XenServer 9 do";
#endif
}
