/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plugin of QEMU for a box that counts instructions: counts them by whose they are, and
 * writes a record (base/marks.h) at each mark. It changes nothing of what the box does or
 * sees. Argument: fd=N, the descriptor to write to.
 *
 * It is alone in QEMU's process: no library of ours, nothing that allocates. One thread
 * runs all CPUs there, so nothing is shared.
 */
#include "base/marks.h"
#include "lab/plugin/qemu_plugin.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

XNB_PLUGIN_EXPORT int qemu_plugin_version = 1;

/* A mark, and how many instructions before it are not counted yet. */
struct place {
	enum xnb_mark mark;
	uint64_t uncounted;
};

/* The interface hands on what a call is about as a pointer. */
static struct {
	int fd;
	uint64_t counts[XNB_N_SPACES];
	struct place places[XNB_N_MARKS][2]; /* by how many those are */
} plugin;

/* The reader finds out when one is missing: a call without its return, or another number
 * of calls than there are samples. Nobody is listening here. */
static void write_record(const struct xnb_mark_record *record)
{
	const char *data = (const char *)record;
	size_t left = sizeof(*record);

	while (left > 0) {
		ssize_t n = write(plugin.fd, data, left);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			data += n;
			left -= (size_t)n;
		}
	}
}

static void pass_mark(unsigned vcpu, void *arg)
{
	const struct place *place = arg;
	struct xnb_mark_record record = {.mark = place->mark};

	(void)vcpu;
	memcpy(record.counts, plugin.counts, sizeof(record.counts));
	record.counts[XNB_SPACE_USER] += place->uncounted;
	write_record(&record);
}

/* x86: no page is smaller, no instruction longer. */
enum { PAGE_BYTES = 4096, LONGEST = 15 };

/* Whether the instruction may reach into the next page. */
static bool may_leave_page(const struct qemu_plugin_insn *insn)
{
	return qemu_plugin_insn_vaddr(insn) % PAGE_BYTES > PAGE_BYTES - LONGEST;
}

/*
 * From which instruction of a block on they count when they begin. Behind the last one
 * nothing can be seen. And one that reaches into the next page begins a block of its own,
 * but QEMU 7.2 shows it at the end of the block before it, too, where it is never
 * run: it may be that the one before it is the last.
 */
static size_t find_tail(const struct qemu_plugin_tb *tb, size_t n)
{
	return n > 1 && may_leave_page(qemu_plugin_tb_get_insn(tb, n - 1)) ? n - 2
	                                                                   : n - 1;
}

/*
 * Any other counts when the next one begins, so that one that faults, and is run again or
 * never, counts as often as it is completed. This is how the box's clock counts.
 */
static void count_instruction(struct qemu_plugin_insn *insn, enum xnb_space space,
                              bool previous, bool itself)
{
	const uint64_t completed = (previous ? 1u : 0u) + (itself ? 1u : 0u);

	if (completed)
		qemu_plugin_register_vcpu_insn_exec_inline(
		    insn, QEMU_PLUGIN_INLINE_ADD_U64, &plugin.counts[space], completed);
}

/* Calls come before additions: `previous`, the instruction before is not counted yet. */
static void watch_mark(struct qemu_plugin_insn *insn, bool previous)
{
	const enum xnb_mark mark =
	    xnb_mark_of(qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));

	if (mark != XNB_N_MARKS)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, pass_mark,
		                                       QEMU_PLUGIN_CB_NO_REGS,
		                                       &plugin.places[mark][previous]);
}

static void count_block(uint64_t id, struct qemu_plugin_tb *tb)
{
	const size_t n = qemu_plugin_tb_n_insns(tb), tail = find_tail(tb, n);

	(void)id;
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		const enum xnb_space space = xnb_space_of(qemu_plugin_insn_vaddr(insn));
		const bool previous = i > 0 && i - 1 < tail;

		count_instruction(insn, space, previous, i >= tail);
		if (space == XNB_SPACE_USER)
			watch_mark(insn, previous);
	}
}

static int parse_fd(int argc, char **argv)
{
	char *end;
	long fd;

	if (argc != 1 || strncmp(argv[0], "fd=", 3) != 0)
		return -1;
	fd = strtol(argv[0] + 3, &end, 10);
	return end == argv[0] + 3 || *end || fd < 0 || fd > INT_MAX ? -1 : (int)fd;
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	(void)info;
	plugin.fd = parse_fd(argc, argv);
	if (plugin.fd < 0)
		return -1;
	for (int mark = 0; mark < XNB_N_MARKS; mark++) {
		plugin.places[mark][0] = (struct place){(enum xnb_mark)mark, 0};
		plugin.places[mark][1] = (struct place){(enum xnb_mark)mark, 1};
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, count_block);
	return 0;
}
