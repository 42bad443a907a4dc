#!/bin/sh
# The parts of tools/ that can be tried without installing or building: the counting of tests, the choice of packages.
set -u
tools=$GRADWALK_SOURCE/tools
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0

# is_equal NAME EXPECTED FOUND: one case.
is_equal() {
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		printf 'expected: %s\nfound: %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}

# counted LINE...: the last line that tools/count-tests prints for a log of these records, and its exit status.
counted() {
	printf '%s\n' "$@" >"$scratch/log.json"
	output=$("$tools/count-tests" build "$scratch/log.json")
	status=$?
	echo "$(echo "$output" | tail -n 1), status $status"
}

all_pass='{"name": "a", "result": "OK", "stdout": "1..2\nok 1 - a\nok 2 - b\n"}'
one_fails='{"name": "b", "result": "FAIL", "stdout": "1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c\n"}'
one_is_skipped='{"name": "c", "result": "OK", "stdout": "1..2\nok 1 - a # SKIP no terminal\nok 2 - b\n"}'
crashes='{"name": "d", "result": "ERROR", "stdout": "1..5\nok 1 - a\nok 2 - b\n"}'
leaks='{"name": "e", "result": "FAIL", "stdout": "1..1\nok 1 - a\n"}'
says_nothing='{"name": "f", "result": "OK", "stdout": ""}'

is_equal 'what passes is counted' 'build: 2 passed, 0 failed, status 0' "$(counted "$all_pass")"
is_equal 'what fails is counted' 'build: 4 passed, 1 failed, status 1' "$(counted "$all_pass" "$one_fails")"
is_equal 'what is skipped has not passed' 'build: 1 passed, 0 failed, status 0' "$(counted "$one_is_skipped")"
is_equal 'cases that a crash prevented have failed' 'build: 2 passed, 3 failed, status 1' "$(counted "$crashes")"
is_equal 'a leak after the last case is a failure' 'build: 1 passed, 1 failed, status 1' "$(counted "$leaks")"
is_equal 'an exit status counts for one' 'build: 1 passed, 0 failed, status 0' "$(counted "$says_nothing")"

rm "$scratch/log.json"
is_equal 'a build that left no log is a failure' 'build: 0 passed, 1 failed' \
	"$("$tools/count-tests" build "$scratch/log.json")"
: >"$scratch/log.json"
"$tools/count-tests" build "$scratch/log.json" >"$scratch/output"
is_equal 'that nothing ran is not a success' '1' "$?"

printf '%s\n' "$all_pass" >"$scratch/one.json"
printf '%s\n' "$one_fails" >"$scratch/two.json"
is_equal 'builds are summed' '4 passed, 1 failed' \
	"$("$tools/count-tests" --sum "$scratch/one.json" "$scratch/two.json")"

# shellcheck source=tools/needs.sh
. "$tools/needs.sh"

is_equal 'a success is quiet' '' "$(quietly echo noise 2>&1)"
is_equal 'a failure is shown' 'noise
failed: sh -c echo noise; exit 3
3' "$(quietly sh -c 'echo noise; exit 3' 2>&1; echo $?)"

# From here on the machine has everything but a library that only tests need, and Meson.
is_there() {
	[ "$2" != cmocka ] && [ "$2" != meson ]
}
is_equal 'only what is missing is installed' 'meson' "$(missing_packages apt-get build)"
is_equal 'tests need more' 'libcmocka-dev meson' "$(missing_packages apt-get build tests | xargs)"
is_equal 'each system has its names' 'cmocka-dev meson' "$(missing_packages apk build tests | xargs)"

# Only trang is missing, of which Alpine has no package.
is_there() {
	[ "$2" != trang ]
}
is_equal 'what a system has no package of is not asked for' '' "$(missing_packages apk proof)"
is_equal 'where it has one, it is' 'trang' "$(missing_packages apt-get proof)"

is_there() {
	true
}
is_equal 'nothing missing, nothing said' '' "$(install_missing build tests 2>&1; install_extras 2>&1)"

# Here nothing but libcurl is missing, which gradwalk can do without.
is_there() {
	[ "$2" != libcurl ]
}
may_install() {
	false
}
is_equal 'what is not needed is not demanded' '' "$(install_missing build tests 2>&1)"
is_equal 'without a right to install, it is said what is missing' 'Going on without: libcurl4-openssl-dev ' \
	"$(package_manager() { echo apt-get; }; install_extras 2>&1)"

echo "1..$number"
