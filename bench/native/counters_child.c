/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/counters_canary.h"
#include "bench/native/counters_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a group counted of the canary: all bytes, or the local and the remote ones. */
static double seen(enum xnb_counter_group group, const double bytes[XNB_N_COUNTED])
{
	return group == XNB_COUNTERS_MEM
	           ? bytes[XNB_COUNTED_BYTES]
	           : bytes[XNB_COUNTED_LOCAL] + bytes[XNB_COUNTED_REMOTE];
}

static int count_canary(struct xnb_likwid *likwid, enum xnb_counter_group group,
                        double bytes[XNB_N_COUNTED])
{
	struct xnb_canary *canary = xnb_canary_new();
	int rc = -1;

	if (!canary)
		return -1;
	if (!xnb_likwid_start(likwid, group)) {
		xnb_canary_run(canary);
		rc = xnb_likwid_stop(likwid, group, bytes);
	}
	xnb_canary_free(canary);
	return rc;
}

static bool counts(struct xnb_likwid *likwid, enum xnb_counter_group group, char *why,
                   size_t size)
{
	double bytes[XNB_N_COUNTED];

	if (xnb_likwid_add(likwid, group, why, size))
		return false;
	if (count_canary(likwid, group, bytes)) {
		snprintf(why, size, "group %s: it cannot be counted",
		         xnb_counter_group_names[group]);
		return false;
	}
	if (xnb_canary_is_plausible(seen(group, bytes)))
		return true;
	snprintf(why, size,
	         "group %s: it counted %.0f bytes of a load of %" PRIu64
	         ", so it is not believed",
	         xnb_counter_group_names[group], seen(group, bytes), XNB_CANARY_BYTES);
	return false;
}

/* The canary is to run on one of the CPUs that are counted. */
static bool move_to(const uint32_t *cpus, uint32_t n)
{
	cpu_set_t *set = CPU_ALLOC(8192);
	const size_t size = CPU_ALLOC_SIZE(8192);
	bool moved = false;

	if (!set)
		return false;
	CPU_ZERO_S(size, set);
	for (uint32_t i = 0; i < n; i++)
		if (cpus[i] < 8192)
			CPU_SET_S(cpus[i], size, set);
	moved = !sched_setaffinity(0, size, set);
	CPU_FREE(set);
	return moved;
}

static struct xnb_likwid *probe(const struct xnb_counters_config *config,
                                struct xnb_counters_answer *answer)
{
	struct xnb_likwid *likwid;
	char *why = answer->why[0];
	const size_t size = sizeof(answer->why[0]);

	if (!xnb_canary_possible()) {
		snprintf(why, size,
		         "nothing here shows whether its counters can be "
		         "believed: lines cannot be flushed but on x86");
		return NULL;
	}
	if (!move_to(config->cpus, 1)) {
		snprintf(why, size, "CPU %" PRIu32 ": %s", config->cpus[0],
		         strerror(errno));
		return NULL;
	}
	likwid = xnb_likwid_open(config, why, size);
	for (unsigned i = 0; likwid && i < XNB_N_COUNTER_GROUPS; i++)
		if (counts(likwid, i, answer->why[i], sizeof(answer->why[i])))
			answer->groups |= 1u << i;
	move_to(config->cpus, config->n_cpus);
	return likwid;
}

static void answer_question(struct xnb_likwid *likwid,
                            const struct xnb_counters_question *question,
                            struct xnb_counters_answer *answer)
{
	const bool starts = question->request == XNB_COUNTERS_START;

	answer->failed = starts ? xnb_likwid_start(likwid, question->group)
	                        : xnb_likwid_stop(likwid, question->group, answer->bytes);
	if (answer->failed)
		snprintf(answer->why[0], sizeof(answer->why[0]), "it cannot %s to count",
		         starts ? "begin" : "end");
}

void xnb_counters_child(int socket, const struct xnb_counters_config *config)
{
	struct xnb_counters_answer answer = {0};
	struct xnb_counters_question question;
	struct xnb_likwid *likwid = probe(config, &answer);
	const bool useful = answer.groups;

	send(socket, &answer, sizeof(answer), MSG_NOSIGNAL);
	while (useful &&
	       recv(socket, &question, sizeof(question), 0) == sizeof(question)) {
		answer = (struct xnb_counters_answer){0};
		answer_question(likwid, &question, &answer);
		send(socket, &answer, sizeof(answer), MSG_NOSIGNAL);
	}
	if (likwid)
		xnb_likwid_close(likwid);
	_exit(0);
}
