/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/experiment.h"

const char *const xnb_direction_names[] = {
    [XNB_HIGHER_IS_BETTER] = "higher",
    [XNB_LOWER_IS_BETTER] = "lower",
    [XNB_EXACT] = "exact",
    [XNB_NOT_JUDGED] = "none",
};
