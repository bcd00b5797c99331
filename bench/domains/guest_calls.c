/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/guest_calls.h"

#include "bench/domains/scratch.h"
#include "workloads/guest_calls.h"
#include "xen/hypercall.h"

const struct xnb_guest_operation xnb_guest_operations[] = {
    {"empty", "no call at all: what the timer itself costs", XNB_GUEST_EMPTY,
     XNB_NO_ORDER},
    {"version", "XENVER_version, which does nothing: the floor of a hypercall",
     XNB_GUEST_VERSION, XNB_NO_ORDER},
    {"yield", "SCHEDOP_yield: the scheduler looks for somebody else to run",
     XNB_GUEST_YIELD, XNB_NO_ORDER},
    {"maximum-ram-page", "XENMEM_maximum_ram_page, which reads one number",
     XNB_GUEST_MAXIMUM_PAGE, XNB_NO_ORDER},
    {"current-reservation", "XENMEM_current_reservation of the domain itself",
     XNB_GUEST_RESERVATION, XNB_NO_ORDER},
    {"runstate", "VCPUOP_get_runstate_info of the vCPU itself", XNB_GUEST_RUNSTATE,
     XNB_NO_ORDER},
    {"populate", "XENMEM_populate_physmap of one page", XNB_GUEST_POPULATE, 0},
    {"populate", "XENMEM_populate_physmap of one extent of 2 MiB", XNB_GUEST_POPULATE, 9},
    {"decrease", "XENMEM_decrease_reservation of one page", XNB_GUEST_DECREASE, 0},
    {"decrease", "XENMEM_decrease_reservation of one extent of 2 MiB", XNB_GUEST_DECREASE,
     9},
    {NULL, NULL, 0, 0},
};

const size_t xnb_guest_most_calls = XNB_RING_ENTRIES;

static struct xnb_job job_of(const struct xnb_guest_operation *operation, size_t n)
{
	return (struct xnb_job){
	    .kind = XNB_JOB_HYPERCALL,
	    .vcpus = 1,
	    .bytes = XNB_SCRATCH_BUFFER_BYTES,
	    .iterations = 1,
	    .samples = (uint32_t)n,
	    .call = operation->call,
	    .order = operation->order == XNB_NO_ORDER ? 0 : (uint32_t)operation->order,
	};
}

static int judge(const struct xnb_session *session, const struct xnb_outcome *outcome,
                 const struct xnb_job *job, uint64_t *ticks, struct xnb_error *err)
{
	const struct xnb_limits limits = {.cpu_khz = session->cpu_khz,
	                                  .wall_ns = outcome->wall_ns};
	const struct xnb_evidence evidence =
	    xnb_evidence_of(outcome->copy, outcome->ending, &limits);
	enum xnb_judgement judgement = xnb_judge_calls(ticks, &evidence, 0, job);

	if (judgement == XNB_JUDGED_GOOD)
		return 0;
	if (judgement == XNB_JUDGED_WRONG)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "a call failed, Xen answered %ld; see `xl dmesg'",
		                (long)outcome->copy->jobs[0].wrong_at);
	if (outcome->ending != XNB_ENDING_FINISHED)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "%s", outcome->why);
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "what the domain says of its calls is of no use (%s); report "
	                "this as a bug",
	                xnb_judgement_flags[judgement]);
}

static int time_some(struct xnb_session *session,
                     const struct xnb_guest_operation *operation, uint32_t cpu_node,
                     size_t n, uint64_t *ticks, struct xnb_error *err)
{
	const struct xnb_job job = job_of(operation, n);
	const struct xnb_scratch_request request = {
	    .scenario = "local", .cpu_node = cpu_node, .jobs = &job, .n_jobs = 1};
	struct xnb_outcome outcome;
	int result = xnb_scratch_run(session, &request, &outcome, err);

	if (!result)
		result = judge(session, &outcome, &job, ticks, err);
	xnb_outcome_free(&outcome);
	return result;
}

int xnb_guest_operation_time(struct xnb_session *session,
                             const struct xnb_guest_operation *operation,
                             uint32_t cpu_node, size_t n, uint64_t *ticks,
                             struct xnb_error *err)
{
	for (size_t done = 0, some; done < n; done += some) {
		some = n - done < xnb_guest_most_calls ? n - done : xnb_guest_most_calls;
		if (time_some(session, operation, cpu_node, some, ticks + done, err))
			return xnb_fail_prefix(err, "hypercall %s, path guest",
			                       operation->name);
	}
	return 0;
}
