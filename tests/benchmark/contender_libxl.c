/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/benchmark/contender.h"

#include <libxl.h>
#include <libxl_utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct libxl {
	libxl_ctx *ctx;
	xentoollog_logger *log;
	const char *kernel;
	unsigned made;
};

static void close_libxl(void *state)
{
	struct libxl *libxl = state;

	libxl_ctx_free(libxl->ctx);
	if (libxl->log)
		xtl_logger_destroy(libxl->log);
	free(libxl);
}

static int open_libxl(void **state, const struct xnb_contender_options *options,
                      struct xnb_error *err)
{
	struct libxl *libxl = calloc(1, sizeof(*libxl));

	if (!libxl)
		return xnb_fail_nomem(err);
	libxl->kernel = options->kernel;
	libxl->log =
	    (xentoollog_logger *)xtl_createlogger_stdiostream(stderr, XTL_ERROR, 0);
	if (!libxl->log ||
	    libxl_ctx_alloc(&libxl->ctx, LIBXL_VERSION, 0, libxl->log) != 0) {
		close_libxl(libxl);
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, 0,
		    "libxl: cannot be opened; are xenstored and xenconsoled up?");
	}
	*state = libxl;
	return 0;
}

/* What `xl create' makes of the smallest PVH configuration. */
static void configure(struct libxl *libxl, libxl_domain_config *config)
{
	libxl_domain_config_init(config);
	config->c_info.type = LIBXL_DOMAIN_TYPE_PVH;
	if (asprintf(&config->c_info.name, "lifecycle-%u", libxl->made++) < 0)
		abort();
	libxl_uuid_generate(&config->c_info.uuid);
	libxl_domain_build_info_init_type(&config->b_info, LIBXL_DOMAIN_TYPE_PVH);
	config->b_info.max_vcpus = 1;
	libxl_cpu_bitmap_alloc(libxl->ctx, &config->b_info.avail_vcpus, 1);
	libxl_bitmap_set_any(&config->b_info.avail_vcpus);
	config->b_info.max_memkb = config->b_info.target_memkb = XNB_CYCLE_MIB * 1024;
	config->b_info.kernel = strdup(libxl->kernel);
}

static int cycle(void *state, double *ms, struct xnb_error *err)
{
	struct libxl *libxl = state;
	libxl_domain_config config;
	struct timespec at;
	uint32_t domid;
	int rc;

	configure(libxl, &config);
	clock_gettime(CLOCK_MONOTONIC, &at);
	rc = libxl_domain_create_new(libxl->ctx, &config, &domid, NULL, NULL);
	ms[0] = xnb_lap(&at);
	libxl_domain_config_dispose(&config);
	if (rc != 0)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "libxl: create failed (%d)", rc);
	clock_gettime(CLOCK_MONOTONIC, &at);
	rc = libxl_domain_destroy(libxl->ctx, domid, NULL);
	ms[1] = xnb_lap(&at);
	if (rc != 0)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "libxl: destroy failed (%d)",
		                rc);
	return 0;
}

const struct xnb_contender xnb_contender_libxl = {
    .name = "libxl",
    .steps = {"create", "destroy", NULL},
    .open = open_libxl,
    .cycle = cycle,
    .close = close_libxl,
};
