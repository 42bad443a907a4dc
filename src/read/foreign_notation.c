#include "read/foreign_notation.h"

#include "base/error.h"

#include <string.h>

/* Where a statement is looked at: a token, and the two before it. */
struct view_of_statement {
	const struct program *program;
	const struct statement *statement;
	struct token token, before, first;
	int depth;         /* of parentheses and brackets */
	size_t names_only; /* tokens so far, as long as all were names */
};

/* ---- telling ---- */

static bool is_text(const struct view_of_statement *at, const struct token *token, const char *text)
{
	return token->length == strlen(text) &&
	       memcmp(at->statement->body + token->offset, text, token->length) == 0;
}

static struct token token_after(const struct view_of_statement *at, const struct token *token)
{
	return lexer_next(&at->program->lexicon, at->statement->body, at->statement->body_length,
			  token->offset + token->length);
}

static void tell(const struct view_of_statement *at, size_t offset, struct gw_error *error,
		 const char *format, ...) PRINTF_LIKE(4, 5);

static void tell(const struct view_of_statement *at, size_t offset, struct gw_error *error,
		 const char *format, ...)
{
	const struct program *program = at->program;
	va_list arguments;

	va_start(arguments, format);
	error_at_list(error, program->file, program->text, program->length,
		      program_offset(program, at->statement, offset), format, arguments);
	va_end(arguments);
}

/* Gives the text from a token's end to the end of the statement. */
static void rest_of(const struct view_of_statement *at, const struct token *token,
		    const char **rest, int *length)
{
	struct token next = token_after(at, token);

	*rest = at->statement->body + next.offset;
	*length = (int)(at->statement->body_length - next.offset);
}

/* ---- signs that mean nothing ---- */

static const struct {
	const char *sign, *hint;
} signs[] = {
	{"–", "a dash is no minus here: write -"},
	{"—", "a dash is no minus here: write -"},
	{"{",
	 "braces group nothing here: write ( and ); {t} is a number inside of <repeat name=\"t\">"},
	{"}", "braces group nothing here: write ( and )"},
	{"\\", "LaTeX is not read here: write 1/x for \\frac{1}{x}"},
	{"$", "LaTeX is not read here: write the expression without $"},
	{"∂", "gradients of all inputs are computed: write the function alone"},
	{"∑", "write sum(A) for the sum of all entries of A"},
	{"\"", "names stand without quotation marks"},
	{"“", "names stand without quotation marks"},
	{"”", "names stand without quotation marks"},
	{"’", "write A' or T(A) for A transposed"},
	{"#", "there are no comments in an expression"},
	{"?", "write where(c, a, b) for c ? a : b"},
	{"٫", "a number has a point: write 1.5"},
};

/* A dollar sign is LaTeX's where it opens the expression; elsewhere it is a slip of the finger. */
static const char *hint_of_sign(const struct view_of_statement *at)
{
	if (is_text(at, &at->token, "$") && at->token.offset != at->first.offset)
		return NULL;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (is_text(at, &at->token, signs[i].sign))
			return signs[i].hint;
	if (is_text(at, &at->token, ":") && token_after(at, &at->token).kind == TOKEN_EQUALS)
		return "write \"=\" for \":=\"";
	return NULL;
}

static bool is_declared(const struct view_of_statement *at, const struct token *name)
{
	return program_find(at->program, at->statement->body + name->offset, name->length) != NULL;
}

/* np.exp(x), x.exp(), W.T: a point right between two names. */
static bool explain_point(const struct view_of_statement *at, struct gw_error *error)
{
	struct token name = at->before, word = token_after(at, &at->token);
	const char *body = at->statement->body, *function = body + word.offset;
	int length = (int)word.length;

	if (!is_text(at, &at->token, ".") || name.kind != TOKEN_NAME || word.kind != TOKEN_NAME ||
	    name.offset + name.length != at->token.offset || word.offset != at->token.offset + 1)
		return false;
	if (is_text(at, &word, "T"))
		tell(at, name.offset, error, "write %.*s' or T(%.*s) for %.*s.T", (int)name.length,
		     body + name.offset, (int)name.length, body + name.offset, (int)name.length,
		     body + name.offset);
	else if (!lexicon_find(&at->program->lexicon, function, word.length))
		tell(at, at->token.offset, error, "a name has no point in it");
	else if (is_declared(at, &name))
		tell(at, name.offset, error,
		     "a function stands before its operand: write %.*s(%.*s)", length, function,
		     (int)name.length, body + name.offset);
	else
		tell(at, name.offset, error,
		     "functions are written without a module: %.*s(…) instead of %.*s.%.*s(…)",
		     length, function, (int)name.length, body + name.offset, length, function);
	return true;
}

/* Where the parser stopped at the sign itself, it knew best what should have stood there. */
static bool explain_sign(const struct view_of_statement *at, struct gw_error *error)
{
	const char *hint = hint_of_sign(at);
	struct gw_error found;

	if (explain_point(at, error))
		return true;
	tell(at, at->token.offset, &found, "\"%.*s\" means nothing in an expression%s%s",
	     (int)at->token.length, at->statement->body + at->token.offset, hint ? ": " : "",
	     hint ? hint : "");
	if (hint || found.line != error->line || found.column != error->column)
		*error = found;
	return true;
}

/* ---- "=" where no statement begins ---- */

/* "f(x) = x^2" */
static bool is_function_form(const struct view_of_statement *at)
{
	struct token second = token_after(at, &at->first);

	return at->first.kind == TOKEN_NAME && second.kind == TOKEN_OPEN &&
	       at->before.kind == TOKEN_CLOSE;
}

/* "let f = x^2" */
static bool is_behind_a_word(const struct view_of_statement *at)
{
	return at->names_only == 2 && !is_declared(at, &at->first);
}

static void explain_name(const struct view_of_statement *at, struct gw_error *error)
{
	const char *body = at->statement->body, *name = body + at->before.offset, *rest;
	int length = (int)at->before.length, rest_length;
	bool is_in_element = at->program->is_markup && !at->statement->names_itself;

	rest_of(at, &at->token, &rest, &rest_length);
	if (is_in_element && at->before.offset == at->first.offset)
		tell(at, at->token.offset, error,
		     "name=\"%s\" says already what is defined: write %.*s alone",
		     at->statement->name, rest_length, rest);
	else if (is_behind_a_word(at))
		tell(at, at->first.offset, error, "write %.*s = %.*s, without \"%.*s\" before it",
		     length, name, rest_length, rest, (int)at->first.length,
		     body + at->first.offset);
	else if (is_in_element)
		tell(at, at->before.offset, error,
		     "\"%.*s = …\" is a definition of its own: write <let name=\"%.*s\">…</let>",
		     length, name, length, name);
	else
		tell(at, at->before.offset, error,
		     "\"%.*s = …\" is a statement of its own: write \";\" before it", length, name);
}

static bool explain_equals(const struct view_of_statement *at, struct gw_error *error)
{
	const char *body = at->statement->body, *rest;
	int length;

	rest_of(at, &at->token, &rest, &length);
	if (at->token.offset == 0)
		tell(at, at->token.offset, error,
		     "one \"=\" defines a name, and more have no meaning: write f = x^2");
	else if (is_function_form(at))
		tell(at, at->first.offset, error,
		     "%.*s(…) = … defines nothing here: write %.*s = %.*s", (int)at->first.length,
		     body + at->first.offset, (int)at->first.length, body + at->first.offset,
		     length, rest);
	else if (at->before.kind == TOKEN_NAME)
		explain_name(at, error);
	else
		tell(at, at->token.offset, error,
		     "\"=\" stands behind the name that it defines: write f = x^2");
	return true;
}

/* ---- looking ---- */

/* "1,5" */
static bool explain_comma(const struct view_of_statement *at, struct gw_error *error)
{
	struct token next = token_after(at, &at->token);
	bool is_decimal = at->before.kind == TOKEN_NUMBER && next.kind == TOKEN_NUMBER &&
			  at->before.offset + at->before.length == at->token.offset &&
			  next.offset == at->token.offset + 1;

	if (is_decimal)
		tell(at, at->token.offset, error,
		     "a number has a point, and no comma: write %.*s.%.*s", (int)at->before.length,
		     at->statement->body + at->before.offset, (int)next.length,
		     at->statement->body + next.offset);
	else
		tell(at, at->token.offset, error,
		     "a comma parts operands in f(x, y): write \";\" between statements");
	return true;
}

static bool explain_token(const struct view_of_statement *at, struct gw_error *error)
{
	if (at->token.kind == TOKEN_UNKNOWN || (at->token.kind == TOKEN_COLON && at->depth == 0))
		return explain_sign(at, error);
	if (at->token.kind == TOKEN_EQUALS && at->depth == 0)
		return explain_equals(at, error);
	if (at->token.kind == TOKEN_COMMA && at->depth == 0)
		return explain_comma(at, error);
	return false;
}

static bool explain_statement(const struct program *program, const struct statement *statement,
			      struct gw_error *error)
{
	struct view_of_statement at = {.program = program, .statement = statement};
	size_t length = statement->body_length, count = 0;

	at.first = at.token = lexer_next(&program->lexicon, statement->body, length, 0);
	for (; at.token.kind != TOKEN_END; count++) {
		at.depth += at.token.kind == TOKEN_OPEN || at.token.kind == TOKEN_OPEN_INDEX;
		at.depth -= at.token.kind == TOKEN_CLOSE || at.token.kind == TOKEN_CLOSE_INDEX;
		if (explain_token(&at, error))
			return true;
		at.names_only += at.token.kind == TOKEN_NAME && at.names_only == count;
		at.before = at.token;
		at.token = token_after(&at, &at.token);
	}
	return false;
}

void foreign_notation_explain(const struct program *program, struct gw_error *error)
{
	for (size_t i = 0; i < program->statement_count; i++)
		if (program->statement[i].body &&
		    explain_statement(program, &program->statement[i], error))
			return;
}

/* ---- names that nobody declared ---- */

static bool is_one_of(const char *name, size_t length, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == length && memcmp(*words, name, length) == 0)
			return true;
	return false;
}

/* "sinx", if there is an x: a function that lacks its parentheses. */
static bool is_call_without_parentheses(const struct program *program, const char *name,
					size_t length, size_t *function)
{
	for (*function = length - 1; *function > 1; --*function)
		if (lexicon_find(&program->lexicon, name, *function) &&
		    program_find(program, name + *function, length - *function))
			return true;
	return false;
}

bool foreign_notation_hint(const struct program *program, const char *name, size_t length,
			   struct token next, struct text *hint)
{
	static const char *const words[] = {"if",     "then",   "else",  "for",   "while",
					    "def",    "lambda", "let",   "const", "var",
					    "return", "import", "print", NULL};
	const struct gw_op *infix = next.sign ? next.sign->infix : NULL;
	size_t function;

	if (is_one_of(name, length, words))
		text_add_format(hint,
				"\"%.*s\" is no word of an expression, and no name that is "
				"declared",
				(int)length, name);
	else if (length == 1 && *name == 'd' && infix && infix->over_one)
		text_add(hint, "gradients of all inputs are computed: write the function alone");
	else if (lexicon_find(&program->lexicon, name, length) &&
		 ((infix && infix->has_superscript) || next.kind == TOKEN_SUPERSCRIPT))
		text_add_format(hint, "\"%.*s\" is a function: write %.*s(x)^2 for its square",
				(int)length, name, (int)length, name);
	else if (next.kind == TOKEN_EQUALS)
		text_add_format(hint, "\"%.*s=\" is no argument that is known here", (int)length,
				name);
	else if (is_call_without_parentheses(program, name, length, &function))
		text_add_format(hint, "write %.*s(%.*s) for %.*s", (int)function, name,
				(int)(length - function), name + function, (int)length, name);
	return hint->length > 0 || hint->failed;
}
