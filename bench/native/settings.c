/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/settings_parts.h"

#include "bench/native/tables.h"
#include "bench/run.h"
#include "bench/settings.h"
#include "bench/settings_names.h"
#include "workloads/kernels.h"

#include <stdio.h>
#include <string.h>

/* The words of a preset's list. */
static int take_usual_pages(struct xnb_native_settings *s, const char *list,
                            struct xnb_error *err)
{
	char word[16];

	for (const char *at = list; *at; at += strspn(at, ",")) {
		size_t length = strcspn(at, ",");

		snprintf(word, sizeof(word), "%.*s", (int)length, at);
		if (xnb_native_add_page(s, word, err))
			return -1;
		at += length;
	}
	return 0;
}

static int take_pages(struct xnb_native_settings *s,
                      const struct xnb_run_request *request, const char *usual,
                      struct xnb_error *err)
{
	for (size_t i = 0; i < request->n_pages; i++)
		if (xnb_native_add_page(s, request->pages[i], err))
			return -1;
	s->pages_chosen = request->n_pages > 0;
	return s->pages_chosen ? 0 : take_usual_pages(s, usual, err);
}

static int take_kernels(struct xnb_native_settings *s,
                        const struct xnb_run_request *request, struct xnb_error *err)
{
	s->kernels_chosen = request->n_kernels > 0;
	for (size_t i = 0; i < request->n_kernels; i++)
		if (xnb_native_add_kernel(s, request->kernels[i], err))
			return -1;
	if (!s->kernels_chosen)
		s->kernels = (uint32_t)((UINT64_C(1) << xnb_n_kernels) - 1);
	return 0;
}

/* A reference is an experiment, beside those that were chosen. */
static int take_reference(struct xnb_settings *settings, const char *name,
                          struct xnb_error *err)
{
	size_t n = 0;

	if (strcmp(name, "likwid-bench") != 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--reference %s: there is likwid-bench", name);
	while (settings->experiments[n]) {
		if (settings->experiments[n] == &xnb_native_reference)
			return 0;
		n++;
	}
	return xnb_settings_add_experiment(settings, &n, xnb_native_reference.name, err);
}

int xnb_native_settings_take(struct xnb_settings *settings,
                             const struct xnb_run_request *request, const char *timing,
                             struct xnb_error *err)
{
	const struct xnb_native_amounts *amounts =
	    xnb_native_amounts_of(settings->preset->name);
	struct xnb_native_settings *s = &settings->native;

	(void)timing;
	*s = (struct xnb_native_settings){.isa = XNB_NATIVE_WIDEST,
	                                  .sample_ms = amounts->sample_ms,
	                                  .sizes_ratio = amounts->sizes_ratio};
	if (take_kernels(s, request, err) || take_pages(s, request, amounts->pages, err))
		return -1;
	if ((request->isa && xnb_native_take_isa(s, request->isa, err)) ||
	    (request->threads && xnb_native_take_threads(s, request->threads, err)) ||
	    (request->cpus && xnb_native_take_cpus(s, request->cpus, err)) ||
	    (request->reference && take_reference(settings, request->reference, err)))
		return -1;
	return xnb_native_check_settings(settings, err);
}
