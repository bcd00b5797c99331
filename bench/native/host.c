/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/host.h"

#include "bench/latency_common.h"
#include "bench/native/caches.h"
#include "bench/native/latencies.h"
#include "bench/native/session.h"
#include "bench/native/settings_parts.h"
#include "bench/native/tables.h"
#include "bench/warnings.h"
#include "native/memory.h"

#include <stdio.h>
#include <string.h>

#define MIB ((uint64_t)1 << 20)

/* Where no cache is known. */
#define UNKNOWN_CACHE (64 * MIB)

/* As many of `--threads' as fit a sweep: all up to here, then by halves and doubles. */
#define EACH_COUNT_TO 8u

/* ---- what is left open ---- */

static void add_count(struct xnb_native_settings *s, uint32_t count)
{
	if (s->n_counts < XNB_NATIVE_MOST_COUNTS)
		s->counts[s->n_counts++] = count;
}

/* 1, 2, ... 8, 12, 16, 24, 32, 48, ... and all. */
static void sweep(struct xnb_native_settings *s, uint32_t all)
{
	for (uint32_t n = 1; n < all && n < EACH_COUNT_TO; n++)
		add_count(s, n);
	for (uint32_t n = EACH_COUNT_TO; n < all; n *= 2) {
		add_count(s, n);
		if (n + n / 2 < all)
			add_count(s, n + n / 2);
	}
	add_count(s, all);
}

/* "all", the 0 that stands first, becomes the number that it is. */
static void resolve_all(struct xnb_native_settings *s, uint32_t all)
{
	size_t at = 0;

	memmove(s->counts, s->counts + 1, --s->n_counts * sizeof(s->counts[0]));
	while (at < s->n_counts && s->counts[at] < all)
		at++;
	if (at < s->n_counts && s->counts[at] == all)
		return;
	memmove(s->counts + at + 1, s->counts + at,
	        (s->n_counts - at) * sizeof(s->counts[0]));
	s->counts[at] = all;
	s->n_counts++;
}

static void choose_threads(struct xnb_native_settings *s, const struct xnb_native *native,
                           uint32_t node)
{
	uint32_t all =
	    s->n_cpus ? (uint32_t)s->n_cpus : xnb_native_cores_of(native, node);

	if (!s->n_counts)
		sweep(s, all);
	else if (s->counts[0] == 0)
		resolve_all(s, all);
}

/* Of the largest team on any node: nodes may have different CPUs. */
static uint64_t caches_in_use(const struct xnb_run_parts *run)
{
	uint32_t cpus[XNB_NATIVE_MOST_TEAM];
	uint64_t most = 0;

	for (size_t i = 0; i < run->host.n_nodes; i++) {
		uint32_t node = run->host.nodes[i].id, n;
		uint64_t bytes;

		if (!run->host.nodes[i].n_cpus)
			continue;
		n = xnb_native_most_threads(run->native, node);
		if (xnb_native_team_cpus_of(run->native, node, n, cpus, NULL))
			continue;
		bytes = xnb_caches_last(run->native->topology, cpus, n);
		most = bytes > most ? bytes : most;
	}
	return most;
}

static uint64_t least_available(const struct xnb_host *host)
{
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < host->n_nodes; i++) {
		uint64_t bytes = xnb_native_memory_available("", host->nodes[i].id);

		if (host->nodes[i].memory_bytes && bytes < least)
			least = bytes;
	}
	return least;
}

static void choose_memory(struct xnb_run_parts *run)
{
	uint64_t cache = caches_in_use(run), room = least_available(&run->host) / 2;
	uint64_t *bytes = &run->settings.amounts.memory_bytes;

	if (*bytes)
		return;
	if (!cache)
		xnb_warn(
		    &run->warnings,
		    "the last-level caches are not known, and taken for %lu MiB; say "
		    "--memory where they are larger",
		    UNKNOWN_CACHE / MIB);
	*bytes = 4 * (cache ? cache : UNKNOWN_CACHE);
	*bytes = (*bytes + 2 * MIB - 1) / (2 * MIB) * (2 * MIB);
	if (*bytes <= room)
		return;
	*bytes = room / (2 * MIB) * (2 * MIB);
	xnb_warn(
	    &run->warnings,
	    "the working set is %lu MiB, half of the free memory of a node, and less "
	    "than 4 times the last-level caches of %lu MiB",
	    *bytes / MIB, cache / MIB);
}

int xnb_native_choose(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_settings *s = &run->settings;
	uint32_t a, b;

	if (s->native.n_cpus && s->cpu_node == XNB_ABSENT)
		s->cpu_node = xnb_native_node_of(run->native, s->native.cpus[0]);
	if (xnb_host_choose_nodes(&run->host, s->cpu_node, s->mem_node, &a, &b, err))
		return -1;
	choose_threads(&s->native, run->native, a);
	choose_memory(run);
	return 0;
}

/* ---- whether it can be had ---- */

static int check_team(const struct xnb_run_parts *run, struct xnb_error *err)
{
	const struct xnb_native_settings *s = &run->settings.native;
	uint32_t a = run->settings.cpu_node, cpus[XNB_NATIVE_MOST_TEAM];

	if (s->n_cpus && xnb_native_node_of(run->native, s->cpus[0]) != a)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "--cpus: CPU %u is not on node %u, which --cpu-node names; "
		    "leave --cpu-node out, or name CPUs of it",
		    s->cpus[0], a);
	return xnb_native_team_cpus_of(run->native, a, s->counts[s->n_counts - 1], cpus,
	                               err);
}

/* What chases would refuse, round by round. */
static int check_chases(const struct xnb_run_parts *run, struct xnb_error *err)
{
	const struct xnb_experiment *const *e = run->settings.experiments;

	for (; *e; e++)
		if ((*e == &xnb_native_latency || *e == &xnb_native_loaded_latency) &&
		    xnb_chase_fits((*e)->name, run->settings.amounts.memory_bytes, err))
			return -1;
	return 0;
}

static uint32_t memory_node(const struct xnb_unit *unit)
{
	return unit->scenario && unit->scenario->node_affinity == XNB_ON_B
	           ? unit->mem_node
	           : unit->cpu_node;
}

static bool has_only_pools(const struct xnb_native_settings *s)
{
	size_t i = 0;

	while (i < s->n_pages && xnb_native_is_pool(s->pages[i]))
		i++;
	return s->pages_chosen && i == s->n_pages;
}

static int check_memory(const struct xnb_run_parts *run, struct xnb_error *err)
{
	uint64_t bytes = run->settings.amounts.memory_bytes;

	if (has_only_pools(&run->settings.native))
		return 0; /* check_pages() asks these */
	for (size_t i = 0; i < run->plan.per_round; i++) {
		const struct xnb_unit *unit = &run->plan.units[i];
		bool all = unit->scenario && unit->scenario->node_affinity == XNB_ON_ALL;
		uint32_t node = memory_node(unit);
		uint64_t have =
		    xnb_native_memory_most("", all ? XNB_NATIVE_ABSENT : node);

		if (bytes > have)
			return xnb_fail(
			    err, XNB_EXIT_ENVIRONMENT, 0,
			    "--memory: %lu MiB, and %s %u has %lu MiB that can "
			    "be had; choose less, or free some",
			    bytes / MIB, all ? "the host with node" : "node", node,
			    have / MIB);
	}
	return 0;
}

/* An allocation costs nothing as long as it is not touched. Pages of which the host has
 * none are left out, as long as there are others. */
static int check_pages(const struct xnb_run_parts *run, struct xnb_error *err)
{
	const struct xnb_native_settings *s = &run->settings.native;

	for (size_t i = 0; i < s->n_pages; i++) {
		const struct xnb_native_want want = {
		    .bytes = run->settings.amounts.memory_bytes, .page = s->pages[i]};
		struct xnb_native_memory memory = {0};
		int result = xnb_native_memory_alloc(&memory, &want, "", err);
		bool lacks = result && memory.lack == XNB_NATIVE_NO_HUGE_PAGES;

		xnb_native_memory_free(&memory);
		if (!lacks)
			return result;
	}
	return xnb_fail_prefix(err, "--page");
}

static void warn_of_cache(const struct xnb_run_parts *run, struct xnb_warnings *warnings)
{
	uint64_t cache = caches_in_use(run), bytes = run->settings.amounts.memory_bytes;

	if (bytes < 4 * cache)
		xnb_warn(
		    warnings,
		    "--memory: %lu MiB are less than 4 times the last-level caches in "
		    "use, %lu MiB, so these take part in what is measured",
		    bytes / MIB, cache / MIB);
}

/* As where none is named. */
static bool plans_all_scenarios(const struct xnb_run_parts *run)
{
	size_t n = 0;

	while (run->settings.scenarios[n])
		n++;
	return !xnb_native_scenarios[n].name;
}

int xnb_native_check(const struct xnb_run_parts *run, struct xnb_error *err)
{
	run->native->all_scenarios = plans_all_scenarios(run);
	/* Once more, since now numbers of threads are known. */
	if (check_team(run, err) || xnb_native_check_settings(&run->settings, err) ||
	    check_memory(run, err) || check_chases(run, err))
		return -1;
	return check_pages(run, err);
}

/* Who asks for several by name may believe that each experiment has all of them. */
static void warn_of_pages(const struct xnb_run_parts *run, struct xnb_warnings *warnings)
{
	const struct xnb_native_settings *s = &run->settings.native;
	const struct xnb_experiment *const *e = run->settings.experiments;
	char what[128];
	int n = snprintf(what, sizeof(what), "pages other than %s in",
	                 xnb_native_page_names[s->pages[0]]);
	int before = n;

	if (!s->pages_chosen || s->n_pages < 2)
		return;
	for (; *e && n < (int)sizeof(what); e++)
		if ((*e)->first_page)
			n += snprintf(what + n, sizeof(what) - (size_t)n, "%s %s",
			              n > before ? "," : "", (*e)->name);
	if (n > before)
		xnb_absent(warnings, what,
		           "of the sizes of --page such an experiment takes the first; "
		           "run it again for each of the others: --page %s",
		           xnb_native_page_names[s->pages[1]]);
}

void xnb_native_warn(struct xnb_run_parts *run)
{
	warn_of_cache(run, &run->warnings);
	warn_of_pages(run, &run->warnings);
	if (*run->native->tsc.doubt)
		xnb_warn(&run->warnings, "%s", run->native->tsc.doubt);
}
