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
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

XNB_PLUGIN_EXPORT int qemu_plugin_version = 1;

/* The interface hands a mark to its callback as a pointer. */
static struct {
	int fd;
	uint64_t counts[XNB_N_SPACES];
	enum xnb_mark marks[XNB_N_MARKS];
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

static void pass_mark(unsigned vcpu, void *mark)
{
	struct xnb_mark_record record = {.mark = *(const enum xnb_mark *)mark};

	(void)vcpu;
	memcpy(record.counts, plugin.counts, sizeof(record.counts));
	write_record(&record);
}

static void count_instruction(struct qemu_plugin_insn *insn)
{
	const enum xnb_space space = xnb_space_of(qemu_plugin_insn_vaddr(insn));
	enum xnb_mark mark;

	qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
	                                           &plugin.counts[space], 1);
	if (space != XNB_SPACE_USER)
		return;
	mark = xnb_mark_of(qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));
	if (mark != XNB_N_MARKS)
		qemu_plugin_register_vcpu_insn_exec_cb(
		    insn, pass_mark, QEMU_PLUGIN_CB_NO_REGS, &plugin.marks[mark]);
}

static void count_block(uint64_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		count_instruction(qemu_plugin_tb_get_insn(tb, i));
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
	for (int mark = 0; mark < XNB_N_MARKS; mark++)
		plugin.marks[mark] = (enum xnb_mark)mark;
	qemu_plugin_register_vcpu_tb_trans_cb(id, count_block);
	return 0;
}
