/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The caches of the host on an axis of working sets. */
#include "analysis/figures/sweeps.h"

/* As run.json names them; the words are ours, as a program may have no others. */
static const struct {
	const char *path, *name;
} caches[] = {
    {"environment.l1d_cache_bytes", "L1"},
    {"environment.l2_cache_bytes", "L2"},
    {"environment.last_level_cache_bytes", "L3"},
};

/* Beyond the sizes that were measured there is no place. */
static bool is_inside(const struct xnb_curves *curves, double size)
{
	bool below = false, above = false;

	for (size_t i = 0; i < curves->n; i++) {
		below = below || curves->entries[i].point.x <= size;
		above = above || curves->entries[i].point.x >= size;
	}
	return below && above;
}

void xnb_sweep_mark_caches(struct xnb_curves *curves, const struct xnb_report_data *data)
{
	for (size_t i = 0; i < sizeof(caches) / sizeof(caches[0]); i++) {
		const json_t *size = xnb_report_meta(data, caches[i].path);

		if (json_is_integer(size) &&
		    is_inside(curves, (double)json_integer_value(size)))
			curves->marks[curves->n_marks++] = (struct xnb_curve_line_mark){
			    (double)json_integer_value(size), caches[i].name};
	}
}
