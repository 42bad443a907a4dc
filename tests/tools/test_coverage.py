#!/usr/bin/env python3
"""tools/coverage, tried on a small tree whose arms are known. Usage: test_coverage.py COMPILER…"""
import pathlib
import shutil
import subprocess
import sys

import program
import tap

COMPILER = sys.argv[1:]

LEAF = """
#include <stdbool.h>
#include <stdlib.h>
struct gw_error;
bool error_set(struct gw_error *error);
bool error_memory(struct gw_error *error);
static int *make(void)
{
	int *block = malloc(4);
	if (!block)
		return NULL;
	*block = 1;
	return block;
}
static bool is_small(int number, struct gw_error *error)
{
	return number < 10 ||
	       error_set(error);
}
bool use(int number, struct gw_error *error);
bool use(int number, struct gw_error *error)
{
	int *made = make();
	if (!made)
		return error_memory(error);
	*made = number;
	free(made);
	is_small(number, error);
	return number < 10 || error_set(error);
}
"""
# In the other file a function of the same name does not allocate.
MAIN = """
#include <stdbool.h>
#include <stddef.h>
struct gw_error;
bool use(int number, struct gw_error *error);
bool error_set(struct gw_error *error);
bool error_memory(struct gw_error *error);
bool error_set(struct gw_error *error)
{
	(void)error;
	return false;
}
bool error_memory(struct gw_error *error)
{
	return error_set(error);
}
static int *make(int *given)
{
	return given;
}
int main(int count, char **arguments)
{
	(void)arguments;
	int *made = make(&count);
	if (!made)
		return 1;
	bool is_used = use(count, NULL), is_refused = !use(count + 20, NULL);
	if (is_used && is_refused)
		return 0;
	return 1;
}
"""

# Inlined into a function that is compiled for two processors, of which the machine runs one.
CLONES = """
#if defined(__x86_64__)
#define FOR_TWO_PROCESSORS __attribute__((target_clones("avx2", "default")))
#else
#define FOR_TWO_PROCESSORS
#endif
static inline __attribute__((always_inline)) int sum(int count)
{
	int total = 0;
	for (int i = 0; i < count; i++)
		total += i == 9 ? 1 : i;
	return total;
}
FOR_TWO_PROCESSORS
static int sum_up(int count)
{
	return sum(count);
}
int main(int count, char **arguments)
{
	(void)arguments;
	return sum_up(count + 1) - 1;
}
"""


def build(folder, sources=(("leaf.c", LEAF), ("main.c", MAIN))):
    """The tree, with the tool in it, after its program has run."""
    (folder / "tools").mkdir()
    shutil.copy(program.SOURCE / "tools" / "coverage", folder / "tools")
    (folder / "src").mkdir()
    for name, text in sources:
        (folder / "src" / name).write_text(text, encoding="utf-8")
    (folder / "build").mkdir()
    subprocess.run([*COMPILER, "--coverage", "-O0", "-o", "try", *(f"../src/{name}" for name, _ in sources)],
                   cwd=folder / "build", check=True)
    subprocess.run(["./try"], cwd=folder / "build", check=True)


def coverage(folder, *arguments):
    return subprocess.run([folder / "tools" / "coverage", *arguments], capture_output=True, text=True, check=False)


@tap.in_folder
def only_out_of_memory_and_impossible_arms_are_left_out(folder):
    build(folder)
    output = coverage(folder, folder / "build").stdout.split("\n")
    # leaf.c: two tests of memory, each with one arm left out, and two of `number < 10 || error_set()` with one of four.
    return (tap.need(" 100.0 %     8 of    8  src/leaf.c" in output, output)
            # main.c: nothing is allocated there, so that the arm of `!made` counts, like the two of the last `if`.
            + tap.need("  50.0 %     3 of    6  src/main.c  below 90 %" in output, output)
            + tap.need(output[-2] == "coverage: 1 passed, 1 failed", output))


@tap.in_folder
def the_lines_with_arms_that_were_not_taken_are_shown(folder):
    build(folder)
    output = coverage(folder, folder / "build", "main.c").stdout
    return (tap.need("if (!made)" in output and "if (is_used && is_refused)" in output, output)
            + tap.need("leaf.c" not in output, output))


@tap.in_folder
def a_file_below_its_goal_is_a_failed_case(folder):
    build(folder)
    result = coverage(folder, "--log", folder / "log.json", folder / "build")
    counted = subprocess.run([program.SOURCE / "tools" / "count-tests", "--sum", folder / "log.json"],
                             capture_output=True, text=True, check=False).stdout
    return tap.need(result.returncode == 1, result.returncode) + tap.need(counted == "1 passed, 1 failed\n", counted)


@tap.in_folder
def an_arm_is_taken_if_the_version_for_any_processor_took_it(folder):
    build(folder, [("clones.c", CLONES)])
    output = coverage(folder, folder / "build").stdout
    return tap.need("  75.0 %     3 of    4  src/clones.c  below 90 %" in output, output)


tap.run(tap.named([only_out_of_memory_and_impossible_arms_are_left_out,
                   the_lines_with_arms_that_were_not_taken_are_shown,
                   an_arm_is_taken_if_the_version_for_any_processor_took_it, a_file_below_its_goal_is_a_failed_case]))
