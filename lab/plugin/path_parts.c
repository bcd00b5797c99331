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
	struct place places[XNB_N_MARKS][2]; /* [1]: the first of its block */
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

/*
 * An instruction is counted when the next one of its block begins, so that one that
 * faults, and is run again or never, counts as often as it is completed; this is how the
 * box's clock counts. Behind the last one of a block nothing can be seen, so it counts
 * when it begins.
 */
static void count_completed(struct qemu_plugin_insn *insn, enum xnb_space space,
                            bool first, bool last)
{
	const uint64_t completed = (first ? 0u : 1u) + (last ? 1u : 0u);

	if (completed)
		qemu_plugin_register_vcpu_insn_exec_inline(
		    insn, QEMU_PLUGIN_INLINE_ADD_U64, &plugin.counts[space], completed);
}

/* Calls come before additions: at a mark the instruction before it is not counted yet. */
static void watch_mark(struct qemu_plugin_insn *insn, bool first)
{
	const enum xnb_mark mark =
	    xnb_mark_of(qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));

	if (mark != XNB_N_MARKS)
		qemu_plugin_register_vcpu_insn_exec_cb(
		    insn, pass_mark, QEMU_PLUGIN_CB_NO_REGS, &plugin.places[mark][first]);
}

static void count_block(uint64_t id, struct qemu_plugin_tb *tb)
{
	const size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		const enum xnb_space space = xnb_space_of(qemu_plugin_insn_vaddr(insn));

		count_completed(insn, space, i == 0, i == n - 1);
		if (space == XNB_SPACE_USER)
			watch_mark(insn, i == 0);
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
		plugin.places[mark][0] = (struct place){(enum xnb_mark)mark, 1};
		plugin.places[mark][1] = (struct place){(enum xnb_mark)mark, 0};
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, count_block);
	return 0;
}
