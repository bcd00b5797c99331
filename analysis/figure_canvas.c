/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figure_canvas.h"

#include "analysis/gnuplot.h"

#include <math.h>

#define TEXT_POINTS 7.5

/* Anchors at equal distances, each lighter than the one before. */
static const unsigned ramp[] = {0x24285c, 0x2f5d86, 0x3a8f8c, 0x7fb96a, 0xf3c623};
enum { N_RAMP = sizeof(ramp) / sizeof(ramp[0]) };

static double channel(unsigned color, unsigned shift)
{
	return (double)(color >> shift & 0xff);
}

static unsigned blend(unsigned from, unsigned to, double part, unsigned shift)
{
	double value =
	    channel(from, shift) + part * (channel(to, shift) - channel(from, shift));

	return (unsigned)lround(value) << shift;
}

unsigned xnb_canvas_ramp(double at)
{
	double place = fmin(fmax(at, 0), 1) * (N_RAMP - 1);
	unsigned i = place >= N_RAMP - 1 ? N_RAMP - 2 : (unsigned)place;
	double part = place - i;

	return blend(ramp[i], ramp[i + 1], part, 16) |
	       blend(ramp[i], ramp[i + 1], part, 8) |
	       blend(ramp[i], ramp[i + 1], part, 0);
}

unsigned xnb_canvas_color(size_t i, size_t n)
{
	return xnb_canvas_ramp(n < 2 ? 0 : (double)i / (double)(n - 1));
}

static double linear(double value)
{
	value /= 255;
	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

int xnb_canvas_wants_white(unsigned color)
{
	double luminance = 0.2126 * linear(channel(color, 16)) +
	                   0.7152 * linear(channel(color, 8)) +
	                   0.0722 * linear(channel(color, 0));

	return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05;
}

void xnb_canvas_palette(struct xnb_buf *program)
{
	xnb_buf_puts(program, "set palette defined (");
	for (unsigned i = 0; i < N_RAMP; i++)
		xnb_buf_printf(program, "%s%u \"#%06x\"", i ? ", " : "", i, ramp[i]);
	xnb_buf_puts(program, ")\n");
}

/* A letter of a sans serif face is half as wide as it is high, on average. */
double xnb_canvas_text_inches(size_t letters)
{
	size_t shown = letters < XNB_MOST_LABEL ? letters : XNB_MOST_LABEL;

	return (double)shown * TEXT_POINTS * 0.53 / 72;
}

static const char *mark_of(const struct xnb_figure *figure,
                           const struct xnb_report_data *data)
{
	return figure->timing ? data->timing_mark : NULL;
}

double xnb_canvas_mark_inches(const struct xnb_figure *figure,
                              const struct xnb_report_data *data)
{
	return mark_of(figure, data) ? 0.17 : 0;
}

static void set_terminals(struct xnb_buf *program, const struct xnb_canvas *canvas,
                          const char *name)
{
	xnb_buf_printf(program,
	               "if (kind eq \"pdf\") {\n"
	               "\tset terminal pdfcairo noenhanced color font \"%s,%g\" "
	               "size %.2fin,%.2fin linewidth 0.7\n"
	               "} else {\n"
	               "\tset terminal svg noenhanced font \"%s,%g\" size %ld,%ld "
	               "linewidth 0.7 background \"#ffffff\"\n"
	               "}\n"
	               "set output \"%s.\".kind\n",
	               XNB_FONT, TEXT_POINTS, canvas->width, canvas->height, XNB_FONT,
	               TEXT_POINTS, lround(canvas->width * 72),
	               lround(canvas->height * 72), name);
}

static void set_margins(struct xnb_buf *program, const struct xnb_canvas *canvas)
{
	xnb_buf_printf(program,
	               "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
	               "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
	               canvas->left / canvas->width, 1 - canvas->right / canvas->width,
	               1 - canvas->top / canvas->height, canvas->bottom / canvas->height);
}

void xnb_canvas_begin(struct xnb_buf *program, const struct xnb_canvas *canvas,
                      const struct xnb_figure *figure, const struct xnb_report_data *data)
{
	const char *mark = mark_of(figure, data);

	xnb_buf_printf(program,
	               "# Made by xen-numabench report. To make %s.pdf and %s.svg again\n"
	               "# from %s.dat, run in this folder: gnuplot %s.gp\n"
	               "reset\n"
	               "set encoding utf8\n"
	               "set datafile separator \"\\t\"\n"
	               "set datafile missing \"-\"\n"
	               "do for [kind in \"pdf svg\"] {\n",
	               figure->name, figure->name, figure->name, figure->name);
	set_terminals(program, canvas, figure->name);
	set_margins(program, canvas);
	xnb_buf_puts(program, "set border 3 linewidth 0.7\n"
	                      "set tics nomirror out scale 0.5\n");
	if (mark)
		xnb_buf_printf(program,
		               "set label 99 \"%s\" at screen 0.5,%.4f center front "
		               "textcolor rgb \"#a33a00\"\n",
		               mark, 1 - 0.09 / canvas->height);
}

void xnb_canvas_end(struct xnb_buf *program)
{
	xnb_buf_puts(program, "unset output\n}\n");
}
