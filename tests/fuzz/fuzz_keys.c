/*
 * Keys in a session, and new sizes of its screen among them. The first byte chooses a graph; a byte
 * above 0xf7 makes a size of the two that follow; the rest are keys as UTF-8. No file is written:
 * the linker puts __wrap_file_write() in the place of what would.
 */
#include "target.h"

#include "base/text.h"
#include "tui/screen/keys.h"
#include "tui/session.h"

#include <gradwalk/load.h>

#include <stdlib.h>
#include <string.h>

#define MOST_KEYS 200
#define MOST_STEPS 50 /* of what goes on by itself, for each key */

static const char *const graphs[] = {
	"<graph name='groups'><note>A note.</note><input name='x' value='0.5'/><param name='w' "
	"value='2'/>"
	"<define name='sigma' args='t'>1/(1 + exp(-t))</define>"
	"<group name='middle'><let name='a'>w x + x^2</let><let name='b'>a a - w</let></group>"
	"<output name='f'>sigma(sigma(b) + x)</output></graph>",
	"<graph name='losses'><input name='X' value='1 2; 3 4'/><param name='w' value='1; -1'/>"
	"<const name='Y' value='0; 1'/><let name='p'>X @ w</let><choice name='loss'>"
	"<output name='J'>mse(p, Y)</output><output name='K'>mae(p, Y)</output></choice></graph>",
	"<graph name='learner'><input name='x' value='1'/><input name='t' value='0'/>"
	"<param name='w' value='2 -1'/><output name='f'>(x sum(w) - t)^2</output>"
	"<data batch='1' shuffle='5'><row x='1' t='2'/><row x='2' t='1'/></data>"
	"<train optimizer='momentum' lr='0.02' epochs='5'/></graph>",
	"<graph name='وزن'><ask>Which?</ask><input name='وزن' value='3'/><param name='y' "
	"value='2'/>"
	"<output name='f'>max(وزن, y)^2/20 + y^2 + abs(وزن - 3)</output>"
	"<train lr='0.1' epochs='9'/></graph>",
};

bool __wrap_file_write(const char *name, const char *bytes, size_t length, struct gw_error *error);

bool __wrap_file_write(const char *name, const char *bytes, size_t length, struct gw_error *error)
{
	(void)name, (void)bytes, (void)length, (void)error;
	return true;
}

static void draw(struct session *session, struct canvas *canvas)
{
	int x, y;

	session_draw(session, canvas);
	session_cursor(session, &x, &y);
	target_need(x >= 0 && y >= 0 && (x < canvas->width || canvas->width == 0) &&
			    (y < canvas->height || canvas->height == 0),
		    "the cursor is on the screen");
}

static void press(struct session *session, struct canvas *canvas, int code)
{
	session_key(session,
		    (struct key){.code = code, .x = canvas->width / 2, .y = canvas->height / 3});
	for (int i = 0; i < MOST_STEPS && session_patience(session) >= 0; i++)
		session_advance(session);
	draw(session, canvas);
}

/* Bytes below the space are keys with a name, so that a search finds them soon. */
static int key_of(uint32_t code_point)
{
	if (code_point == UTF8_INVALID)
		return CODE_CLICK;
	bool is_control = code_point < ' ' && code_point != CODE_TAB && code_point != CODE_ENTER &&
			  code_point != CODE_ESCAPE && code_point != CODE_CONTROL('r');
	return is_control ? CODE_UP + (int)code_point % (CODE_CLICK - CODE_UP + 1)
			  : (int)code_point;
}

static void play(struct session *session, const char *keys, const char *end)
{
	struct canvas canvas;

	target_need(canvas_init(&canvas, 80, 24), "there is memory");
	draw(session, &canvas);
	for (int i = 0; i < MOST_KEYS && keys < end && !session_is_over(session); i++) {
		if ((unsigned char)*keys > 0xf7 && end - keys > 2) {
			target_need(canvas_resize(&canvas, (unsigned char)keys[1],
						  (unsigned char)keys[2] / 2),
				    "there is memory");
			keys += 3;
			draw(session, &canvas);
		} else {
			press(session, &canvas, key_of(utf8_next(&keys, end)));
		}
	}
	canvas_finish(&canvas);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct session_options options = {.digits = 2, .training_digits = 4};
	size_t chosen = length ? bytes[0] % (sizeof graphs / sizeof *graphs) : 0;
	struct gw_error error = {0};
	struct gw_graph *graph =
		gw_graph_load_text("fuzz", graphs[chosen], strlen(graphs[chosen]), &error);

	target_need(graph != NULL, "the graph loads");
	struct session *session = session_create(graph, graph->outputs[0], &options, &error);
	target_need(session != NULL, "a session begins");
	if (length > 1)
		play(session, (const char *)bytes + 1, (const char *)bytes + length);
	session_destroy(session);
	gw_graph_destroy(graph);
	return 0;
}
