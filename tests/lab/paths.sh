# SPDX-License-Identifier: GPL-2.0-or-later
# Path lengths are the hypervisor's own: the same in another boot with another directory;
# unlike with a Xen option that changes the paths; the same with one that must not.

# The series of RUN with their modes: "item,params mode".
modes() {
	awk -F, '$14 == "path-mode" { print $3 "," $4 " " $16 }' "$1/samples.csv" | sort
}

# counted DIR LAB-OPTION...
counted() {
	dir=$1
	shift
	lab run --count-instructions --out "$dir" "$@" -- --rounds 1 --samples 10
	expect "status of $dir" 0 "$status"
	modes "$dir" >"$dir.modes"
}

# In vain: before anything is booted.
lab exec --count-instructions --accel kvm -- true
expect 'status with KVM' 125 "$status"
expect_line err '--count-instructions and --accel=kvm: .*leave one of them out'
lab run --count-instructions --experiment bandwidth --out timed
expect 'status of a timing' 2 "$status"
expect_line err 'bandwidth: its figures are times.*without --count-instructions'
[ ! -e timed ] || fail 'a refused run left a directory'

counted once
counted twice

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
