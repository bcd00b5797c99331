/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/job_kinds.h"

#include "workloads/kernels.h"

struct passes {
	xnb_kernel_fn *run;
	struct xnb_streams streams;
	double sum;
};

static int run_passes(struct xnb_runner *r, void *state)
{
	struct passes *passes = state;

	for (uint64_t i = 0; i < r->job.iterations; i++) {
		if (xnb_runner_stopped(r))
			return -1;
		passes->sum = passes->run(&passes->streams);
	}
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

	if (xnb_streams_split(kernel, r->buffer, r->job.bytes, r->job.vcpus, vcpu,
	                      &passes.streams))
		return -1;
	xnb_kernel_prepare(&passes.streams);
	xnb_step(r, vcpu);
	if (xnb_repeat(r, vcpu, run_passes, &passes))
		return -1;
	verdict->wrong = !xnb_kernel_check(kernel, &passes.streams,
	                                   xnb_repetitions(&r->job) * r->job.iterations,
	                                   passes.sum, &verdict->wrong_at);
	xnb_step(r, vcpu);
	return 0;
}

const struct xnb_job_handler xnb_job_kernel = {judge, run};
