/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/jobs.h"

/*
 * What nothing that is worth measuring exceeds, with every share one after the other: for
 * an element of 8 bytes 1 us, for a line of a chase 10 us.
 */
#define SLOW_ELEMENT_NS 1000u
#define SLOW_LINE_NS    10000u

/* Prepared, checked, and added up once more; or linked, shuffled, and walked twice. */
#define UNTIMED_TIMES 4u

/* A waking that comes so late is hung, a TSC so slow is none, and so is a call so long,
 * with what is done around it. */
#define SLOW_PERIODS 10u
#define SLOW_TSC_HZ  1e8
#define SLOW_CALL_NS 100000000u

/* What is timed by the clock waits for its slot, or for others to let it run. */
#define SLOW_SLOTS 10u

static double timed_ns(const struct xnb_job *job, double repetitions)
{
	const uint64_t slot =
	    job->slot_ns > job->duration_ns ? job->slot_ns : job->duration_ns;

	return repetitions * (double)slot * SLOW_SLOTS;
}

/* A pass that was begun is finished, untimed. */
static double kernel_limit_ns(const struct xnb_job *job, double repetitions)
{
	const double passes =
	    repetitions * (job->duration_ns ? 1 : (double)job->iterations);

	return (double)job->bytes / 8 * SLOW_ELEMENT_NS * (passes + UNTIMED_TIMES) +
	       timed_ns(job, repetitions);
}

static double chase_limit_ns(const struct xnb_job *job, double repetitions)
{
	const double loads = job->duration_ns ? 0 : (double)job->iterations;

	return ((double)job->bytes / 64 * UNTIMED_TIMES + repetitions * loads) *
	           SLOW_LINE_NS +
	       timed_ns(job, repetitions);
}

static double loaded_limit_ns(const struct xnb_job *job, double repetitions)
{
	return chase_limit_ns(job, repetitions) + kernel_limit_ns(job, repetitions);
}

static double pingpong_limit_ns(const struct xnb_job *job, double repetitions)
{
	return repetitions * (double)job->iterations * 2 * SLOW_LINE_NS +
	       timed_ns(job, repetitions);
}

static double idle_limit_ns(const struct xnb_job *job, double repetitions)
{
	return repetitions * (double)job->iterations * (double)job->period_ns *
	       SLOW_PERIODS;
}

static double busy_limit_ns(const struct xnb_job *job, double repetitions)
{
	return repetitions * (double)job->iterations / SLOW_TSC_HZ * 1e9;
}

static double hypercall_limit_ns(const struct xnb_job *job, double repetitions)
{
	(void)job;
	return repetitions * SLOW_CALL_NS;
}

static double (*const limits_ns[])(const struct xnb_job *job, double repetitions) = {
    [XNB_JOB_KERNEL] = kernel_limit_ns,       [XNB_JOB_CHASE] = chase_limit_ns,
    [XNB_JOB_IDLE] = idle_limit_ns,           [XNB_JOB_BUSY] = busy_limit_ns,
    [XNB_JOB_HYPERCALL] = hypercall_limit_ns, [XNB_JOB_INJECT] = kernel_limit_ns,
    [XNB_JOB_LOADED] = loaded_limit_ns,       [XNB_JOB_PINGPONG] = pingpong_limit_ns,
};

/* The jobs of tests have no amount, and end at once or never. */
static double job_limit_seconds(const struct xnb_job *job)
{
	double repetitions = (double)job->warmups + job->samples;

	if (job->kind >= sizeof(limits_ns) / sizeof(limits_ns[0]) ||
	    !limits_ns[job->kind])
		return 0;
	return limits_ns[job->kind](job, repetitions) / 1e9;
}

double xnb_jobs_limit_seconds(const struct xnb_jobs_request *request)
{
	double limit = request->watchdog_seconds;

	for (uint32_t i = 0; i < request->n_jobs; i++)
		limit += job_limit_seconds(&request->jobs[i]);
	return limit;
}
