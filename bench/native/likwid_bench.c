/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/likwid_bench.h"

#include "base/program.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

enum { LIST_SECONDS = 30 };

static int run(const struct xnb_args *args, const struct xnb_likwid_order *order,
               struct xnb_buf *out, struct xnb_error *err)
{
	const struct xnb_program program = {
	    .argv = (const char *const *)args->v,
	    .package = "likwid",
	    .stdin_fd = -1,
	    .seconds = order ? order->seconds : LIST_SECONDS,
	    .prepare = order ? xnb_likwid_bench_prepare : NULL,
	    .arg = order,
	    .stopped = order ? order->stopped : NULL,
	};

	return args->failed ? xnb_fail_nomem(err) : xnb_program_run(&program, out, err);
}

int xnb_likwid_bench_kernels(struct xnb_likwid_kernels *kernels, struct xnb_error *err)
{
	struct xnb_args args = {0};
	struct xnb_buf out = {0};
	int result;

	*kernels = (struct xnb_likwid_kernels){0};
	xnb_args_add(&args, "likwid-bench");
	xnb_args_add(&args, "-a");
	result = run(&args, NULL, &out, err);
	if (!result)
		result = xnb_likwid_parse_kernels(xnb_buf_text(&out), kernels, err);
	xnb_buf_free(&out);
	xnb_args_free(&args);
	return result;
}

/* It makes of its affinity what CPUs there are, and pins its threads among these. */
static int confine(const struct xnb_likwid_order *order)
{
	cpu_set_t *set = CPU_ALLOC(XNB_LIKWID_MOST_CPUS);
	const size_t size = CPU_ALLOC_SIZE(XNB_LIKWID_MOST_CPUS);
	int rc;

	if (!set)
		return ENOMEM;
	CPU_ZERO_S(size, set);
	for (uint32_t i = 0; i < order->n_cpus; i++)
		CPU_SET_S(order->cpus[i], size, set);
	rc = sched_setaffinity(0, size, set) ? errno : 0;
	CPU_FREE(set);
	return rc;
}

int xnb_likwid_bench_prepare(const void *order)
{
	/* glibc.malloc.hugetlb=2, libhugetlbfs: both would put huge pages of a pool under
	 * its arrays, which the flag below does not forbid. */
	if (unsetenv("GLIBC_TUNABLES") || unsetenv("LD_PRELOAD"))
		return errno;
	/* Inherited by what it starts, and kept by exec (prctl(2)). */
	if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		return errno;
	return confine(order);
}

static int check_cpus(const struct xnb_likwid_order *order,
                      const struct xnb_likwid_result *result, struct xnb_error *err)
{
	for (uint32_t i = 0; i < order->n_cpus; i++) {
		const uint32_t cpu = order->cpus[i];

		if (!(result->on_cpu[cpu / 64] >> cpu % 64 & 1))
			return xnb_fail(err, XNB_EXIT_FAILED, 0,
			                "likwid-bench: none of its threads ran on CPU %u",
			                cpu);
	}
	return 0;
}

static int check(const struct xnb_likwid_order *order,
                 const struct xnb_likwid_result *result, struct xnb_error *err)
{
	if (strcmp(result->kernel, order->kernel) || result->passes != order->passes ||
	    result->threads != order->n_cpus)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "likwid-bench: it made %" PRIu64
		                " passes of %s with %" PRIu32 " threads; %" PRIu64
		                " of %s with %" PRIu32 " were ordered",
		                result->passes, result->kernel, result->threads,
		                order->passes, order->kernel, order->n_cpus);
	/* It rounds to the stride of its loop, which is a small part of anything large.
	 */
	if (result->size > order->bytes ||
	    (double)result->size < 0.99 * (double)order->bytes)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "likwid-bench: its streams have %" PRIu64
		                " bytes; %" PRIu64 " were ordered",
		                result->size, order->bytes);
	return check_cpus(order, result, err);
}

static int check_order(const struct xnb_likwid_order *order, struct xnb_error *err)
{
	for (uint32_t i = 0; i < order->n_cpus; i++)
		if (order->cpus[i] >= XNB_LIKWID_MOST_CPUS)
			return xnb_fail(err, XNB_EXIT_FAILED, 0,
			                "likwid-bench: CPU %" PRIu32 " is beyond what is "
			                "understood",
			                order->cpus[i]);
	return 0;
}

int xnb_likwid_bench_run(const struct xnb_likwid_order *order,
                         struct xnb_likwid_result *result, struct xnb_error *err)
{
	struct xnb_args args = {0};
	struct xnb_buf out = {0};
	int rc;

	if (check_order(order, err))
		return -1;
	xnb_args_add(&args, "likwid-bench");
	xnb_args_add(&args, "-t");
	xnb_args_add(&args, "%s", order->kernel);
	/* N: all the CPUs that it sees; W: each thread touches its own part first. */
	xnb_args_add(&args, "-W");
	xnb_args_add(&args, "N:%" PRIu64 "kB:%" PRIu32, order->bytes / 1000,
	             order->n_cpus);
	xnb_args_add(&args, "-i");
	xnb_args_add(&args, "%" PRIu64, order->passes);
	rc = run(&args, order, &out, err);
	if (!rc)
		rc = xnb_likwid_parse_result(xnb_buf_text(&out), result, err);
	if (!rc)
		rc = check(order, result, err);
	xnb_buf_free(&out);
	xnb_args_free(&args);
	return rc;
}
