/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/row.h"
#include "rundir/sample.h"

#define SAMPLE(kind, field) #field, XNB_COLUMN_##kind, offsetof(struct xnb_sample, field)

const struct xnb_column xnb_sample_columns[] = {
    {SAMPLE(TEXT, experiment), "placement, bandwidth, latency, hypercall, ..."},
    {SAMPLE(TEXT, scenario), "a name of `list scenarios`; empty where none applies"},
    {SAMPLE(TEXT, item), "the kernel, chase, hypercall, or check"},
    {SAMPLE(TEXT, params), "key=value;..., keys sorted, from the list of parameters"},
    {SAMPLE(INTEGER, boot), "index into boots[] of run.json"},
    {SAMPLE(OPTIONAL_INTEGER, domain), "creation number within the boot, over scenarios"},
    {SAMPLE(INTEGER, iteration), "within the domain, from 0"},
    {SAMPLE(INTEGER, block), "shared by samples of one round of interleaved scenarios"},
    {SAMPLE(INTEGER, seq), "order in time within the run"},
    {SAMPLE(OPTIONAL_INTEGER, vcpu), "empty: the value is the whole domain's"},
    {SAMPLE(TEXT, cpu_node), "nodes that the vCPUs ran on, as measured, joined with +"},
    {SAMPLE(TEXT, mem_node), "nodes that hold the pages, as measured, joined with +"},
    {SAMPLE(OPTIONAL_NUMBER, locality), "pages on A / pages of this domain, measured"},
    {SAMPLE(TEXT, metric), "bandwidth, latency, locality, pages, path, errno, ..."},
    {SAMPLE(TEXT, unit), "B/s, ns, 1, pages, instructions, ..."},
    {SAMPLE(NUMBER, value), "a decimal number"},
    {SAMPLE(TEXT, flags), "empty, or words joined with ;: warmup, moved, implausible"},
    {0},
};

#define EXTENT(kind, field) XNB_COLUMN_##kind, offsetof(struct xnb_extent_row, field)

const struct xnb_column xnb_extent_columns[] = {
    {"boot", EXTENT(INTEGER, boot), "index into boots[] of run.json"},
    {"domain", EXTENT(INTEGER, domain), "creation number within the boot"},
    {"first_gfn", EXTENT(COUNT, run.first_gfn), "guest frame of the first extent"},
    {"order", EXTENT(COUNT, run.order), "an extent is 2^order pages of 4 KiB"},
    {"count", EXTENT(COUNT, run.count), "extents that follow each other on one node"},
    {"node", EXTENT(OPTIONAL_INTEGER, run.node), "empty: unknown"},
    {"method", EXTENT(TEXT, run.method), "how the node was told"},
    {0},
};

#define CHECK(kind, field) \
#field, XNB_COLUMN_##kind, offsetof(struct xnb_check_row, field)

const struct xnb_column xnb_check_columns[] = {
    {CHECK(INTEGER, boot), "index into boots[] of run.json"},
    {CHECK(INTEGER, block), "the round it was judged in"},
    {CHECK(TEXT, check), "a name of `list checks`"},
    {CHECK(TEXT, verdict), "holds, does not hold, cannot be told"},
    {CHECK(TEXT, evidence), "what was seen, or why it cannot be told"},
    {0},
};

_Static_assert(
    sizeof(xnb_sample_columns) / sizeof(xnb_sample_columns[0]) <= XNB_MOST_COLUMNS &&
        sizeof(xnb_extent_columns) / sizeof(xnb_extent_columns[0]) <= XNB_MOST_COLUMNS &&
        sizeof(xnb_check_columns) / sizeof(xnb_check_columns[0]) <= XNB_MOST_COLUMNS,
    "raise XNB_MOST_COLUMNS");
