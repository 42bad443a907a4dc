/*
 * Why a program cannot be read, where that is known: what people write who think of a programming
 * language, of LaTeX, or of a page of mathematics.
 */
#ifndef READ_FOREIGN_NOTATION_H
#define READ_FOREIGN_NOTATION_H

#include "read/lexer.h"
#include "read/program.h"

/*
 * After a failure, look for what can stand in no expression: a sign without a meaning, or a "="
 * that begins no statement. What followed from it, a cycle or an unknown name, was not the cause:
 * the error becomes one that says what was found. It stays as it is if nothing was.
 */
void foreign_notation_explain(const struct program *program, struct gw_error *error);

/*
 * Adds to the hint what an undeclared name was probably meant as: a word of a programming language,
 * a derivative, a function without its parentheses. Returns false if nothing is known. `next` is
 * the token after the name.
 */
bool foreign_notation_hint(const struct program *program, const char *name, size_t length,
			   struct token next, struct text *hint);

#endif
