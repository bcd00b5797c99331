/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/rule.h"

#include "analysis/domains.h"
#include "rundir/number.h"
#include "rundir/params.h"

#include <math.h>
#include <string.h>

/* As in analysis/placement.c: of a domain whose extent is more of it, "one extent away"
 * says little. */
#define COARSE 0.05
/* Shares are exact in decimal to 15 digits; this is far below any extent. */
#define ROUNDING 1e-9

static double number_of(const char *params, const char *key)
{
	char text[32];
	double value;

	if (!xnb_params_get(params, key, text, sizeof(text)) ||
	    !xnb_number_parse(&value, text))
		return NAN;
	return value;
}

/* One extent's part of the domain, or one page's of the memory of threads, where the
 * place of a fraction is rounded to these. */
static double grain(const struct xnb_compare_key *key, double expected)
{
	double part = exp2(number_of(key->params, "order")) * 4096 /
	              number_of(key->params, "memory");

	if (isnan(part))
		part = xnb_page_grain(key->params);
	if (!(expected > 0 && expected < 1) || !(part > 0 && part <= COARSE))
		return ROUNDING;
	return part + ROUNDING;
}

static void find_locality(struct xnb_compare_rule *rule, const struct xnb_run *run,
                          const struct xnb_compare_key *key)
{
	double expected = xnb_metadata_expected_locality(run, key->scenario);

	/* Pages on the node that was asked for, where no scenario says how many. */
	rule->better = isnan(expected) ? XNB_BETTER_HIGHER : XNB_BETTER_LOWER;
	rule->ideal = expected;
	rule->tolerance = grain(key, expected);
}

static void find_errno(struct xnb_compare_rule *rule, const struct xnb_run *run,
                       const struct xnb_compare_key *key)
{
	rule->better = XNB_BETTER_LOWER;
	rule->ideal = xnb_metadata_expected_errno(run, key->scenario);
	rule->is_code = true;
}

static void find_code(struct xnb_compare_rule *rule, const struct xnb_run *run,
                      const struct xnb_compare_key *key)
{
	(void)run;
	(void)key;
	rule->better = XNB_BETTER_LOWER;
	rule->ideal = 0;
	rule->is_code = true;
}

static void find_fewer(struct xnb_compare_rule *rule, const struct xnb_run *run,
                       const struct xnb_compare_key *key)
{
	(void)run;
	(void)key;
	rule->better = XNB_BETTER_LOWER;
}

/* What is known of a metric beyond its direction; NULL: any. */
static const struct known {
	const char *experiment, *item, *metric, *unit;
	void (*find)(struct xnb_compare_rule *rule, const struct xnb_run *run,
	             const struct xnb_compare_key *key);
} known[] = {
    {NULL, NULL, "locality", "1", find_locality},
    {NULL, NULL, "errno", "errno", find_errno},
    {NULL, NULL, "status", "1", find_code},
    {"semantics", NULL, "verdict", "1", find_fewer},
    {NULL, NULL, NULL, "instructions", find_fewer},
    {NULL, "unknown", "extents", "extents", find_fewer},
};

static bool matches(const char *wanted, const char *text)
{
	return !wanted || strcmp(wanted, text) == 0;
}

static const struct known *find_known(const struct xnb_compare_key *key)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (matches(known[i].experiment, key->experiment) &&
		    matches(known[i].item, key->item) &&
		    matches(known[i].metric, key->metric) &&
		    matches(known[i].unit, key->unit))
			return &known[i];
	return NULL;
}

bool xnb_compare_direction_is_of(const struct xnb_compare_direction *direction,
                                 const struct xnb_compare_key *key)
{
	const char *metric = direction->metric;
	size_t length = direction->length, above = strlen(key->experiment);

	if (length > above && metric[above] == '/' &&
	    strncmp(metric, key->experiment, above) == 0) {
		metric += above + 1;
		length -= above + 1;
	}
	return strlen(key->metric) == length && strncmp(metric, key->metric, length) == 0;
}

/* The last of several holds, as with any option that is given twice. */
static const struct xnb_compare_direction *find_asked(
    const struct xnb_compare_request *request, const struct xnb_compare_key *key)
{
	for (size_t i = request->n_directions; i-- > 0;)
		if (xnb_compare_direction_is_of(&request->directions[i], key))
			return &request->directions[i];
	return NULL;
}

struct xnb_compare_rule xnb_compare_rule_find(const struct xnb_run *run,
                                              const struct xnb_compare_key *key,
                                              const struct xnb_compare_request *request)
{
	const struct xnb_compare_direction *asked = find_asked(request, key);
	const struct known *entry = find_known(key);
	struct xnb_compare_rule rule = {
	    .better = xnb_metadata_better(run, key->experiment, key->metric, key->unit),
	    .ideal = NAN,
	};

	rule.exact =
	    rule.better == XNB_BETTER_EXACT || xnb_metadata_is_counted(key->unit);
	if (asked) {
		rule.exact = rule.exact || asked->better == XNB_BETTER_EXACT;
		rule.better = asked->better;
		rule.asked = true;
		return rule;
	}
	rule.record = xnb_metadata_is_record(run, key->experiment, key->metric);
	if (entry && rule.better == XNB_BETTER_EXACT)
		entry->find(&rule, run, key);
	return rule;
}

const char *xnb_compare_judged_by(const struct xnb_compare_key *key)
{
	static const struct {
		const char *metric, *judge;
	} details[] = {
	    {"pages", "locality"},          {"path", "path-mode"},
	    {"path-share", "path-mode"},    {"bus-bandwidth", "bandwidth"},
	    {"latency", "latency-at-load"}, /* not at fixed delays */
	};

	for (size_t i = 0; i < sizeof(details) / sizeof(details[0]); i++)
		if (strcmp(details[i].metric, key->metric) == 0)
			return details[i].judge;
	return NULL;
}

double xnb_compare_distance(const struct xnb_compare_rule *rule, double value)
{
	double distance;

	if (isnan(rule->ideal))
		return value;
	distance = fabs(value - rule->ideal);
	return distance <= rule->tolerance ? 0 : distance;
}
