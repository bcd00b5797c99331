/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/canvas.h"

#include "analysis/plot/gnuplot.h"

#include <math.h>
#include <string.h>

#define TEXT_POINTS 7.5

/*
 * pdfcairo's text comes out at 96/72 of the size asked for, and its points and lines
 * smaller than svg's; with these both files look alike at the same size.
 */
#define PDF_SCALES "fontscale 0.75 pointscale 1.15"
#define TEX_SCALES "pointscale 1.15"

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

/* Solid shades of grey that a reader tells apart from a key. */
enum { MOST_SOLID = 5 };

void xnb_canvas_put_fill(struct xnb_buf *program, size_t i, size_t n, const char *border)
{
	static const int patterns[] = {2, 6, 1, 7}; /* crossed, steep, and the others */
	size_t shades = (n + 1) / 2, shade = i / 2;
	double at = shades < 2 ? 0 : (double)shade / (double)(shades - 1);

	if (n <= MOST_SOLID)
		xnb_buf_printf(program, " fillstyle solid 1 %s linecolor rgb \"#%06x\"",
		               border, xnb_canvas_color(i, n));
	else if (i % 2 == 0)
		xnb_buf_printf(program, " fillstyle solid 1 %s linecolor rgb \"#%06x\"",
		               border, xnb_canvas_ramp(at));
	else /* not so light that lines on white are lost */
		xnb_buf_printf(program,
		               " fillstyle pattern %d border linewidth 0.4 linecolor rgb "
		               "\"#%06x\"",
		               patterns[shade % 4], xnb_canvas_ramp(at * 0.7));
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
#define LETTER_INCHES (TEXT_POINTS * 0.53 / 72)

double xnb_canvas_letters_inches(size_t letters)
{
	return (double)letters * LETTER_INCHES;
}

double xnb_canvas_text_inches(size_t letters)
{
	return xnb_canvas_letters_inches(letters < XNB_MOST_LABEL ? letters
	                                                          : XNB_MOST_LABEL);
}

/* The first lines are for the reader who wants to change something. */
static void set_terminals(struct xnb_buf *program, const struct xnb_canvas *canvas,
                          const char *name)
{
	xnb_buf_printf(
	    program,
	    "# %s.gp, made by xen-numabench. After a change run gnuplot with it, in\n"
	    "# this folder: it makes NAME.pdf and NAME.svg, and NAME-latex.pdf with\n"
	    "# NAME-latex.tex, which goes into a document in LaTeX by \\input, where\n"
	    "# graphicx and color are loaded. Numbers and names are in NAME.dat.\n"
	    "wide = %.2f   # inches\n"
	    "high = %.2f\n"
	    "do for [kind in \"pdf svg tex\"] {\n"
	    "reset\n"
	    "tex = kind eq \"tex\"\n"
	    "micro = tex ? \"$\\\\mu$\" : \"\u00b5\"\n"
	    "if (kind eq \"pdf\") {\n"
	    "\tset terminal pdfcairo noenhanced color font \"%s,%g\" " PDF_SCALES
	    " size wide in,high in linewidth 1.2\n"
	    "\tset output \"%s.pdf\"\n"
	    "}\n"
	    "if (kind eq \"svg\") {\n"
	    "\tset terminal svg noenhanced font \"%s,%g\" size wide*72,high*72 "
	    "linewidth 0.7 background \"#ffffff\"\n"
	    "\tset output \"%s.svg\"\n"
	    "}\n"
	    "if (tex) {\n"
	    "\tset terminal cairolatex pdf input color colortext "
	    "header \"\\\\fontsize{%g}{9}\\\\selectfont\" " TEX_SCALES
	    " size wide in,high in linewidth 1.2\n"
	    "\tset output \"%s-latex.tex\"\n"
	    "}\n",
	    name, canvas->width, canvas->height, XNB_FONT, TEXT_POINTS, name, XNB_FONT,
	    TEXT_POINTS, name, TEXT_POINTS, name);
}

void xnb_canvas_margins(struct xnb_buf *program, const struct xnb_canvas *canvas)
{
	xnb_buf_printf(program,
	               "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
	               "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
	               canvas->left / canvas->width, 1 - canvas->right / canvas->width,
	               1 - canvas->top / canvas->height, canvas->bottom / canvas->height);
}

void xnb_canvas_begin(struct xnb_buf *program, const struct xnb_canvas *canvas,
                      const struct xnb_paper *paper)
{
	set_terminals(program, canvas, paper->name);
	/*
	 * gnuplot starts with the encoding "default", which passes UTF-8 through. To set
	 * utf8 would make it complain, in the locale C, of having no degree sign there;
	 * that is done only where somebody's ~/.gnuplot has set another one.
	 */
	xnb_buf_puts(program, "if (GPVAL_ENCODING ne \"default\") { set encoding utf8 }\n"
	                      "set datafile separator \"\\t\"\n"
	                      "set datafile missing \"-\"\n");
	xnb_canvas_margins(program, canvas);
	xnb_buf_puts(program, "set border 3 linewidth 0.7\n"
	                      "set tics nomirror out scale 0.5\n"
	                      "set errorbars 0.6\n");
	if (paper->mark)
		xnb_buf_printf(program,
		               "set label 99 \"%s\" at screen 0.5,%.4f center front "
		               "textcolor rgb \"#a33a00\"\n",
		               paper->mark, 1 - 0.09 / canvas->height);
}

void xnb_canvas_end(struct xnb_buf *program)
{
	xnb_buf_puts(program, "unset output\n}\n");
}

double xnb_canvas_middle(const struct xnb_canvas *canvas)
{
	return (canvas->left + (canvas->width - canvas->right)) / 2 / canvas->width;
}

/* Of the width, where a text of so many letters is nearest to the middle of the plot and
 * still inside the figure. */
static double place_text(const struct xnb_canvas *canvas, size_t letters)
{
	double half = (double)letters * LETTER_INCHES / 2 / canvas->width;

	return half >= 0.5 ? 0.5 : fmin(fmax(xnb_canvas_middle(canvas), half), 1 - half);
}

void xnb_canvas_x_title(struct xnb_buf *program, const struct xnb_canvas *canvas,
                        const char *title, const char *word)
{
	size_t letters = strlen(title) + (word ? strlen(word) + 2 : 0);

	xnb_buf_printf(program, "set label 98 \"%s%s%s\" at screen %.4f,%.4f center\n",
	               title, word ? ", " : "", word ? word : "",
	               place_text(canvas, letters), 0.08 / canvas->height);
}

double xnb_canvas_tic_step(double end, double most)
{
	static const double round[] = {1, 2, 2.5, 5, 10};
	double power = pow(10, floor(log10(end / most)));
	size_t i = 0;

	while (i < sizeof(round) / sizeof(round[0]) - 1 && round[i] * power * most < end)
		i++;
	return round[i] * power;
}

/* How far an axis goes beyond its values, where it does not reach the decade. */
#define LOG_SLACK 1.4

/* Inches of a decade that has room for the tics between. */
#define LEAST_FINE 0.3

struct xnb_log_axis xnb_canvas_log_axis(double least, double greatest, double inches,
                                        double each)
{
	double low = floor(log10(least) + 1e-9), high = ceil(log10(greatest) - 1e-9);
	double from = fmax(pow(10, low), least / LOG_SLACK);
	double to, first, steps, each_step;

	if (high <= low)
		high = low + 1;
	to = fmin(pow(10, high), greatest * LOG_SLACK);
	first = ceil(log10(from) - 1e-9);
	if (floor(log10(to) + 1e-9) - first < 1) {
		from = pow(10, low);
		first = low;
	}
	if (floor(log10(to) + 1e-9) - first < 1)
		to = pow(10, high);
	steps = floor(log10(to) + 1e-9) - first;
	each_step = ceil(steps / fmax(floor(inches / each), 1));
	return (struct xnb_log_axis){from, to, pow(10, first), pow(10, each_step),
	                             each_step <= 1 &&
	                                 inches >= LEAST_FINE * log10(to / from)};
}

void xnb_canvas_put_log_axis(struct xnb_buf *program, char axis,
                             const struct xnb_log_axis *range)
{
	xnb_buf_printf(program, "set logscale %c\nset %crange [%.10g:%.10g]\n", axis,
	               axis, range->low, range->high);
}

/* A power of ten with a prefix; gnuplot's own would be "u", and without a space. */
static void put_decade(struct xnb_buf *program, double value, const char *unit)
{
	static const struct {
		double scale;
		const char *prefix;
	} prefixes[] = {
	    {1e9, "G"},  {1e6, "M"},   {1e3, "k"},
	    {1, ""},     {1e-3, "m"},  {1e-6, "\".micro.\""},
	    {1e-9, "n"}, {1e-12, "p"},
	};
	size_t i = 0;

	while (i < sizeof(prefixes) / sizeof(prefixes[0]) - 1 &&
	       prefixes[i].scale > value * (1 + 1e-9))
		i++;
	xnb_buf_printf(program, "%g%s%s%s", value / prefixes[i].scale,
	               unit[0] || prefixes[i].prefix[0] ? " " : "", prefixes[i].prefix,
	               unit);
}

/* Right inside the ends: see xnb_canvas_log_edge(). */
static double inside(const struct xnb_log_axis *range, double at)
{
	double slack = pow(range->high / range->low, 1e-6);

	return fmin(fmax(at, range->low * slack), range->high / slack);
}

/* The tics from 2 to 9 of each decade, by which a reader sees that it is logarithmic. */
static void put_fine_tics(struct xnb_buf *program, const struct xnb_log_axis *range)
{
	for (double decade = range->first / 10; decade < range->high; decade *= 10)
		for (int i = 2; i < 10; i++)
			if (i * decade > range->low && i * decade < range->high)
				xnb_buf_printf(program, ", \"\" %.10g 1", i * decade);
}

void xnb_canvas_put_log_tics(struct xnb_buf *program, char axis,
                             const struct xnb_log_axis *range, const char *unit)
{
	const char *comma = "";

	xnb_buf_printf(program, "unset m%ctics\nset %ctics (", axis, axis);
	for (double at = range->first; at <= range->high * (1 + 1e-9);
	     at *= range->step) {
		xnb_buf_printf(program, "%s\"", comma);
		if (unit)
			put_decade(program, at, unit);
		xnb_buf_printf(program, "\" %.10g", inside(range, at));
		comma = ", ";
	}
	if (range->fine)
		put_fine_tics(program, range);
	xnb_buf_puts(program, ")\n");
}

double xnb_canvas_log_edge(const struct xnb_log_axis *range)
{
	return range->low * pow(range->high / range->low, 1e-4);
}
