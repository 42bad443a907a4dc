/*
 * What the fuzz targets share.
 *
 * A target is a program fuzz_NAME.c with the function that libFuzzer calls with any bytes. Whatever
 * they are, they are taken or refused with a message; sanitizers see what goes wrong otherwise, and
 * a target aborts where an answer contradicts itself. `corpus/NAME` has what a search begins with,
 * and every input that ever broke something: each is a case of the ordinary tests, which link
 * replay.c in the place of libFuzzer.
 *
 *     tools/test --fuzz        search for an hour with each; .ci/run does for half a minute
 */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <gradwalk/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The bytes as a string that ends in a zero byte, to be freed. */
char *target_text(const uint8_t *bytes, size_t length);

/* The path of a file that has these bytes and nothing else. */
const char *target_file(const void *bytes, size_t length);

/* End the program with a message if something is not as it must be. */
void target_need(bool condition, const char *what);

/* Something was refused: it must have been said why. */
void target_need_message(const struct gw_error *error);

#endif
