# SPDX-License-Identifier: GPL-2.0-or-later
# A directory as `make dist` of Xen leaves it: Debian's Xen 4.20, laid out like one.
release=${XDG_CACHE_HOME:-$HOME/.cache}/xen-numabench/xen/4.20/files

# tree NAME HYPERVISOR VERSION: one with that hypervisor and the libraries of 4.20.
tree() {
	mkdir -p "$1/dist/install/boot"
	gzip -c "$2" >"$1/dist/install/boot/xen-$3.gz"
	ln -s "xen-$3.gz" "$1/dist/install/boot/xen.gz"
	ln -s "$release/develop/usr" "$1/dist/install/usr"
}

tree good "$release/hypervisor" 4.20.0
lab exec --xen-dir good -- xen-numabench topology
expect 'status of a tree' 0 "$status"
expect_line out '^Xen 4\.20'
expect_line out '^2 NUMA nodes'

# Libraries of another version than the hypervisor: nothing is built or booted.
tree mixed "$BUILD/tests/lab/made_up_xen" 4.17.0
lab exec --xen-dir mixed -- true
expect 'status of a tree with other libraries' 125 "$status"
expect_line err 'the hypervisor is 4\.17\.0 and the libraries are 4\.20'

# A hypervisor that resets the machine.
tree resets "$BUILD/tests/lab/made_up_xen" 4.20.0
lab exec --xen-dir resets -- true
expect 'status of a hypervisor that resets the machine' 125 "$status"
expect_line err "reset itself, .* the hypervisor's turn; .*\\(XEN\\) Made up"
expect_line err '^  \| \(XEN\) Made up, and about to fail'
lab run --xen-dir resets --out none -- --experiment placement
expect 'status of a run on it' 3 "$status"
