/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_NATIVE_CGROUP_H
#define XNB_NATIVE_CGROUP_H

#include <stdint.h>

/*
 * Bytes that the memory controllers of this process's cgroup and of those above it still
 * give, their page cache counted as free; UINT64_MAX without a limit. Version 2 of the
 * controllers and version 1, where they are mounted as systemd does.
 */
uint64_t xnb_native_cgroup_left(const char *root);

#endif
