/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/verdicts.h"

#include <stdlib.h>
#include <string.h>

static enum xnb_verdict_kind kind_of_word(const char *word)
{
	if (strcmp(word, "holds") == 0)
		return XNB_VERDICT_HOLDS;
	if (strcmp(word, "does not hold") == 0)
		return XNB_VERDICT_FAILS;
	return XNB_VERDICT_CANNOT_TELL;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static struct xnb_judged_claim *find_or_add(struct xnb_verdicts *all, const char *check)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->verdicts[i].check, check) == 0)
			return &all->verdicts[i];
	all->verdicts[all->n] = (struct xnb_judged_claim){
	    .check = check, .claim = "", .source = "", .kind = XNB_VERDICT_NONE};
	return &all->verdicts[all->n++];
}

static void take_table(struct xnb_verdicts *all, const json_t *checks)
{
	for (size_t i = 0; i < json_array_size(checks); i++) {
		const json_t *one = json_array_get(checks, i);
		struct xnb_judged_claim *verdict = find_or_add(all, text_of(one, "name"));

		verdict->claim = text_of(one, "claim");
		verdict->source = text_of(one, "source");
	}
}

static void take_row(struct xnb_verdicts *all, const struct xnb_check_row *row)
{
	struct xnb_judged_claim *verdict = find_or_add(all, row->check);
	enum xnb_verdict_kind said = kind_of_word(row->verdict);

	if (verdict->said[said].n++ == 0)
		verdict->said[said].evidence = row->evidence;
	if (verdict->n++ == 0)
		verdict->kind = said;
	else if (verdict->kind != said)
		verdict->kind = XNB_VERDICT_DISAGREE;
}

int xnb_verdicts_build(struct xnb_verdicts *out, const struct xnb_run *run,
                       struct xnb_error *err)
{
	const json_t *checks = json_object_get(run->meta, "checks");

	*out = (struct xnb_verdicts){.n = 0};
	if (run->n_checks == 0)
		return 0;
	out->verdicts =
	    calloc(run->n_checks + json_array_size(checks), sizeof(*out->verdicts));
	if (!out->verdicts)
		return xnb_fail_nomem(err);
	take_table(out, checks);
	for (size_t i = 0; i < run->n_checks; i++)
		take_row(out, &run->checks[i]);
	for (size_t i = 0; i < out->n; i++)
		out->counts[out->verdicts[i].kind]++;
	return 0;
}

void xnb_verdicts_free(struct xnb_verdicts *verdicts)
{
	free(verdicts->verdicts);
	*verdicts = (struct xnb_verdicts){.n = 0};
}

const char *xnb_verdict_name(enum xnb_verdict_kind kind)
{
	static const char *const names[] = {
	    [XNB_VERDICT_HOLDS] = "holds",
	    [XNB_VERDICT_FAILS] = "does not hold",
	    [XNB_VERDICT_CANNOT_TELL] = "cannot be told here",
	    [XNB_VERDICT_DISAGREE] = "rounds disagree",
	    [XNB_VERDICT_NONE] = "not judged",
	};

	return names[kind];
}
