/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/caches.h"

#include <stdbool.h>

typedef hwloc_obj_t pick_fn(hwloc_obj_t pu);

static bool is_data_cache(hwloc_obj_t obj)
{
	return hwloc_obj_type_is_dcache(obj->type);
}

static hwloc_obj_t last_level(hwloc_obj_t pu)
{
	hwloc_obj_t last = NULL;

	for (hwloc_obj_t at = pu->parent; at; at = at->parent)
		if (is_data_cache(at))
			last = at;
	return last;
}

static hwloc_obj_t first_level(hwloc_obj_t pu)
{
	hwloc_obj_t at = pu->parent;

	while (at && !is_data_cache(at))
		at = at->parent;
	return at;
}

/* The cache of the CPU that is the first of these to lie below it counts. */
static bool is_counted_before(hwloc_topology_t topology, const uint32_t *cpus, size_t n,
                              hwloc_obj_t cache)
{
	for (size_t i = 0; i < n; i++) {
		hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(topology, cpus[i]);

		if (pu && hwloc_bitmap_isset(cache->cpuset, pu->os_index))
			return true;
	}
	return false;
}

static uint64_t sum(hwloc_topology_t topology, const uint32_t *cpus, size_t n,
                    pick_fn *pick)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(topology, cpus[i]);
		hwloc_obj_t cache = pu ? pick(pu) : NULL;

		if (cache && !is_counted_before(topology, cpus, i, cache))
			bytes += cache->attr->cache.size;
	}
	return bytes;
}

uint64_t xnb_caches_last(hwloc_topology_t topology, const uint32_t *cpus, size_t n)
{
	return sum(topology, cpus, n, last_level);
}

uint64_t xnb_caches_first(hwloc_topology_t topology, const uint32_t *cpus, size_t n)
{
	return sum(topology, cpus, n, first_level);
}
