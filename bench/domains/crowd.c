/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/crowd.h"

#include <stdbool.h>

/* At least six, however small the node. */
static const unsigned sizes[] = {1, 2, 3, 4, 6, 8, 12, 16};
enum { N_SIZES = sizeof(sizes) / sizeof(sizes[0]), LEAST_SIZES = 6 };
_Static_assert(3 * N_SIZES == XNB_MOST_CROWDS, "as the header says");

/* Appends N domains with `all` vCPUs together, unless the last one is the same. */
static size_t add(struct xnb_crowd *out, size_t n, unsigned domains, unsigned all)
{
	const unsigned each = all / domains;

	if (n && out[n - 1].domains == domains && out[n - 1].vcpus == each)
		return n;
	out[n] = (struct xnb_crowd){domains, each};
	return n + 1;
}

static size_t add_size(struct xnb_crowd *out, size_t n, unsigned domains, unsigned cores)
{
	const unsigned half = cores > 1 ? cores / 2 : 1;
	const unsigned wanted[] = {half, cores, 2 * cores};
	const size_t before = n;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (wanted[i] % domains == 0)
			n = add(out, n, domains, wanted[i]);
	if (n == before)
		n = add(out, n, domains, (2 * cores + domains - 1) / domains * domains);
	return n;
}

size_t xnb_crowds(unsigned cores, struct xnb_crowd out[XNB_MOST_CROWDS])
{
	size_t n = 0;

	for (size_t i = 0; i < N_SIZES; i++)
		if (i < LEAST_SIZES || sizes[i] <= cores)
			n = add_size(out, n, sizes[i], cores);
	return n;
}

static bool is_on(const struct xnb_host_cpu *cpu, uint32_t node)
{
	return cpu->online && cpu->node == node;
}

static bool same_core(const struct xnb_host_cpu *a, const struct xnb_host_cpu *b)
{
	return a->core != XNB_ABSENT && a->core == b->core && a->socket == b->socket;
}

unsigned xnb_cores_of_node(const struct xnb_host *host, uint32_t node)
{
	unsigned cores = 0;

	for (size_t i = 0; i < host->n_cpus; i++) {
		bool is_new = is_on(&host->cpus[i], node);

		for (size_t j = 0; is_new && j < i; j++)
			is_new = !is_on(&host->cpus[j], node) ||
			         !same_core(&host->cpus[i], &host->cpus[j]);
		cores += is_new;
	}
	return cores;
}
