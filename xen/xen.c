/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/xen.h"

#include "xen/calls.h"
#include "xen/diagnose.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int xnb_xen_fail(struct xnb_xen *xen, struct xnb_error *err, const char *remedy,
                 const char *format, ...)
{
	int errnum = errno;
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (!xen->log.text[0])
		return xnb_fail(err, XNB_EXIT_FAILED, errnum, "%s: %s; %s", what,
		                strerror(errnum), remedy);
	return xnb_fail(err, XNB_EXIT_FAILED, errnum, "%s: %s (%s); %s", what,
	                strerror(errnum), xen->log.text, remedy);
}

/*
 * One domctl and one sysctl: Xen checks the interface version of each with every call
 * and answers EACCES to one that it does not speak; its security policy does so too.
 */
static int probe(struct xnb_xen *xen, struct xnb_error *err)
{
	xc_physinfo_t physinfo = {0};
	int version;

	if (!xnb_call_physinfo(xen, &physinfo)) {
		xen->nodes = xnb_call_nodemap_alloc(xen);
		if (xen->nodes && !xnb_call_node_getaffinity(xen, 0, xen->nodes))
			return 0;
	}
	if (errno != EACCES)
		return xnb_xen_diagnose("", errno, err);
	version = xnb_call_version(xen, XENVER_version, NULL);
	if (version < 0)
		return xnb_xen_diagnose("", errno, err);
	return xnb_xen_refused((unsigned)version >> 16, (unsigned)version & 0xffff, err);
}

static int prepare_maps(struct xnb_xen *xen, struct xnb_error *err)
{
	int nodes = xnb_call_get_max_nodes(xen);
	int cpus = nodes > 0 ? xnb_call_get_max_cpus(xen) : -1;

	if (nodes <= 0 || cpus <= 0)
		return xnb_xen_fail(xen, err, "see `xl dmesg'",
		                    "the hypervisor: cannot tell its nodes and CPUs");
	xen->max_nodes = (unsigned)nodes;
	xen->max_cpus = (unsigned)cpus;
	xen->hard = xnb_call_cpumap_alloc(xen);
	xen->soft = xen->hard ? xnb_call_cpumap_alloc(xen) : NULL;
	if (!xen->soft)
		return xnb_xen_fail(xen, err, "close other programs in dom0",
		                    "the hypervisor: cannot make a map of its CPUs");
	return 0;
}

/* Opens what `xen` says; frees it when that fails. */
static int open_made(struct xnb_xen **out, struct xnb_xen *xen, struct xnb_error *err)
{
	int cause;

	xnb_xen_log_init(&xen->log);
	if (xnb_call_open(xen)) {
		xnb_xen_diagnose("", errno, err);
		goto fail;
	}
	if (probe(xen, err) || prepare_maps(xen, err))
		goto fail;
	*out = xen;
	return 0;
fail:
	cause = errno;
	xnb_xen_close(xen);
	errno = cause;
	return -1;
}

int xnb_xen_open(struct xnb_xen **out, const struct xnb_xen_options *options,
                 struct xnb_error *err)
{
	struct xnb_xen *xen = calloc(1, sizeof(*xen));

	*out = NULL;
	if (!xen)
		return xnb_fail_nomem(err);
	if (options) {
		xen->fail_call = options->fail_call;
		xen->fail_errno = options->fail_errno ? options->fail_errno : EIO;
	}
	return open_made(out, xen, err);
}

int xnb_xen_open_beside(struct xnb_xen **out, struct xnb_xen *first,
                        struct xnb_error *err)
{
	struct xnb_xen *xen = calloc(1, sizeof(*xen));

	*out = NULL;
	if (!xen)
		return xnb_fail_nomem(err);
	xen->first = first;
	return open_made(out, xen, err);
}

void xnb_xen_close(struct xnb_xen *xen)
{
	if (!xen)
		return;
	free(xen->nodes);
	free(xen->hard);
	free(xen->soft);
	xnb_call_close(xen);
	free(xen);
}

void xnb_xen_ask_again(struct xnb_xen *xen, bool again)
{
	xen->asking_again = again;
}

uint64_t xnb_xen_calls(const struct xnb_xen *xen)
{
	return xen->calls;
}
