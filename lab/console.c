/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/console.h"

#include <string.h>

#define XEN "(XEN) "

static const struct {
	enum xnb_console_cause cause;
	bool from_xen; /* the line must be the hypervisor's own */
	bool reason_follows;
	const char *text;
} signs[] = {
    {XNB_CONSOLE_XEN_PANIC, true, true, "Panic on CPU "},
    {XNB_CONSOLE_DOM0_PANIC, false, false, "Kernel panic - not syncing: "},
    {XNB_CONSOLE_DOM0_CRASH, true, false, "Domain 0 crashed"},
    {XNB_CONSOLE_DOM0_CRASH, true, false, "Hardware Dom0 crashed"},
    {XNB_CONSOLE_DOM0_DOWN, true, false, "Hardware Dom0 halted"},
    {XNB_CONSOLE_DOM0_DOWN, true, false, "Hardware Dom0 shutdown"},
    {XNB_CONSOLE_DOM0_DOWN, true, false, "Hardware Dom0 watchdog"},
};

static const char *const cause_texts[] = {
    [XNB_CONSOLE_XEN_PANIC] = "the hypervisor panicked",
    [XNB_CONSOLE_DOM0_PANIC] = "dom0's kernel panicked",
    [XNB_CONSOLE_DOM0_CRASH] = "dom0 crashed",
    [XNB_CONSOLE_DOM0_DOWN] = "dom0 went down before the command ended",
};

static const struct {
	const char *hangs, *turn;
} stage_texts[] = {
    [XNB_CONSOLE_SILENT] = {"the hypervisor does not start", "the hypervisor"},
    [XNB_CONSOLE_XEN] = {"the hypervisor hangs", "the hypervisor"},
    [XNB_CONSOLE_DOM0] = {"dom0 hangs", "dom0"},
};

const char *xnb_console_cause_text(enum xnb_console_cause cause)
{
	return cause_texts[cause];
}

const char *xnb_console_hang_text(enum xnb_console_stage stage)
{
	return stage_texts[stage].hangs;
}

const char *xnb_console_turn_text(enum xnb_console_stage stage)
{
	return stage_texts[stage].turn;
}

static void look_for_stage(struct xnb_console *console)
{
	static const char handed_over[] = XEN "*** Serial input to DOM0";

	if (strncmp(console->line, handed_over, strlen(handed_over)) == 0)
		console->stage = XNB_CONSOLE_DOM0;
	else if (console->stage == XNB_CONSOLE_SILENT && console->used)
		console->stage = XNB_CONSOLE_XEN;
}

static void look_for_numa(struct xnb_console *console)
{
	static const char *const without[] = {XEN "NUMA turned off",
	                                      XEN "No NUMA configuration found"};

	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		if (strncmp(console->line, without[i], strlen(without[i])) == 0)
			strcpy(console->numa, console->line);
}

static void look_for_cause(struct xnb_console *console)
{
	bool from_xen = strncmp(console->line, XEN, strlen(XEN)) == 0;

	if (console->reason_follows && from_xen) {
		strcpy(console->what, console->line + strlen(XEN));
		console->reason_follows = false;
	}
	for (size_t i = 0; !console->cause && i < sizeof(signs) / sizeof(signs[0]); i++) {
		const char *at = strstr(console->line, signs[i].text);

		if (!at || (signs[i].from_xen && !from_xen))
			continue;
		console->cause = signs[i].cause;
		console->reason_follows = signs[i].reason_follows;
		strcpy(console->what, at);
	}
}

static void end_line(struct xnb_console *console)
{
	console->line[console->used] = '\0';
	look_for_cause(console);
	look_for_stage(console);
	look_for_numa(console);
	if (console->used)
		strcpy(console->lines[console->n_lines++ % XNB_CONSOLE_LINES],
		       console->line);
	console->used = 0;
}

void xnb_console_feed(struct xnb_console *console, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)data[i];

		if (c == '\n')
			end_line(console);
		else if (c >= ' ' && c < 0x7f && console->used < XNB_CONSOLE_LINE - 1)
			console->line[console->used++] = (char)c;
	}
}

/* Xen sets off its messages with empty lines and stars. */
static bool says_something(const char *line)
{
	if (strncmp(line, XEN, strlen(XEN)) == 0)
		line += strlen(XEN);
	return line[strspn(line, " *-")] != '\0';
}

const char *xnb_console_last_line(const struct xnb_console *console)
{
	for (size_t i = console->n_lines;
	     i > 0 && i + XNB_CONSOLE_LINES > console->n_lines; i--) {
		const char *line = console->lines[(i - 1) % XNB_CONSOLE_LINES];

		if (says_something(line))
			return line;
	}
	return "";
}

void xnb_console_print_last(const struct xnb_console *console, FILE *out)
{
	size_t n = console->n_lines;
	size_t first = n > XNB_CONSOLE_LINES ? n - XNB_CONSOLE_LINES : 0;

	if (console->numa[0])
		fprintf(out, "  | %s\n  | ...\n", console->numa);
	for (size_t i = first; i < n; i++)
		fprintf(out, "  | %s\n", console->lines[i % XNB_CONSOLE_LINES]);
	if (console->used)
		fprintf(out, "  | %.*s\n", (int)console->used, console->line);
}
