# SPDX-License-Identifier: GPL-2.0-or-later
# Path lengths are the hypervisor's own: the same in another boot with another directory;
# unlike with a Xen option that changes the paths; the same with one that must not.

# The series of RUN with their modes: "item,params mode".
modes() {
	awk -F, '$14 == "path-mode" { print $3 "," $4 " " $16 }' "$1/samples.csv" | sort
}

# The series of RUN in parts, by calls at their modes: "item,params USER KERNEL XEN".
parts() {
	awk -F, 'FNR == 1 { next }
		NR == FNR { if ($14 == "path-mode") mode[$3, $4] = $16; next }
		$9 == mode[$2, $3] { print $2 "," $3, $10, $11, $12 }' \
		"$1/samples.csv" "$1/path_parts.csv" | sort -u
}

# counted DIR LAB-OPTION...
counted() {
	dir=$1
	shift
	lab run --count-instructions --out "$dir" "$@" -- --rounds 1 --samples "$samples"
	expect "status of $dir" 0 "$status"
	modes "$dir" >"$dir.modes"
	parts "$dir" >"$dir.parts"
}

# In vain: before anything is booted.
lab exec --count-instructions --accel kvm -- true
expect 'status with KVM' 125 "$status"
expect_line err '--count-instructions and --accel=kvm: .*leave one of them out'
lab run --count-instructions --experiment bandwidth --out timed
expect 'status of a timing' 2 "$status"
expect_line err 'bandwidth: its figures are times.*without --count-instructions'
[ ! -e timed ] || fail 'a refused run left a directory'

samples=10
counted once

# Neither where this program keeps its files, nor what else it has open, nor what else
# runs is in what is counted.
elsewhere=$WORK/$(printf 'another-folder-%.0s' 1 2 3 4 5 6 7 8 9)
mkdir -p "$elsewhere"
ln -s "${XDG_CACHE_HOME:-$HOME/.cache}/xen-numabench"/* "$elsewhere"
XNB_OF_NO_CONCERN=$elsewhere$elsewhere$elsewhere
export XNB_OF_NO_CONCERN
busy=
for core in 1 2; do
	while :; do :; done &
	busy="$busy $!"
done
counted twice --cache "$elsewhere" \
	3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null 8</dev/null 9</dev/null
kill $busy

expect_line once/run.json '"timing": *"counted"'
expect_line once/lab.json '"--count-instructions"'
expect_line once/lab.json '"--cpu-nodes=1"'
expect 'metrics' 'duration path path-mode path-share ' \
	"$(awk -F, 'NR > 1 { print $14 }' once/samples.csv | sort -u | tr '\n' ' ')"
[ "$(wc -l <once.modes)" -ge 100 ] || fail "only $(wc -l <once.modes) series"
for path in wrapper raw; do
	grep -q "^version,path=$path " once.modes || fail "no version, $path"
done
cmp once.modes twice.modes || {
	fail 'another boot, other paths:'
	diff once.modes twice.modes | head -n 20
}
expect 'the empty operation has one length' '1 ' \
	"$(awk -F, '$3 == "empty" && $14 == "path-share" { print $16 }' once/samples.csv |
		sort -u | tr '\n' ' ')"

# One call more of each, and all that follows comes later: at another place of the ticks,
# by which Xen frees what domains had. (Calls that make no buffers in dom0, which lie
# elsewhere for another number of samples, nor go through states of an allocator.)
samples=11
counted later
samples=10
for run in once later; do
	grep -E '^(set-node|get-node|set-vcpu|max-vcpus|populate|create|pause|claim)' \
		$run.modes >$run.same
done
[ "$(wc -l <once.same)" -ge 100 ] || fail "only $(wc -l <once.same) series to compare"
cmp once.same later.same || {
	fail 'later calls, other paths:'
	diff once.same later.same | head -n 20
}

# The distance of nodes is data to Xen, no path; the mitigations are in each entry.
counted far --distance 31
cmp once.modes far.modes || {
	fail 'a distance changed paths:'
	diff once.modes far.modes | head -n 20
}
counted bare --xen-options spec-ctrl=no
for path in wrapper raw; do
	expect "version, $path, without mitigations" 1 \
		"$(cat once.modes bare.modes | grep "^version,path=$path " | sort -u |
			wc -l | awk '{ print $1 - 1 }')"
done
expect 'the harness itself, without mitigations' \
	"$(grep '^empty,path=raw ' once.modes)" "$(grep '^empty,path=raw ' bare.modes)"

# Whose instructions they are, by the addresses of the code: of each sample, and no more nor
# less than the sample has. What the emulator added up says nothing of the samples itself.
expect 'samples with another length in their parts' 0 \
	"$(awk -F, 'FNR == 1 { next }
		NR == FNR { if ($14 == "path") path[$9] = $16; next }
		{ wrong += path[$8] != $9 || ($15 == "addresses" && $10 + $11 + $12 != $9)
		  delete path[$8] }
		END { for (seq in path) wrong++; print wrong + 0 }' \
		once/samples.csv once/path_parts.csv)"
expect 'calls at the mode of their series whose parts are not told' '' \
	"$(awk -F, 'FNR == 1 { next }
		NR == FNR { if ($14 == "path-mode") mode[$3, $4] = $16; next }
		$9 == mode[$2, $3] && $15 != "addresses"' once/samples.csv once/path_parts.csv)"
cmp once.parts twice.parts || {
	fail 'another boot, other parts:'
	diff once.parts twice.parts | head -n 20
}
# The mitigations are Xen's, and nobody else's. (What libxenctrl does, in wrappers, also
# depends on what Xen gives it to copy.)
for run in once bare; do
	grep 'path=raw' $run.parts | cut -d ' ' -f 1-3 >$run.others
done
cmp once.others bare.others || {
	fail 'the mitigations changed what is not of Xen:'
	diff once.others bare.others | head -n 20
}
for path in wrapper raw; do
	expect "version, $path, with as much of Xen as without mitigations" 0 \
		"$(cat once.parts bare.parts | grep "^version,path=$path " |
			awk '{ n[$1, $4]++ } END { for (i in n) same += n[i] > 1
			       print same + 0 }')"
done

# A program that was copied without its plugin tells less, and says so.
mkdir alone
cp "$XNB" "$BUILD/cli/xen-numabench-dom0" "$BUILD/lab/xen-numabench-lab-init" alone/
with=$XNB
XNB=$PWD/alone/xen-numabench
counted less
XNB=$with
expect_line err 'parts of path lengths: .* 0 told by the addresses .*path-parts.so: not found'
cmp once.modes less.modes || fail 'the plugin changed path lengths'
# Some operations have no raw call.
expect 'how it is told without the plugin' ' differences ' \
	"$(awk -F, 'NR > 1 { print $15 }' less/path_parts.csv | sort -u | tr '\n' ' ')"
expect 'calls of which nothing says why they are not told' '' \
	"$(awk -F, '$15 == "" && $16 !~ /no shorter call/' less/path_parts.csv)"
expect 'what libxenctrl has in version' \
	"$(awk '$1 == "version,path=wrapper" { w = $2 } $1 == "version,path=raw" { r = $2 }
		END { print w - r }' once.parts)" \
	"$(awk -F, '$2 == "version" && $3 == "path=wrapper" { print $10; exit }' \
		less/path_parts.csv)"
