/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sysctl_text.h"

#include "tests/unit/test.h"
#include "topology/from_xen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next word of a line as a number; "-" is absent. */
static uint32_t next_number(char **rest)
{
	char *word = strsep(rest, " \n"), *end;
	unsigned long value;

	assert_non_null(word);
	if (strcmp(word, "-") == 0)
		return XNB_XEN_ABSENT;
	value = strtoul(word, &end, 10);
	assert_true(end != word && *end == '\0' && value < XNB_XEN_ABSENT);
	return (uint32_t)value;
}

static void read_version(struct recorded *out, char *rest)
{
	assert_int_equal(sscanf(rest, "%u %u %63s", &out->version.major,
	                        &out->version.minor, out->version.extra),
	                 3);
}

static void read_changeset(struct recorded *out, char *rest)
{
	snprintf(out->version.changeset, sizeof(out->version.changeset), "%s", rest);
	out->version.changeset[strcspn(out->version.changeset, "\n")] = '\0';
}

static void read_scheduler(struct recorded *out, char *rest)
{
	assert_int_equal(sscanf(rest, "%31s", out->version.scheduler), 1);
}

static void read_pages(struct recorded *out, char *rest)
{
	assert_int_equal(sscanf(rest, "%" SCNu64 " %" SCNu64, &out->sysctls.total_pages,
	                        &out->sysctls.free_pages),
	                 2);
}

static void read_physinfo(struct recorded *out, char *rest)
{
	struct xnb_xen_sysctls *s = &out->sysctls;

	s->nr_cpus = next_number(&rest);
	s->max_cpu_id = next_number(&rest);
	s->nr_nodes = next_number(&rest);
	s->max_node_id = next_number(&rest);
	s->threads_per_core = next_number(&rest);
	s->cores_per_socket = next_number(&rest);
	s->cpu_khz = next_number(&rest);
}

static void read_cpu(struct recorded *out, char *rest)
{
	struct xnb_xen_sysctls *s = &out->sysctls;
	struct xnb_xen_cpu *cpu;

	assert_int_equal(next_number(&rest), s->n_cpus);
	s->cpus = realloc(s->cpus, (s->n_cpus + 1) * sizeof(*s->cpus));
	assert_non_null(s->cpus);
	cpu = &s->cpus[s->n_cpus++];
	cpu->core = next_number(&rest);
	cpu->socket = next_number(&rest);
	cpu->node = next_number(&rest);
}

static void read_node(struct recorded *out, char *rest)
{
	struct xnb_xen_sysctls *s = &out->sysctls;
	struct xnb_xen_node *node;

	assert_int_equal(next_number(&rest), s->n_nodes);
	s->nodes = realloc(s->nodes, (s->n_nodes + 1) * sizeof(*s->nodes));
	assert_non_null(s->nodes);
	node = &s->nodes[s->n_nodes++];
	*node = (struct xnb_xen_node){0};
	node->present = strcmp(rest, "-\n") != 0;
	if (node->present)
		assert_int_equal(sscanf(rest, "%" SCNu64 " %" SCNu64,
		                        &node->spanned_bytes, &node->free_bytes),
		                 2);
}

static void read_distance(struct recorded *out, char *rest)
{
	struct xnb_xen_sysctls *s = &out->sysctls;
	uint32_t from = next_number(&rest);

	assert_true(from < s->n_nodes);
	if (!s->distances)
		s->distances = calloc(s->n_nodes * s->n_nodes, sizeof(*s->distances));
	assert_non_null(s->distances);
	for (size_t to = 0; to < s->n_nodes; to++)
		s->distances[from * s->n_nodes + to] = next_number(&rest);
}

static const struct {
	const char *word;
	void (*read)(struct recorded *out, char *rest);
} lines[] = {
    {"version", read_version}, {"changeset", read_changeset},
    {"pages", read_pages},     {"scheduler", read_scheduler},
    {"cpu", read_cpu},         {"physinfo", read_physinfo},
    {"node", read_node},       {"distance", read_distance},
};

static void read_line(struct recorded *out, char *line)
{
	char *rest = line, *word = strsep(&rest, " \n");

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (strcmp(word, lines[i].word) == 0) {
			lines[i].read(out, rest);
			return;
		}
	fail_msg("unknown word: %s", word);
}

void recorded_read(struct recorded *out, const char *name)
{
	char path[512];
	char *line = NULL;
	size_t size = 0;
	FILE *file;

	*out = (struct recorded){0};
	snprintf(path, sizeof(path), "%s/topology/%s.txt", XNB_TEST_DATA, name);
	file = fopen(path, "r");
	if (!file)
		fail_msg("%s: cannot open", path);
	while (getline(&line, &size, file) > 0)
		if (line[0] != '#')
			read_line(out, line);
	free(line);
	fclose(file);
}

void recorded_free(struct recorded *recorded)
{
	free(recorded->sysctls.cpus);
	free(recorded->sysctls.nodes);
	free(recorded->sysctls.distances);
}

struct xnb_host recorded_host(const char *name)
{
	struct recorded recorded;
	struct xnb_host host;
	struct xnb_error err;

	recorded_read(&recorded, name);
	if (xnb_host_from_sysctls(&host, &recorded.sysctls, &recorded.version, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	recorded_free(&recorded);
	return host;
}
