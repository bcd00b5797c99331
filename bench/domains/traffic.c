/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/traffic.h"

#include "bench/domains/builder.h"

/* Long before a counter can wrap twice. */
#define EVERY_NS 1000000000u

static bool has_socket(const struct xnb_traffic *traffic, uint32_t socket)
{
	for (unsigned s = 0; s < traffic->n_sockets; s++)
		if (traffic->sockets[s].socket == socket)
			return true;
	return false;
}

static int find_sockets(struct xnb_traffic *traffic, const struct xnb_host *host,
                        struct xnb_error *err)
{
	for (size_t i = 0; i < host->n_cpus; i++) {
		const struct xnb_host_cpu *cpu = &host->cpus[i];

		if (!cpu->online || has_socket(traffic, cpu->socket))
			continue;
		if (traffic->n_sockets == XNB_MAX_SOCKETS)
			return xnb_fail(
			    err, XNB_EXIT_ENVIRONMENT, 0,
			    "memory bandwidth monitoring: more than %d sockets",
			    XNB_MAX_SOCKETS);
		traffic->sockets[traffic->n_sockets++] =
		    (struct xnb_traffic_socket){.socket = cpu->socket, .cpu = cpu->id};
	}
	return 0;
}

static int read_socket(struct xnb_traffic *traffic, struct xnb_traffic_socket *socket,
                       bool first, struct xnb_error *err)
{
	struct xnb_psr_counts now;

	if (xnb_psr_read_counts(traffic->xen, traffic->rmid, socket->cpu, &now, err))
		return -1;
	if (!first) {
		traffic->sum.local += xnb_psr_difference(socket->last.local, now.local);
		traffic->sum.total += xnb_psr_difference(socket->last.total, now.total);
	}
	socket->last = now;
	return 0;
}

static int read_all(struct xnb_traffic *traffic, uint64_t now_ns, struct xnb_error *err)
{
	bool first = traffic->start_ns == 0;

	for (unsigned s = 0; s < traffic->n_sockets; s++)
		if (read_socket(traffic, &traffic->sockets[s], first, err))
			return -1;
	if (first)
		traffic->start_ns = now_ns;
	traffic->last_ns = now_ns;
	return 0;
}

int xnb_traffic_begin(struct xnb_traffic *traffic, struct xnb_xen *xen,
                      struct xnb_domain *domain, const struct xnb_host *host,
                      struct xnb_error *err)
{
	*traffic = (struct xnb_traffic){.xen = xen};
	if (xnb_psr_read(xen, &traffic->psr, err))
		return -1;
	if (!traffic->psr.offered)
		return 0;
	if (find_sockets(traffic, host, err) ||
	    xnb_domain_psr_attach(domain, &traffic->rmid, err))
		return -1;
	traffic->attached = true;
	return read_all(traffic, xnb_now_ns(), err);
}

static void read_or_fail(struct xnb_traffic *traffic, uint64_t now_ns)
{
	if (!traffic->failed && read_all(traffic, now_ns, &traffic->why))
		traffic->failed = true;
}

void xnb_traffic_look(void *arg, const struct xnb_look *look)
{
	struct xnb_traffic *traffic = arg;

	if (traffic->attached && look->now_ns - traffic->last_ns >= EVERY_NS)
		read_or_fail(traffic, look->now_ns);
}

int xnb_traffic_end(struct xnb_traffic *traffic, struct xnb_domain *domain,
                    struct xnb_error *err)
{
	if (!traffic->attached)
		return 0;
	if (traffic->start_ns)
		read_or_fail(traffic, xnb_now_ns());
	traffic->attached = false;
	return xnb_domain_psr_detach(domain, err);
}

double xnb_traffic_local(const struct xnb_traffic *traffic)
{
	return xnb_psr_rate(traffic->sum.local, traffic->psr.unit_bytes,
	                    traffic->last_ns - traffic->start_ns);
}

double xnb_traffic_total(const struct xnb_traffic *traffic)
{
	return xnb_psr_rate(traffic->sum.total, traffic->psr.unit_bytes,
	                    traffic->last_ns - traffic->start_ns);
}
