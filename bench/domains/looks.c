/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/looks.h"

#include <stdlib.h>

static size_t at(const struct xnb_looks *looks, unsigned interval, unsigned vcpu)
{
	return (size_t)interval * looks->vcpus + vcpu;
}

int xnb_looks_init(struct xnb_looks *looks, const struct xnb_host *host, unsigned vcpus,
                   unsigned intervals, uint64_t interval_ns, struct xnb_error *err)
{
	size_t cells = (size_t)intervals * vcpus;

	*looks = (struct xnb_looks){.vcpus = vcpus,
	                            .intervals = intervals,
	                            .interval_ns = interval_ns,
	                            .host = host};
	looks->marks = calloc(cells + vcpus, sizeof(*looks->marks));
	looks->on = calloc(cells * host->n_nodes, sizeof(*looks->on));
	looks->total = calloc(cells, sizeof(*looks->total));
	return looks->marks && looks->on && looks->total ? 0 : xnb_fail_nomem(err);
}

void xnb_looks_free(struct xnb_looks *looks)
{
	free(looks->marks);
	free(looks->on);
	free(looks->total);
	*looks = (struct xnb_looks){0};
}

static void mark(struct xnb_looks *looks, unsigned interval, const struct xnb_look *look)
{
	struct xnb_looks_mark *first = &looks->marks[at(looks, interval, look->vcpu)];

	if (!first->seen)
		*first = (struct xnb_looks_mark){true, look->now_ns, look->cpu_ns};
}

static void count(struct xnb_looks *looks, unsigned interval, const struct xnb_look *look)
{
	const struct xnb_host *host = looks->host;
	size_t cell = at(looks, interval, look->vcpu);

	looks->total[cell]++;
	for (size_t i = 0; i < host->n_nodes; i++)
		looks->on[cell * host->n_nodes + i] += host->nodes[i].id == look->node;
}

void xnb_looks_add(void *arg, const struct xnb_look *look)
{
	struct xnb_looks *looks = arg;
	uint64_t interval;

	/* From a look at vCPU 0 on: then all are looked at in the same round. */
	if (!looks->begun && look->all_begun && look->vcpu == 0) {
		looks->begun = true;
		looks->start_ns = look->now_ns;
	}
	if (!looks->begun || look->vcpu >= looks->vcpus)
		return;
	interval = (look->now_ns - looks->start_ns) / looks->interval_ns;
	if (interval > looks->intervals)
		return;
	mark(looks, (unsigned)interval, look);
	if (interval < looks->intervals)
		count(looks, (unsigned)interval, look);
}

bool xnb_looks_complete(const struct xnb_looks *looks, unsigned interval, unsigned vcpu)
{
	return looks->marks[at(looks, interval, vcpu)].seen &&
	       looks->marks[at(looks, interval + 1, vcpu)].seen;
}

double xnb_looks_residency(const struct xnb_looks *looks, unsigned interval,
                           unsigned vcpu, size_t node)
{
	size_t cell = at(looks, interval, vcpu);

	return (double)looks->on[cell * looks->host->n_nodes + node] /
	       (double)looks->total[cell];
}

double xnb_looks_cpu_share(const struct xnb_looks *looks, unsigned interval,
                           unsigned vcpu)
{
	const struct xnb_looks_mark *first = &looks->marks[at(looks, interval, vcpu)],
	                            *next = &looks->marks[at(looks, interval + 1, vcpu)];

	return (double)(int64_t)(next->cpu_ns - first->cpu_ns) /
	       (double)(next->now_ns - first->now_ns);
}
