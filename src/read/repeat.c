#include "read/repeat.h"

#include "base/array.h"
#include "base/character.h"
#include "base/markup.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

enum event_kind {
	EVENT_OPEN,
	EVENT_TEXT,
	EVENT_CLOSE,
};

struct event {
	enum event_kind kind;
	const char *name; /* of an element */
	struct tag tag;
	struct told_text told;
};

struct recording {
	struct event *event;
	size_t count, capacity;
	unsigned depth;       /* of open elements, the repeat included */
	size_t offset;        /* of the repeat's tag */
	const char *variable; /* its name */
	uint64_t first, last;
};

/* A turn that is being read. */
struct turn {
	struct loader *loader;
	const struct recording *recording;
	uint64_t number;
};

void recording_destroy(struct recording *recording)
{
	if (!recording)
		return;
	free(recording->event);
	free(recording);
}

/* ---- keeping ---- */

static struct event *add_event(struct loader *loader, enum event_kind kind)
{
	struct recording *recording = loader->recording;

	if (!array_reserve((void **)&recording->event, &recording->capacity, recording->count + 1,
			   sizeof *recording->event)) {
		loader_fail_memory(loader);
		return NULL;
	}
	struct event *event = &recording->event[recording->count++];
	*event = (struct event){.kind = kind};
	return event;
}

static const char *keep_bytes(struct loader *loader, const char *bytes, size_t length)
{
	const char *kept = arena_string(&loader->program->strings, bytes, length);

	if (!kept)
		loader_fail_memory(loader);
	return kept;
}

static bool keep_attributes(struct loader *loader, const struct tag *from, struct tag *to)
{
	struct attribute *kept =
		arena_take(&loader->program->strings, from->attribute_count + 1, sizeof *kept);

	if (!kept)
		return loader_fail_memory(loader);
	for (size_t i = 0; i < from->attribute_count; i++) {
		const struct attribute *attribute = &from->attribute[i];
		kept[i] = *attribute;
		kept[i].name = keep_bytes(loader, attribute->name, strlen(attribute->name));
		kept[i].value = keep_bytes(loader, attribute->value, attribute->length);
		if (!kept[i].name || !kept[i].value)
			return false;
	}
	*to = *from;
	to->attribute = kept;
	return true;
}

bool recording_open(struct loader *loader, const char *name, const struct tag *tag)
{
	struct event *event = add_event(loader, EVENT_OPEN);

	loader->recording->depth++;
	if (!event)
		return false;
	event->name = keep_bytes(loader, name, strlen(name));
	return event->name && keep_attributes(loader, tag, &event->tag);
}

/* The parser tells a text in several pieces, and {t} may stand in two of them: they are joined. */
static bool join_text(struct loader *loader, struct told_text *before, const struct told_text *next)
{
	struct text joined = {0};

	text_add_bytes(&joined, before->bytes, before->length);
	text_add_bytes(&joined, next->bytes, next->length);
	before->length = joined.length;
	before->bytes = joined.failed ? NULL : keep_bytes(loader, joined.data, joined.length);
	text_finish(&joined);
	return before->bytes || loader_fail_memory(loader);
}

bool recording_add_text(struct loader *loader, const struct told_text *told)
{
	struct recording *recording = loader->recording;
	struct event *last = recording->count ? &recording->event[recording->count - 1] : NULL;

	if (last && last->kind == EVENT_TEXT)
		return join_text(loader, &last->told, told);
	struct event *event = add_event(loader, EVENT_TEXT);
	if (!event)
		return false;
	event->told = *told;
	event->told.bytes = keep_bytes(loader, told->bytes, told->length);
	return event->told.bytes != NULL;
}

/* ---- {t} and {t-1} ---- */

static size_t skip_spaces(const char *bytes, size_t length, size_t at)
{
	while (at < length && strchr(SPACES, bytes[at])) /* no byte is 0: XML has none */
		at++;
	return at;
}

/* "+ 2" or "- 1" from `at` on, or nothing; where it ends. */
static size_t read_difference(const char *bytes, size_t length, size_t at, int64_t *difference)
{
	char sign = at < length ? bytes[at] : '\0';

	*difference = 0;
	if (sign != '+' && sign != '-')
		return at;
	at = skip_spaces(bytes, length, at + 1);
	for (; at < length && bytes[at] >= '0' && bytes[at] <= '9'; at++)
		if (*difference <= LARGEST_TURN)
			*difference = 10 * *difference + (bytes[at] - '0');
	if (sign == '-')
		*difference = -*difference;
	return skip_spaces(bytes, length, at);
}

/*
 * The braces at `at`, if what is in them begins with the repeat's name: the number that they stand
 * for, and where they end. 0 if they are another repeat's, or nobody's.
 */
static size_t read_braces(const struct turn *turn, const char *bytes, size_t length, size_t at,
			  int64_t *number)
{
	const char *variable = turn->recording->variable;
	size_t name = skip_spaces(bytes, length, at + 1), letters = strlen(variable);

	if (length - name < letters || memcmp(bytes + name, variable, letters) != 0)
		return 0;
	size_t end =
		read_difference(bytes, length, skip_spaces(bytes, length, name + letters), number);
	*number += (int64_t)turn->number;
	return end < length && bytes[end] == '}' ? end + 1 : 0;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Whether what ends before `at` is a number, which the turn's would make another one. */
static bool ends_number(const char *bytes, size_t at)
{
	size_t start = at;

	while (start > 0 &&
	       (is_digit(bytes[start - 1]) || bytes[start - 1] == '_' ||
		(unsigned char)bytes[start - 1] >= 0x80 ||
		((bytes[start - 1] | 0x20) >= 'a' && (bytes[start - 1] | 0x20) <= 'z')))
		start--;
	return start < at && is_digit(bytes[start]);
}

/* A text of a turn that numbers are being put into. */
struct filling {
	const struct turn *turn;
	const char *bytes;
	size_t length;
	size_t place; /* where the text begins in the source */
	struct text made;
	struct substitution *substitution; /* NULL: nobody will ask where a byte came from */
};

static bool fail_filling(const struct filling *filling, size_t at, const char *reason)
{
	struct loader *loader = filling->turn->loader;
	const struct program *program = loader->program;

	return loader_fail(
		loader, markup_offset(program->text, program->length, filling->place, at),
		"in the turn %s = %llu of this <repeat> %s", filling->turn->recording->variable,
		(unsigned long long)filling->turn->number, reason);
}

static bool put_number(struct filling *filling, size_t at, size_t end, int64_t number)
{
	struct substitution *substitution = filling->substitution;
	uint32_t from = (uint32_t)filling->made.length;

	if (number < 0)
		return fail_filling(filling, at, "the number in the braces is negative");
	if (number > LARGEST_TURN)
		return fail_filling(filling, at, "the number in the braces is too large");
	if (ends_number(filling->bytes, at) ||
	    (end < filling->length && is_digit(filling->bytes[end])))
		return fail_filling(filling, at,
				    "the braces and the number beside them would be one number: "
				    "write * between them");
	text_add_format(&filling->made, "%lld", (long long)number);
	if (substitution)
		substitution->number[substitution->count++] = (struct substituted){
			from, (uint32_t)filling->made.length, (uint32_t)at, (uint32_t)end};
	return true;
}

static bool fill(struct filling *filling)
{
	for (size_t at = 0; at < filling->length;) {
		int64_t number;
		size_t end = filling->bytes[at] == '{' ? read_braces(filling->turn, filling->bytes,
								     filling->length, at, &number)
						       : 0;
		if (end > 0 && !put_number(filling, at, end, number))
			return false;
		if (end == 0)
			text_add_byte(&filling->made, filling->bytes[at]);
		at = end > 0 ? end : at + 1;
	}
	return !filling->made.failed || loader_fail_memory(filling->turn->loader);
}

static size_t count_braces(const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '{';
	return count;
}

/* Room to remember where the bytes of a text came from; NULL if memory ran out. */
static struct substitution *make_substitution(struct loader *loader, const struct told_text *told)
{
	struct arena *strings = &loader->program->strings;
	struct substitution *made = arena_take(strings, 1, sizeof *made);

	if (made) {
		made->before = told->substitution;
		made->number = arena_take(strings, count_braces(told->bytes, told->length),
					  sizeof *made->number);
	}
	return made && made->number ? made : NULL;
}

/* ---- a turn ---- */

static bool tell_text(const struct turn *turn, const struct told_text *told)
{
	struct loader *loader = turn->loader;
	struct filling filling = {
		.turn = turn,
		.bytes = told->bytes,
		.length = told->length,
		.place = loader->content,
		.substitution = make_substitution(loader, told),
	};

	if (!filling.substitution)
		return loader_fail_memory(loader);
	if (fill(&filling)) {
		struct told_text made = {filling.made.length ? filling.made.data : "",
					 filling.made.length, told->offset, filling.substitution};
		element_add_text(loader, &made);
	}
	text_finish(&filling.made);
	return !loader->has_failed;
}

static bool fill_attribute(const struct turn *turn, const struct tag *tag,
			   struct attribute *attribute)
{
	struct filling filling = {
		.turn = turn,
		.bytes = attribute->value,
		.length = attribute->length,
		.place = attribute_offset(turn->loader, tag, attribute->name),
	};

	if (count_braces(attribute->value, attribute->length) > 0 && fill(&filling)) {
		attribute->length = filling.made.length;
		attribute->value = keep_bytes(turn->loader, filling.made.data, attribute->length);
	}
	text_finish(&filling.made);
	return !turn->loader->has_failed;
}

static bool fail_size(struct loader *loader, size_t offset)
{
	return loader_fail(loader, offset, "with this <repeat> more than %u elements are made",
			   MOST_REPEATED);
}

static bool count_element(const struct turn *turn)
{
	return ++turn->loader->repeated <= MOST_REPEATED ||
	       fail_size(turn->loader, turn->recording->offset);
}

/* ---- the elements of all turns, counted before any is made ---- */

struct element_count {
	const struct recording *recording;
	size_t at;      /* the event that is next */
	uint64_t made;  /* elements, so far */
	size_t culprit; /* the repeat with which they were too many */
};

/* A number of turns that depends on a turn outside, or is an error, counts as 1. */
static uint64_t turns_of(const struct event *event)
{
	uint64_t first = 1, last = 1;

	if (strcmp(event->name, "repeat") != 0)
		return 1;
	for (size_t i = 0; i < event->tag.attribute_count; i++) {
		const struct attribute *attribute = &event->tag.attribute[i];
		bool is_first = strcmp(attribute->name, "from") == 0;
		bool is_last = strcmp(attribute->name, "to") == 0;
		if ((is_first || is_last) &&
		    !number_parse_whole(attribute->value, LARGEST_TURN, is_first ? &first : &last))
			return 1;
	}
	return last < first || last - first >= MOST_TURNS ? 1 : last - first + 1;
}

/* Count up to where an element closes, in each of so many turns. */
static void count_inside(struct element_count *count, uint64_t turns, size_t offset)
{
	const struct recording *recording = count->recording;

	while (count->at < recording->count && count->made <= MOST_REPEATED) {
		const struct event *event = &recording->event[count->at++];
		if (event->kind == EVENT_CLOSE)
			return;
		if (event->kind != EVENT_OPEN)
			continue;
		count->made += turns;
		if (count->made > MOST_REPEATED)
			count->culprit = offset;
		bool is_repeat = strcmp(event->name, "repeat") == 0;
		count_inside(count, turns * turns_of(event),
			     is_repeat ? event->tag.offset : offset);
	}
}

static bool check_size(struct loader *loader, const struct recording *recording)
{
	struct element_count count = {.recording = recording, .made = loader->repeated};

	count_inside(&count, recording->last - recording->first + 1, recording->offset);
	return count.made <= MOST_REPEATED || fail_size(loader, count.culprit);
}

static bool tell_open(const struct turn *turn, const struct event *event)
{
	struct tag tag;

	if (!count_element(turn) || !keep_attributes(turn->loader, &event->tag, &tag))
		return false;
	struct attribute *attribute = (struct attribute *)tag.attribute;
	for (size_t i = 0; i < tag.attribute_count; i++)
		if (!fill_attribute(turn, &tag, &attribute[i]))
			return false;
	return element_open(turn->loader, event->name, &tag);
}

static bool tell_event(const struct turn *turn, const struct event *event)
{
	if (event->kind == EVENT_OPEN)
		return tell_open(turn, event);
	if (event->kind == EVENT_TEXT)
		return tell_text(turn, &event->told);
	return element_close(turn->loader);
}

static bool tell_turns(struct loader *loader, const struct recording *recording)
{
	for (uint64_t number = recording->first; number <= recording->last; number++) {
		const struct turn turn = {loader, recording, number};
		for (size_t i = 0; i < recording->count; i++)
			if (!tell_event(&turn, &recording->event[i]))
				return false;
	}
	return true;
}

bool recording_close(struct loader *loader, bool *is_whole)
{
	struct recording *recording = loader->recording;

	*is_whole = --recording->depth == 0;
	if (!*is_whole)
		return add_event(loader, EVENT_CLOSE) != NULL;
	loader->recording = NULL;
	if (check_size(loader, recording))
		tell_turns(loader, recording);
	recording_destroy(recording);
	return !loader->has_failed;
}

/* ---- the element ---- */

static bool read_turn(struct loader *loader, const struct tag *tag, const char *name,
		      uint64_t *turn)
{
	const char *text = copy_attribute(loader, tag, name);

	if (!text && !loader->has_failed)
		return loader_fail(
			loader, tag->offset,
			"<repeat> needs a name, from and to: <repeat name=\"t\" from=\"1\" "
			"to=\"3\">");
	if (!text)
		return false;
	return number_parse_whole(text, LARGEST_TURN, turn) ||
	       loader_fail(loader, attribute_offset(loader, tag, name),
			   "%s is a whole number from 0 to %d", name, LARGEST_TURN);
}

static bool check_turns(struct loader *loader, const struct tag *tag,
			const struct recording *recording)
{
	unsigned long long first = recording->first, last = recording->last;

	if (last < first)
		return loader_fail(loader, attribute_offset(loader, tag, "to"),
				   "a <repeat> from %llu to %llu has no turn", first, last);
	if (last - first >= MOST_TURNS)
		return loader_fail(loader, attribute_offset(loader, tag, "to"),
				   "a <repeat> has %d turns at most; this one has %llu", MOST_TURNS,
				   last - first + 1);
	return true;
}

bool start_repeat(struct loader *loader, const struct tag *tag)
{
	struct recording *recording = calloc(1, sizeof *recording);

	if (!recording)
		return loader_fail_memory(loader);
	loader->recording = recording;
	recording->depth = 1;
	recording->offset = tag->offset;
	recording->variable = required_name(loader, tag);
	return recording->variable && read_turn(loader, tag, "from", &recording->first) &&
	       read_turn(loader, tag, "to", &recording->last) &&
	       check_turns(loader, tag, recording);
}
