/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/trial_team.h"

#include "bench/native/pages.h"
#include "bench/native/session.h"
#include "bench/warnings.h"

#include <errno.h>
#include <string.h>

static int choose_cpus(struct xnb_native_trial *trial, uint32_t *cpus,
                       struct xnb_error *err)
{
	struct xnb_native_shape *shape = &trial->shape;
	const struct xnb_native *native = trial->session->native;
	uint32_t node = trial->unit->cpu_node;

	if (!shape->threads)
		shape->threads = xnb_native_most_threads(native, node);
	if (shape->threads > XNB_NATIVE_MOST_TEAM)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%u threads: a team has at most %d; choose fewer",
		                shape->threads, XNB_NATIVE_MOST_TEAM);
	if (!shape->cpus)
		return xnb_native_team_cpus_of(native, node, shape->threads, cpus, err);
	memcpy(cpus, shape->cpus, shape->threads * sizeof(*cpus));
	return 0;
}

/* A CPU that was there when the run began may be gone. */
static int check_cpus(const uint32_t *cpus, uint32_t n, struct xnb_error *err)
{
	struct xnb_native_cpus now;
	int result = 0;

	if (xnb_native_cpus_read(&now, "", NULL, 0, err))
		return -1;
	for (uint32_t i = 0; i < n && !result; i++)
		if (!xnb_native_cpu(&now, cpus[i]))
			result = xnb_fail(
			    err, XNB_EXIT_ENVIRONMENT, ENODEV,
			    "CPU %u went offline or left the cpuset of this run; "
			    "bring it back, and `run --resume' measures what is missing",
			    cpus[i]);
	xnb_native_cpus_free(&now);
	return result;
}

static void tell_unwatched(struct xnb_native_trial *trial)
{
	struct xnb_native *native = trial->session->native;
	struct xnb_native_unwatched list[8];
	size_t n;

	if (native->told_unwatched)
		return;
	native->told_unwatched = true;
	n = xnb_native_unwatched(trial->observer, list, 8);
	for (size_t i = 0; i < n && i < 8; i++)
		xnb_absent(trial->session->warnings, list[i].what, "%s", list[i].why);
}

static void name_cpu_nodes(struct xnb_native_trial *trial, const uint32_t *cpus)
{
	const struct xnb_native_cpus *all = &trial->session->native->cpus;
	bool on[XNB_NATIVE_MOST_NODES] = {false};

	for (uint32_t i = 0; i < trial->shape.threads; i++) {
		const struct xnb_native_cpu *cpu = xnb_native_cpu(all, cpus[i]);

		if (cpu && cpu->node < XNB_NATIVE_MOST_NODES)
			on[cpu->node] = true;
	}
	xnb_native_name_nodes(on, XNB_NATIVE_MOST_NODES, trial->cpu_node,
	                      sizeof(trial->cpu_node));
}

int xnb_native_trial_team(struct xnb_native_trial *trial, struct xnb_error *err)
{
	uint32_t cpus[XNB_NATIVE_MOST_TEAM];
	uint32_t n;

	if (choose_cpus(trial, cpus, err))
		return -1;
	n = trial->shape.threads;
	if (check_cpus(cpus, n, err) ||
	    xnb_native_team_new(&trial->team, cpus, n, false, err) ||
	    xnb_native_observer_new(&trial->observer, cpus, n, "", err))
		return -1;
	trial->shape.cpus = xnb_native_team_cpus(trial->team);
	name_cpu_nodes(trial, cpus);
	tell_unwatched(trial);
	return 0;
}
