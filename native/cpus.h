/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPUs that this process may run on: allowed by its affinity, which no cgroup's
 * cpuset lets it exceed, and online. Read from the kernel's files
 * (Documentation/ABI/stable/ sysfs-devices-system-cpu), not through a library, so that
 * every program has it, and below a root directory of the caller's ("": the real one), so
 * that hosts can be made up.
 */
#ifndef XNB_NATIVE_CPUS_H
#define XNB_NATIVE_CPUS_H

#include "base/error.h"

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define XNB_NATIVE_ABSENT UINT32_MAX

/* The largest CPU number that is understood, plus one; larger ones are left out. */
#define XNB_NATIVE_MOST_CPUS 8192u
/* The same of nodes. */
#define XNB_NATIVE_MOST_NODES 1024u

struct xnb_native_cpu {
	uint32_t id;      /* the kernel's number */
	uint32_t node;    /* 0 where the kernel knows no nodes */
	uint32_t package; /* the kernel's number; or XNB_NATIVE_ABSENT */
	/* The lowest CPU of its core, itself where the kernel tells no siblings: two CPUs
	 * share a core exactly where these are equal. */
	uint32_t core;
	uint32_t thread; /* its place among the CPUs of its core, from 0 */
};

struct xnb_native_cpus {
	/*
	 * Allowed and online, one per core first: ascending by `thread`, then node, then
	 * number. So the first n of them share as few cores as n can.
	 */
	struct xnb_native_cpu *cpus;
	size_t n;
	uint32_t n_cores; /* of these CPUs */
	/* To say why a CPU is not among them; ascending numbers. */
	uint32_t *online, *present;
	size_t n_online, n_present;
};

/*
 * Reads them. `allowed` (of `setsize` bytes, see CPU_ALLOC(3)) stands for the affinity of
 * this process; NULL: sched_getaffinity(2). XNB_EXIT_ENVIRONMENT where the kernel's files
 * cannot be understood, or no CPU is left. Without /sys/devices/system/node all CPUs are
 * on node 0; without a CPU's topology folder it is a core of its own.
 */
int xnb_native_cpus_read(struct xnb_native_cpus *cpus, const char *root,
                         const cpu_set_t *allowed, size_t setsize, struct xnb_error *err);
void xnb_native_cpus_free(struct xnb_native_cpus *cpus);

/* The CPU with this number, or NULL where it is not among them. */
const struct xnb_native_cpu *xnb_native_cpu(const struct xnb_native_cpus *cpus,
                                            uint32_t id);

/*
 * Up to `most` numbers of CPUs of `node` (XNB_NATIVE_ABSENT: of all nodes), in their
 * order, into out[]. Returns how many there are altogether, which may be more than
 * `most`.
 */
size_t xnb_native_cpus_of_node(const struct xnb_native_cpus *cpus, uint32_t node,
                               uint32_t *out, size_t most);

/*
 * Reads a list such as "0-3,8", as taskset(1) and the kernel write it, into *ids, in the
 * order written, each once. XNB_EXIT_USAGE for what is no such list or names a CPU twice;
 * for a CPU that does not exist, is offline, or is outside of the affinity or cpuset of
 * this process: the text names it, says which of these, and lists those that there are.
 * Free *ids.
 */
int xnb_native_cpus_parse(const struct xnb_native_cpus *cpus, const char *list,
                          uint32_t **ids, size_t *n, struct xnb_error *err);

/*
 * Pins a thread (its number, gettid(2); 0: the calling one) to one CPU.
 * XNB_EXIT_ENVIRONMENT where that went offline or left the cpuset (errnum ENODEV), or
 * where the kernel refuses.
 */
int xnb_native_pin(pid_t thread, uint32_t cpu, struct xnb_error *err);

/*
 * Whether the thread is still pinned to exactly this CPU: one that goes offline, or
 * leaves the cpuset, loses its threads to others without a word.
 */
bool xnb_native_is_pinned(pid_t thread, uint32_t cpu);

#endif
