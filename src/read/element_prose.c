/*
 * Reads a graph's prose: title, note, question and answer, and a tour of the walk.
 */
#include "read/element.h"

#include "base/array.h"
#include "base/language.h"

#include <string.h>

/*
 * How well a language fits the reader: one that the program does not speak is only better than
 * nothing.
 */
static int fit_of(const char *language)
{
	return !language ? 1 : language_is(language) ? 2 : 0;
}

/* Whether what comes now fits better than all of its kind that was told so far. */
static bool fits_best(const struct loader *loader, enum prose_kind kind)
{
	for (size_t i = 0; i < loader->told_count; i++)
		if (loader->told[i].kind == kind &&
		    fit_of(loader->told[i].language) >= fit_of(loader->language))
			return false;
	return true;
}

static bool is_told(const struct loader *loader, enum prose_kind kind)
{
	for (size_t i = 0; i < loader->told_count; i++) {
		const char *one = loader->told[i].language, *other = loader->language;
		if (loader->told[i].kind == kind &&
		    (one && other ? strcmp(one, other) == 0 : one == other))
			return true;
	}
	return false;
}

/* Remember that a kind is told in the language that is open; false if it was before. */
static bool add_told(struct loader *loader, enum prose_kind kind, const char *name, size_t offset)
{
	if (is_told(loader, kind) && loader->language)
		return loader_fail(loader, offset, "a second <%s xml:lang=\"%s\">", name,
				   loader->language);
	if (is_told(loader, kind))
		return loader_fail(loader, offset, "a second <%s>", name);
	if (!array_reserve((void **)&loader->told, &loader->told_capacity, loader->told_count + 1,
			   sizeof *loader->told))
		return loader_fail_memory(loader);
	loader->told[loader->told_count++] = (struct told_prose){kind, loader->language};
	return true;
}

bool start_prose(struct loader *loader, const struct tag *tag)
{
	loader->language = NULL;
	for (size_t i = 0; i < tag->attribute_count; i++) {
		const struct attribute *attribute = &tag->attribute[i];
		if (!attribute->is_language || attribute->length == 0)
			continue;
		loader->language = arena_string(&loader->program->strings, attribute->value,
						attribute->length);
		return loader->language || loader_fail_memory(loader);
	}
	return true;
}

static bool set_prose(struct loader *loader, enum prose_kind kind, const char **prose,
		      const char *name)
{
	bool is_kept = fits_best(loader, kind);

	return add_told(loader, kind, name, loader->content) &&
	       (!is_kept || copy_text(loader, prose));
}

bool end_title(struct loader *loader)
{
	return set_prose(loader, PROSE_TITLE, &loader->program->prose.title, "title");
}

bool end_note(struct loader *loader)
{
	return set_prose(loader, PROSE_NOTE, &loader->program->prose.note, "note");
}

bool end_ask(struct loader *loader)
{
	return set_prose(loader, PROSE_ASK, &loader->program->prose.ask, "ask");
}

bool end_answer(struct loader *loader)
{
	return set_prose(loader, PROSE_ANSWER, &loader->program->prose.answer, "answer");
}

/* ---- the tour ---- */

bool start_tour(struct loader *loader, const struct tag *tag)
{
	if (!start_prose(loader, tag))
		return false;
	loader->skips_tour = !fits_best(loader, PROSE_TOUR);
	if (!loader->skips_tour)
		loader->program->stop_count = 0;
	return add_told(loader, PROSE_TOUR, "tour", tag->offset);
}

static bool read_phase(struct loader *loader, const struct tag *tag, bool *is_backward)
{
	const char *phase = copy_attribute(loader, tag, "phase");

	*is_backward = phase && strcmp(phase, "backward") == 0;
	if (loader->has_failed || !phase || *is_backward || strcmp(phase, "forward") == 0)
		return !loader->has_failed;
	return loader_fail(loader, attribute_offset(loader, tag, "phase"),
			   "a phase is forward or backward; this is \"%s\"", phase);
}

bool start_stop(struct loader *loader, const struct tag *tag)
{
	struct program *program = loader->program;
	struct program_stop stop = {.node = copy_attribute(loader, tag, "node")};

	if (!stop.node && !loader->has_failed)
		return loader_fail(loader, tag->offset,
				   "<stop> needs the node that the walk comes to: "
				   "<stop node=\"…\" phase=\"backward\">");
	if (!stop.node || !read_phase(loader, tag, &stop.is_backward))
		return false;
	if (loader->skips_tour)
		return true;
	if (!array_reserve((void **)&program->stop, &program->stop_capacity,
			   program->stop_count + 1, sizeof stop))
		return loader_fail_memory(loader);
	stop.offset = attribute_offset(loader, tag, "node");
	program->stop[program->stop_count++] = stop;
	return true;
}

bool end_stop(struct loader *loader)
{
	struct program *program = loader->program;

	if (has_no_text(loader))
		return loader_fail(loader, loader->content, "this <stop> says nothing");
	if (loader->skips_tour)
		return true;
	return copy_text(loader, &program->stop[program->stop_count - 1].text);
}
