# SPDX-License-Identifier: GPL-2.0-or-later
# A box ends by itself, says why, and leaves no QEMU behind.

# is_running PID: there is such a process and it is not a zombie that nobody reaps.
is_running() {
	grep -q '^State:[[:space:]]*[^Z]' "/proc/$1/status" 2>/dev/null
}

# QEMUs whose parent is the process $1.
qemus_of() {
	pgrep -P "$1" qemu-system
}

# Until the command in the background says that it runs.
wait_for_start() {
	wait_for started out
}

# begin_lab OPTION... -- COMMAND...: in the background, until it says so; the lab is
# $lab_pid then, and its QEMU $qemu.
begin_lab() {
	: >out
	"$XNB" lab exec "$@" >out 2>err &
	lab_pid=$!
	wait_for_start
	qemu=$(qemus_of $lab_pid)
	[ -n "$qemu" ] || fail 'no QEMU below the lab'
}

# wait_for TEXT FILE: until it is there, at most two minutes.
wait_for() {
	tries=0
	while ! grep -q "$1" "$2" && [ $tries -lt 1200 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
}

# The time limit: what was written until then comes back.
time_limit() {
	lab exec --timeout 3 --get limit -- sh -c 'echo early >/out/early; sleep 1000'
	expect 'status at the time limit' 125 "$status"
	expect_line err 'time limit of 3 s'
	expect 'a file from before the limit' early "$(cat limit/early)"
}

# dom0's kernel panics.
dom0_panic() {
	lab exec -- sh -c 'echo c >/proc/sysrq-trigger'
	expect 'status after a dom0 panic' 125 "$status"
	expect_line err "dom0's kernel panicked: .*sysrq triggered crash"
	expect_line err '^  \| '
}

# Xen itself panics: a PVH dom0 needs an IOMMU, which the box does not have.
xen_panic() {
	lab exec --xen-options dom0=pvh --keep-console console -- true
	expect 'status after a Xen panic' 125 "$status"
	expect_line err 'the hypervisor panicked: .*iommu must be enabled'
	expect_line console 'Panic on CPU 0'
}

# A hypervisor without NUMA: each placement on its one node would look right.
lab run --xen-options numa=off --out one -- --experiment placement --scenario local
expect 'status without NUMA' 3 "$status"
expect_line err 'sees 1 NUMA node, and the box has 2: it lacks NUMA'
expect_line err '^  \| \(XEN\) NUMA turned off'

# Interrupted in the middle: the command is told, its files come back, QEMU is gone.
interrupted() {
	begin_lab --get interrupted -- sh -c '
		trap "echo told >/out/told; exit 0" INT
		echo started
		while :; do sleep 0.1; done'
	kill -INT $lab_pid
	wait $lab_pid
	expect 'status after SIGINT' 130 $?
	expect 'a file from after SIGINT' told "$(cat interrupted/told)"
	! is_running "$qemu" || fail 'QEMU is still there after SIGINT'
}

# Killed without a chance to clean up: QEMU dies too.
killed() {
	begin_lab -- sh -c 'echo started; sleep 1000'
	kill -KILL $lab_pid
	wait $lab_pid
	tries=0
	while is_running "$qemu" && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	! is_running "$qemu" || fail 'QEMU is still there after SIGKILL of the lab'
}

# A reader who reads nothing: the time limit ends the box all the same, files come back.
unread() {
	mkfifo pipe
	sleep 60 <pipe &
	reader=$!
	begun=$(date +%s)
	timeout -s KILL 60 "$XNB" lab exec --timeout 3 --get unread -- \
		sh -c 'echo early >/out/early; yes' >pipe 2>err
	expect 'status with a reader who reads nothing' 125 $?
	[ $(($(date +%s) - begun)) -lt 55 ] || fail 'it waited for the reader'
	expect_line err 'time limit of 3 s'
	expect 'a file that came back without a reader' early "$(cat unread/early)"
}

# ... and a signal does, too.
unread_and_stopped() {
	sh -c 'sleep 60 <pipe' &
	second=$!
	: >out
	"$XNB" lab exec --timeout 900 -- sh -c 'echo started >&2; yes' >pipe 2>out &
	lab_pid=$!
	wait_for_start
	sleep 1
	kill -TERM $lab_pid
	(sleep 30; kill -KILL $lab_pid) 2>/dev/null &
	watchdog=$!
	wait $lab_pid
	expect 'status after SIGTERM with a reader who reads nothing' 143 $?
	kill $watchdog $reader $second 2>/dev/null
}

# One who reads slowly gets everything.
read_slowly() {
	: >err
	"$XNB" lab exec --verbose -- seq 1 100000 2>err |
		(wait_for 'dom0 is ready' err; sleep 4; cat) >slow
	seq 1 100000 | cmp - slow || fail 'a slow reader misses something'
}

# Each has its own box, and waits for it most of the time.
told_to_end() {
	interrupted
	killed
	unread
	unread_and_stopped
}
beside told told_to_end
time_limit
dom0_panic
xen_panic
read_slowly
