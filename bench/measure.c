/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/measure.h"

#include "bench/warnings.h"

static double figure_value(const struct xnb_measured *s, const struct xnb_figure *figure,
                           uint32_t repetition)
{
	const double seconds = s->judged->seconds[repetition];
	double amount = figure->amount;

	if (s->measure->job.duration_ns)
		amount *= (double)s->judged->done[repetition];
	return figure->per_amount ? seconds * 1e9 / amount : amount / seconds;
}

/* Not the status that the domain left: that is 0 where it ended before the job began. */
static int emit_status(const struct xnb_measured *s, int64_t iteration,
                       enum xnb_judgement judgement, struct xnb_error *err)
{
	const struct xnb_value value = {
	    .item = s->measure->item,
	    .params = s->measure->params.text,
	    .metric = "status",
	    .unit = "1",
	    .value = (double)judgement,
	    .cpu_node = s->cpu_node,
	    .iteration = iteration,
	    .vcpu = -1,
	    .flag = xnb_judgement_flags[judgement],
	    .more_flag = s->flag,
	};

	s->session->failures++;
	return s->emit(s->arg, &value, err);
}

static int emit_figure(const struct xnb_measured *s, const struct xnb_figure *figure,
                       uint32_t repetition, const char *flag, struct xnb_error *err)
{
	struct xnb_flags more = {""};
	const struct xnb_value value = {
	    .item = s->measure->item,
	    .params = s->measure->params.text,
	    .metric = figure->metric,
	    .unit = figure->unit,
	    .value = figure_value(s, figure, repetition),
	    .cpu_node = s->cpu_node,
	    .iteration = repetition,
	    .vcpu = -1,
	    .flag = flag,
	    .more_flag = more.text,
	    .warmup = repetition < s->measure->job.warmups,
	};

	char disturbed[XNB_DISTURBED_TEXT];

	xnb_disturbed_text(s->judged->disturbed[repetition], disturbed);
	xnb_flags_add(&more, s->flag);
	xnb_flags_add(&more, disturbed);
	return s->emit(s->arg, &value, err);
}

/* Nothing was done, or in no time: no number comes of that; nor of no figures. */
static bool has_value(const struct xnb_measured *s, uint32_t repetition)
{
	return s->measure->n_figures > 0 && s->judged->seconds[repetition] > 0 &&
	       (!s->measure->job.duration_ns || s->judged->done[repetition] > 0);
}

static int emit_repetition(const struct xnb_measured *s, uint32_t repetition,
                           struct xnb_error *err)
{
	const char *flag = xnb_judgement_flags[s->judged->judgement];

	if (s->judged->implausible[repetition]) {
		flag = xnb_judgement_flags[XNB_JUDGED_IMPLAUSIBLE];
		if (!has_value(s, repetition))
			return emit_status(s, repetition, XNB_JUDGED_IMPLAUSIBLE, err);
		s->session->failures++;
	}
	for (unsigned f = 0; f < s->measure->n_figures; f++)
		if (emit_figure(s, &s->measure->figures[f], repetition, flag, err))
			return -1;
	return 0;
}

int xnb_measure_emit(const struct xnb_measured *s, struct xnb_error *err)
{
	const struct xnb_judged_job *judged = s->judged;

	if (judged->judgement != XNB_JUDGED_GOOD) {
		xnb_warn(s->session->warnings, "%s: %s: %s", s->who, s->measure->item,
		         xnb_judgement_flags[judged->judgement]);
		if (emit_status(s, 0, judged->judgement, err))
			return -1;
	}
	for (uint32_t r = 0; r < judged->samples; r++)
		if (emit_repetition(s, r, err))
			return -1;
	return 0;
}
