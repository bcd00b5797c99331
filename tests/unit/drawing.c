/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/drawing.h"

#include "tests/unit/test.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

struct xnb_report_data *load_run(const char *name)
{
	struct xnb_report_data *data = NULL;
	struct xnb_error err = {0};
	char path[PATH_MAX];

	snprintf(path, sizeof(path), XNB_TEST_DATA "/runs/%s", name);
	if (xnb_report_data_load(&data, path, &err))
		fail_msg("%s", err.text);
	return data;
}

int drop_run(void **state)
{
	xnb_report_data_free(*state);
	return 0;
}

void draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
          const struct xnb_report_data *data)
{
	struct xnb_error err = {0};

	*drawing = (struct xnb_drawing){.data = {0}};
	if (xnb_figure_draw(drawing, figure, data, &err))
		fail_msg("%s", err.text);
}

void draw_present(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                  const struct xnb_report_data *data)
{
	draw(drawing, figure, data);
	if (drawing->absent.length)
		fail_msg("figure %s: %s", figure->name, xnb_buf_text(&drawing->absent));
}

void expect(const struct xnb_buf *text, const char *part)
{
	if (!strstr(xnb_buf_text(text), part))
		fail_msg("\"%s\" is not in:\n%s", part, xnb_buf_text(text));
}
