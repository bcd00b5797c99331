/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The argument of an option as what it stands for. What is none ends the program as argp
 * does, with XNB_EXIT_USAGE and a line that names the option (`name`, without its dashes)
 * and what would do.
 */
#ifndef XNB_CLI_OPTION_VALUES_H
#define XNB_CLI_OPTION_VALUES_H

#include <argp.h>
#include <stdint.h>

/* A decimal number from `least` to `most`. */
uint64_t xnb_option_number(struct argp_state *state, const char *name, const char *text,
                           uint64_t least, uint64_t most);

/* Bytes: "64M", "1G", "4096"; K, M, G, T are powers of 1024. */
uint64_t xnb_option_size(struct argp_state *state, const char *name, const char *text);

/* "2%" or "0.02": a part between 0 and 1, both left out. */
double xnb_option_fraction(struct argp_state *state, const char *name, const char *text);

/* "90s", "10m", "2h", "90": seconds. */
unsigned xnb_option_seconds(struct argp_state *state, const char *name, const char *text);

#endif
