/*
 * How much the uses of definitions make, counted before any of it is made: definitions that use
 * each other twice double with each of them, so a short file can ask for more than any memory
 * holds.
 */
#ifndef READ_DEFINITION_SIZE_H
#define READ_DEFINITION_SIZE_H

#include "read/program.h"

/* Gates, numbers and groups that all uses of definitions in a graph may make together. */
#define MOST_DEFINED 1000000u

/*
 * How many gates, numbers and groups one use of a definition makes at least, those of the
 * definitions that it uses included; MOST_DEFINED + 1 if they are more than MOST_DEFINED. The
 * statement remembers the count.
 */
uint32_t definition_size(const struct program *program, struct statement *definition);

#endif
