/*
 * A state as lines of text. Numbers are written so that they read back as the same bits.
 */
#include "base/error.h"
#include "base/number.h"
#include "train/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

/*
 * All that is left of a line: \\ and \n are a backslash and a line's end, which may be in a name.
 */
static void add_words(struct text *text, const char *words)
{
	text_add_byte(text, ' ');
	for (; *words; words++) {
		if (*words == '\\' || *words == '\n')
			text_add_byte(text, '\\');
		text_add_byte(text, *words == '\n' ? 'n' : *words);
	}
}

static void add_logs(struct text *text, const struct gw_logs *logs)
{
	char number[NUMBER_TEXT];

	text_add_format(text, " %zu", logs->count);
	for (size_t i = 0; i < logs->count; i++) {
		text_add_format(text, "\n%s",
				number_write(logs->entry[i].value, NUMBER_ROUND_TRIP, number));
		add_words(text, logs->entry[i].name);
	}
}

static void add_value(struct text *text, enum state_kind kind, const void *value, size_t index)
{
	char number[NUMBER_TEXT];
	const char *word;

	if (kind == STATE_NUMBER)
		text_add_format(
			text, " %s",
			number_write(((const double *)value)[index], NUMBER_ROUND_TRIP, number));
	else if (kind == STATE_COUNT)
		text_add_format(text, " %llu",
				(unsigned long long)((const uint64_t *)value)[index]);
	else if (kind == STATE_TRUTH)
		text_add(text, ((const bool *)value)[index] ? " 1" : " 0");
	else if (kind == STATE_LOGS)
		add_logs(text, (const struct gw_logs *)value + index);
	else if ((word = ((const char *const *)value)[index]))
		add_words(text, word);
}

static void write_line(struct gw_state *state, const char *name, enum state_kind kind, void *value,
		       size_t count)
{
	text_add(state->text, name);
	for (size_t i = 0; i < count; i++)
		add_value(state->text, kind, value, i);
	text_add_byte(state->text, '\n');
}

struct gw_state state_writing(struct text *text)
{
	return (struct gw_state){.carry = write_line, .is_text = true, .text = text};
}

/* ---- reading ---- */

void state_fail(struct gw_state *state, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_at_list(state->error, state->file, state->source, state->source_length, state->used,
		      format, arguments);
	va_end(arguments);
	state->failed = true;
}

/* Past a word that must stand here, and the space behind it. */
static void expect(struct gw_state *state, const char *word)
{
	size_t length = strlen(word);
	const char *at = state->source + state->used;

	if (strncmp(at, word, length) != 0 || !(at[length] == ' ' || at[length] == '\n'))
		state_fail(state, "\"%s\" should stand here: another training wrote this", word);
	else
		state->used += length + (at[length] == ' ');
}

/* `length` bytes from here, copied; NULL if memory ran out. */
static char *take(struct gw_state *state, size_t length)
{
	char *taken = arena_string(state->strings, state->source + state->used, length);

	if (taken)
		state->used += length;
	else
		state_fail_memory(state);
	return taken;
}

/* The next word of the line, and the space behind it is passed. */
static const char *take_word(struct gw_state *state)
{
	const char *word = take(state, strcspn(state->source + state->used, " \n"));

	if (word)
		state->used += state->source[state->used] == ' ';
	return word ? word : "";
}

/* All that is left of the line, as add_words() wrote it. */
static const char *take_words(struct gw_state *state)
{
	char *words = take(state, strcspn(state->source + state->used, "\n")), *to = words;

	for (const char *from = words; from && *from; from++) {
		bool is_escape = *from == '\\' && (from[1] == '\\' || from[1] == 'n');
		from += is_escape;
		*to++ = *from;
		if (is_escape && *from == 'n')
			to[-1] = '\n';
	}
	if (to)
		*to = '\0';
	return words ? words : "";
}

static double read_number(struct gw_state *state)
{
	size_t place = state->used;
	double value = 0;
	const char *word = take_word(state);

	if (!state->failed && !number_parse(word, &value)) {
		state->used = place;
		state_fail(state, "a number should stand here, not \"%s\"", word);
	}
	return value;
}

static uint64_t read_count(struct gw_state *state)
{
	size_t place = state->used;
	const char *word = take_word(state);
	char *end;

	errno = 0;
	unsigned long long value = strtoull(word, &end, 10);
	if (!state->failed && (*word < '0' || *word > '9' || *end || errno)) {
		state->used = place;
		state_fail(state, "a whole number should stand here, not \"%s\"", word);
	}
	return value;
}

static void expect_line_end(struct gw_state *state)
{
	if (state->failed)
		return;
	if (state->source[state->used] != '\n')
		state_fail(state, "the line should end here");
	else
		state->used++;
}

static void read_logs(struct gw_state *state, struct gw_logs *logs)
{
	size_t place = state->used;
	uint64_t count = read_count(state);

	*logs = (struct gw_logs){0};
	if (!state->failed && count > GW_MOST_LOGS) {
		state->used = place;
		state_fail(state, "there can be %d logs", GW_MOST_LOGS);
	}
	for (size_t i = 0; i < count && !state->failed; i++) {
		expect_line_end(state);
		double value = state->failed ? 0 : read_number(state);
		const char *name = state->failed ? "" : take_words(state);
		gw_logs_set(logs, name, value);
	}
}

static void read_value(struct gw_state *state, enum state_kind kind, void *value, size_t index)
{
	if (kind == STATE_NUMBER) {
		((double *)value)[index] = read_number(state);
	} else if (kind == STATE_COUNT) {
		((uint64_t *)value)[index] = read_count(state);
	} else if (kind == STATE_TRUTH) {
		((bool *)value)[index] = read_count(state) != 0;
	} else if (kind == STATE_LOGS) {
		read_logs(state, (struct gw_logs *)value + index);
	} else {
		const char *word = take_words(state);
		((const char **)value)[index] = *word ? word : NULL;
	}
}

static void read_line(struct gw_state *state, const char *name, enum state_kind kind, void *value,
		      size_t count)
{
	expect(state, name);
	for (size_t i = 0; i < count && !state->failed; i++)
		read_value(state, kind, value, i);
	expect_line_end(state);
}

struct gw_state state_reading(const char *file, const char *source, size_t length,
			      struct arena *strings, struct gw_error *error)
{
	return (struct gw_state){.carry = read_line,
				 .is_text = true,
				 .error = error,
				 .file = file,
				 .source = source,
				 .source_length = length,
				 .strings = strings};
}

/* ---- what must not have changed ---- */

/* Whether the line is as it is now; after a failure too, which has been reported. */
static bool is_same(struct gw_state *state, const char *name, const char *now, const char **then)
{
	*then = "";
	if (!state->is_text || state->failed)
		return true;
	if (state->text) {
		text_add(state->text, name);
		add_words(state->text, now);
		text_add_byte(state->text, '\n');
		return true;
	}
	expect(state, name);
	size_t place = state->used;
	*then = state->failed ? "" : take_words(state);
	if (!state->failed && strcmp(*then, now) != 0) {
		state->used = place;
		return false;
	}
	expect_line_end(state);
	return true;
}

void state_same(struct gw_state *state, const char *name, const char *value)
{
	const char *then;

	if (!is_same(state, name, value, &then))
		state_fail(state, "the training that wrote this had %s %s, and this one has %s",
			   name, then, value);
}

void state_same_hash(struct gw_state *state, const char *name, uint64_t hash, const char *message)
{
	char digits[24];
	struct text text = text_in(digits, sizeof digits);
	const char *then;

	text_add_format(&text, "%016llx", (unsigned long long)hash);
	if (!is_same(state, name, digits, &then))
		state_fail(state, "%s", message);
}
