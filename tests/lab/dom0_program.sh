# SPDX-License-Identifier: GPL-2.0-or-later
# The sources that are installed are all that another Xen's program needs, and nothing of
# this machine's own libxen-dev gets into it.

lab fetch --xen 4.20
expect 'status of the fetch' 0 "$status"
prefix=$(sed -n 's/: .* for Xen 4\.20$//p' out)/xen/4.20/files/develop
[ -f "$prefix/usr/include/xenctrl.h" ] || fail "$prefix: no headers"

DESTDIR=$WORK/installed cmake --install "$BUILD" >/dev/null || fail 'cmake --install'
src=$(find installed -type d -path '*/share/xen-numabench/src')
cmake -G Ninja -S "$src" -B build -DXEN_PREFIX="$prefix" >configured 2>&1 ||
	fail "$(tail -n 5 configured)"
expect_line configured 'xen-numabench-dom0: ON, with libxl: ON'
ninja -C build xen-numabench-dom0 >built 2>&1 || fail "$(grep -m 3 error built)"
expect_line built 'Linking C executable cli/xen-numabench-dom0'

# Headers and archives that were read: all of Xen's below the prefix.
ninja -C build -t deps >read
ninja -C build -t inputs cli/xen-numabench-dom0 >>read
grep -Eo '/[^ ]*/(include/(xen|lib?xl|_libxl)[^ ]*|libxen[^/ ]*\.a)$' read | sort -u |
	grep -v "$WORK" >xens
[ "$(wc -l <xens)" -ge 20 ] || fail "only $(wc -l <xens) of Xen's files were read"
expect "Xen's files from elsewhere" '' "$(grep -vF "$prefix/" xens)"

# And the one that the lab built speaks to that Xen.
"$XNB" lab exec --xen 4.20 -- xen-numabench-dom0 topology >out 2>err ||
	fail "in the box: $(tail -n 1 err)"
expect_line out '^Xen 4\.20'
