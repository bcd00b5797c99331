/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An entry of sources.list(5), in either format, and what is made of it for another
 * suite; see lab/sources.h. */
#ifndef XNB_LAB_SOURCES_ENTRY_H
#define XNB_LAB_SOURCES_ENTRY_H

#include "base/buf.h"
#include "lab/sources.h"
#include "lab/span.h"

#include <stdbool.h>
#include <stddef.h>

enum xnb_sources_field {
	XNB_SOURCES_TYPES,
	XNB_SOURCES_ENABLED,
	XNB_SOURCES_URIS,
	XNB_SOURCES_SUITES,
	XNB_SOURCES_COMPONENTS,
	XNB_SOURCES_ARCHITECTURES,
	XNB_SOURCES_SIGNED_BY,
	XNB_SOURCES_TRUSTED,
	XNB_SOURCES_VALID_UNTIL,
	XNB_SOURCES_CHECK_DATE,
	XNB_SOURCES_BY_HASH,
	XNB_SOURCES_FIELDS,
};

/* `option`: in brackets, in a file with a line an entry; NULL: has a place of its own. */
extern const struct xnb_sources_name {
	const char *name, *option;
	bool copied;
} xnb_sources_fields[XNB_SOURCES_FIELDS];

struct xnb_sources_entry {
	struct xnb_span values[XNB_SOURCES_FIELDS];
};

/* Appends it for the wanted suite where it is Debian's own; how many that were: 0 or 1.
 */
size_t xnb_sources_put(struct xnb_buf *out, const struct xnb_sources_entry *entry,
                       const struct xnb_lab_suites *suites);

#endif
