/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/plausible.h"

#include "workloads/jobs.h"
#include "workloads/kernels.h"

#define MOST_BYTES_PER_TICK  512.0
#define MOST_FLOPS_PER_TICK  128.0
#define MOST_LOADS_PER_TICK  2.0
#define MOST_ROUNDS_PER_TICK (1.0 / 8)
#define LEAST_SLEEP          0.8

/* Only the split matters, no byte of it is touched. */
static uint64_t elements_of(const struct xnb_job *ordered,
                            const struct xnb_kernel *kernel)
{
	struct xnb_streams streams;

	if (xnb_streams_split(kernel, (void *)(uintptr_t)XNB_STREAM_ALIGN, ordered->bytes,
	                      ordered->vcpus, 0, &streams))
		return 0;
	return streams.elements;
}

static bool is_rate_possible(const struct xnb_raw_sample *sample, double each,
                             double most)
{
	const double ticks = (double)(sample->end - sample->start);

	return (double)sample->done * each <= most * ticks;
}

/* Where a number was ordered that, where a time was, any but nothing. */
static bool is_amount(const struct xnb_job *ordered, uint64_t done, uint64_t amount)
{
	return ordered->duration_ns ? done > 0 : done == amount;
}

/* Who injects may do nothing, too: a delay may be for ever. */
static bool injects(const struct xnb_job *ordered)
{
	return ordered->kind == XNB_JOB_INJECT || ordered->kind == XNB_JOB_LOADED;
}

static bool is_kernel_possible(const struct xnb_job *ordered, uint32_t member,
                               const struct xnb_raw_sample *sample)
{
	const struct xnb_kernel *kernel;

	(void)member;
	if (ordered->kernel >= xnb_n_kernels)
		return false;
	kernel = &xnb_kernels[ordered->kernel];
	return (injects(ordered) ||
	        is_amount(ordered, sample->done,
	                  ordered->iterations * elements_of(ordered, kernel))) &&
	       is_rate_possible(sample, kernel->bytes_read + kernel->bytes_written,
	                        MOST_BYTES_PER_TICK) &&
	       is_rate_possible(sample, kernel->flops, MOST_FLOPS_PER_TICK);
}

static bool is_chase_possible(const struct xnb_job *ordered, uint32_t member,
                              const struct xnb_raw_sample *sample)
{
	(void)member;
	return is_amount(ordered, sample->done, ordered->iterations) &&
	       is_rate_possible(sample, 1, MOST_LOADS_PER_TICK);
}

static bool is_loaded_possible(const struct xnb_job *ordered, uint32_t member,
                               const struct xnb_raw_sample *sample)
{
	return member == 0 ? is_chase_possible(ordered, member, sample)
	                   : is_kernel_possible(ordered, member, sample);
}

static bool is_pingpong_possible(const struct xnb_job *ordered, uint32_t member,
                                 const struct xnb_raw_sample *sample)
{
	(void)member;
	return sample->done == ordered->iterations &&
	       is_rate_possible(sample, 1, MOST_ROUNDS_PER_TICK);
}

static bool is_busy_possible(const struct xnb_job *ordered, uint32_t member,
                             const struct xnb_raw_sample *sample)
{
	(void)member;
	return sample->done > 0 && sample->end - sample->start >= ordered->iterations;
}

/* By the clock that it sleeps by. */
static bool is_idle_possible(const struct xnb_job *ordered, uint32_t member,
                             const struct xnb_raw_sample *sample)
{
	const double asked_ns = (double)ordered->iterations * (double)ordered->period_ns;

	(void)member;
	if (sample->done != ordered->iterations)
		return false;
	return sample->start_ns == 0 ||
	       (double)(sample->end_ns - sample->start_ns) >= LEAST_SLEEP * asked_ns;
}

bool xnb_work_is_possible(const struct xnb_job *ordered, uint32_t member,
                          const struct xnb_raw_sample *sample)
{
	static bool (*const kinds[])(const struct xnb_job *ordered, uint32_t member,
	                             const struct xnb_raw_sample *sample) = {
	    [XNB_JOB_KERNEL] = is_kernel_possible,
	    [XNB_JOB_CHASE] = is_chase_possible,
	    [XNB_JOB_INJECT] = is_kernel_possible,
	    [XNB_JOB_LOADED] = is_loaded_possible,
	    [XNB_JOB_BUSY] = is_busy_possible,
	    [XNB_JOB_IDLE] = is_idle_possible,
	    [XNB_JOB_PINGPONG] = is_pingpong_possible,
	};

	if (ordered->kind >= sizeof(kinds) / sizeof(kinds[0]) || !kinds[ordered->kind])
		return true;
	return kinds[ordered->kind](ordered, member, sample);
}
