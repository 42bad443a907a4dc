/*
 * Reads a graph's prose: title, note, question and answer, and a tour of the walk.
 */
#include "read/element.h"

#include "base/array.h"

#include <string.h>

static bool set_prose(struct loader *loader, const char **prose, const char *name)
{
	if (*prose)
		return loader_fail(loader, loader->content, "a second <%s>", name);
	return copy_text(loader, prose);
}

bool end_title(struct loader *loader)
{
	return set_prose(loader, &loader->program->prose.title, "title");
}

bool end_note(struct loader *loader)
{
	return set_prose(loader, &loader->program->prose.note, "note");
}

bool end_ask(struct loader *loader)
{
	return set_prose(loader, &loader->program->prose.ask, "ask");
}

bool end_answer(struct loader *loader)
{
	return set_prose(loader, &loader->program->prose.answer, "answer");
}

/* ---- the tour ---- */

bool start_tour(struct loader *loader, const struct tag *tag)
{
	if (loader->has_tour)
		return loader_fail(loader, tag->offset, "a second <tour>");
	loader->has_tour = true;
	return true;
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
	return copy_text(loader, &program->stop[program->stop_count - 1].text);
}
