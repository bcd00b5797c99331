/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/version.h"

#include "commit.h"
#include "config.h"

const char xnb_version[] = XNB_VERSION;
const char xnb_commit[] = XNB_COMMIT;
