/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was measured, and on what, in few lines; the record has all. */
#include "analysis/report/cells.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"

#include <string.h>

/* Appends what run.json has at `path`, between `before` and `after`; nothing where it has
 * nothing. */
static void add(struct xnb_buf *text, const struct xnb_report_data *data,
                const char *path, const char *before, const char *after)
{
	const json_t *value = xnb_report_meta(data, path);

	if (xnb_report_is_empty(value))
		return;
	xnb_buf_puts(text, text->length ? before : "");
	xnb_report_value(text, value);
	xnb_buf_puts(text, after);
}

/* "3 rounds", "1 round", with `behind` behind it. */
static void add_count(struct xnb_buf *text, const struct xnb_report_data *data,
                      const char *path, const char *what, const char *behind)
{
	const json_t *n = xnb_report_meta(data, path);

	if (!json_is_integer(n))
		return;
	xnb_buf_printf(text, "%s%lld %s%s%s", text->length ? ", " : "",
	               (long long)json_integer_value(n), what,
	               json_integer_value(n) == 1 ? "" : "s", behind);
}

/* The experiments that the samples are of: lie together, so each is named once. */
static void say_experiments(struct xnb_buf *text, const struct xnb_report_data *data)
{
	const char *last = "";

	for (size_t i = 0; i < data->summaries.n; i++) {
		const char *experiment = data->summaries.summaries[i].series->experiment;

		if (strcmp(experiment, last) == 0)
			continue;
		xnb_buf_printf(text, "%s%s", text->length ? ", " : "", experiment);
		last = experiment;
	}
}

static void say_when(struct xnb_buf *text, const struct xnb_report_data *data)
{
	const json_t *boots = xnb_report_meta(data, "boots");

	if (data->subject->is_native) /* the host is up for as long as it likes */
		add(text, data, "started", "", "");
	for (size_t i = 0; !text->length && i < json_array_size(boots); i++) {
		const json_t *start = json_object_get(json_array_get(boots, i), "start");

		if (!json_is_string(start))
			continue;
		xnb_buf_puts(text, text->length ? ", " : "");
		xnb_buf_puts(text, json_string_value(start));
	}
}

/* What CPUID has, by the name that people know; any other signature as it is. */
static const char *hypervisor_name(const char *signature)
{
	static const struct {
		const char *signature, *name;
	} known[] = {
	    {"ACRNACRNACRN", "ACRN"},
	    {"KVMKVMKVM", "KVM"},
	    {"Microsoft", "Hyper-V"},
	    {"Microsoft Hv", "Hyper-V"},
	    {"TCGTCGTCGTCG", "QEMU's TCG"},
	    {"VBoxVBoxVBox", "VirtualBox"},
	    {"VMwareVMware", "VMware"},
	    {"XenVMMXenVMM", "Xen"},
	    {"bhyve", "bhyve"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(signature, known[i].signature) == 0)
			return known[i].name;
	return signature;
}

static void say_hypervisor(struct xnb_buf *text, const struct xnb_report_data *data)
{
	const json_t *value = xnb_report_meta(data, "environment.hypervisor");

	if (json_is_string(value) && json_string_length(value) > 0)
		xnb_buf_printf(text, "%sa guest of %s", text->length ? ", " : "",
		               hypervisor_name(json_string_value(value)));
}

static void say_host(struct xnb_buf *text, const struct xnb_report_data *data)
{
	add(text, data, "environment.host", "", "");
	add(text, data, "environment.cpu_model", ", ", "");
	add(text, data, "environment.microcode", ", microcode ", "");
	if (data->subject->is_native)
		add(text, data, "environment.kernel", ", Linux ", "");
	say_hypervisor(text, data);
}

static void say_xen(struct xnb_buf *text, const struct xnb_report_data *data)
{
	if (data->subject->is_native)
		return;
	add(text, data, "environment.xen_version", "", "");
	add(text, data, "environment.xen_changeset", ", changeset ", "");
	add(text, data, "environment.xen_scheduler", ", scheduler ", "");
	add(text, data, "environment.dom0_kernel", ", dom0 Linux ", "");
}

static void add_bytes(struct xnb_buf *text, const json_t *bytes)
{
	double mib = json_number_value(bytes) / (1 << 20);

	if (mib >= 1024)
		xnb_buf_printf(text, "%.4g GiB", mib / 1024);
	else
		xnb_buf_printf(text, "%.4g MiB", mib);
}

static void say_nodes(struct xnb_buf *text, const struct xnb_report_data *data)
{
	const json_t *nodes = xnb_report_meta(data, "node_sizes");

	for (size_t i = 0; i < json_array_size(nodes); i++) {
		const json_t *node = json_array_get(nodes, i);

		xnb_buf_puts(text, text->length ? "; " : "");
		xnb_report_value(text, json_object_get(node, "id"));
		xnb_buf_puts(text, ": ");
		xnb_report_value(text, json_object_get(node, "cpus"));
		xnb_buf_puts(text, json_integer_value(json_object_get(node, "cpus")) == 1
		                       ? " CPU, "
		                       : " CPUs, ");
		add_bytes(text, json_object_get(node, "memory_bytes"));
	}
	if (data->node_a[0])
		xnb_buf_printf(text, "%sA is node %s", text->length ? "; " : "",
		               data->node_a);
	if (data->node_b[0])
		xnb_buf_printf(text, ", B is node %s", data->node_b);
	if (json_array_size(nodes) && !data->subject->is_native)
		xnb_buf_puts(text, "; memory as Xen tells it: the span of a node\u2019s "
		                   "addresses, holes included");
}

static void say_domains(struct xnb_buf *text, const struct xnb_report_data *data)
{
	const json_t *memory = xnb_report_meta(data, "domain.memory_bytes");

	add(text, data, "domain.kind", "", "");
	if (json_is_number(memory)) {
		xnb_buf_puts(text, text->length ? ", " : "");
		add_bytes(text, memory);
	}
	add_count(text, data, "domain.vcpus", "vCPU", "");
	add(text, data, "domain.extent_order", ", extents of order ", "");
}

static void say_repetitions(struct xnb_buf *text, const struct xnb_report_data *data)
{
	add_count(text, data, "repetitions.boots", "boot", "");
	add_count(text, data, "repetitions.rounds", "round", "");
	add_count(text, data, "repetitions.domains_per_round",
	          xnb_unit_level_name(data->subject, XNB_LEVEL_DOMAIN),
	          " a round and scenario");
	add_count(text, data, "repetitions.iterations", "sample", " each");
	add(text, data, "stop_reasons", "; ended because ", "");
}

/* Of a run on threads, which says it of each of its sessions. */
static void say_accounting(struct xnb_buf *text, const struct xnb_report_data *data)
{
	const json_t *sessions = xnb_report_meta(data, "accounting");
	double wall = 0, used = 0;

	for (size_t i = 0; i < json_array_size(sessions); i++) {
		const json_t *one = json_array_get(sessions, i);

		wall += json_number_value(json_object_get(one, "wall_seconds"));
		used += json_number_value(json_object_get(one, "measured_seconds")) +
		        json_number_value(json_object_get(one, "warmup_seconds"));
	}
	if (wall > 0)
		xnb_buf_printf(text,
		               "%.1f %% of %.0f s inside measured regions or warm-ups "
		               "that are in the file",
		               100 * used / wall, wall);
}

static void say_threads(struct xnb_buf *text, const struct xnb_report_data *data)
{
	if (!data->subject->is_native)
		return;
	xnb_buf_puts(text,
	             "threads on the host, each pinned to a CPU; a team is some that "
	             "share one buffer and start together, each part of it first "
	             "touched by the thread that uses it");
	add(text, data, "locality_method", "; their pages\u2019 nodes by ", "");
}

static void say_timing(struct xnb_buf *text, const struct xnb_report_data *data)
{
	if (data->timing_sentence)
		xnb_buf_puts(text, data->timing_sentence);
	else
		xnb_buf_puts(text, "Real.");
}

static void say_tool(struct xnb_buf *text, const struct xnb_report_data *data)
{
	add(text, data, "tool.version", "", "");
	add(text, data, "tool.commit", ", commit ", "");
}

static const struct {
	const char *name;
	void (*say)(struct xnb_buf *text, const struct xnb_report_data *data);
} rows[] = {
    {"experiments", say_experiments},
    {"timing", say_timing},
    {"begun", say_when},
    {"host", say_host},
    {"Xen", say_xen},
    {"nodes", say_nodes},
    {"domains", say_domains},
    {"threads", say_threads},
    {"repetitions", say_repetitions},
    {"time", say_accounting},
    {"xen-numabench", say_tool},
};

void xnb_report_overview(struct xnb_buf *html, const struct xnb_report_data *data)
{
	struct xnb_buf text = {0};

	xnb_report_begin_section(html, "overview", XNB_REPORT_OVERVIEW);
	if (!data->run->meta)
		xnb_buf_puts(html,
		             "<p>There is no <code>run.json</code>: a bare table of "
		             "samples does not say on what it was measured.</p>\n");
	xnb_report_open_word_table(html, "The run in brief");
	xnb_buf_puts(html, "<caption>The run in brief.</caption>\n<tbody>\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		xnb_buf_clear(&text);
		rows[i].say(&text, data);
		if (!text.length)
			continue;
		xnb_buf_puts(html, "<tr>");
		xnb_html_element(html, "th scope=\"row\"", rows[i].name);
		xnb_html_element(html, "td", xnb_buf_text(&text));
		xnb_buf_puts(html, "</tr>\n");
	}
	html->failed = html->failed || text.failed;
	xnb_buf_free(&text);
	xnb_report_close_table(html);
	xnb_buf_puts(html, "</section>\n");
}
