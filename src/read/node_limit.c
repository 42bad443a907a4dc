#include "read/node_limit.h"

#include "base/error.h"

#include <string.h>

#define SHORTEST_ELEMENT (sizeof "<param name='x'/>" - 1)

struct scan {
	const char *at, *end;
	const struct element_list *elements;
	uint32_t nodes;
	uint32_t depth; /* of elements whose content may make no node, or makes it elsewhere */
};

static bool stands_here(const struct scan *scan, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(scan->end - scan->at) > length && memcmp(scan->at, word, length) == 0;
}

/* To behind a comment, section or instruction: none of its tags count. False if there is none. */
static bool pass_over(struct scan *scan)
{
	static const struct {
		const char *begin, *end;
	} passages[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

	for (size_t i = 0; i < sizeof passages / sizeof *passages; i++) {
		if (!stands_here(scan, passages[i].begin))
			continue;
		while (scan->at < scan->end && !stands_here(scan, passages[i].end))
			scan->at++;
		return true;
	}
	return false;
}

/* The element whose name stands behind `<` or `</`; NULL if none is called so. */
static const struct element *element_at(const struct scan *scan, const char *name)
{
	size_t length = 0, rest = (size_t)(scan->end - name);

	while (length < rest && name[length] >= 'a' && name[length] <= 'z')
		length++;
	for (size_t i = 0; i < scan->elements->count; i++) {
		const struct element *element = &scan->elements->element[i];
		if (strlen(element->name) == length && memcmp(element->name, name, length) == 0)
			return element;
	}
	return NULL;
}

static void count_tag(struct scan *scan)
{
	bool is_end = scan->at + 1 < scan->end && scan->at[1] == '/';
	const struct element *element = element_at(scan, scan->at + (is_end ? 2 : 1));

	if (!element)
		return;
	if (element->is_made_later && is_end)
		scan->depth -= scan->depth > 0;
	else if (element->is_made_later)
		scan->depth++;
	else if (element->makes_node && !is_end)
		scan->nodes += scan->depth == 0;
}

static bool fail_nodes(const struct program *program, size_t offset, uint32_t most,
		       struct gw_error *error)
{
	return error_at(error, program->file, program->text, program->length, offset,
			"the graph has more than %u nodes", most);
}

bool node_limit_check(const struct program *program, const struct element_list *elements,
		      uint32_t most, struct gw_error *error)
{
	struct scan scan = {
		.at = program->text,
		.end = program->text + program->length,
		.elements = elements,
	};

	if (program->length / SHORTEST_ELEMENT <= most)
		return true;
	while ((scan.at = memchr(scan.at, '<', (size_t)(scan.end - scan.at)))) {
		if (pass_over(&scan))
			continue;
		count_tag(&scan);
		if (scan.nodes > most)
			return fail_nodes(program, (size_t)(scan.at - program->text), most, error);
		scan.at++;
	}
	return true;
}
