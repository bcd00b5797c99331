/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/libxl.h"

#include "xen/internal.h"
#include "xen/layout.h"
#include "xen/libxl_daemons.h"
#include "xen/libxl_kernel.h"
#include "xen/libxl_steps.h"

#include <libxl.h>
#include <libxl_utils.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct xnb_libxl {
	struct xnb_xen *xen;
	struct xnb_xen_log log;
	libxl_ctx *ctx;
	int kernel; /* file descriptor; -1: none */
};

/* libxl tells of a failure at each level on its way up: the first one is the cause. */
static void keep_first(struct xentoollog_logger *logger, xentoollog_level level,
                       int errnum, const char *context, const char *format, va_list args)
{
	struct xnb_xen_log *log = (struct xnb_xen_log *)logger;

	(void)errnum;
	(void)context;
	if (level >= XTL_ERROR && !log->text[0])
		vsnprintf(log->text, sizeof(log->text), format, args);
}

static void make_log(struct xnb_xen_log *log)
{
	xnb_xen_log_init(log);
	log->base.vmessage = keep_first;
}

/* The gate, also for what libxl is asked. */
static int gate(struct xnb_libxl *libxl)
{
	libxl->log.text[0] = '\0';
	return xnb_xen_gate(libxl->xen);
}

/* An error of libxl: its own codes say less than its log. */
static int fail(struct xnb_libxl *libxl, struct xnb_error *err, enum xnb_exit exit,
                const char *what, const char *remedy)
{
	const char *said = libxl->log.text[0] ? libxl->log.text : libxl->xen->log.text;

	return xnb_fail(err, exit, EIO, "libxl: %s: %s; %s", what,
	                said[0] ? said : "it does not say why", remedy);
}

int xnb_libxl_open(struct xnb_libxl **out, struct xnb_xen *xen, struct xnb_error *err)
{
	struct xnb_libxl *libxl;

	*out = NULL;
	if (xnb_libxl_daemons_check(err))
		return -1;
	libxl = calloc(1, sizeof(*libxl));
	if (!libxl)
		return xnb_fail_nomem(err);
	libxl->xen = xen;
	make_log(&libxl->log);
	libxl->kernel = xnb_libxl_kernel_open(err);
	if (libxl->kernel < 0)
		goto failed;
	if (gate(libxl) || libxl_ctx_alloc(&libxl->ctx, LIBXL_VERSION, 0,
	                                   (xentoollog_logger *)&libxl->log)) {
		fail(libxl, err, XNB_EXIT_ENVIRONMENT, "cannot be opened",
		     "see whether `xl list' works");
		goto failed;
	}
	*out = libxl;
	return 0;
failed:
	xnb_libxl_close(libxl);
	return -1;
}

void xnb_libxl_close(struct xnb_libxl *libxl)
{
	if (!libxl)
		return;
	if (libxl->ctx)
		libxl_ctx_free(libxl->ctx);
	if (libxl->kernel >= 0)
		close(libxl->kernel);
	free(libxl);
}

/* What `xl create' makes of a file with a kernel, its memory and its number of vCPUs. */
static int configure(struct xnb_libxl *libxl, const struct xnb_libxl_request *request,
                     libxl_domain_config *config, struct xnb_error *err)
{
	libxl_domain_build_info *build = &config->b_info;
	uint64_t kib = request->memory_bytes / 1024;

	libxl_domain_config_init(config);
	config->c_info.type = LIBXL_DOMAIN_TYPE_PVH;
	xnb_uuid_make(config->c_info.uuid.uuid, request->run_tag);
	libxl_domain_build_info_init_type(build, LIBXL_DOMAIN_TYPE_PVH);
	build->max_vcpus = (int)request->vcpus;
	build->max_memkb = build->target_memkb = kib;
	if (asprintf(&config->c_info.name, "xen-numabench-%016" PRIx64,
	             request->run_tag) < 0)
		config->c_info.name = NULL;
	if (asprintf(&build->kernel, "/proc/self/fd/%d", libxl->kernel) < 0)
		build->kernel = NULL;
	if (!config->c_info.name || !build->kernel ||
	    libxl_cpu_bitmap_alloc(libxl->ctx, &build->avail_vcpus, (int)request->vcpus))
		return xnb_fail_nomem(err);
	libxl_bitmap_set_any(&build->avail_vcpus);
	return 0;
}

static void keep_steps(struct xnb_steps *out, const struct xnb_libxl_recording *recording)
{
	if (out)
		*out = recording->steps;
}

int xnb_libxl_create(struct xnb_libxl *libxl, const struct xnb_libxl_request *request,
                     uint32_t *domid, struct xnb_steps *steps, struct xnb_error *err)
{
	struct xnb_libxl_recording recording = {.watch = request->watch, .err = err};
	libxl_domain_config config;
	int rc = configure(libxl, request, &config, err);

	if (rc)
		goto out;
	*domid = (uint32_t)INVALID_DOMID;
	if (!gate(libxl)) {
		xnb_libxl_record_begin(&recording);
		rc = libxl_domain_create_new(libxl->ctx, &config, domid, NULL, NULL);
		xnb_libxl_record_end();
	} else {
		rc = -1;
	}
	keep_steps(steps, &recording);
	if (rc && !recording.failed)
		fail(libxl, err, XNB_EXIT_FAILED, "a domain cannot be created",
		     "see whether `xl create' works here");
out:
	libxl_domain_config_dispose(&config);
	return rc ? -1 : 0;
}

int xnb_libxl_create_domain(struct xnb_libxl *libxl,
                            const struct xnb_libxl_request *request,
                            struct xnb_domain **domain, struct xnb_error *err)
{
	uint32_t domid;

	/* Before there is a domain that could not be handed over without it. */
	*domain = calloc(1, sizeof(**domain));
	if (!*domain)
		return xnb_fail_nomem(err);
	if (xnb_libxl_create(libxl, request, &domid, NULL, err)) {
		free(*domain);
		*domain = NULL;
		return -1;
	}
	**domain = (struct xnb_domain){
	    .xen = libxl->xen,
	    .domid = domid,
	    .vcpus = request->vcpus,
	    .memory_bytes = request->memory_bytes,
	    .libxl = libxl,
	};
	return 0;
}

int xnb_libxl_start(struct xnb_libxl *libxl, uint32_t domid, struct xnb_steps *steps,
                    struct xnb_error *err)
{
	struct xnb_libxl_recording recording = {.err = err};
	int rc = gate(libxl);

	if (!rc) {
		xnb_libxl_record_begin(&recording);
		rc = libxl_domain_unpause(libxl->ctx, domid, NULL);
		xnb_libxl_record_end();
	}
	keep_steps(steps, &recording);
	return rc ? fail(libxl, err, XNB_EXIT_FAILED, "a domain cannot be started",
	                 "see whether `xl list' still has it")
	          : 0;
}

int xnb_libxl_destroy(struct xnb_libxl *libxl, uint32_t domid, struct xnb_steps *steps,
                      struct xnb_error *err)
{
	struct xnb_libxl_recording recording = {.err = err};
	int rc = gate(libxl);

	if (!rc) {
		xnb_libxl_record_begin(&recording);
		rc = libxl_domain_destroy(libxl->ctx, domid, NULL);
		xnb_libxl_record_end();
	}
	keep_steps(steps, &recording);
	if (rc)
		return fail(libxl, err, XNB_EXIT_FAILED, "a domain cannot be destroyed",
		            "it is still there, `xen-numabench cleanup' removes it");
	/* libxl does not wait for the last page. */
	return xnb_xen_reap(libxl->xen, domid, err);
}

static int make_map(struct xnb_libxl *libxl, libxl_bitmap *map,
                    const struct xnb_set *nodes, struct xnb_error *err)
{
	libxl_bitmap_init(map);
	if (libxl_node_bitmap_alloc(libxl->ctx, map, 0))
		return fail(libxl, err, XNB_EXIT_FAILED, "no map of nodes",
		            "see `xl info -n'");
	for (unsigned i = 0; nodes && i < XNB_SET_BITS; i++) {
		if (!xnb_set_has(nodes, i))
			continue;
		if (i >= map->size * 8)
			return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
			                "node %u: libxl's maps end at %u here", i,
			                map->size * 8 - 1);
		libxl_bitmap_set(map, (int)i);
	}
	return 0;
}

int xnb_libxl_set_node_affinity(struct xnb_libxl *libxl, uint32_t domid,
                                const struct xnb_set *nodes, struct xnb_error *err)
{
	libxl_bitmap map;
	int rc = make_map(libxl, &map, nodes, err);

	if (!rc &&
	    (gate(libxl) || libxl_domain_set_nodeaffinity(libxl->ctx, domid, &map)))
		rc = fail(libxl, err, XNB_EXIT_FAILED,
		          "a domain's node affinity cannot be set",
		          "name at least one node that is online");
	libxl_bitmap_dispose(&map);
	return rc;
}

int xnb_libxl_get_node_affinity(struct xnb_libxl *libxl, uint32_t domid,
                                struct xnb_set *nodes, struct xnb_error *err)
{
	libxl_bitmap map;
	int rc = make_map(libxl, &map, NULL, err);

	*nodes = (struct xnb_set){0};
	if (!rc &&
	    (gate(libxl) || libxl_domain_get_nodeaffinity(libxl->ctx, domid, &map)))
		rc = fail(libxl, err, XNB_EXIT_FAILED,
		          "a domain's node affinity cannot be read",
		          "see whether `xl list' still has it");
	for (unsigned i = 0; !rc && i < map.size * 8; i++)
		if (libxl_bitmap_test(&map, (int)i))
			xnb_set_add(nodes, i);
	libxl_bitmap_dispose(&map);
	return rc;
}
