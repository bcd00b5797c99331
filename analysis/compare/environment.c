/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/environment.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* What has a name for people, in the order in which it is told. */
static const struct known {
	const char *key, *name;
} known[] = {
    {"environment.host", "host"},
    {"environment.xen_version", "Xen version"},
    {"environment.xen_changeset", "Xen changeset"},
    {"environment.xen_compiler", "Xen's compiler"},
    {"environment.xen_command_line", "Xen's command line"},
    {"environment.xen_scheduler", "Xen's scheduler"},
    {"environment.cpu_model", "CPU model"},
    {"environment.microcode", "microcode"},
    {"environment.smt", "SMT"},
    {"environment.governor", "frequency governor"},
    {"environment.dom0_kernel", "dom0 kernel"},
    {"environment.dom0_vcpus", "dom0 vCPUs"},
    {"environment.dom0_pinned_vcpus", "pinned vCPUs of dom0"},
    {"target", "target"},
    {"timing", "timing"},
    {"nodes", "nodes"},
    {"node_sizes", "CPUs and memory of the nodes"},
    {"distances", "distances of the nodes"},
    {"cpu_node", "node A"},
    {"mem_node", "node B"},
    {"tool.version", "version of this tool"},
    {"tool.commit", "commit of this tool"},
};

enum { N_KNOWN = sizeof(known) / sizeof(known[0]) };

/* Xen measures the rate of the TSC anew at each boot. */
static const char *const ignored[] = {"environment.tsc_khz"};

/* Members of run.json that say how a run came to its samples. */
static const char *const sections[] = {
    "environment", "target", "timing", "nodes",           "node_sizes", "cpu_node",
    "mem_node",    "tool",   "domain", "locality_method", "parameters", "repetitions",
};

/* One member of one run. */
struct fact {
	const char *key, *text;
	size_t rank; /* in `known` */
	enum xnb_compare_side side;
};

struct facts {
	struct xnb_pool *pool;
	struct fact *facts;
	size_t n;
};

static size_t rank_of(const char *key)
{
	for (size_t i = 0; i < N_KNOWN; i++)
		if (strcmp(known[i].key, key) == 0)
			return i;
	return N_KNOWN;
}

static bool is_ignored(const char *key)
{
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		if (strcmp(ignored[i], key) == 0)
			return true;
	return false;
}

static int add(struct facts *all, enum xnb_compare_side side, const char *key,
               const char *text, struct xnb_error *err)
{
	struct fact *facts = xnb_grow(all->facts, all->n, sizeof(*facts), err);
	struct fact *fact;

	if (!facts)
		return -1;
	all->facts = facts;
	fact = &facts[all->n];
	*fact = (struct fact){
	    .key = xnb_compare_keep(all->pool->out, key, err),
	    .text = xnb_compare_keep(all->pool->out, text, err),
	    .rank = rank_of(key),
	    .side = side,
	};
	all->n++;
	return fact->key && fact->text ? 0 : -1;
}

static int add_value(struct facts *all, enum xnb_compare_side side, const char *key,
                     const json_t *value, struct xnb_error *err)
{
	char *json;
	int result;

	if (json_is_null(value))
		return add(all, side, key, "unknown", err);
	if (json_is_string(value))
		return add(all, side, key, json_string_value(value), err);
	json = json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT);
	if (!json)
		return xnb_fail_nomem(err);
	result = add(all, side, key, json, err);
	free(json);
	return result;
}

/* The members of an object each by itself; whatever lies deeper, in one piece. */
static int add_section(struct facts *all, const struct xnb_pool_run *run,
                       const char *section, struct xnb_error *err)
{
	const json_t *object = json_object_get(run->meta, section);
	const char *name;
	json_t *value;

	if (!object)
		return 0;
	if (!json_is_object(object))
		return add_value(all, run->side, section, object, err);
	json_object_foreach((json_t *)object, name, value)
	{
		struct xnb_buf key = {0};
		int result = 0;

		xnb_buf_printf(&key, "%s.%s", section, name);
		if (key.failed)
			return xnb_fail_nomem(err);
		if (!is_ignored(xnb_buf_text(&key)))
			result =
			    add_value(all, run->side, xnb_buf_text(&key), value, err);
		xnb_buf_free(&key);
		if (result)
			return -1;
	}
	return 0;
}

static int add_run(struct facts *all, const struct xnb_pool_run *run,
                   struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (add_section(all, run, sections[i], err))
			return -1;
	return run->distances[0] ? add(all, run->side, "distances", run->distances, err)
	                         : 0;
}

static int compare_facts(const void *p, const void *q)
{
	const struct fact *a = p, *b = q;
	int order;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if ((order = strcmp(a->key, b->key)))
		return order;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	return strcmp(a->text, b->text);
}

/* The different texts of one arm among the facts of one key, which are sorted. */
static const char *join(struct xnb_pool *pool, const struct fact *facts, size_t n,
                        enum xnb_compare_side side, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	const char *last = NULL;

	for (size_t i = 0; i < n; i++) {
		if (facts[i].side != side || facts[i].text == last)
			continue;
		xnb_buf_printf(&text, "%s%s", last ? " | " : "", facts[i].text);
		last = facts[i].text;
	}
	if (!last)
		xnb_buf_puts(&text, "not recorded");
	return xnb_compare_keep_buf(pool->out, &text, err);
}

/* One arm's runs should be of one host and one Xen; settings may differ. */
static int warn_of_mixture(struct xnb_pool *pool, const struct fact *facts, size_t n,
                           const char *const values[XNB_N_SIDES], struct xnb_error *err)
{
	static const char *const names[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};

	for (size_t i = 1; i < n; i++) {
		enum xnb_compare_side side = facts[i].side;

		if (facts[i].rank == N_KNOWN || facts[i - 1].side != side ||
		    facts[i - 1].text == facts[i].text)
			continue;
		if (xnb_compare_warn(pool->out, err, "the runs of %s differ in %s: %s",
		                     names[side], known[facts[i].rank].name,
		                     values[side]))
			return -1;
		while (i + 1 < n && facts[i + 1].side == side)
			i++;
	}
	return 0;
}

static int take_key(struct xnb_pool *pool, const struct fact *facts, size_t n,
                    struct xnb_error *err)
{
	struct xnb_compare *out = pool->out;
	struct xnb_compare_difference *all,
	    one = {
	        .key = facts[0].key,
	        .name =
	            facts[0].rank < N_KNOWN ? known[facts[0].rank].name : facts[0].key,
	    };

	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		one.value[side] = join(pool, facts, n, (enum xnb_compare_side)side, err);
		if (!one.value[side])
			return -1;
	}
	if (warn_of_mixture(pool, facts, n, one.value, err))
		return -1;
	if (one.value[XNB_BASE] == one.value[XNB_NEW])
		return 0;
	all = xnb_grow(out->differences, out->n_differences, sizeof(*all), err);
	if (!all)
		return -1;
	out->differences = all;
	all[out->n_differences++] = one;
	return 0;
}

static bool has_meta(const struct xnb_pool *pool, enum xnb_compare_side side)
{
	for (size_t i = 0; i < pool->n_runs; i++)
		if (pool->runs[i].side == side && pool->runs[i].meta)
			return true;
	return false;
}

static int take_all(struct facts *all, struct xnb_error *err)
{
	size_t end;

	qsort(all->facts, all->n, sizeof(*all->facts), compare_facts);
	for (size_t i = 0; i < all->n; i = end) {
		for (end = i + 1; end < all->n; end++)
			if (strcmp(all->facts[i].key, all->facts[end].key) != 0)
				break;
		if (take_key(all->pool, &all->facts[i], end - i, err))
			return -1;
	}
	return 0;
}

int xnb_compare_environments(struct xnb_pool *pool, struct xnb_error *err)
{
	struct facts all = {.pool = pool};
	int result = 0;

	if (!has_meta(pool, XNB_BASE) || !has_meta(pool, XNB_NEW))
		return 0;
	for (size_t i = 0; i < pool->n_runs && !result; i++)
		result = add_run(&all, &pool->runs[i], err);
	if (!result && all.n)
		result = take_all(&all, err);
	free(all.facts);
	return result;
}

static bool same_member(const struct xnb_pool *pool, const char *name)
{
	const json_t *first = NULL;

	for (size_t i = 0; i < pool->n_runs; i++) {
		const json_t *one = json_object_get(pool->runs[i].meta, name);

		if (first && one && !json_equal(first, one))
			return false;
		first = first ? first : one;
	}
	return true;
}

bool xnb_compare_same_nodes(const struct xnb_pool *pool)
{
	return same_member(pool, "nodes") && same_member(pool, "node_sizes");
}

bool xnb_compare_same_distances(const struct xnb_pool *pool)
{
	const char *first = NULL;

	for (size_t i = 0; i < pool->n_runs; i++) {
		const char *one = pool->runs[i].distances;

		if (first && one[0] && first != one)
			return false;
		first = first || !one[0] ? first : one;
	}
	return true;
}
