/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256 (FIPS 180-4): a name for contents. */
#ifndef XNB_BASE_SHA256_H
#define XNB_BASE_SHA256_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* Hexadecimal digits and NUL. */
enum { XNB_SHA256_SIZE = 65 };

struct xnb_sha256 {
	uint32_t state[8];
	uint64_t length; /* bytes so far */
	uint8_t block[64];
};

void xnb_sha256_begin(struct xnb_sha256 *hash);
void xnb_sha256_add(struct xnb_sha256 *hash, const void *data, size_t length);
void xnb_sha256_end(struct xnb_sha256 *hash, char text[XNB_SHA256_SIZE]);

/* Adds a file's contents. XNB_EXIT_ENVIRONMENT: cannot be read. */
int xnb_sha256_add_file(struct xnb_sha256 *hash, const char *path, struct xnb_error *err);

#endif
