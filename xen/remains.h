/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libxl keeps of a domain outside of Xen, and removes only when it destroys the
 * domain itself: entries in xenstore (/local/domain/N, /libxl/N, /vm/UUID, its console's
 * backend) and files in /var/lib/xen.
 */
#ifndef XNB_XEN_REMAINS_H
#define XNB_XEN_REMAINS_H

#include "base/error.h"
#include "xen/domain.h"
#include "xen/xen.h"

/*
 * Removes it, of a domain of ours that is still there: before xnb_xen_reap(), while no
 * other domain can have its number. Entries that are not there, as those of a bare
 * domain, are fine, and so is a host without xenstored. One that is there and does not
 * answer is waited for once, for seconds: an error, after which this connection to Xen
 * asks it no more.
 */
int xnb_xen_remove_remains(struct xnb_xen *xen, const struct xnb_domain_entry *domain,
                           struct xnb_error *err);

#endif
