/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/group.h"

#include "bench/domains/needs.h"
#include "bench/domains/room.h"
#include "bench/domains/workload.h"
#include "xen/dom0.h"

#include <stdlib.h>

/* ---- room ---- */

/* Of the members from `first` on. */
static void pages_by_node(const struct xnb_session *session,
                          const struct xnb_group_member *members, unsigned first,
                          unsigned n, struct xnb_page_counts *pages)
{
	*pages = (struct xnb_page_counts){0};
	for (unsigned i = first; i < n; i++) {
		const struct xnb_group_member *member = &members[i];
		const struct xnb_needs needs = {
		    .scenario = xnb_shape_policy(&member->shape, &member->unit),
		    .cpu_node = member->unit.cpu_node,
		    .mem_node = member->unit.mem_node,
		    .memory_bytes = member->shape.memory_bytes,
		    .vcpus = member->shape.vcpus,
		    .order = member->unit.order,
		};
		struct xnb_page_counts its_own;

		xnb_needs_by_node(&needs, session->host, &its_own);
		xnb_pages_add(pages, &its_own);
	}
}

static unsigned most_vcpus(const struct xnb_group_member *members, unsigned n)
{
	unsigned most = 0;

	for (unsigned i = 0; i < n; i++)
		if (members[i].shape.vcpus > most)
			most = members[i].shape.vcpus;
	return most;
}

int xnb_group_check(struct xnb_session *session, const struct xnb_group_member *members,
                    unsigned n, struct xnb_error *err)
{
	struct xnb_room room = {.domains = n, .vcpus = most_vcpus(members, n)};
	struct xnb_free_pages free_pages;
	struct xnb_dom0 dom0;

	if (xnb_xen_read_dom0(session->xen, &dom0, err) ||
	    xnb_xen_read_free_pages(session->xen, &free_pages, err))
		return -1;
	room.dom0_reserve = xnb_dom0_reserve(&dom0);
	pages_by_node(session, members, 0, n, &room.pages);
	return xnb_room_check(&room, &free_pages, err);
}

/* ---- the domains ---- */

static int begin_trial(struct xnb_group *group, unsigned i, struct xnb_error *err)
{
	const struct xnb_group_member *member = &group->members[i];
	struct xnb_shape shape = member->shape;

	shape.before = i ? &group->trials[i - 1] : NULL;
	pages_by_node(group->session, group->members, i + 1, group->n, &shape.behind);
	group->begun = i + 1;
	return xnb_trial_begin(&group->trials[i], group->session, &member->unit, &shape,
	                       err);
}

/* vCPUs of all that share member i's node, or the host where it is not pinned. */
static void mark_overcommitted(struct xnb_group *group, unsigned i)
{
	const struct xnb_group_member *member = &group->members[i];
	unsigned vcpus = 0;

	for (unsigned j = 0; j < group->n; j++)
		if (group->members[j].unit.cpu_node == member->unit.cpu_node)
			vcpus += group->members[j].shape.vcpus;
	if (xnb_is_overcommitted(group->session->host,
	                         xnb_shape_policy(&member->shape, &member->unit),
	                         member->unit.cpu_node, vcpus))
		xnb_flags_add(&group->trials[i].flags, "overcommitted");
}

int xnb_group_begin(struct xnb_group *group, struct xnb_session *session,
                    const struct xnb_group_member *members, unsigned n,
                    struct xnb_error *err)
{
	*group = (struct xnb_group){.session = session, .members = members, .n = n};
	group->trials = calloc(n, sizeof(*group->trials));
	group->outcomes = calloc(n, sizeof(*group->outcomes));
	if (!group->trials || !group->outcomes)
		return xnb_fail_nomem(err);
	for (unsigned i = 0; i < n; i++)
		if (begin_trial(group, i, err))
			return xnb_fail_prefix(err, "domain %u of %u", i + 1, n);
	for (unsigned i = 0; i < n; i++)
		mark_overcommitted(group, i);
	return 0;
}

static int run_parties(struct xnb_group *group, struct xnb_jobs_party *parties,
                       struct xnb_jobs_request *requests, struct xnb_error *err)
{
	for (unsigned i = 0; i < group->n; i++) {
		const struct xnb_group_member *member = &group->members[i];

		requests[i] = xnb_trial_jobs_request(&group->trials[i], member->jobs,
		                                     member->n_jobs);
		parties[i] = (struct xnb_jobs_party){group->trials[i].built.domain,
		                                     &requests[i], &group->outcomes[i]};
	}
	return xnb_jobs_run_together(parties, group->n, err);
}

int xnb_group_run(struct xnb_group *group, struct xnb_error *err)
{
	struct xnb_jobs_party *parties = calloc(group->n, sizeof(*parties));
	struct xnb_jobs_request *requests = calloc(group->n, sizeof(*requests));
	int result;

	result = parties && requests ? run_parties(group, parties, requests, err)
	                             : xnb_fail_nomem(err);
	for (unsigned i = 0; !result && i < group->n; i++)
		xnb_trial_tell_ending(&group->trials[i], &group->outcomes[i]);
	free(parties);
	free(requests);
	return result;
}

/* What one domain's pages bring back of what is owed is not owed to the next one. */
static int give_back(struct xnb_group *group, struct xnb_error *err)
{
	for (unsigned i = 0; i < group->begun; i++) {
		const unsigned last = (i ? i : group->begun) - 1;

		group->trials[i].built.owed = group->trials[last].built.owed;
		if (xnb_trial_give_back(&group->trials[i], err))
			return -1;
	}
	return 0;
}

int xnb_group_end(struct xnb_group *group, int result, struct xnb_error *err)
{
	if (!result)
		result = give_back(group, err);
	/* The first failure is the one to tell; the supervisor reaps what stays. */
	for (unsigned i = 0; i < group->begun; i++)
		result = xnb_trial_destroy(&group->trials[i], result, err);
	for (unsigned i = 0; group->outcomes && i < group->n; i++)
		xnb_outcome_free(&group->outcomes[i]);
	free(group->trials);
	free(group->outcomes);
	*group = (struct xnb_group){0};
	return result;
}
