/*
 * Uses of definitions: the gates that one makes, as groups, over the arguments of the call.
 */
#ifndef READ_DEFINITION_H
#define READ_DEFINITION_H

#include "read/parser.h"

/* A use, while its gates are made. */
struct definition_use {
	const struct statement *statement; /* the definition */
	const uint32_t *argument;          /* the nodes that its arguments stand for */
	uint32_t *local;                   /* the nodes of its lets; see LOCAL_IS_OPEN */
	struct gw_span span;               /* the text of the use */
};

/* The results of a use that a statement gives names to. */
struct definition_results {
	uint32_t wanted; /* names */
	uint32_t *node;  /* one a name; GW_NONE until the use has made it */
};

/*
 * The gates of a use, and its result. `argument` has room for what is left out. One that has
 * several results must be a whole statement, with a name for each.
 */
struct operand definition_build(struct parser *parser, struct statement *definition,
				struct token name, uint32_t *argument, uint32_t count);

/*
 * The let of the definition in whose body the parser is; no operand, and no error, if none is
 * meant.
 */
struct operand definition_local(struct parser *parser, struct token name, bool *is_local);

#endif
