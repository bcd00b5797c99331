/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/tree.h"

#include <stdlib.h>
#include <string.h>

/* What tells the boxes of one type apart; the last part is the number of the box. */
struct key {
	uint32_t part[3];
};

/* An online CPU in the box that `key` names. */
struct member {
	struct key key;
	uint32_t cpu;
	uint32_t node; /* that the CPU is on, or XNB_ABSENT */
};

typedef bool key_fn(const struct xnb_host_cpu *cpu, struct key *key);

static bool machine_key(const struct xnb_host_cpu *cpu, struct key *key)
{
	(void)cpu;
	*key = (struct key){{0, 0, 0}};
	return true;
}

static bool package_key(const struct xnb_host_cpu *cpu, struct key *key)
{
	*key = (struct key){{0, 0, cpu->socket}};
	return cpu->socket != XNB_ABSENT;
}

static bool node_key(const struct xnb_host_cpu *cpu, struct key *key)
{
	*key = (struct key){{0, 0, cpu->node}};
	return cpu->node != XNB_ABSENT;
}

/* With the node: a core shares one memory controller, however the cores are numbered. */
static bool core_key(const struct xnb_host_cpu *cpu, struct key *key)
{
	*key = (struct key){{cpu->node, cpu->socket, cpu->core}};
	return cpu->core != XNB_ABSENT;
}

static bool pu_key(const struct xnb_host_cpu *cpu, struct key *key)
{
	*key = (struct key){{0, 0, cpu->id}};
	return true;
}

static key_fn *const key_of[XNB_N_BOX_TYPES] = {
    [XNB_BOX_MACHINE] = machine_key, [XNB_BOX_PACKAGE] = package_key,
    [XNB_BOX_GROUP] = node_key,      [XNB_BOX_CORE] = core_key,
    [XNB_BOX_PU] = pu_key,
};

static int compare_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int compare_keys(const struct key *a, const struct key *b)
{
	for (size_t i = 0; i < 3; i++)
		if (a->part[i] != b->part[i])
			return a->part[i] < b->part[i] ? -1 : 1;
	return 0;
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int by_key = compare_keys(&x->key, &y->key);

	return by_key ? by_key : (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

/* The outer box before the inner one. */
static int compare_boxes(const void *a, const void *b)
{
	const struct xnb_box *x = a, *y = b;

	if (x->n_cpus != y->n_cpus)
		return x->n_cpus > y->n_cpus ? -1 : 1;
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	return (x->cpus[0] > y->cpus[0]) - (x->cpus[0] < y->cpus[0]);
}

static size_t sort_unique(uint32_t *ids, size_t n)
{
	size_t kept = 0;

	qsort(ids, n, sizeof(*ids), compare_u32);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	return kept;
}

static void fill_box(struct xnb_box *box, const struct member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		box->cpus[box->n_cpus++] = members[i].cpu;
		if (members[i].node != XNB_ABSENT)
			box->nodes[box->n_nodes++] = members[i].node;
	}
	box->n_nodes = sort_unique(box->nodes, box->n_nodes);
}

/* Appends a box with the CPUs of members[n], all of one key. */
static int add_box(struct xnb_tree *tree, enum xnb_box_type type, uint32_t os_index,
                   const struct member *members, size_t n, struct xnb_error *err)
{
	/* room for a CPU-less node's own nodes too, and no size of 0 */
	uint32_t *cpus = calloc(n + 1, sizeof(*cpus));
	uint32_t *nodes = calloc(n + 2, sizeof(*nodes));

	if (!cpus || !nodes) {
		free(cpus);
		free(nodes);
		return xnb_fail_nomem(err);
	}
	tree->boxes[tree->n_boxes] = (struct xnb_box){.type = type,
	                                              .os_index = os_index,
	                                              .cpus = cpus,
	                                              .nodes = nodes,
	                                              .local_node = -1,
	                                              .parent = XNB_NO_BOX,
	                                              .first_child = XNB_NO_BOX,
	                                              .next_sibling = XNB_NO_BOX};
	fill_box(&tree->boxes[tree->n_boxes++], members, n);
	return 0;
}

static size_t collect(const struct xnb_host *host, key_fn *key, struct member *members)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_cpus; i++) {
		const struct xnb_host_cpu *cpu = &host->cpus[i];

		if (!cpu->online || !key(cpu, &members[n].key))
			continue;
		members[n].cpu = cpu->id;
		members[n++].node = cpu->node;
	}
	qsort(members, n, sizeof(*members), compare_members);
	return n;
}

static int add_boxes(struct xnb_tree *tree, const struct xnb_host *host,
                     enum xnb_box_type type, struct member *members,
                     struct xnb_error *err)
{
	size_t n = collect(host, key_of[type], members);

	for (size_t i = 0, end; i < n; i = end) {
		end = i + 1;
		while (end < n && compare_keys(&members[i].key, &members[end].key) == 0)
			end++;
		if (add_box(tree, type, members[i].key.part[2], &members[i], end - i,
		            err) < 0)
			return -1;
	}
	return 0;
}

static bool same_cpus(const struct xnb_box *a, const struct xnb_box *b)
{
	return a->n_cpus == b->n_cpus &&
	       memcmp(a->cpus, b->cpus, a->n_cpus * sizeof(*a->cpus)) == 0;
}

static size_t count_common(const struct xnb_box *a, const struct xnb_box *b)
{
	size_t common = 0;

	for (size_t i = 0, j = 0; i < a->n_cpus && j < b->n_cpus;) {
		common += a->cpus[i] == b->cpus[j];
		if (a->cpus[i] < b->cpus[j])
			i++;
		else
			j++;
	}
	return common;
}

static bool crosses_a_node(const struct xnb_tree *tree, const struct xnb_box *package)
{
	for (size_t i = 0; i < tree->n_boxes; i++) {
		const struct xnb_box *node = &tree->boxes[i];
		size_t common;

		if (node->type != XNB_BOX_GROUP)
			continue;
		common = count_common(package, node);
		if (common > 0 && common < package->n_cpus && common < node->n_cpus)
			return true;
	}
	return false;
}

static void drop_box(struct xnb_tree *tree, size_t i)
{
	free(tree->boxes[i].cpus);
	free(tree->boxes[i].nodes);
	tree->n_boxes--;
	memmove(&tree->boxes[i], &tree->boxes[i + 1],
	        (tree->n_boxes - i) * sizeof(*tree->boxes));
}

static void leave_out_crossing_packages(struct xnb_tree *tree)
{
	for (size_t i = tree->n_boxes; i-- > 0;) {
		const struct xnb_box *box = &tree->boxes[i];

		if (box->type != XNB_BOX_PACKAGE || !crosses_a_node(tree, box))
			continue;
		tree->left_out[tree->n_left_out++] = box->os_index;
		drop_box(tree, i);
	}
	qsort(tree->left_out, tree->n_left_out, sizeof(*tree->left_out), compare_u32);
}

/* The box, other than a group, that a node with these CPUs hangs on; or NULL. */
static struct xnb_box *find_host_of_node(struct xnb_tree *tree,
                                         const struct xnb_box *group)
{
	static const enum xnb_box_type types[] = {XNB_BOX_PACKAGE, XNB_BOX_MACHINE};

	for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++)
		for (size_t i = 0; i < tree->n_boxes; i++)
			if (tree->boxes[i].type == types[t] &&
			    same_cpus(&tree->boxes[i], group))
				return &tree->boxes[i];
	return NULL;
}

/* Hangs every node with CPUs on its box, and drops the groups that are not needed. */
static void place_nodes(struct xnb_tree *tree, const struct xnb_host *host)
{
	for (size_t i = tree->n_boxes; i-- > 0;) {
		struct xnb_box *group = &tree->boxes[i], *box;

		if (group->type != XNB_BOX_GROUP)
			continue;
		box = find_host_of_node(tree, group);
		(box ? box : group)->local_node =
		    xnb_host_node_index(host, group->os_index);
		if (box)
			drop_box(tree, i);
	}
}

/* Finds every box's parent; the boxes are sorted, the outer ones first. */
static int nest(struct xnb_tree *tree, const struct xnb_host *host, struct xnb_error *err)
{
	uint32_t last = host->cpus[host->n_cpus - 1].id;
	size_t *innermost = calloc((size_t)last + 1, sizeof(*innermost));

	if (!innermost)
		return xnb_fail_nomem(err);
	for (size_t i = 1; i < tree->n_boxes; i++) {
		struct xnb_box *box = &tree->boxes[i];

		box->parent = innermost[box->cpus[0]];
		for (size_t c = 0; c < box->n_cpus; c++)
			innermost[box->cpus[c]] = i;
	}
	free(innermost);
	return 0;
}

static int add_cpuless_node(struct xnb_tree *tree, const struct xnb_host *host,
                            size_t index, struct xnb_error *err)
{
	uint32_t id = host->nodes[index].id;
	struct xnb_box *machine = &tree->boxes[0], *box;

	if (add_box(tree, XNB_BOX_GROUP, id, NULL, 0, err) < 0)
		return -1;
	box = &tree->boxes[tree->n_boxes - 1];
	box->parent = 0;
	box->local_node = (int)index;
	box->nodes[box->n_nodes++] = id;
	if (machine->local_node >= 0)
		box->nodes[box->n_nodes++] = host->nodes[machine->local_node].id;
	box->n_nodes = sort_unique(box->nodes, box->n_nodes);
	return 0;
}

static int add_cpuless_nodes(struct xnb_tree *tree, const struct xnb_host *host,
                             struct xnb_error *err)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].n_cpus == 0 &&
		    add_cpuless_node(tree, host, i, err) < 0)
			return -1;
	return 0;
}

static int set_machine_nodes(struct xnb_tree *tree, const struct xnb_host *host,
                             struct xnb_error *err)
{
	struct xnb_box *machine = &tree->boxes[0];

	free(machine->nodes);
	machine->nodes = calloc(host->n_nodes, sizeof(*machine->nodes));
	if (!machine->nodes)
		return xnb_fail_nomem(err);
	machine->n_nodes = host->n_nodes;
	for (size_t i = 0; i < host->n_nodes; i++)
		machine->nodes[i] = host->nodes[i].id;
	return 0;
}

static uint32_t first_cpu(const struct xnb_box *box)
{
	return box->n_cpus ? box->cpus[0] : UINT32_MAX;
}

static void insert_child(struct xnb_tree *tree, size_t child)
{
	struct xnb_box *box = &tree->boxes[child];
	size_t *at = &tree->boxes[box->parent].first_child;

	while (*at != XNB_NO_BOX && first_cpu(&tree->boxes[*at]) <= first_cpu(box))
		at = &tree->boxes[*at].next_sibling;
	box->next_sibling = *at;
	*at = child;
}

static size_t most_boxes(const struct xnb_host *host)
{
	return 1 + 4 * host->n_cpus + host->n_nodes;
}

int xnb_tree_build(struct xnb_tree *tree, const struct xnb_host *host,
                   struct xnb_error *err)
{
	struct member *members = calloc(host->n_cpus + 1, sizeof(*members));
	int rc = -1;

	*tree = (struct xnb_tree){0};
	tree->boxes = calloc(most_boxes(host), sizeof(*tree->boxes));
	tree->left_out = calloc(host->n_cpus + 1, sizeof(*tree->left_out));
	if (!members || !tree->boxes || !tree->left_out) {
		xnb_fail_nomem(err);
		goto out;
	}
	for (enum xnb_box_type type = 0; type < XNB_N_BOX_TYPES; type++)
		if (add_boxes(tree, host, type, members, err) < 0)
			goto out;
	leave_out_crossing_packages(tree);
	place_nodes(tree, host);
	qsort(tree->boxes, tree->n_boxes, sizeof(*tree->boxes), compare_boxes);
	if (nest(tree, host, err) < 0 || add_cpuless_nodes(tree, host, err) < 0 ||
	    set_machine_nodes(tree, host, err) < 0)
		goto out;
	for (size_t i = 1; i < tree->n_boxes; i++)
		insert_child(tree, i);
	rc = 0;
out:
	free(members);
	if (rc < 0)
		xnb_tree_free(tree);
	return rc;
}

void xnb_tree_free(struct xnb_tree *tree)
{
	for (size_t i = 0; i < tree->n_boxes; i++) {
		free(tree->boxes[i].cpus);
		free(tree->boxes[i].nodes);
	}
	free(tree->boxes);
	free(tree->left_out);
	*tree = (struct xnb_tree){0};
}
