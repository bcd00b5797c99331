/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables that only domains have, as JSON; bench/metadata.h says what they mean. */
#ifndef XNB_BENCH_DOMAINS_METADATA_H
#define XNB_BENCH_DOMAINS_METADATA_H

#include <jansson.h>

/* Each returns a new reference, or NULL when there is no memory. */

/* [{"name", "summary", "paths", and where it has them "vcpus", "order"}] */
json_t *xnb_hypercalls_json(void);

json_t *xnb_checks_json(void);

#endif
