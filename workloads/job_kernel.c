/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/job_kinds.h"

#include "workloads/kernels.h"

struct passes {
	xnb_kernel_fn *run;
	struct xnb_streams streams;
	double sum;
};

/*
 * 128 MiB of each stream: long beside the look for a trap and the step between two, and
 * short beside any watchdog. Sums of whole numbers are exact in any order.
 */
#define SLICE_ELEMENTS ((uint64_t)1 << 24)
_Static_assert(SLICE_ELEMENTS % XNB_ELEMENTS_MULTIPLE == 0, "slices have no remainder");

static struct xnb_streams slice_of(const struct xnb_streams *all, uint64_t first)
{
	const uint64_t left = all->elements - first;

	return (struct xnb_streams){
	    .a = all->a + first,
	    .b = all->b ? all->b + first : NULL,
	    .c = all->c ? all->c + first : NULL,
	    .elements = left < SLICE_ELEMENTS ? left : SLICE_ELEMENTS,
	};
}

static int run_pass(struct xnb_runner *r, struct passes *passes)
{
	passes->sum = 0;
	for (uint64_t at = 0; at < passes->streams.elements; at += SLICE_ELEMENTS) {
		const struct xnb_streams slice = slice_of(&passes->streams, at);

		if (xnb_runner_stopped(r))
			return -1;
		if (at > 0)
			xnb_show_life(r);
		passes->sum += passes->run(&slice);
	}
	return 0;
}

static int run_passes(struct xnb_runner *r, void *state)
{
	for (uint64_t i = 0; i < r->job.iterations; i++)
		if (run_pass(r, state))
			return -1;
	return 0;
}

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	struct xnb_streams streams;

	if (job->isa >= XNB_N_ISAS)
		return XNB_STATUS_REFUSED;
	if (job->kernel >= xnb_n_kernels || !xnb_kernels[job->kernel].run[job->isa] ||
	    !(r->mailbox->isa_available & 1u << job->isa))
		return XNB_STATUS_UNSUPPORTED;
	if (xnb_streams_split(&xnb_kernels[job->kernel], r->buffer, job->bytes,
	                      job->vcpus, 0, &streams))
		return XNB_STATUS_REFUSED;
	return XNB_STATUS_DONE;
}

static int run(struct xnb_runner *r, uint32_t vcpu)
{
	const struct xnb_kernel *kernel = &xnb_kernels[r->job.kernel];
	struct passes passes = {.run = kernel->run[r->job.isa]};
	struct xnb_verdict *verdict = &r->verdicts[vcpu];
	struct xnb_beat beat = {.step = xnb_show_life, .arg = r};

	if (xnb_streams_split(kernel, r->buffer, r->job.bytes, r->job.vcpus, vcpu,
	                      &passes.streams))
		return -1;
	xnb_kernel_prepare(&passes.streams, &beat);
	xnb_step(r, vcpu);
	if (xnb_repeat(r, vcpu, run_passes, &passes))
		return -1;
	verdict->wrong = !xnb_kernel_check(kernel, &passes.streams,
	                                   xnb_repetitions(&r->job) * r->job.iterations,
	                                   passes.sum, &verdict->wrong_at, &beat);
	xnb_step(r, vcpu);
	return 0;
}

const struct xnb_job_handler xnb_job_kernel = {judge, run};
