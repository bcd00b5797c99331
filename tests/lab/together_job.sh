# SPDX-License-Identifier: GPL-2.0-or-later
# In dom0, for together.sh: prints "NAME: status" of each run, and leaves them under /out.

# step NAME ARGUMENT...: a run, its exit status; what `cleanup' then finds.
step() {
	name=$1
	shift
	xen-numabench run --rounds 1 --out /out/$name "$@" >/out/$name.out 2>/out/$name.err
	echo "$name: $?"
	xen-numabench cleanup >/out/$name.left 2>&1
}

step crowd -e contention -s local,remote,spread
step trap -e contention -s local --test-job trap
step loaded -e loaded-latency -s local
step cores -e core-to-core
