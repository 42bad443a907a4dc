/*
 * The state of a training that stopped: read into another, which then goes on to its end. The bytes
 * are its lines from the parameter on. What must be the same as now stands above them, and below
 * them the sum, which a file that was damaged by chance would not have.
 */
#include "target.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "callbacks/callback_list.h"

#include <gradwalk/load.h>
#include <gradwalk/train.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] =
	"<graph><input name='x' value='0'/><input name='t' value='0'/><param name='w' value='1 "
	"-0.5'/>"
	"<output name='J'>(w[0, 0] x + w[0, 1] - t)^2</output><data batch='2' shuffle='5'>"
	"<row x='1' t='0'/><row x='2' t='1'/><row x='0' t='1'/></data>"
	"<train optimizer='adam' lr='0.1' epochs='4'/></graph>";

static bool begin(struct gw_fit *fit, struct callback_list *callbacks, const struct gw_graph *graph,
		  struct gw_error *error)
{
	struct gw_fit_options options = gw_fit_defaults();

	if (!callback_list_add(callbacks, "EarlyStopping:patience=2,monitor=loss", error) ||
	    !callback_list_add(callbacks, "ReduceLROnPlateau:patience=1,monitor=loss", error) ||
	    !gw_fit_options_read(&options, graph, NULL, 0, error) ||
	    !gw_fit_init(fit, graph, graph->outputs[0], &options, error))
		return false;
	fit->callback = callbacks->callback;
	fit->callback_count = callbacks->count;
	return gw_fit_begin(fit, error);
}

/* What a state begins with, as this training writes it; made once. */
static const char *beginning(struct gw_fit *fit)
{
	static struct text text;
	char path[] = "/tmp/gradwalk-fuzz-XXXXXX";
	struct gw_error error = {0};

	if (text.data)
		return text.data;
	close(mkstemp(path));
	bool is_there = gw_fit_write_state(fit, path, &error) && file_read_all(path, &text, &error);
	unlink(path);
	char *parameter = is_there ? strstr(text.data, "\nw ") : NULL;
	target_need(parameter != NULL, "a state can be written, and has the parameter in it");
	parameter[1] = '\0';
	return text.data;
}

static void add_state(struct text *text, struct gw_fit *fit, const uint8_t *bytes, size_t length)
{
	text_add(text, beginning(fit));
	text_add_bytes(text, (const char *)bytes, length);
	text_add_format(text, "sum %016llx\n",
			(unsigned long long)hash_bytes(HASH_START, text->data, text->length));
	target_need(!text->failed, "there is memory");
}

static void go_on(struct gw_fit *fit, const char *path)
{
	struct gw_error error = {0};

	if (!gw_fit_read_state(fit, path, &error)) {
		target_need_message(&error);
		return;
	}
	for (int i = 0; i < 20 && !gw_fit_is_done(fit); i++)
		target_need(gw_fit_step(fit, &error), "what was read goes on");
	target_need(gw_fit_end(fit, &error), "and ends");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_load_text("lesson", lesson, strlen(lesson), &error);
	struct callback_list callbacks = {0};
	struct text state = {0};
	struct gw_fit fit = {0};

	target_need(graph && begin(&fit, &callbacks, graph, &error), "the lesson begins");
	add_state(&state, &fit, bytes, length);
	go_on(&fit, target_file(state.data, state.length));
	text_finish(&state);
	gw_fit_finish(&fit);
	callback_list_finish(&callbacks);
	gw_graph_destroy(graph);
	return 0;
}
