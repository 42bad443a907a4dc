#include "tui/prompt.h"

#include "base/normal_form.h"
#include "tui/screen/keys.h"

#include <string.h>

void prompt_finish(struct prompt *prompt)
{
	text_finish(&prompt->line);
}

const char *prompt_line(const struct prompt *prompt)
{
	return prompt->line.data ? prompt->line.data : "";
}

/* The cursor stands at the end of the line. */
void prompt_replace(struct prompt *prompt, const char *line)
{
	text_clear(&prompt->line);
	text_add(&prompt->line, line);
	prompt->cursor = prompt->line.length;
	prompt->is_offered = false;
}

void prompt_offer(struct prompt *prompt, const char *line)
{
	prompt_replace(prompt, line);
	prompt->is_offered = *line != '\0';
}

/* Whether a character begins at `offset` that the cursor may stand before. */
static bool is_boundary(const struct prompt *prompt, size_t offset)
{
	const char *cursor = prompt->line.data + offset,
		   *end = prompt->line.data + prompt->line.length;

	if (cursor == end || offset == 0)
		return true;
	return ((unsigned char)*cursor & 0xc0) != 0x80 &&
	       code_point_width(utf8_next(&cursor, end)) != 0;
}

void prompt_point(struct prompt *prompt, const char *place)
{
	size_t offset = (size_t)(place - prompt_line(prompt));

	while (!is_boundary(prompt, offset))
		offset--;
	prompt->cursor = offset;
	prompt->is_offered = false;
}

static size_t before(const struct prompt *prompt, size_t offset)
{
	if (offset == 0)
		return 0;
	do
		offset--;
	while (!is_boundary(prompt, offset));
	return offset;
}

static size_t after(const struct prompt *prompt, size_t offset)
{
	if (offset == prompt->line.length)
		return offset;
	do
		offset++;
	while (!is_boundary(prompt, offset));
	return offset;
}

static size_t word_before(const struct prompt *prompt, size_t offset)
{
	const char *line = prompt_line(prompt);

	while (offset > 0 && line[offset - 1] == ' ')
		offset--;
	while (offset > 0 && line[offset - 1] != ' ')
		offset--;
	return offset;
}

/* Remove the bytes from `start` to `end`; the cursor stands where they were. */
static void cut(struct prompt *prompt, size_t start, size_t end)
{
	struct text *line = &prompt->line;

	if (start == end)
		return;
	memmove(line->data + start, line->data + end, line->length - end + 1);
	line->length -= end - start;
	prompt->cursor = start;
}

/* The character before the cursor, and what combines with it, in the form that names have. */
static void compose(struct prompt *prompt)
{
	char room[NORMAL_FORM_BYTES];
	size_t start = before(prompt, prompt->cursor), length = prompt->cursor - start;
	const char *bytes = normal_form(prompt->line.data + start, &length, room);

	if (bytes != room || length > prompt->cursor - start)
		return;
	cut(prompt, start + length, prompt->cursor);
	memcpy(prompt->line.data + start, bytes, length);
	prompt->cursor = start + length;
}

static void insert(struct prompt *prompt, uint32_t code_point)
{
	char bytes[4];
	size_t count = utf8_put(code_point, bytes), length = prompt->line.length;

	text_add_bytes(&prompt->line, bytes, count);
	if (prompt->line.failed)
		return;
	memmove(prompt->line.data + prompt->cursor + count, prompt->line.data + prompt->cursor,
		length - prompt->cursor);
	memcpy(prompt->line.data + prompt->cursor, bytes, count);
	prompt->cursor += count;
	if (code_point_width(code_point) == 0)
		compose(prompt);
}

/* A typed character replaces an offered line; a key that moves the cursor accepts the line. */
static void take_offer(struct prompt *prompt, int code)
{
	bool replaces =
		code == CODE_BACKSPACE || code == CODE_DELETE || (code >= ' ' && code < CODE_UP);

	if (prompt->is_offered && replaces)
		cut(prompt, 0, prompt->line.length);
	prompt->is_offered = false;
}

bool prompt_key(struct prompt *prompt, int code)
{
	take_offer(prompt, code);
	size_t cursor = prompt->cursor, length = prompt->line.length;

	switch (code) {
	case CODE_LEFT:
		prompt->cursor = before(prompt, cursor);
		return true;
	case CODE_RIGHT:
		prompt->cursor = after(prompt, cursor);
		return true;
	case CODE_HOME:
	case CODE_CONTROL('a'):
		prompt->cursor = 0;
		return true;
	case CODE_END:
	case CODE_CONTROL('e'):
		prompt->cursor = length;
		return true;
	case CODE_BACKSPACE:
		cut(prompt, before(prompt, cursor), cursor);
		return true;
	case CODE_DELETE:
	case CODE_CONTROL('d'):
		cut(prompt, cursor, after(prompt, cursor));
		return true;
	case CODE_CONTROL('w'):
		cut(prompt, word_before(prompt, cursor), cursor);
		return true;
	case CODE_CONTROL('u'):
		cut(prompt, 0, cursor);
		return true;
	case CODE_CONTROL('k'):
		cut(prompt, cursor, length);
		return true;
	}
	if (code < ' ' || code >= CODE_UP)
		return false;
	insert(prompt, (uint32_t)code);
	return true;
}
