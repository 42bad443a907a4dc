#include "lesson/filled_sheet.h"

#include "base/array.h"
#include "base/character.h"
#include "base/error.h"
#include "base/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define LINES_BELOW 4 /* of a blank, in which its answer may stand */

/* ---- characters that say nothing ---- */

/* Blanks, marks of Markdown, and what can't be seen. */
static bool is_mark(uint32_t code_point)
{
	return code_point == UTF8_INVALID ||
	       (code_point < 0x80 && strchr(" \t`*\\>", (int)code_point)) ||
	       character_invisible_name(code_point);
}

/* The next character that says something, as it is compared; UTF8_INVALID at the end. */
static uint32_t next_said(const char **at, const char *end)
{
	while (*at < end) {
		uint32_t code_point = utf8_next(at, end);
		int digit = code_point == UTF8_INVALID ? -1 : character_digit(code_point);
		if (is_mark(code_point))
			continue;
		if (digit >= 0)
			return (uint32_t)('0' + digit);
		return code_point == 0x2212 ? '-' : code_point;
	}
	return UTF8_INVALID;
}

static const char *skip_marks(const char *at, const char *end)
{
	while (at < end) {
		const char *next = at;
		if (!is_mark(utf8_next(&next, end)))
			break;
		at = next;
	}
	return at;
}

/* Returns the text after the sign of a list, "- ", "+ " or "• ", if it begins with one. */
static const char *skip_list_sign(const char *at, const char *end)
{
	static const char *const signs[] = {"- ", "+ ", "• "};

	at = skip_marks(at, end);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t size = strlen(signs[i]);
		if ((size_t)(end - at) >= size && memcmp(at, signs[i], size) == 0)
			return skip_marks(at + size, end);
	}
	return at;
}

/* ---- answers ---- */

/* A copy without characters that can't be seen. */
static char *copy_seen(struct arena *strings, const char *at, const char *end)
{
	char *copy = arena_string(strings, at, (size_t)(end - at)), *out = copy;

	while (copy && at < end) {
		const char *before = at;
		uint32_t code_point = utf8_next(&at, end);
		if (code_point == UTF8_INVALID || character_invisible_name(code_point) ||
		    code_point < ' ')
			continue;
		memmove(out, before, (size_t)(at - before));
		out += at - before;
	}
	if (copy)
		*out = '\0';
	return copy;
}

/* A copy without characters that can't be seen, and without `around` at its ends. */
static char *copy_inner(struct arena *strings, const char *at, const char *end, const char *around)
{
	char *text = copy_seen(strings, at, end);

	if (!text)
		return NULL;
	text += strspn(text, around);
	size_t length = strlen(text);
	while (length > 0 && strchr(around, text[length - 1]))
		length--;
	text[length] = '\0';
	return text;
}

/*
 * Copies an answer without the rest of its blank, "__-4__" as −4; of "-4 * 1 = -4" the last side.
 * Returns NULL if memory ran out.
 */
static const char *clean_answer(struct arena *strings, const char *at, const char *end)
{
	static const char around[] = " \t_`*\\|";
	char *text = copy_inner(strings, at, end, around);

	if (!text)
		return NULL;
	char *equals = strrchr(text, '=');
	if (equals && equals > text && equals[-1] != '~' && equals[1])
		text = equals + 1 + strspn(equals + 1, around);
	size_t length = strlen(text);
	if (length > 1 && strchr(".;", text[length - 1]) && text[length - 2] != '.')
		length--;
	text[length] = '\0';
	return text;
}

/* ---- lines ---- */

static bool add_line(struct filled_sheet *filled, const char *text, size_t length)
{
	if (!array_reserve((void **)&filled->line, &filled->line_capacity, filled->line_count + 1,
			   sizeof *filled->line))
		return false;
	filled->line[filled->line_count++] = (struct filled_line){text, length};
	return true;
}

/* Lines end in \n, \r\n or \r. */
static bool part_lines(struct filled_sheet *filled, const char *at, const char *end)
{
	size_t mark = strlen(BYTE_ORDER_MARK);

	if ((size_t)(end - at) >= mark && memcmp(at, BYTE_ORDER_MARK, mark) == 0)
		at += mark;
	while (at < end) {
		const char *stop = at;
		while (stop < end && *stop != '\n' && *stop != '\r')
			stop++;
		if (!add_line(filled, at, (size_t)(stop - at)))
			return false;
		at = stop + (end - stop > 1 && stop[0] == '\r' && stop[1] == '\n' ? 2 : 1);
	}
	return true;
}

/* The number of a line that begins with "(3)", and what follows that; 0 if it does not. */
static uint32_t read_blank_number(const struct filled_line *line, const char **rest)
{
	const char *end = line->text + line->length, *at = skip_list_sign(line->text, end);
	uint32_t number = 0, code_point = next_said(&at, end);

	if (code_point != '(')
		return 0;
	while ((code_point = next_said(&at, end)) != ')') {
		if (code_point < '0' || code_point > '9' || number > SHEET_MOST_BLANKS)
			return 0;
		number = number * 10 + (code_point - '0');
	}
	*rest = at;
	/* "(2)" alone is an answer */
	return skip_marks(at, end) < end ? number : 0;
}

static bool is_remark(const struct filled_line *line)
{
	const char *end = line->text + line->length, *at = skip_marks(line->text, end);
	static const char *const signs[] = {REMARK_SIGN, REMARK_SIGN_ASCII};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t size = strlen(signs[i]);
		if ((size_t)(end - at) >= size && memcmp(at, signs[i], size) == 0)
			return true;
	}
	return false;
}

/* ---- the head ---- */

static bool is_key(const char *at, size_t length, const char *key)
{
	for (; length > 0 && *key && tolower((unsigned char)*at) == *key; length--)
		at++, key++;
	return length == 0 && *key == '\0';
}

static void read_graph_field(struct filled_sheet *filled, const char *value)
{
	static const char exercise[] = "practice, level ";
	struct text name = text_in(filled->about.graph, sizeof filled->about.graph);

	filled->has_graph = *value != '\0';
	if (strncmp(value, exercise, strlen(exercise)) == 0) {
		const char *at = value + strlen(exercise), *end = at + strlen(at);
		uint32_t level = next_said(&at, end) - '0';
		filled->about.level = level <= EXERCISE_MOST_LEVEL ? level : 0;
		filled->has_graph = filled->about.level > 0;
		return;
	}
	text_add(&name, value);
	/* "-" is standard input, and a path may lead anywhere */
	filled->has_graph &= !name.failed && !strchr(value, '/') && strcmp(value, "-") != 0;
	if (!filled->has_graph)
		*filled->about.graph = '\0';
}

static bool read_hash(const char **at, uint32_t *hash)
{
	char *end;
	unsigned long value = strtoul(*at, &end, 16);

	*hash = (uint32_t)value;
	bool is_read = end - *at == 8;
	*at = end + strspn(end, " ");
	return is_read;
}

static void read_field(struct filled_sheet *filled, const char *key, size_t length,
		       const char *value)
{
	size_t ask;

	if (is_key(key, length, "graph")) {
		read_graph_field(filled, value);
	} else if (is_key(key, length, "seed")) {
		sheet_set_seed(&filled->about, value, NULL);
	} else if (is_key(key, length, "numbers")) {
		filled->about.varies = true;
	} else if (is_key(key, length, "ask")) {
		filled->has_ask = words_find(asking_word, value, &ask);
		if (filled->has_ask)
			filled->about.ask = (enum asking_mode)ask;
	} else if (is_key(key, length, "check")) {
		filled->has_check = read_hash(&value, &filled->head_hash) &&
				    read_hash(&value, &filled->graph_hash);
	} else if (is_key(key, length, "name")) {
		filled->student = strspn(value, "_ ") == strlen(value) ? "" : value;
	}
}

/* "- Seed: 4711", up to the first blank. */
static bool read_head(struct filled_sheet *filled)
{
	const char *rest;

	filled->student = "";
	for (size_t i = 0; i < filled->line_count; i++) {
		const char *end = filled->line[i].text + filled->line[i].length;
		const char *key = skip_list_sign(filled->line[i].text, end);
		const char *colon = memchr(key, ':', (size_t)(end - key));
		if (read_blank_number(&filled->line[i], &rest) > 0)
			break;
		if (!colon || colon - key > 16)
			continue;
		const char *value = copy_inner(&filled->strings, colon + 1, end, " \t*`");
		if (!value)
			return false;
		read_field(filled, key, strcspn(key, " *:"), value);
	}
	return true;
}

bool filled_sheet_read(struct filled_sheet *filled, const char *bytes, size_t length,
		       struct gw_error *error)
{
	*filled = (struct filled_sheet){0};
	if (memchr(bytes, '\0', length))
		return error_set(error, "it has zero bytes: it is no text in UTF-8");
	if (!part_lines(filled, bytes, bytes + length) || !read_head(filled))
		return error_memory(error);
	return filled->has_graph || filled->has_check ||
	       error_set(error, "it is no worksheet: no line says which graph it is about");
}

/* ---- its blanks ---- */

/* Returns the text after the prompt; NULL if the line does not have the prompt. */
static const char *match_prompt(const char *at, const char *end, const char *prompt)
{
	const char *prompt_end = prompt + strlen(prompt);

	for (;;) {
		uint32_t wanted = next_said(&prompt, prompt_end);
		if (wanted == UTF8_INVALID)
			return at;
		if (next_said(&at, end) != wanted)
			return NULL;
	}
}

/*
 * Where the answer begins behind a prompt that was changed: behind its last "=", "shape" or "__".
 * If nothing is left of it, the answer is all that there is.
 */
static const char *guess_answer(const char *at, const char *end)
{
	const char *found = at;

	for (; at < end; at++)
		if (*at == '=' || (*at == '_' && at + 1 < end && at[1] == '_'))
			found = at + 1;
		else if ((size_t)(end - at) >= 5 && memcmp(at, "shape", 5) == 0)
			found = at + 5;
	return found;
}

/* Returns the text after the prompt, in Unicode or ASCII; NULL if the line does not have it. */
static const char *find_answer(const struct question *question, const char *at, const char *end,
			       bool *has_memory)
{
	const char *found = NULL;

	for (int is_ascii = 0; is_ascii < 2 && !found; is_ascii++) {
		const struct explain_style style = {.digits = 2};
		struct text prompt = {.is_ascii = is_ascii};
		sheet_add_prompt(question, &style, &prompt);
		*has_memory &= !prompt.failed;
		if (!prompt.failed)
			found = match_prompt(at, end, prompt.data);
		text_finish(&prompt);
	}
	return found;
}

/* An answer below its blank; "" if there is none. NULL if memory ran out. */
static const char *find_below(struct filled_sheet *filled, struct filled_blank *blank)
{
	const char *rest;

	for (size_t i = blank->line + 1; i < filled->line_count && i <= blank->line + LINES_BELOW;
	     i++) {
		const struct filled_line *line = &filled->line[i];
		if (read_blank_number(line, &rest) > 0)
			break;
		if (is_remark(line))
			continue;
		const char *answer =
			clean_answer(&filled->strings, line->text, line->text + line->length);
		if (!answer)
			return NULL;
		if (*answer)
			blank->last_line = i;
		if (*answer)
			return answer;
	}
	return "";
}

/* The blank of a line whose answer begins at `at`. False if memory ran out. */
static bool read_blank(struct filled_sheet *filled, struct filled_blank *blank, size_t line,
		       const char *at, bool is_changed)
{
	const char *end = filled->line[line].text + filled->line[line].length;
	struct filled_blank here = {.line = line, .last_line = line, .is_changed = is_changed};

	here.answer = clean_answer(&filled->strings, at, end);
	if (here.answer && !*here.answer)
		here.answer = find_below(filled, &here);
	bool is_repeated = blank->line != FILLED_NO_LINE;
	if (!is_repeated || !*blank->answer)
		*blank = here;
	blank->is_repeated = is_repeated;
	return here.answer;
}

/* Where the number of a line is that of a blank; GW_NONE if it is none. */
static uint32_t blank_of_line(const struct filled_sheet *filled, size_t line, const char **rest)
{
	uint32_t number = read_blank_number(&filled->line[line], rest);

	return number > 0 && number <= filled->blank_count ? number - 1 : GW_NONE;
}

/* Lines that have number and prompt of a blank. `*first` is the first of them. */
static bool read_whole_lines(struct filled_sheet *filled, const struct sheet *sheet, size_t *first)
{
	bool has_memory = true;
	const char *rest;

	*first = filled->line_count;
	for (size_t i = 0; i < filled->line_count && has_memory; i++) {
		uint32_t index = blank_of_line(filled, i, &rest);
		const char *end = filled->line[i].text + filled->line[i].length;
		const char *at = index == GW_NONE ? NULL
						  : find_answer(&sheet->question[index], rest, end,
								&has_memory);
		if (!at)
			continue;
		*first = i < *first ? i : *first;
		has_memory &= read_blank(filled, &filled->blank[index], i, at, false);
	}
	return has_memory;
}

/*
 * Lines of blanks whose prompt was changed: behind the first whole one, since lines of the drawing
 * may begin with a number too. Only blanks that have no other line.
 */
static bool read_changed_lines(struct filled_sheet *filled, size_t first)
{
	const char *rest;

	for (size_t i = first < filled->line_count ? first : 0; i < filled->line_count; i++) {
		uint32_t index = blank_of_line(filled, i, &rest);
		const char *end = filled->line[i].text + filled->line[i].length;
		if (index != GW_NONE && filled->blank[index].line == FILLED_NO_LINE &&
		    !read_blank(filled, &filled->blank[index], i, guess_answer(rest, end), true))
			return false;
	}
	return true;
}

bool filled_sheet_match(struct filled_sheet *filled, const struct sheet *sheet)
{
	size_t first;

	filled->blank = array_create(sheet->question_count, sizeof *filled->blank);
	if (!filled->blank)
		return false;
	filled->blank_count = sheet->question_count;
	for (uint32_t i = 0; i < filled->blank_count; i++)
		filled->blank[i] = (struct filled_blank){"", FILLED_NO_LINE, FILLED_NO_LINE, 0, 0};
	return read_whole_lines(filled, sheet, &first) && read_changed_lines(filled, first);
}

void filled_sheet_finish(struct filled_sheet *filled)
{
	free(filled->line);
	free(filled->blank);
	arena_finish(&filled->strings);
}
