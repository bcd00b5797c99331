/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_options.h"

#include <errno.h>

enum key {
	KEY_NODES = 256,
	KEY_CPUS,
	KEY_CPU_NODES,
	KEY_MEMORY,
	KEY_DISTANCE,
	KEY_DISTANCES,
	KEY_DOM0_VCPUS,
	KEY_XEN_OPTIONS,
	KEY_XEN,
	KEY_XEN_DIR,
	KEY_TOOLSTACK,
	KEY_NO_TOOLSTACK,
	KEY_ACCEL,
	KEY_COUNTED,
	KEY_BOOTS,
	KEY_TIMEOUT,
	KEY_CONSOLE,
	KEY_CACHE,
	KEY_VERBOSE,
	KEY_PUT,
	KEY_GET,
	KEY_OUT,
};

/* clang-format off */
#define CACHE_OPTION                                                                      \
	{"cache", KEY_CACHE, "DIR", 0,                                                    \
	 "Keep the lab's files there (default: $XDG_CACHE_HOME/xen-numabench)", 0}

#define XEN_OPTIONS                                                                      \
	{"xen", KEY_XEN, "VERSION", 0,                                                    \
	 "Debian's packages of that Xen, such as 4.20 (default: that of this program)", 0}, \
	{"xen-dir", KEY_XEN_DIR, "DIR", 0,                                                \
	 "A Xen of your own: what `make dist' of Xen leaves in dist/install", 0}

/* What the command finds; a run that is resumed needs the same. */
#define HOST_OPTIONS                                                                      \
	{"nodes", KEY_NODES, "N", 0, "NUMA nodes (default 2)", 0},                        \
	{"cpus-per-node", KEY_CPUS, "N", 0, "CPUs on each node (default 2)", 0},          \
	{"cpu-nodes", KEY_CPU_NODES, "N", 0,                                              \
	 "Only the first N nodes have CPUs (default all; counting: 1 with 1 CPU)", 0},    \
	{"memory-per-node", KEY_MEMORY, "SIZE", 0, "Memory of each node (default 2G)", 0}, \
	{"distance", KEY_DISTANCE, "D", 0, "Distance of any two nodes (default 21)", 0},  \
	{"distances", KEY_DISTANCES, "MATRIX", 0,                                         \
	 "All distances, rows by ';', cells by ',': 10,21;21,10", 0},                     \
	{"dom0-vcpus", KEY_DOM0_VCPUS, "N", 0,                                            \
	 "dom0's vCPUs, vCPU i pinned to pCPU i (default 1)", 0},                         \
	{"xen-options", KEY_XEN_OPTIONS, "TEXT", 0, "More for Xen's command line", 0},    \
	XEN_OPTIONS,                                                                      \
	{"accel", KEY_ACCEL, "auto|tcg|kvm", 0,                                           \
	 "KVM where it really works, else TCG (default auto)", 0},                        \
	{"count-instructions", KEY_COUNTED, NULL, 0,                                      \
	 "Emulate so that the TSC counts instructions: path lengths, not times", 0}

#define BOX_OPTIONS                                                                       \
	CACHE_OPTION,                                                                     \
	HOST_OPTIONS,                                                                     \
	{"toolstack", KEY_TOOLSTACK, NULL, 0, "Have xl, with xenstored and xenconsoled", 0}, \
	{"timeout", KEY_TIMEOUT, "SECONDS", 0, "End the command after that (default 900)", 0}, \
	{"keep-console", KEY_CONSOLE, "FILE", 0, "Write the console log there", 0},       \
	{"verbose", KEY_VERBOSE, NULL, 0, "Say when the box got how far", 0}
/* clang-format on */

const struct argp_option xnb_lab_host_option_table[] = {HOST_OPTIONS, {0}};

const struct argp_option xnb_lab_fetch_option_table[] = {XEN_OPTIONS, CACHE_OPTION, {0}};

const struct argp_option xnb_lab_exec_option_table[] = {
    BOX_OPTIONS,
    {"put", KEY_PUT, "FILE", 0, "A file for the command's directory; repeatable", 0},
    {"get", KEY_GET, "DIR", 0, "Bring back what the command wrote under /out", 0},
    {0},
};

const struct argp_option xnb_lab_run_option_table[] = {
    BOX_OPTIONS,
    {"boots", KEY_BOOTS, "N", 0,
     "Boot N boxes in turn, each a boot of the same run (default 1)", 0},
    {"no-toolstack", KEY_NO_TOOLSTACK, NULL, 0,
     "Leave out what asks libxl, and with it xenstored and xenconsoled", 0},
    {"out", KEY_OUT, "DIR", 0,
     "The run directory (default results/<UTC time>-lab); new or empty", 0},
    {0},
};

static int parse_host(struct xnb_lab_host *host, int key, const char *arg,
                      struct xnb_error *err)
{
	switch (key) {
	case KEY_NODES:
		return xnb_lab_parse_number(arg, "--nodes", 1, XNB_LAB_MAX_NODES,
		                            &host->nodes, err);
	case KEY_DOM0_VCPUS:
		return xnb_lab_parse_number(arg, "--dom0-vcpus", 1, XNB_LAB_MAX_APIC_IDS,
		                            &host->dom0_vcpus, err);
	case KEY_MEMORY:
		return xnb_lab_parse_size(arg, &host->memory_per_node, err);
	default:
		return xnb_lab_parse_distance(arg, host, err);
	}
}

static int parse_value(struct xnb_lab_line *line, int key, const char *arg,
                       struct xnb_error *err)
{
	struct xnb_lab_request *request = &line->request;

	switch (key) {
	case KEY_CPUS:
		return xnb_lab_parse_number(arg, "--cpus-per-node", 1,
		                            XNB_LAB_MAX_APIC_IDS, &line->cpus, err);
	case KEY_CPU_NODES:
		return xnb_lab_parse_number(arg, "--cpu-nodes", 1, XNB_LAB_MAX_NODES,
		                            &line->cpu_nodes, err);
	case KEY_ACCEL:
		return xnb_accel_parse(arg, &request->accel, err);
	case KEY_TIMEOUT:
		if (xnb_lab_parse_number(arg, "--timeout", 1, 1000000, &line->timeout,
		                         err))
			return -1;
		request->timeout = line->timeout;
		return 0;
	case KEY_BOOTS:
		return xnb_lab_parse_number(arg, "--boots", 1, 1000, &line->boots, err);
	case KEY_PUT:
		xnb_args_add(&line->put, "%s", arg);
		return line->put.failed ? xnb_fail_nomem(err) : 0;
	default:
		line->distance |= key == KEY_DISTANCE;
		return parse_host(&request->host, key, arg, err);
	}
}

/* Options whose value is kept as it is; false for others. */
static bool keep_text(struct xnb_lab_line *line, int key, const char *arg)
{
	struct xnb_lab_request *request = &line->request;

	switch (key) {
	case KEY_DISTANCES:
		line->distances = arg;
		return true;
	case KEY_XEN_OPTIONS:
		request->host.xen_options = arg;
		return true;
	case KEY_XEN:
		line->xen.version = arg;
		return true;
	case KEY_XEN_DIR:
		line->xen.dir = arg;
		return true;
	case KEY_CONSOLE:
		request->console = arg;
		return true;
	case KEY_CACHE:
		request->cache = arg;
		return true;
	case KEY_GET:
	case KEY_OUT:
		request->get = arg;
		return true;
	case KEY_TOOLSTACK:
		request->toolstack = true;
		return true;
	case KEY_NO_TOOLSTACK:
		line->no_toolstack = true;
		return true;
	case KEY_COUNTED:
		line->counted = true;
		return true;
	case KEY_VERBOSE:
		request->verbose = true;
		return true;
	default:
		return false;
	}
}

error_t xnb_lab_parse_option(int key, char *arg, struct argp_state *state)
{
	struct xnb_lab_line *line = state->input;
	struct xnb_error err;

	if (key == ARGP_KEY_ARG) {
		line->command = state->argv + state->next - 1;
		state->next = state->argc;
		return 0;
	}
	if (key < KEY_NODES || key > KEY_OUT)
		return ARGP_ERR_UNKNOWN;
	if (!keep_text(line, key, arg) && parse_value(line, key, arg, &err))
		argp_failure(state, argp_err_exit_status, 0, "%s", err.text);
	return 0;
}

/* The clock counts the instructions of all CPUs, and how long one waits for another is
 * the emulator's choice: so one CPU, unless more are asked for. */
static int choose_counted(struct xnb_lab_request *request, struct xnb_error *err)
{
	if (request->accel == XNB_ACCEL_COUNTED)
		return 0;
	if (request->accel == XNB_ACCEL_KVM)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--count-instructions and --accel=kvm: hardware does not "
		                "count as the emulator does; leave one of them out");
	request->accel = XNB_ACCEL_COUNTED;
	request->host.cpus_per_node = 1;
	request->host.cpu_nodes = 1;
	return 0;
}

/* What argp cannot do option by option. */
int xnb_lab_line_finish(struct xnb_lab_line *line, struct xnb_error *err)
{
	struct xnb_lab_request *request = &line->request;

	request->put = line->put.v;
	request->n_put = line->put.n;
	if (line->xen.version || line->xen.dir)
		request->xen = line->xen;
	if (xnb_lab_xen_check(&request->xen, err))
		return -1;
	if (line->counted && choose_counted(request, err))
		return -1;
	if (line->cpus)
		request->host.cpus_per_node = line->cpus;
	if (line->cpu_nodes)
		request->host.cpu_nodes = line->cpu_nodes;
	if (line->distances && line->distance)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--distance and --distances: give one of them");
	if (line->distances &&
	    xnb_lab_parse_distances(line->distances, &request->host, err))
		return -1;
	return xnb_lab_host_check(&request->host, err);
}
