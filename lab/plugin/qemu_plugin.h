/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few functions of QEMU's plugin interface that lab/plugin/ uses, version 1 of it,
 * the last QEMU with which is 8.2 (its qemu-plugin.h; Debian ships no header): 9.0 offers
 * 2, without an addition to a plain counter. QEMU refuses a plugin whose version it does
 * not offer.
 */
#ifndef XNB_LAB_PLUGIN_QEMU_PLUGIN_H
#define XNB_LAB_PLUGIN_QEMU_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define XNB_PLUGIN_EXPORT __attribute__((visibility("default")))

/* A block that is being translated, and an instruction of it; they live as long as the
 * callback that is given them. */
struct qemu_plugin_tb;
struct qemu_plugin_insn;

/* What QEMU looks up in the plugin: the version that it was made for, and the function
 * that is called once; not 0: QEMU does not start. `info` is not looked into. */
XNB_PLUGIN_EXPORT extern int qemu_plugin_version;
XNB_PLUGIN_EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc,
                                          char **argv);

/* Each block, before it is run for the first time. */
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
                                           void (*each)(uint64_t id,
                                                        struct qemu_plugin_tb *tb));

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
                                                 size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

/* What is done each time before the instruction is: an addition to *counter, or a call.
 */
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };

void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
                                                enum qemu_plugin_op op, void *counter,
                                                uint64_t summand);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
                                            void (*call)(unsigned vcpu, void *arg),
                                            enum qemu_plugin_cb_flags flags, void *arg);

#endif
