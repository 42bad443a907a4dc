/*
 * One number for many bytes: FNV-1a of 64 bits (Fowler, Noll and Vo). For hash tables, and to tell
 * whether something is still what it was; not against those who want it to look so.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* A hash goes on from another; the first one from HASH_START. */
#define HASH_START 0xcbf29ce484222325u
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length);

#endif
