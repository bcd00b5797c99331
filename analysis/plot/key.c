/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/canvas.h"

#include "analysis/plot/gnuplot.h"
#include "analysis/text/utf8.h"

#include <string.h>

void xnb_canvas_key_take(struct xnb_canvas_key *key, const char *text)
{
	struct xnb_buf label = {0};
	size_t letters, bytes;

	xnb_gnuplot_label(&label, text);
	bytes = strcspn(xnb_buf_text(&label), "\t"); /* LaTeX's cell is not shown here */
	if (bytes)
		label.text[bytes] = '\0';
	letters = xnb_utf8_length(xnb_buf_text(&label));
	key->entries++;
	key->longest = letters > key->longest ? letters : key->longest;
	key->most_bytes = bytes > key->most_bytes ? bytes : key->most_bytes;
	xnb_buf_free(&label);
}

/* svg takes a letter to be 0.7 of the size of the text wide, when it is 0.5. */
#define SVG_TOO_WIDE 0.28

/* In the encoding "default" gnuplot takes each byte for a letter. */
void xnb_canvas_key(struct xnb_buf *program, const struct xnb_canvas *canvas,
                    const struct xnb_canvas_key *key)
{
	xnb_buf_printf(program,
	               "set key at screen %.4f,%.4f center center horizontal maxrows %zu "
	               "samplen 1.2 width (kind eq \"svg\" ? %.3g : 0)"
	               " - (GPVAL_ENCODING eq \"default\" ? %zu : 0)\n",
	               key->center, 1 - key->middle / canvas->height, key->rows,
	               -SVG_TOO_WIDE * (double)key->longest,
	               key->most_bytes - key->longest);
}

double xnb_canvas_key_place(struct xnb_canvas_key *key, const struct xnb_canvas *canvas,
                            double above)
{
	double room = canvas->width - canvas->left - canvas->right;
	double entry = xnb_canvas_text_inches(key->longest) + 0.3;
	size_t columns;
	double height;

	key->center = xnb_canvas_middle(canvas);
	if (entry > room) {
		room = canvas->width - 0.1;
		key->center = 0.5;
	}
	columns = entry < room ? (size_t)(room / entry) : 1;
	key->rows = (key->entries + columns - 1) / columns;
	height = 0.14 * (double)key->rows;
	key->middle = above + 0.02 + height / 2;
	return above + 0.07 + height;
}
