/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/remains.h"

#include "xen/internal.h"
#include "xen/layout.h"
#include "xen/libxl_daemons.h"

#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xenstore.h>

/* Of 10 ms each: far more than xenconsoled takes on a busy host. */
#define MOST_CONSOLE_WAITS 500

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

static int fail_entry(struct xnb_xen *xen, const char *path, struct xnb_error *err)
{
	xen->store_silent = errno == ETIMEDOUT;
	return xnb_fail(err, XNB_EXIT_FAILED, errno,
	                "%s: cannot be removed from xenstore: %s; remove it with "
	                "xenstore-rm, and what else `xenstore-ls -f' has of the domain",
	                path, strerror(errno));
}

static int remove_entry(struct xnb_xen *xen, struct xs_handle *xs, const char *path,
                        struct xnb_error *err)
{
	if (!xnb_xen_gate(xen) && (xs_rm(xs, XBT_NULL, path) || errno == ENOENT))
		return 0;
	return fail_entry(xen, path, err);
}

static bool is_empty(struct xs_handle *xs, xs_transaction_t t, const char *path)
{
	unsigned n = 0;
	char **list = xs_directory(xs, t, path, &n);

	free(list);
	return list && n == 0;
}

/*
 * A folder of dom0's that nobody is in any more; libxl leaves none either. In a
 * transaction: where another toolstack has just put something there, xenstored refuses
 * with EAGAIN, and the folder is not empty.
 */
static int remove_empty(struct xnb_xen *xen, struct xs_handle *xs, const char *path,
                        struct xnb_error *err)
{
	xs_transaction_t t = xnb_xen_gate(xen) ? XBT_NULL : xs_transaction_start(xs);
	bool remove;

	if (t == XBT_NULL)
		return fail_entry(xen, path, err);
	remove = is_empty(xs, t, path) && xs_rm(xs, t, path);
	if (xs_transaction_end(xs, t, !remove) || errno == EAGAIN)
		return 0;
	return fail_entry(xen, path, err);
}

/* Whether xenstore has something at `name` of the domain's console. */
static bool has_console_entry(struct xnb_xen *xen, struct xs_handle *xs, uint32_t domid,
                              const char *name)
{
	char path[64];
	unsigned length = 0;
	char *value;

	snprintf(path, sizeof(path), "/local/domain/%u/console/%s", domid, name);
	value = xnb_xen_gate(xen) ? NULL : xs_read(xs, XBT_NULL, path, &length);
	free(value);
	return value && length > 0;
}

/*
 * Once a console has its ring, xenconsoled opens a terminal for it and writes that into
 * xenstore. Removed in between, the domain's entries would be there again afterwards, and
 * for ever; and a xenconsoled that finds the ring's domain gone can end.
 */
static void wait_for_console(struct xnb_xen *xen, struct xs_handle *xs, uint32_t domid)
{
	const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};

	if (!has_console_entry(xen, xs, domid, "ring-ref") || !xnb_xenconsoled_runs())
		return;
	for (int i = 0; i < MOST_CONSOLE_WAITS; i++) {
		if (has_console_entry(xen, xs, domid, "tty"))
			return;
		nanosleep(&pause, NULL);
	}
}

static int remove_entries(struct xnb_xen *xen, struct xs_handle *xs,
                          const struct xnb_domain_entry *domain, const char *uuid,
                          struct xnb_error *err)
{
	char paths[4][80];

	wait_for_console(xen, xs, domain->domid);
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

/* NULL where there is no xenstored, or none that answers; that has then been told. */
static int open_store(struct xnb_xen *xen, struct xs_handle **xs, struct xnb_error *err)
{
	*xs = NULL;
	if (xen->store_silent)
		return 0;
	if (!xnb_xen_gate(xen))
		*xs = xs_open(0);
	if (*xs || errno == ENOENT || errno == ECONNREFUSED)
		return 0;
	return fail_entry(xen, "entries of domains", err);
}

int xnb_xen_remove_remains(struct xnb_xen *xen, const struct xnb_domain_entry *domain,
                           struct xnb_error *err)
{
	struct xs_handle *xs;
	char uuid[UUID_TEXT];
	int rc = open_store(xen, &xs, err);

	uuid_text(domain, uuid);
	if (xs)
		rc = remove_entries(xen, xs, domain, uuid, err);
	xs_close(xs);
	if (remove_files(domain, uuid, rc ? NULL : err))
		rc = -1;
	return rc;
}
