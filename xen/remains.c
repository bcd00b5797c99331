/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/remains.h"

#include "xen/internal.h"
#include "xen/layout.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xenstore.h>

#define UUID_TEXT 37
#define FILES     "/var/lib/xen/userdata-?"
#define BACKENDS  "/local/domain/0/backend"

static void uuid_text(const struct xnb_domain_entry *domain, char text[UUID_TEXT])
{
	uint8_t uuid[16];
	char *at = text;

	xnb_uuid_make(uuid, domain->run_tag);
	for (int i = 0; i < 16; i++)
		at +=
		    sprintf(at, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x",
		            uuid[i]);
}

static int remove_entry(struct xnb_xen *xen, struct xs_handle *xs, const char *path,
                        struct xnb_error *err)
{
	if (!xnb_xen_gate(xen) && (xs_rm(xs, XBT_NULL, path) || errno == ENOENT))
		return 0;
	return xnb_fail(err, XNB_EXIT_FAILED, errno,
	                "%s: cannot be removed from xenstore: %s; remove it with "
	                "xenstore-rm",
	                path, strerror(errno));
}

/* A folder of dom0's that nobody is in any more; libxl leaves none either. */
static int remove_empty(struct xnb_xen *xen, struct xs_handle *xs, const char *path,
                        struct xnb_error *err)
{
	unsigned n = 0;
	char **list = xs_directory(xs, XBT_NULL, path, &n);
	bool empty = list && n == 0;

	free(list);
	return empty ? remove_entry(xen, xs, path, err) : 0;
}

static int remove_entries(struct xnb_xen *xen, struct xs_handle *xs,
                          const struct xnb_domain_entry *domain, const char *uuid,
                          struct xnb_error *err)
{
	char paths[4][80];

	snprintf(paths[0], sizeof(paths[0]), BACKENDS "/console/%u", domain->domid);
	snprintf(paths[1], sizeof(paths[1]), "/vm/%s", uuid);
	snprintf(paths[2], sizeof(paths[2]), "/libxl/%u", domain->domid);
	snprintf(paths[3], sizeof(paths[3]), "/local/domain/%u", domain->domid);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (remove_entry(xen, xs, paths[i], err))
			return -1;
	if (remove_empty(xen, xs, BACKENDS "/console", err))
		return -1;
	return remove_empty(xen, xs, BACKENDS, err);
}

static int remove_files(const struct xnb_domain_entry *domain, const char *uuid,
                        struct xnb_error *err)
{
	char pattern[128];
	glob_t found;
	int rc = 0;

	snprintf(pattern, sizeof(pattern), FILES ".%u.%s.*", domain->domid, uuid);
	if (glob(pattern, GLOB_NOSORT, NULL, &found))
		return 0;
	for (size_t i = 0; i < found.gl_pathc && !rc; i++)
		if (unlink(found.gl_pathv[i]) && errno != ENOENT)
			rc = xnb_fail(err, XNB_EXIT_FAILED, errno,
			              "%s: cannot be removed: %s", found.gl_pathv[i],
			              strerror(errno));
	globfree(&found);
	return rc;
}

int xnb_xen_remove_remains(struct xnb_xen *xen, const struct xnb_domain_entry *domain,
                           struct xnb_error *err)
{
	struct xs_handle *xs = xnb_xen_gate(xen) ? NULL : xs_open(0);
	char uuid[UUID_TEXT];
	int rc = 0;

	uuid_text(domain, uuid);
	if (xs)
		rc = remove_entries(xen, xs, domain, uuid, err);
	xs_close(xs);
	if (remove_files(domain, uuid, rc ? NULL : err))
		rc = -1;
	return rc;
}
