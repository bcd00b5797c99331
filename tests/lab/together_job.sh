# SPDX-License-Identifier: GPL-2.0-or-later
# In dom0, for together.sh: prints "NAME: status" of each run, and leaves them under /out.

. ./lost.sh

step crowd --rounds 1 -e contention -s local,remote,spread --out /out/crowd
step trap --rounds 1 -e contention -s local --test-job trap --out /out/trap
step loaded --rounds 1 -e loaded-latency -s local --out /out/loaded
step cores --rounds 1 -e core-to-core --out /out/cores
