# SPDX-License-Identifier: GPL-2.0-or-later
# In dom0, for the jobs whose runs have domains at work: QEMU's emulation of SVM now and
# then shuts down a vCPU by a triple fault that no handler of the payload has seen (in Xen's
# log: at a load of its own memory, with registers as they should be). Such a
# run is done again, at most twice, and a note says so. What the payload does wrong leaves
# an exception, which is no such thing, or does it each time.

# lost FILE: a run has said there that a domain stopped without an exception.
lost() {
	grep -q 'stopped in job .* without a word' "$1"
}

# insist DIR ERR COMMAND...: the command, which is one run, with its directory DIR and its
# messages in ERR. Where it is done again, DIR is what it was before.
insist() {
	kept=/tmp/lost.before
	dir=$1
	err=$2
	shift 2
	rm -rf $kept
	[ ! -e "$dir" ] || cp -r "$dir" $kept
	for more in 1 2 0; do
		"$@"
		status=$?
		[ $more -gt 0 ] && lost "$err" || return $status
		echo "note: $dir: a vCPU was lost to the emulation; once more"
		rm -rf "$dir"
		[ ! -e $kept ] || cp -r $kept "$dir"
	done
}

# step NAME OPTION...: a run of these options, the last of which is its directory; prints
# "NAME: status", leaves its messages and what `cleanup' finds behind it under /out.
step() {
	name=$1
	shift
	for last; do :; done
	insist "$last" "/out/$name.err" run_once "$@"
	echo "$name: $?"
	"${X:-xen-numabench}" cleanup >"/out/$name.left" 2>&1
}

run_once() {
	"${X:-xen-numabench}" run "$@" >"/out/$name.out" 2>"/out/$name.err"
}
