/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/timed_sample.h"

#include <math.h>

struct xnb_sample timed_sample(int64_t boot, int64_t domain, int64_t block, double value)
{
	return (struct xnb_sample){.experiment = "e",
	                           .scenario = "",
	                           .item = "i",
	                           .params = "",
	                           .boot = boot,
	                           .domain = domain,
	                           .block = block,
	                           .vcpu = -1,
	                           .cpu_node = "",
	                           .mem_node = "",
	                           .locality = NAN,
	                           .metric = "latency",
	                           .unit = "ns",
	                           .value = value,
	                           .flags = ""};
}
