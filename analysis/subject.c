/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/subject.h"

#include "rundir/runjson.h"

#include <string.h>

#define COMMON_LEVELS                                                                  \
	[XNB_LEVEL_BOOT] = {"boot", "fewer than 3 boots", "", "one boot", "one boot"}, \
	[XNB_LEVEL_SAMPLE] = {"sample", "fewer than 3 samples", "", "one sample",      \
	                      "one sample in each unit"}

#define ONE_ROUND                                                                     \
	"one round in one boot: covers neither variation between rounds nor between " \
	"boots"

static const struct xnb_subject xen = {
    .target = "xen",
    .title = "What NUMA node affinity does to Xen domains",
    .levels = {COMMON_LEVELS,
               [XNB_LEVEL_DOMAIN] = {"domain", "fewer than 3 domains",
                                     "one domain in one boot: covers neither variation "
                                     "between domains nor between boots",
                                     "one domain", "one domain in each boot or round"},
               [XNB_LEVEL_BLOCK] = {"round", "fewer than 3 rounds", ONE_ROUND,
                                    "one round", "one round in each boot or domain"}},
    .no_domain = "not all samples have a domain",
    .same = "domains and rounds are the same ones",
    .cross = "domains and rounds cross, neither lies in the other",
    .worker = "vCPU",
    .policy = "affinity",
    .piece = "extent",
    .expected = "what settled nodes of equal size give, a fraction \u00b1 1 extent",
    .counted = "Placement and life cycle are real: they are counted, not timed.",
};

static const struct xnb_subject native = {
    .target = "native",
    .is_native = true,
    .title = "What NUMA does to threads on this host",
    .levels = {COMMON_LEVELS,
               [XNB_LEVEL_DOMAIN] = {"team", "fewer than 3 teams of threads",
                                     "one team of threads in one boot: covers neither "
                                     "variation between teams nor between boots",
                                     "one team", "one team in each boot or round"},
               [XNB_LEVEL_BLOCK] = {"round", "fewer than 3 rounds", ONE_ROUND,
                                    "one round", "one round in each boot or team"}},
    .no_domain = "not all samples are of a team",
    .same = "teams and rounds are the same ones",
    .cross = "teams and rounds cross, neither lies in the other",
    .worker = "thread",
    .policy = "memory policy",
    .piece = "page",
    .expected = "what the kernel gives by its memory policy while every node has room, a "
                "fraction \u00b1 1 page",
    .counted = "Placement is real: it was read back from the kernel.",
};

const struct xnb_subject *xnb_subject_of(const struct xnb_run *run)
{
	return strcmp(xnb_runjson_text(run->meta, "target"), native.target) == 0 ? &native
	                                                                         : &xen;
}

const char *xnb_unit_level_name(const struct xnb_subject *subject,
                                enum xnb_unit_level level)
{
	return subject->levels[level].name;
}
