/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of a hypervisor, and what it says of itself.
 *
 * A hypervisor of 4.15 and later holds the configuration that it was built with, as a
 * gzip stream (HYPFS_CONFIG); its third line is "# Xen/x86 4.20.3 Configuration". All of
 * them hold "debug=y" or "debug=n", the answer to XENVER_build_info.
 */
#ifndef XNB_LAB_HYPERVISOR_H
#define XNB_LAB_HYPERVISOR_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* A version with its NUL: "4.20.3", "4.23-unstable". */
enum { XNB_XEN_VERSION_SIZE = 48 };

struct xnb_hypervisor {
	struct xnb_buf image;               /* not compressed: what QEMU takes */
	char version[XNB_XEN_VERSION_SIZE]; /* ""; it does not say */
	bool debug;                         /* built with CONFIG_DEBUG=y */
};

/*
 * Reads the file, unpacks it when it is compressed with gzip, and looks at it. Free it
 * after success. XNB_EXIT_ENVIRONMENT: it cannot be read, is damaged, or is not for x86.
 */
int xnb_hypervisor_read(struct xnb_hypervisor *hypervisor, const char *path,
                        struct xnb_error *err);
void xnb_hypervisor_free(struct xnb_hypervisor *hypervisor);

/* Looks at `image`, which is there already: fills in the others. */
int xnb_hypervisor_look(struct xnb_hypervisor *hypervisor, struct xnb_error *err);

/* How much of the text is one printable word: what a file says of its version is shown.
 */
size_t xnb_word_length(const char *text);

/* The version in the first lines of a configuration; false: none is there. */
bool xnb_config_version(const char *text, char version[XNB_XEN_VERSION_SIZE]);

#endif
