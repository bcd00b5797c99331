/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/semantics/steps.h"

#include "bench/domains/quiet.h"

#include <stdio.h>

static struct xnb_domain_config config_of(const struct xnb_checking *c)
{
	return (struct xnb_domain_config){
	    .vcpus = 1,
	    .memory_bytes = XNB_CHECK_BYTES,
	    .run_tag = c->session->run_tag,
	};
}

int xnb_step_create(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_domain_config config = config_of(c);

	return xnb_built_create(&c->made, c->session->xen, &config, &c->session->quiet,
	                        err);
}

int xnb_step_create_bare(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_domain_config config = config_of(c);

	if (xnb_quiet_owed(&c->made.owed, c->session->xen, &c->session->quiet,
	                   c->made.order, err))
		return -1;
	return xnb_domain_create_bare(c->session->xen, &config, &c->made.domain, err);
}

int xnb_step_make_vcpus(struct xnb_checking *c, struct xnb_error *err)
{
	if (xnb_domain_make_vcpus(c->made.domain, err) ||
	    xnb_domain_allow_memory(c->made.domain, err))
		return -1;
	xnb_check_note(c, "its vCPU is made");
	return 0;
}

int xnb_step_spin(struct xnb_checking *c, struct xnb_error *err)
{
	static const unsigned char jump_to_itself[] = {0xeb, 0xfe};

	if (xnb_domain_load(c->made.domain, jump_to_itself, sizeof(jump_to_itself), 4096,
	                    err) ||
	    xnb_domain_start(c->made.domain, err))
		return -1;
	xnb_check_note(c, "its vCPU runs");
	return 0;
}

/* ---- sets ---- */

struct xnb_set xnb_only(uint32_t node)
{
	struct xnb_set set = {0};

	xnb_set_add(&set, node);
	return set;
}

struct xnb_set xnb_both(uint32_t a, uint32_t b)
{
	struct xnb_set set = xnb_only(a);

	xnb_set_add(&set, b);
	return set;
}

struct xnb_set xnb_online_nodes(const struct xnb_checking *c)
{
	struct xnb_set set = {0};

	for (size_t i = 0; i < c->session->host->n_nodes; i++)
		xnb_set_add(&set, c->session->host->nodes[i].id);
	return set;
}

struct xnb_set xnb_online_cpus(const struct xnb_checking *c)
{
	const struct xnb_host *host = c->session->host;
	struct xnb_set set = {0};

	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].online)
			xnb_set_add(&set, host->cpus[i].id);
	return set;
}

struct xnb_set xnb_full_map(const struct xnb_checking *c)
{
	struct xnb_set set = {0};

	for (unsigned i = 0; i < xnb_xen_max_nodes(c->session->xen); i++)
		xnb_set_add(&set, i);
	return set;
}

bool xnb_offline_node(const struct xnb_checking *c, uint32_t *node)
{
	struct xnb_set online = xnb_online_nodes(c);

	for (*node = 0; *node < xnb_xen_max_nodes(c->session->xen); (*node)++)
		if (!xnb_set_has(&online, *node))
			return true;
	return false;
}

/* "{0,2-5}" */
static void set_text(char *text, size_t size, const struct xnb_set *set)
{
	size_t used = (size_t)snprintf(text, size, "{");
	const char *comma = "";

	for (unsigned i = 0; i < XNB_SET_BITS && used < size; i++) {
		unsigned last = i;

		if (!xnb_set_has(set, i))
			continue;
		while (last + 1 < XNB_SET_BITS && xnb_set_has(set, last + 1))
			last++;
		used += (size_t)snprintf(text + used, size - used,
		                         last > i ? "%s%u-%u" : "%s%u", comma, i, last);
		comma = ",";
		i = last;
	}
	if (used < size)
		snprintf(text + used, size - used, "}");
}

static bool same_set(const struct xnb_set *a, const struct xnb_set *b)
{
	for (unsigned i = 0; i < XNB_SET_BITS; i++)
		if (xnb_set_has(a, i) != xnb_set_has(b, i))
			return false;
	return true;
}

/* ---- affinities ---- */

enum { SET_TEXT = 128 };

int xnb_step_set(struct xnb_checking *c, const struct xnb_set *nodes,
                 struct xnb_error *err)
{
	char text[SET_TEXT];

	if (xnb_domain_set_node_affinity(c->made.domain, nodes, err))
		return -1;
	set_text(text, sizeof(text), nodes);
	xnb_check_note(c, "node affinity %s is set", text);
	return 0;
}

int xnb_step_pin(struct xnb_checking *c, uint32_t node, unsigned which,
                 struct xnb_error *err)
{
	struct xnb_set cpus;

	xnb_cpus_of_node(c->session->host, node, &cpus);
	if (!xnb_set_count(&cpus))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "node %u: has no CPUs that a vCPU could prefer", node);
	if (xnb_domain_set_vcpu_affinity(c->made.domain, &cpus, which, err))
		return -1;
	xnb_check_note(c, "%s affinity of its vCPU is set to node %u",
	               which == XNB_AFFINITY_HARD   ? "hard"
	               : which == XNB_AFFINITY_SOFT ? "soft"
	                                            : "hard and soft",
	               node);
	return 0;
}

void xnb_step_compare(struct xnb_checking *c, const char *who, const struct xnb_set *got,
                      const struct xnb_set *wanted)
{
	char text[SET_TEXT];

	set_text(text, sizeof(text), got);
	xnb_check_expect(c, same_set(got, wanted), "%s reads back as %s", who, text);
}

int xnb_step_read(struct xnb_checking *c, const struct xnb_set *wanted,
                  struct xnb_error *err)
{
	struct xnb_set got;

	if (xnb_domain_get_node_affinity(c->made.domain, &got, err))
		return -1;
	xnb_step_compare(c, "it", &got, wanted);
	return 0;
}
