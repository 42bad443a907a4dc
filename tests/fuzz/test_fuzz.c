/*
 * Graphs with random damage: bytes changed, parts left out, doubled or moved, words of the format
 * put in. Each one either loads, and then runs and is traced, or is refused with a message.
 * Sanitizers see what goes wrong otherwise.
 */
#include "base/file.h"
#include "chance.h"
#include "export/format.h"

#include <gradwalk/gradwalk.h>

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST_SEEDS 128

static const char *const words[] = {
	"<let name=\"a\">",
	"</let>",
	"<input name=\"x\" value=\"1 2; 3\"/>",
	"<group name=\"g\">",
	"</group>",
	"<define name=\"d\" args=\"t\">",
	"&#x202e;",
	"&lt;",
	"<![CDATA[",
	"]]>",
	"<!--",
	"-->",
	"<?x?>",
	"(",
	")",
	"[0, 1]",
	"@",
	"'",
	"ᵀ",
	"^",
	"²",
	"1e308",
	"-",
	"max(",
	"axis=1",
	", ",
	"sum(",
	"concat(",
	"softmax(",
	"θ",
	"\xff",
	"=",
	";",
	"\n",
	"xmlns=\"urn:gradwalk:graph\"",
	"<choice name=\"c\">",
	"0/0",
	"1/",
	"\"",
	"value=\"\"",
};

#define WORD_COUNT (sizeof words / sizeof *words)

/* ---- seeds ---- */

struct seeds {
	struct text text[MOST_SEEDS];
	size_t count;
};

static void read_folder(struct seeds *seeds, const char *folder)
{
	char path[1024];
	struct dirent **entries;

	snprintf(path, sizeof path, "%s/%s", getenv("GRADWALK_SOURCE"), folder);
	int count = scandir(path, &entries, NULL, alphasort);
	assert_true(count > 0);
	for (int i = 0; i < count; i++) {
		char file[1400];
		struct gw_error error;
		snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
		if (strstr(entries[i]->d_name, ".xml") && seeds->count < MOST_SEEDS &&
		    file_read(file, 1 << 16, &seeds->text[seeds->count], &error))
			seeds->count++;
		free(entries[i]);
	}
	free(entries);
}

/* ---- damage ---- */

static void splice(struct text *text, size_t at, size_t left_out, const char *put_in, size_t length)
{
	struct text result = {0};

	text_add_bytes(&result, text->data, at);
	text_add_bytes(&result, put_in, length);
	text_add_bytes(&result, text->data + at + left_out, text->length - at - left_out);
	text_finish(text);
	*text = result;
}

static void damage(struct text *text, uint32_t *random)
{
	size_t at = next_random(random) % (text->length + 1), rest = text->length - at;
	size_t length = rest > 0 ? next_random(random) % (rest < 40 ? rest : 40) : 0;
	const char *word = words[next_random(random) % WORD_COUNT];
	char byte = (char)next_random(random);

	switch (next_random(random) % 5) {
	case 0:
		splice(text, at, length, "", 0);
		break;
	case 1: {
		char copy[64];
		memcpy(copy, text->data + at, length);
		splice(text, next_random(random) % (text->length + 1), 0, copy, length);
		break;
	}
	case 2:
		splice(text, at, rest > 0, &byte, 1);
		break;
	default:
		splice(text, at, 0, word, strlen(word));
		break;
	}
}

/* ---- use ---- */

static void trace_all(const struct gw_tape *tape)
{
	const struct format *format;
	struct gw_walk walk;
	const struct exported exported = {.walk = &walk, .digits = 2};

	gw_walk_init(&walk, tape);
	for (size_t i = 0; (format = format_at(FORMATS_OF_STEPS | FORMAT_GRAPH, i)); i++) {
		struct text text = {0};
		assert_true(format->write(&exported, &text, NULL));
		text_finish(&text);
	}
}

/* Whether it was a graph. */
static bool try_text(const char *text, size_t length)
{
	struct gw_error error = {0};
	char message[GW_ERROR_TEXT];
	struct gw_graph *graph = gw_graph_load_text("fuzz.xml", text, length, &error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], &error) : NULL;

	if (tape)
		trace_all(tape);
	else
		assert_true(*error.message &&
			    strlen(gw_error_text(&error, message)) < GW_ERROR_TEXT);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return tape != NULL;
}

static void damaged_graphs_load_or_are_refused(void **state)
{
	uint32_t count = 10 * random_cases(200), loaded = 0;
	struct seeds seeds = {0};
	uint32_t random = 42;

	(void)state;
	read_folder(&seeds, "graphs");
	read_folder(&seeds, "tests/bad");
	for (uint32_t i = 0; i < count; i++) {
		const struct text *seed = &seeds.text[next_random(&random) % seeds.count];
		struct text text = {0};
		text_add_bytes(&text, seed->data, seed->length);
		for (uint32_t k = next_random(&random) % 4; k > 0 && text.length > 0; k--)
			damage(&text, &random);
		loaded += try_text(text.data ? text.data : "", text.length);
		text_finish(&text);
	}
	for (size_t i = 0; i < seeds.count; i++)
		text_finish(&seeds.text[i]);
	/* Damage that only ever ends at the first check would show nothing. */
	assert_true(loaded > count / 20 && loaded < count / 2);
}

/* Words of the language in any order. */
static void random_expressions_are_read_or_refused(void **state)
{
	static const char *const tokens[] = {
		"x",  "y",      "2", ".5", "(",   ")",      "+",    "-",    "*",
		"/",  "^",      "@", "'",  "[0]", "[0, 0]", "exp(", "max(", "sum(",
		", ", "axis=0", " ", "²",  "pi",  "A",      "f",    "="};
	const struct gw_setting settings[] = {
		{.name = "x", .value = 2},
		{.name = "y", .value = -1},
		{.name = "A", .matrix = {(const double[]){1, 2, 3, 4}, {2, 2}}}};
	uint32_t count = 50 * random_cases(200);
	uint32_t random = 7;

	(void)state;
	for (uint32_t i = 0; i < count; i++) {
		char text[256] = "";
		struct text expression = text_in(text, sizeof text);
		struct gw_error error = {0};
		for (uint32_t k = 1 + next_random(&random) % 12; k > 0; k--)
			text_add(&expression,
				 tokens[next_random(&random) % (sizeof tokens / sizeof *tokens)]);
		struct gw_graph *graph = gw_graph_from_expression(text, settings, 3, &error);
		struct gw_tape *tape =
			graph ? gw_tape_create(graph, graph->outputs[0], &error) : NULL;
		assert_true(tape || *error.message);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

/* ---- what a search for broken inputs may say ---- */

static void expect_word(const struct text *dictionary, const char *before, const char *word,
			const char *after)
{
	char entry[64];

	snprintf(entry, sizeof entry, "%s%s%s", before, word, after);
	if (!strstr(dictionary->data, entry))
		fail_msg("tests/fuzz/expression.dict has no %s", entry);
}

/* `"sum("` of each function, and `axis=` of each attribute. */
static void the_dictionary_has_every_function(void **state)
{
	struct text dictionary = {0};
	struct gw_error error;
	const struct gw_op *op;
	char path[4096];

	(void)state;
	snprintf(path, sizeof path, "%s/tests/fuzz/expression.dict", getenv("GRADWALK_SOURCE"));
	assert_true(file_read(path, 1 << 16, &dictionary, &error));
	for (size_t i = 0; (op = gw_op_at(&gw_ops, i)); i++) {
		if (op->notation == GW_CALL)
			expect_word(&dictionary, "\"", op->token, "(");
		for (int k = 0; op->notation == GW_CALL && k < GW_MOST_ATTRIBUTES; k++)
			if (op->attribute[k])
				expect_word(&dictionary, "", op->attribute[k], "=");
	}
	text_finish(&dictionary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_graphs_load_or_are_refused),
		cmocka_unit_test(random_expressions_are_read_or_refused),
		cmocka_unit_test(the_dictionary_has_every_function),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
