/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/paper.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	double inches;
} columns[] = {
    {"acm", XNB_COLUMN_INCHES},
    {"usenix", XNB_COLUMN_INCHES},
    {"ieee", 3.5},
    {"full", XNB_PAGE_INCHES},
};

double xnb_column_inches(const char *name)
{
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (strcmp(columns[i].name, name) == 0)
			return columns[i].inches;
	return 0;
}

double xnb_paper_width(const struct xnb_paper *paper, double needed)
{
	return paper->width > 0 ? paper->width : needed;
}

double xnb_paper_mark_inches(const struct xnb_paper *paper)
{
	return paper->mark ? 0.17 : 0;
}
