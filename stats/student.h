/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Student's t and the binomial distribution, both from the regularized incomplete beta
 * function I_x(a, b) (continued fraction 8.17.22 of the NIST Digital Library of
 * Mathematical Functions, by Lentz's method). Of our own, because xen-numabench-dom0
 * stops a run by t and has no GSL, and because GSL's gives up after 512 steps of the
 * fraction, which is too soon for millions of values.
 */
#ifndef XNB_STATS_STUDENT_H
#define XNB_STATS_STUDENT_H

#include <stddef.h>

/* I_x(a, b) for a, b > 0 and 0 <= x <= 1; else NAN. Relative error 1e-8 or better up to
 * a + b = 1e9, 1e-12 up to 1e4. */
double xnb_beta_inc(double x, double a, double b);

/* P(T > t) with `df` > 0 degrees of freedom (need not be whole); else NAN. */
double xnb_t_tail(double t, double df);

/* Quantile p of Student's t with `df` > 0 degrees of freedom, 0 < p < 1; else NAN. */
double xnb_t_quantile(double p, double df);

/* P(X <= k) for X successes in n trials of probability 0 <= p <= 1. */
double xnb_binomial_cdf(size_t k, size_t n, double p);

#endif
