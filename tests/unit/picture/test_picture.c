/* Pictures: exact small drawings, and what must hold for every drawing. */
#include "chance.h"
#include "drawn.h"
#include "picture/picture.h"

#include "given.h"
#include "memory_failure.h"

#include <gradwalk/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- helpers ---- */

struct drawing {
	struct gw_graph *graph;
	struct gw_tape *tape;
	struct gw_walk walk;
	struct picture_style style;
	struct picture *picture;
};

/* Draw for the first time; `folded` says whether all groups are. */
static void begin(struct drawing *drawing, struct gw_graph *graph, struct picture_style style,
		  bool folded)
{
	bool is_folded[16];
	struct gw_error error;

	memset(is_folded, folded, sizeof(is_folded));
	assert_non_null(graph);
	assert_true(graph->group_count <= 16);
	*drawing = (struct drawing){.graph = graph, .style = style};
	drawing->tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(drawing->tape);
	gw_walk_init(&drawing->walk, drawing->tape);
	drawing->picture = picture_create(drawing->tape, is_folded, &style, &error);
	assert_non_null(drawing->picture);
}

static void end(struct drawing *drawing)
{
	picture_destroy(drawing->picture);
	gw_tape_destroy(drawing->tape);
	gw_graph_destroy(drawing->graph);
}

static struct gw_graph *sum_product(void)
{
	const struct gw_setting settings[] = {
		{.name = "x", .value = -2}, {.name = "y", .value = 5}, {.name = "z", .value = -4}};
	struct gw_error error;

	return gw_graph_from_expression("f = (x + y) z", settings, 3, &error);
}

static const struct picture_style roomy = {
	.digits = 2, .density = DENSITY_ROOMY, .direction = DIRECTION_RIGHT};
static const struct picture_style compact = {
	.digits = 2, .density = DENSITY_COMPACT, .direction = DIRECTION_RIGHT};
static const struct picture_style down = {
	.digits = 2, .density = DENSITY_COMPACT, .direction = DIRECTION_DOWN};
static const struct picture_style ascii = {
	.digits = 2, .density = DENSITY_ROOMY, .direction = DIRECTION_RIGHT, .is_ascii = true};

/* The whole drawing on a canvas of its size, to be finished by the caller. */
static struct canvas whole(const struct drawing *drawing, uint32_t selected)
{
	int width = picture_width(drawing->picture), height = picture_height(drawing->picture);
	struct canvas canvas;

	assert_true(canvas_init(&canvas, width, height));
	canvas.is_ascii = drawing->style.is_ascii;
	picture_draw(drawing->picture, &drawing->walk, selected, &canvas,
		     (struct rectangle){0, 0, width, height}, 0, 0);
	return canvas;
}

static void assert_shows(struct drawing *drawing, const char *expected)
{
	struct canvas canvas = whole(drawing, GW_NONE);
	struct text text = {0};

	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_string_equal(text.data, expected);
	text_finish(&text);
	canvas_finish(&canvas);
}

/* ---- exact drawings ---- */

static void a_walk_in_the_house_style(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, sum_product(), roomy, false);
	assert_shows(&drawing, "┌───────┐ −2.00      ┌───────┐\n"
			       "│   x   ├───────────▶│       │ ·          ┌───────┐\n"
			       "└───────┘ ·          │   +   ├───────────▶│       │ ·\n"
			       "                 ┌──▶│       │ ·          │   ×   ├──▶ f\n"
			       "┌───────┐ 5.00   │   └───────┘        ┌──▶│       │ ·\n"
			       "│   y   ├────────┘                    │   └───────┘\n"
			       "└───────┘ ·          ┌───────┐ −4.00  │\n"
			       "                     │   z   ├────────┘\n"
			       "                     └───────┘ ·\n");
	/* Forward: the gate and what enters it stand out. */
	gw_walk_seek(&drawing.walk, 1);
	assert_shows(&drawing, "┌───────┐ −2.00      ┏━━━━━━━┓\n"
			       "│   x   ┝━━━━━━━━━━━▶┃       ┃ 3.00       ┌───────┐\n"
			       "└───────┘ ·          ┃   +   ┠───────────▶│       │ ·\n"
			       "                 ┏━━▶┃       ┃ ·          │   ×   ├──▶ f\n"
			       "┌───────┐ 5.00   ┃   ┗━━━━━━━┛        ┌──▶│       │ ·\n"
			       "│   y   ┝━━━━━━━━┛                    │   └───────┘\n"
			       "└───────┘ ·          ┌───────┐ −4.00  │\n"
			       "                     │   z   ├────────┘\n"
			       "                     └───────┘ ·\n");
	/* Backward: what leaves it as well. */
	gw_walk_seek(&drawing.walk, 4);
	assert_shows(&drawing, "┌───────┐ −2.00      ┌───────┐\n"
			       "│   x   ├───────────▶│       │ 3.00       ┏━━━━━━━┓\n"
			       "└───────┘ ·          │   +   ┝━━ −4.00 ━━◀┃       ┃ −12.00\n"
			       "                 ┌──▶│       │ −4.00      ┃   ×   ┣━━◀ f\n"
			       "┌───────┐ 5.00   │   └───────┘        ┏━━◀┃       ┃ 1.00\n"
			       "│   y   ├────────┘                    ┃   ┗━━━━━━━┛\n"
			       "└───────┘ ·          ┌───────┐ −4.00  ┃\n"
			       "                     │   z   ┝━ 3.00 ━┛\n"
			       "                     └───────┘ 3.00\n");
	end(&drawing);
}

static void compact_gives_leaves_brackets(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, sum_product(), compact, false);
	gw_walk_seek(&drawing.walk, 3);
	assert_shows(&drawing, "−2.00\n"
			       "  [x]──▶┌───┐ 3.00\n"
			       "    ·   │ + ├─────────▶┏━━━┓ −12.00\n"
			       "      ┌▶└───┘ ·        ┃ × ┣━━◀ f\n"
			       " 5.00 │              ┌▶┗━━━┛ 1.00\n"
			       "  [y]─┘ −4.00        │\n"
			       "    ·     [z]────────┘\n"
			       "            ·\n");
	end(&drawing);
}

static void numbers_are_stacked_where_it_is_narrow(void **state)
{
	struct picture_style style = compact;
	struct drawing drawing;

	(void)state;
	style.max_width = 30;
	begin(&drawing, sum_product(), style, false);
	gw_walk_seek(&drawing.walk, 3);
	assert_shows(&drawing, "−2.00   3.00\n"
			       "  [x]──▶┌───┐   −12.00\n"
			       "    ·   │ + ├──▶┏━━━━━┓\n"
			       "      ┌▶└───┘   ┃  ×  ┣━━◀ f\n"
			       " 5.00 │   ·   ┌▶┗━━━━━┛\n"
			       "  [y]─┘       │  1.00\n"
			       "    ·   −4.00 │\n"
			       "          [z]─┘\n"
			       "            ·\n");
	end(&drawing);
}

static void downward(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, sum_product(), down, false);
	gw_walk_seek(&drawing.walk, 5);
	assert_shows(&drawing, "[x] −2.00  [y] 5.00\n"
			       " ┃  −4.00   ┃  −4.00\n"
			       " ┃          ┃\n"
			       " ┃   ┏━━━━━━┛\n"
			       " ▲   ▲\n"
			       "┏━━━━━┓ 3.00   [z] −4.00\n"
			       "┃  +  ┃         │  3.00\n"
			       "┗━━┳━━┛ −4.00   │\n"
			       "   ┃            │\n"
			       "   ┃   ┌────────┘\n"
			       "   ▲   ▼\n"
			       "  ┌─────┐ −12.00\n"
			       "  │  ×  │\n"
			       "  └──┬──┘ 1.00\n"
			       "     ▼ f\n");
	end(&drawing);
}

static void ascii_has_corners_of_its_own(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, sum_product(), ascii, false);
	gw_walk_seek(&drawing.walk, 5);
	assert_shows(&drawing, "+-------+ -2.00      #########\n"
			       "|   x   +-- -4.00 --<#       # 3.00       +-------+\n"
			       "+-------+ -4.00      #   +   +-----------<|       | -12.00\n"
			       "                 .--<#       # -4.00      |   *   +--> f\n"
			       "+-------+ 5.00   |   #########        .-->|       | 1.00\n"
			       "|   y   +--------'                    |   +-------+\n"
			       "+-------+ -4.00      +-------+ -4.00  |\n"
			       "                     |   z   +--------'\n"
			       "                     +-------+ 3.00\n");
	end(&drawing);
}

static void a_node_used_twice_has_two_wires_and_a_partial_sum(void **state)
{
	const struct gw_setting settings[] = {{.name = "x", .value = 3}};
	struct gw_error error;
	struct drawing drawing;

	(void)state;
	begin(&drawing, gw_graph_from_expression("f = x * x", settings, 1, &error), roomy, false);
	gw_walk_seek(&drawing.walk, 2);
	assert_true(gw_walk_next_term(&drawing.walk));
	assert_shows(&drawing, "┌───────┐ 3.00            ┏━━━━━━━┓\n"
			       "│   x   ┝━━━ 3.00 ━━━━┯━━◀┃       ┃ 9.00\n"
			       "└───────┘ 3.00 (1/2)  │   ┃   ×   ┣━━◀ f\n"
			       "                      └──▶┃       ┃ 1.00\n"
			       "                          ┗━━━━━━━┛\n");
	assert_true(gw_walk_next_term(&drawing.walk));
	assert_shows(&drawing, "┌───────┐ 3.00            ┏━━━━━━━┓\n"
			       "│   x   ┝━━━━━━━━━━━━━┳━━◀┃       ┃ 9.00\n"
			       "└───────┘ 6.00        ┃   ┃   ×   ┣━━◀ f\n"
			       "                      ┗━━◀┃       ┃ 1.00\n"
			       "                          ┗━━━━━━━┛\n");
	end(&drawing);
}

static void a_gate_of_many_operands_has_a_port_for_each(void **state)
{
	const struct gw_setting settings[] = {{.name = "x", .value = 2}};
	struct gw_error error;
	struct drawing drawing;

	(void)state;
	begin(&drawing,
	      gw_graph_from_expression("f = sum(concat(x, x, x, x))", settings, 1, &error), compact,
	      false);
	gw_walk_seek(&drawing.walk, gw_walk_last(&drawing.walk));
	assert_shows(&drawing, "             ┏◀┏━━━━━━━━━━━━━━━┓\n"
			       "      2.00   ┃ ┃               ┃\n"
			       "       [x]━┳━┻◀┃               ┃ 4×1   ┌─────┐ 8.00\n"
			       "      4.00 ┃   ┃ concat axis=0 ┣━━━━━━◀│ sum ├──▶ f\n"
			       "           ┣━━◀┃               ┃ 4×1   └─────┘ 1.00\n"
			       "           ┃   ┃               ┃\n"
			       "           ┗━━◀┗━━━━━━━━━━━━━━━┛\n");
	end(&drawing);
}

/* ---- what stands in a box ---- */

/* The label of the output's gate, which is between the heavy borders once it is at work. */
static void assert_label(const char *expression, const char *label, const char *ascii_label)
{
	const struct gw_setting settings[] = {{.name = "x", .value = 2}, {.name = "y", .value = 3}};

	for (int is_ascii = 0; is_ascii < 2; is_ascii++) {
		struct picture_style style = is_ascii ? ascii : roomy;
		struct gw_error error;
		struct drawing drawing;
		struct text text = {0};
		char wanted[64];
		begin(&drawing, gw_graph_from_expression(expression, settings, 2, &error), style,
		      false);
		gw_walk_seek(&drawing.walk, gw_walk_seed(&drawing.walk));
		struct canvas canvas = whole(&drawing, GW_NONE);
		canvas_write(&canvas, CANVAS_PLAIN, &text);
		snprintf(wanted, sizeof(wanted), " %s ", is_ascii ? ascii_label : label);
		if (!strstr(text.data, wanted))
			fail_msg("%s: no \"%s\" in\n%s", expression, wanted, text.data);
		text_finish(&text);
		canvas_finish(&canvas);
		end(&drawing);
	}
}

static void literals_stand_in_the_gate(void **state)
{
	(void)state;
	assert_label("f = x + 1", "+1", "+1");
	assert_label("f = 1 + x", "+1", "+1");
	assert_label("f = x - 3", "−3", "-3");
	assert_label("f = 3 - x", "3−", "3-");
	assert_label("f = x / 2", "/2", "/2");
	assert_label("f = 2 / x", "2/", "2/");
	assert_label("f = x ^ 2", "^2", "^2");
	assert_label("f = 2 ^ x", "2^", "2^");
	assert_label("f = 2.5 x", "×2.5", "*2.5");
	assert_label("f = max(x, 0)", "max 0", "max 0");
	assert_label("f = max(0, x)", "max 0", "max 0");
	assert_label("f = 1 / x", "1/x", "1/x");
	assert_label("f = -x", "×−1", "*-1");
	assert_label("f = pi x", "×π", "*pi");
	assert_label("f = x + y + 2 * 3", "2×3", "2*3");
	assert_label("f = x + y + exp(2)", "exp(2)", "exp(2)");
	assert_label("f = mse(x, 3)", "mse 3", "mse 3");
	assert_label("f = sum(concat(x, 3))", "concat(·, 3, axis=0)", "concat(_, 3, axis=0)");
	assert_label("f = x + y + sum(3)", "sum(3)", "sum(3)");
	assert_label("f = sum(sum(concat(x, y), 0))", "sum axis=0", "sum axis=0");
	assert_label("f = concat(x, y)[1, 0]", "[1,0]", "[1,0]");
}

static void an_edited_constant_is_shown_by_its_number(void **state)
{
	const struct gw_setting settings[] = {{.name = "x", .value = 2}};
	struct gw_error error;
	struct drawing drawing;

	(void)state;
	begin(&drawing, gw_graph_from_expression("f = e x", settings, 1, &error), roomy, false);
	picture_destroy(drawing.picture);
	for (uint32_t node = 0; node < drawing.graph->node_count; node++)
		if (drawing.graph->kind[node] == GW_LITERAL)
			gw_tape_set(drawing.tape, node, -3);
	gw_tape_run(drawing.tape);
	drawing.picture = picture_create(drawing.tape, NULL, &roomy, &error);
	gw_walk_seek(&drawing.walk, 1);
	assert_shows(&drawing, "┌───────┐ 2.00      ┏━━━━━━━━━┓ −6.00\n"
			       "│   x   ┝━━━━━━━━━━▶┃   ×−3   ┠──▶ f\n"
			       "└───────┘ ·         ┗━━━━━━━━━┛ ·\n");
	end(&drawing);
}

static void kinds_of_leaves_differ_without_colour(void **state)
{
	static const char xml[] =
		"<graph><param name='w' value='2'/><input name='x' value='3'/>"
		"<const name='c' value='4'/><output name='f'>(w + x) c</output></graph>";
	struct drawing drawing;

	(void)state;
	begin(&drawing, given_graph(xml), compact, false);
	gw_walk_seek(&drawing.walk, gw_walk_last(&drawing.walk));
	assert_shows(&drawing, "2.00\n"
			       " {w}━━◀┏━━━┓ 5.00\n"
			       "4.00   ┃ + ┣━━━━━━━━◀┌───┐ 20.00\n"
			       "     ┏◀┗━━━┛ 4.00    │ × ├──▶ f\n"
			       "3.00 ┃             ┌▶└───┘ 1.00\n"
			       " [x]━┛ 4.00        │\n"
			       "4.00    [c]────────┘\n");
	end(&drawing);
}

static void names_stand_in_the_border_and_at_the_open_end(void **state)
{
	static const char xml[] =
		"<graph><input name='x' value='2'/><let name='q'>exp(x)</let>"
		"<output name='f'>sin(q)</output><output name='g'>cos(f)</output></graph>";
	struct drawing drawing;

	(void)state;
	begin(&drawing, given_graph(xml), roomy, false);
	assert_shows(
		&drawing,
		"┌───────┐ 2.00     ┌─ q ─────┐ ·        ┌─────────┐ ·          ┌─────────┐ ·\n"
		"│   x   ├─────────▶│   exp   ├─────────▶│   sin   ├─┬─────────▶│   cos   ├──▶ g\n"
		"└───────┘ ·        └─────────┘ ·        └─────────┘ │ ·        └─────────┘ ·\n"
		"                                                    └▶ f\n");
	end(&drawing);
}

/* Where there is no room for them. */
static void long_names_are_cut_in_the_middle(void **state)
{
	static const char xml[] =
		"<graph><input name='a_name_that_goes_on_and_on' value='2'/>"
		"<let name='θ漢字漢字漢字漢字漢字'>exp(a_name_that_goes_on_and_on)</let>"
		"<output name='f'>sin(θ漢字漢字漢字漢字漢字)</output></graph>";
	struct picture_style narrow = roomy, wide = roomy;
	struct drawing drawing;

	(void)state;
	wide.max_width = 97;
	wide.max_height = narrow.max_height = 24;
	begin(&drawing, given_graph(xml), wide, false);
	assert_shows(
		&drawing,
		"┌────────────────────────────────┐ 2.00     ┌─ θ漢字漢字漢字漢字漢字 ─┐ ·        "
		"┌─────────┐ ·\n"
		"│   a_name_that_goes_on_and_on   ├─────────▶│           exp           ├─────────▶"
		"│   sin   ├──▶ f\n"
		"└────────────────────────────────┘ ·        └─────────────────────────┘ ·        "
		"└─────────┘ ·\n");
	end(&drawing);
	narrow.max_width = 83;
	begin(&drawing, given_graph(xml), narrow, false);
	assert_shows(
		&drawing,
		"┌──────────────────────┐ 2.00     ┌─ θ漢字漢字…字漢字 ──┐ ·        ┌─────────┐ ·\n"
		"│   a_name_tha…nd_on   ├─────────▶│         exp         ├─────────▶│   sin   ├──▶ "
		"f\n"
		"└──────────────────────┘ ·        └─────────────────────┘ ·        └─────────┘ "
		"·\n");
	end(&drawing);
}

/* They have as many columns as it takes to show where they differ. */
static void no_two_names_look_the_same(void **state)
{
	static const char xml[] =
		"<graph><input name='the_weight_of_a_rather_long_name' value='2'/>"
		"<input name='the_weight_of_c_rather_long_name' value='2'/>"
		"<output name='f'>the_weight_of_a_rather_long_name + "
		"the_weight_of_c_rather_long_name</output></graph>";
	static const char chinese[] = "<graph><input name='权重一' value='2'/>"
				      "<input name='权重二' value='2'/>"
				      "<output name='f'>权重一 + 权重二</output></graph>";
	struct picture_style compact_ascii = compact, narrow = compact;
	struct drawing drawing;

	(void)state;
	narrow.max_width = 38;
	compact_ascii.is_ascii = true;
	compact_ascii.max_width = 28;
	begin(&drawing, given_graph(xml), narrow, false);
	assert_shows(&drawing, "                     2.00\n"
			       "[the_weight_of_a…ng_name]─┐\n"
			       "                        · │\n"
			       "                          └▶┌───┐ ·\n"
			       "                     2.00   │ + ├──▶ f\n"
			       "[the_weight_of_c…ng_name]──▶└───┘ ·\n"
			       "                        ·\n");
	end(&drawing);
	begin(&drawing, given_graph(chinese), compact_ascii, false);
	assert_shows(&drawing, "           2.00\n"
			       "[\\u6743~\\u4e00]-.\n"
			       "              . |\n"
			       "                '>+---+ .\n"
			       "           2.00   | + +--> f\n"
			       "[\\u6743~\\u4e8c]-->+---+ .\n"
			       "              .\n");
	end(&drawing);
}

static void combining_names_take_their_real_width(void **state)
{
	static const char xml[] =
		"<graph><input name='x\xcc\x81' value='2'/><output name='f'>exp(x\xcc\x81)</output>"
		"</graph>";
	struct drawing drawing;

	(void)state;
	begin(&drawing, given_graph(xml), roomy, false);
	assert_shows(&drawing, "┌───────┐ 2.00     ┌─────────┐ ·\n"
			       "│   x\xcc\x81   ├─────────▶│   exp   ├──▶ f\n"
			       "└───────┘ ·        └─────────┘ ·\n");
	end(&drawing);
}

/* ---- folding ---- */

static const char neuron[] = "<graph><define name='sigma' args='t'>1/(1 + exp(-t))</define>"
			     "<input name='x' value='2'/><input name='y' value='3'/>"
			     "<output name='f'>sigma(x y)</output></graph>";

static void a_folded_group_is_one_gate(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, given_graph(neuron), compact, true);
	gw_walk_seek(&drawing.walk, gw_walk_last(&drawing.walk));
	assert_shows(&drawing, "  2.00\n"
			       "   [x]━┓\n"
			       "0.0074 ┃\n"
			       "       ┗◀┏━━━┓ 6.00     ╔═══════╗ 1.00\n"
			       "  3.00   ┃ × ┣━━━━━━━━━◀║ sigma ╟──▶ f\n"
			       "   [y]━━◀┗━━━┛ 0.0025   ╚═══════╝ 1.00\n"
			       "0.0049\n");
	/* In the middle of the group, its box is the one at work. */
	gw_walk_seek(&drawing.walk, 3);
	assert_shows(&drawing, "  2.00\n"
			       "   [x]─┐\n"
			       "     · │\n"
			       "       └▶┌───┐ 6.00     ┏━━━━━━━┓ ·\n"
			       "  3.00   │ × ├─────────▶┃ sigma ┠──▶ f\n"
			       "   [y]──▶└───┘ ·        ┗━━━━━━━┛ ·\n"
			       "     ·\n");
	end(&drawing);
}

static void a_group_that_is_seen_in_two_places_does_not_fold(void **state)
{
	static const char xml[] =
		"<graph><input name='x' value='2'/><group name='g'><let name='a'>exp(x)</let>"
		"<let name='b'>sin(a)</let></group><output name='f'>a b</output></graph>";
	struct drawing folded, unfolded;

	(void)state;
	begin(&unfolded, given_graph(xml), roomy, false);
	begin(&folded, given_graph(xml), roomy, true);
	struct canvas canvas = whole(&unfolded, GW_NONE);
	struct text text = {0};
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_shows(&folded, text.data);
	text_finish(&text);
	canvas_finish(&canvas);
	end(&folded);
	end(&unfolded);
}

/* ---- every drawing ---- */

static uint32_t random_operand(uint32_t *seed, const struct gw_graph *graph)
{
	uint32_t count = graph->node_count, near = count < 6 ? count : 6;

	return pick_below(seed, 3) ? count - 1 - pick_below(seed, near) : pick_below(seed, count);
}

static uint32_t add_random_gate(uint32_t *seed, struct gw_graph *graph)
{
	static const char *const names[] = {"add", "mul", "sigmoid", "max", "exp", "sub"};
	const char *name = names[pick_below(seed, 6)];
	uint32_t operands[2] = {random_operand(seed, graph), random_operand(seed, graph)};
	char own[24];
	struct gw_error error;

	snprintf(own, sizeof(own), "n%u", graph->node_count);
	bool is_named = !pick_below(seed, 4);
	return gw_graph_add_gate(graph, gw_op_find(&gw_ops, name, strlen(name)), operands,
				 is_named ? own : NULL, &error);
}

/* A graph of 2 to 40 nodes, some in a group, with leaves of all kinds and up to three outputs. */
static struct gw_graph *random_graph(uint32_t seed)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t wanted = 2 + pick_below(&seed, 39), opens = pick_below(&seed, wanted), node = 0;
	bool is_open = false;

	while (graph->node_count < wanted) {
		double value = pick_below(&seed, 2000) / 100.0 - 10;
		char name[24];
		snprintf(name, sizeof(name), pick_below(&seed, 5) ? "x%u" : "漢字%u",
			 graph->node_count);
		if (graph->node_count == opens)
			is_open = gw_graph_open_group(graph, "group", false, &error);
		if (graph->node_count == opens + 4 && is_open) {
			gw_graph_close_group(graph);
			is_open = false;
		}
		if (graph->node_count && !is_open && !pick_below(&seed, 10))
			node = gw_graph_add_literal(graph, NULL, value, &error);
		else if (graph->node_count < 1 || (!is_open && !pick_below(&seed, 4)))
			node = gw_graph_add_leaf(graph, pick_below(&seed, 3), name, &value, &error);
		else
			node = add_random_gate(&seed, graph);
		assert_int_not_equal(node, GW_NONE);
	}
	if (is_open)
		gw_graph_close_group(graph);
	assert_true(gw_graph_add_output(graph, graph->node_count - 1, &error));
	for (int i = 0; i < 2; i++) {
		node = pick_below(&seed, graph->node_count);
		if (gw_is_gate(graph, node))
			gw_graph_add_output(graph, node, &error);
	}
	assert_true(gw_graph_finish(graph, &error));
	return graph;
}

static struct picture_style random_style(uint32_t seed)
{
	return (struct picture_style){
		.is_ascii = seed & 1,
		.digits = 2,
		.density = seed >> 1 & 1 ? DENSITY_ROOMY : DENSITY_COMPACT,
		.direction = seed >> 2 & 1 ? DIRECTION_RIGHT : DIRECTION_DOWN,
		.tries = 1,
	};
}

/* A glyph as it is when nothing is at work; of numbers, only that it is one. */
static const char *at_rest(const char *glyph)
{
	static const char *const heavy[][2] = {
		{"┏", "┌"}, {"┓", "┐"}, {"┗", "└"}, {"┛", "┘"}, {"━", "─"}, {"┃", "│"}, {"┠", "├"},
		{"┣", "├"}, {"┝", "├"}, {"┯", "┬"}, {"┳", "┬"}, {"┰", "┬"}, {"┡", "├"}, {"┢", "├"},
		{"┞", "├"}, {"┟", "├"}, {"┥", "┤"}, {"┦", "┤"}, {"┧", "┤"}, {"┨", "┤"}, {"┩", "┤"},
		{"┪", "┤"}, {"┫", "┤"}, {"┭", "┬"}, {"┮", "┬"}, {"┱", "┬"}, {"┲", "┬"}, {"┵", "┴"},
		{"┶", "┴"}, {"┷", "┴"}, {"┸", "┴"}, {"┹", "┴"}, {"┺", "┴"}, {"┻", "┴"}, {"╿", "│"},
		{"╽", "│"}, {"╼", "─"}, {"╾", "─"}, {"╔", "┌"}, {"╗", "┐"}, {"╓", "┌"}, {"╙", "└"},
		{"╚", "└"}, {"╝", "┘"}, {"═", "─"}, {"║", "│"}, {"╟", "├"}, {"╠", "├"}, {"╤", "┬"},
		{"╦", "┬"}, {"◀", "▶"}, {"▲", "▼"}, {"<", ">"}, {"^", "v"}, {"╌", "─"}, {"╎", "│"},
		{"~", "-"}, {":", "|"},
	};

	for (size_t i = 0; i < sizeof(heavy) / sizeof(*heavy); i++)
		if (!strcmp(glyph, heavy[i][0]))
			return heavy[i][1];
	return glyph;
}

static bool is_in_number(const struct cell *cell)
{
	return !cell->arms && (cell->role == ROLE_VALUE || cell->role == ROLE_GRADIENT ||
			       cell->role == ROLE_DIM || cell->role == ROLE_UPSTREAM);
}

/* A contribution that stands on a straight wire. */
static bool is_on_wire(const struct cell *cell, const char *before)
{
	return cell->role == ROLE_DOWNSTREAM && strstr("─ ━ -", before);
}

/* In ASCII a border at work is made of #. */
static bool is_border_at_work(const struct cell *cell, const char *other)
{
	return !strcmp(cell->glyph, "#") && strchr("#+-|=H", other[0]);
}

static void assert_nothing_moved(const struct canvas *before, const struct canvas *now)
{
	for (long i = 0; i < (long)now->width * now->height; i++) {
		const struct cell *a = &before->cell[i], *b = &now->cell[i];
		bool is_number = (is_in_number(a) || is_in_number(b)) &&
				 (is_in_number(a) || !strcmp(a->glyph, " ")) &&
				 (is_in_number(b) || !strcmp(b->glyph, " "));
		if (!is_number && !is_border_at_work(a, b->glyph) &&
		    !is_border_at_work(b, a->glyph) && !is_on_wire(b, a->glyph))
			assert_string_equal(at_rest(a->glyph), at_rest(b->glyph));
		if (is_in_number(b))
			assert_true(strcmp(b->glyph, "~") && strcmp(b->glyph, "…"));
	}
}

static void nothing_moves_while_walking(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < random_cases(100); seed++) {
		struct drawing drawing;
		begin(&drawing, random_graph(seed), random_style(seed), seed >> 3 & 1);
		struct canvas start = whole(&drawing, GW_NONE);
		while (gw_walk_next_term(&drawing.walk)) {
			struct canvas now = whole(&drawing, GW_NONE);
			assert_nothing_moved(&start, &now);
			canvas_finish(&now);
		}
		canvas_finish(&start);
		end(&drawing);
	}
}

/* Whether a cell at an edge of the window, beyond which the drawing goes on, ends a cut text. */
static bool is_sign_of_cut(struct canvas *part, int x, int y, struct rectangle window,
			   const struct canvas *all, int scroll_x)
{
	const char *glyph = canvas_at(part, x, y)->glyph;
	bool is_left = x == window.x && scroll_x > 0;
	bool is_right = x == window.x + window.width - 1 && scroll_x + window.width < all->width;

	return (is_left || is_right) && (strcmp(glyph, "…") == 0 || strcmp(glyph, "~") == 0);
}

static void assert_same_cells(struct canvas *part, struct rectangle window, struct canvas *all,
			      int scroll_x, int scroll_y)
{
	for (int y = 0; y < part->height; y++) {
		for (int x = 0; x < part->width; x++) {
			int from_x = x - window.x + scroll_x, from_y = y - window.y + scroll_y;
			bool is_inside = x >= window.x && y >= window.y &&
					 x < window.x + window.width &&
					 y < window.y + window.height;
			bool is_drawn = from_x >= 0 && from_y >= 0 && from_x < all->width &&
					from_y < all->height;
			const char *wanted = !is_inside ? "?"
					     : is_drawn ? canvas_at(all, from_x, from_y)->glyph
							: " ";
			/* A wide glyph that the window cuts is left out. */
			bool is_edge = x == window.x || x == window.x + window.width - 1;
			if (is_inside && is_edge && wanted[0] &&
			    !strcmp(canvas_at(part, x, y)->glyph, " "))
				continue;
			if (is_inside && is_edge && is_drawn &&
			    is_sign_of_cut(part, x, y, window, all, scroll_x))
				continue;
			if (!(is_inside && is_edge && !wanted[0]))
				assert_string_equal(canvas_at(part, x, y)->glyph, wanted);
		}
	}
}

static void a_window_shows_its_part_and_leaves_the_rest_alone(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < random_cases(100); seed++) {
		struct drawing drawing;
		uint32_t random = seed;
		begin(&drawing, random_graph(seed), random_style(seed), false);
		gw_walk_seek(&drawing.walk, pick_below(&random, gw_walk_last(&drawing.walk) + 1));
		struct canvas all = whole(&drawing, 0), part;
		assert_true(canvas_init(&part, 40, 20));
		part.is_ascii = drawing.style.is_ascii;
		for (int y = 0; y < part.height; y++)
			for (int x = 0; x < part.width; x++)
				canvas_text(&part, x, y, ROLE_PLAIN, EMPHASIS_NONE, "?");
		const struct rectangle window = {3, 2, 30, 15};
		int scroll_x = (int)pick_below(&random, (uint32_t)all.width + 20) - 10;
		int scroll_y = (int)pick_below(&random, (uint32_t)all.height + 20) - 10;
		picture_draw(drawing.picture, &drawing.walk, 0, &part, window, scroll_x, scroll_y);
		assert_same_cells(&part, window, &all, scroll_x, scroll_y);
		canvas_finish(&part);
		canvas_finish(&all);
		end(&drawing);
	}
}

static void ascii_is_ascii(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < random_cases(100); seed++) {
		struct picture_style style = random_style(seed);
		struct drawing drawing;
		style.is_ascii = true;
		begin(&drawing, random_graph(seed), style, seed >> 3 & 1);
		gw_walk_seek(&drawing.walk, gw_walk_last(&drawing.walk) / 2);
		struct canvas canvas = whole(&drawing, 0);
		struct text text = {0};
		canvas_write(&canvas, CANVAS_PLAIN, &text);
		for (size_t i = 0; i < text.length; i++)
			assert_true((unsigned char)text.data[i] < 0x80);
		text_finish(&text);
		canvas_finish(&canvas);
		end(&drawing);
	}
}

static void drawing_allocates_nothing(void **state)
{
	struct drawing drawing;
	struct canvas canvas;

	(void)state;
	begin(&drawing, random_graph(7), compact, false);
	assert_true(canvas_init(&canvas, 80, 24));
	fail_allocation(0);
	while (gw_walk_next_term(&drawing.walk))
		picture_draw(drawing.picture, &drawing.walk, 0, &canvas,
			     (struct rectangle){0, 0, 80, 24}, 0, 0);
	assert_int_equal(allocations_made(), 0);
	assert_false(failure_happened());
	canvas_finish(&canvas);
	end(&drawing);
}

/* ---- choosing and asking ---- */

static void the_roomiest_that_fits_is_chosen(void **state)
{
	static const struct {
		int width, height;
		const char *first_lines;
	} cases[] = {
		{0, 0, "┌───────┐ −2.00      ┌───────┐"},
		{80, 18, "┌───────┐ −2.00      ┌───────┐"},
		{42, 18, "−2.00\n  [x]───▶┌───┐ ·"},
		{36, 18, "−2.00\n  [x]──▶┌───┐ ·"},
		{33, 18, "−2.00     ·"},
		{26, 18, "[x] −2.00  [y] 5.00"},
		{1, 1, "−2.00     ·"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct picture_style style = {
			.digits = 2, .max_width = cases[i].width, .max_height = cases[i].height};
		struct drawing drawing;
		struct text text = {0};
		begin(&drawing, sum_product(), style, false);
		struct canvas canvas = whole(&drawing, GW_NONE);
		canvas_write(&canvas, CANVAS_PLAIN, &text);
		assert_memory_equal(text.data, cases[i].first_lines, strlen(cases[i].first_lines));
		text_finish(&text);
		canvas_finish(&canvas);
		end(&drawing);
	}
}

static void boxes_are_found_where_they_are_drawn(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < random_cases(100); seed++) {
		struct drawing drawing;
		begin(&drawing, random_graph(seed), random_style(seed), seed >> 3 & 1);
		for (uint32_t node = 0; node < drawing.graph->node_count; node++) {
			struct rectangle box = picture_box(drawing.picture, node);
			uint32_t shown = drawn_node(drawing.picture, node);
			assert_int_equal(picture_node_at(drawing.picture, box.x, box.y), shown);
			assert_int_equal(picture_node_at(drawing.picture, box.x + box.width - 1,
							 box.y + box.height - 1),
					 shown);
			assert_int_not_equal(picture_node_at(drawing.picture, box.x - 1, box.y),
					     shown);
			assert_int_not_equal(
				picture_node_at(drawing.picture, box.x, box.y + box.height), shown);
		}
		end(&drawing);
	}
}

static void neighbours_are_where_the_eye_goes(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, sum_product(), roomy, false);
	const struct gw_graph *graph = drawing.graph;
	uint32_t x = gw_graph_find(graph, "x"), y = gw_graph_find(graph, "y"),
		 z = gw_graph_find(graph, "z");
	uint32_t sum = gw_graph_find(graph, "x + y"), f = gw_graph_find(graph, "f");
	assert_int_equal(picture_neighbour(drawing.picture, x, 1, 0), sum);
	assert_int_equal(picture_neighbour(drawing.picture, sum, 1, 0), f);
	assert_int_equal(picture_neighbour(drawing.picture, f, 1, 0), f);
	assert_int_equal(picture_neighbour(drawing.picture, x, 0, 1), y);
	assert_int_equal(picture_neighbour(drawing.picture, y, 0, -1), x);
	/* Columns are x and y, the sum and z, and f: below the end of one the next one begins. */
	assert_int_equal(picture_neighbour(drawing.picture, y, 0, 1), sum);
	assert_int_equal(picture_neighbour(drawing.picture, sum, 0, -1), y);
	assert_int_equal(picture_neighbour(drawing.picture, sum, 0, 1), z);
	assert_int_equal(picture_neighbour(drawing.picture, z, 0, 1), f);
	assert_int_equal(picture_neighbour(drawing.picture, f, 0, 1), f);
	assert_int_equal(picture_neighbour(drawing.picture, x, 0, -1), x);
	assert_int_equal(picture_neighbour(drawing.picture, f, -1, 0), sum);
	end(&drawing);
}

#define SHUT                                                                                       \
	"<graph><input name='x' value='-2'/><input name='y' value='0'/>"                           \
	"<output name='f'>exp(y) + relu(x)</output></graph>"

/* Of the relu that is off, after its step and before it. */
static void a_wire_that_carried_zero_is_dashed(void **state)
{
	static const struct {
		const struct picture_style *style;
		const char *before, *after;
	} cases[] = {
		{&compact, "[x]─▶│ relu", "[x]╌▶│ relu"},
		{&ascii, "|   x   +---------->|   relu", "|   x   +~~~~~~~~~~>|   relu"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct drawing drawing;
		struct text text = {0};
		begin(&drawing, given_graph(SHUT), *cases[i].style, false);
		uint32_t last = gw_walk_last(&drawing.walk);
		for (uint32_t t = last - 2; t <= last; t += 2) {
			text_clear(&text);
			gw_walk_seek(&drawing.walk, t);
			assert_true(
				picture_write(drawing.picture, &drawing.walk, CANVAS_PLAIN, &text));
			if (!strstr(text.data, t == last ? cases[i].after : cases[i].before))
				fail_msg("at %u:\n%s", t, text.data);
		}
		text_finish(&text);
		end(&drawing);
	}
}

static const struct cell *find_glyph(const struct canvas *canvas, const char *glyph)
{
	for (long i = 0; i < (long)canvas->width * canvas->height; i++)
		if (strcmp(canvas->cell[i].glyph, glyph) == 0)
			return &canvas->cell[i];
	return NULL;
}

/* Numbers at work have the colours that the words give them; the next gate is underlined. */
static void the_step_has_the_colours_of_its_words(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, sum_product(), roomy, false);
	gw_walk_seek(&drawing.walk, 4);
	struct canvas canvas = whole(&drawing, GW_NONE);
	/* ┝━━ −4.00 ━━◀┃       ┃ −12.00, and below it 1.00 */
	assert_int_equal(canvas_at(&canvas, 34, 2)->role, ROLE_DOWNSTREAM);
	assert_int_equal(canvas_at(&canvas, 52, 4)->role, ROLE_UPSTREAM);
	assert_int_equal(canvas_at(&canvas, 31, 3)->role, ROLE_GRADIENT);
	assert_int_equal(find_glyph(&canvas, "◀")->role, ROLE_CURRENT);
	assert_int_equal(find_glyph(&canvas, "+")->emphasis, EMPHASIS_UNDERLINE);
	assert_int_equal(find_glyph(&canvas, "×")->emphasis, EMPHASIS_NONE);
	canvas_finish(&canvas);
	gw_walk_seek(&drawing.walk, gw_walk_last(&drawing.walk));
	canvas = whole(&drawing, GW_NONE);
	assert_int_equal(find_glyph(&canvas, "×")->emphasis, EMPHASIS_NONE);
	canvas_finish(&canvas);
	end(&drawing);
}

static bool is_x(const void *context, uint32_t node, bool is_gradient)
{
	return node == *(const uint32_t *)context && !is_gradient;
}

/* The wires of every way to x, and no others; and numbers that were changed. */
static void ways_and_changes_are_marked(void **state)
{
	static const char expected[] =
		"┌───────┐*−2.00      ┌───────┐\n"
		"│   x   ┝━━━━━━━━━━━◀│       │ 3.00       ┌───────┐\n"
		"└───────┘ −4.00      │   +   ┝━━━━━━━━━━━◀│       │ −12.00\n"
		"                 ┌──▶│       │ −4.00      │   ×   ├──▶ f\n"
		"┌───────┐ 5.00   │   └───────┘        ┌──▶│       │ 1.00\n"
		"│   y   ├────────┘                    │   └───────┘\n"
		"└───────┘ −4.00      ┌───────┐ −4.00  │\n"
		"                     │   z   ├────────┘\n"
		"                     └───────┘ 3.00\n";
	struct gw_error error = {0};
	struct ways ways = {0};
	struct drawing drawing;
	struct text text = {0};

	(void)state;
	begin(&drawing, sum_product(), roomy, false);
	uint32_t x = gw_graph_find(drawing.graph, "x");
	assert_true(ways_find(&ways, drawing.tape, x, &error));
	const struct picture_marks marks = {&ways, is_x, &x};
	struct canvas canvas = whole(&drawing, GW_NONE);
	const struct rectangle all = {0, 0, canvas.width, canvas.height};
	gw_walk_seek(&drawing.walk, gw_walk_last(&drawing.walk));
	picture_draw_marked(drawing.picture, &drawing.walk, GW_NONE, &marks, &canvas, all, 0, 0);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_string_equal(text.data, expected);
	text_finish(&text);
	canvas_finish(&canvas);
	ways_finish(&ways);
	end(&drawing);
}

static bool is_always(const void *context, uint32_t node, bool is_gradient)
{
	(void)context;
	(void)node;
	(void)is_gradient;
	return true;
}

static bool is_of_number(const struct cell *cell)
{
	return !cell->arms && strcmp(cell->glyph, " ") != 0 &&
	       (cell->role == ROLE_VALUE || cell->role == ROLE_GRADIENT ||
		cell->role == ROLE_UPSTREAM);
}

/* Where a number begins, a * stands in the cell before it; a partial one has a blank inside. */
static void assert_all_marked(struct canvas *canvas)
{
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++) {
			if (!is_of_number(canvas_at(canvas, x, y)))
				continue;
			if (x >= 2 && !strcmp(canvas_at(canvas, x, y)->glyph, "("))
				continue;
			assert_true(x > 0);
			if (!is_of_number(canvas_at(canvas, x - 1, y)))
				assert_string_equal(canvas_at(canvas, x - 1, y)->glyph, "*");
		}
}

/* In every density and direction, for the narrowest box too, a changed number has its mark. */
static void every_number_has_room_for_its_mark(void **state)
{
	const struct picture_marks marks = {.is_changed = is_always};

	(void)state;
	for (uint32_t seed = 0; seed < random_cases(100); seed++) {
		struct picture_style style = random_style(seed);
		struct drawing drawing;
		style.has_marks = true;
		begin(&drawing, random_graph(seed), style, seed >> 3 & 1);
		assert_true(picture_has_room(drawing.picture, true));
		while (gw_walk_next(&drawing.walk)) {
			struct canvas canvas = whole(&drawing, GW_NONE);
			const struct rectangle all = {0, 0, canvas.width, canvas.height};
			picture_draw_marked(drawing.picture, &drawing.walk, GW_NONE, &marks,
					    &canvas, all, 0, 0);
			assert_all_marked(&canvas);
			canvas_finish(&canvas);
		}
		end(&drawing);
	}
}

/* A drawing whose numbers fill their boxes has no room for marks, and is made anew for them. */
static void room_for_marks_is_told(void **state)
{
	const struct gw_setting settings[] = {{.name = "x", .value = -2},
					      {.name = "y", .value = 50}};
	const struct picture_style narrow = {.digits = 2, .max_width = 20, .max_height = 20};
	struct gw_error error;
	struct drawing drawing;

	(void)state;
	begin(&drawing, gw_graph_from_expression("f = x y", settings, 2, &error), narrow, false);
	assert_true(picture_has_room(drawing.picture, false));
	assert_false(picture_has_room(drawing.picture, true));
	end(&drawing);
	begin(&drawing, sum_product(), roomy, false);
	assert_true(picture_has_room(drawing.picture, true));
	end(&drawing);
}

static void the_selected_label_is_marked(void **state)
{
	struct drawing drawing;

	(void)state;
	begin(&drawing, sum_product(), roomy, false);
	struct canvas canvas = whole(&drawing, gw_graph_find(drawing.graph, "y"));
	assert_string_equal(canvas_at(&canvas, 4, 5)->glyph, "y");
	assert_int_equal(canvas_at(&canvas, 4, 5)->role, ROLE_SELECTED);
	assert_int_equal(canvas_at(&canvas, 4, 1)->role, ROLE_PLAIN);
	canvas_finish(&canvas);
	end(&drawing);
}

static void out_of_memory_is_reported_wherever_it_runs_out(void **state)
{
	struct gw_graph *graph = given_graph(neuron);
	const bool is_folded[16] = {true};
	struct gw_error error;
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

	(void)state;
	for (size_t n = 0;; n++) {
		fail_allocation(n);
		struct picture *picture = picture_create(tape, is_folded, &compact, &error);
		if (!failure_happened()) {
			assert_non_null(picture);
			picture_destroy(picture);
			break;
		}
		assert_null(picture);
		assert_string_equal(error.message, "out of memory");
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_walk_in_the_house_style),
		cmocka_unit_test(compact_gives_leaves_brackets),
		cmocka_unit_test(numbers_are_stacked_where_it_is_narrow),
		cmocka_unit_test(downward),
		cmocka_unit_test(ascii_has_corners_of_its_own),
		cmocka_unit_test(a_node_used_twice_has_two_wires_and_a_partial_sum),
		cmocka_unit_test(a_gate_of_many_operands_has_a_port_for_each),
		cmocka_unit_test(literals_stand_in_the_gate),
		cmocka_unit_test(an_edited_constant_is_shown_by_its_number),
		cmocka_unit_test(kinds_of_leaves_differ_without_colour),
		cmocka_unit_test(names_stand_in_the_border_and_at_the_open_end),
		cmocka_unit_test(long_names_are_cut_in_the_middle),
		cmocka_unit_test(no_two_names_look_the_same),
		cmocka_unit_test(combining_names_take_their_real_width),
		cmocka_unit_test(a_folded_group_is_one_gate),
		cmocka_unit_test(a_group_that_is_seen_in_two_places_does_not_fold),
		cmocka_unit_test(nothing_moves_while_walking),
		cmocka_unit_test(a_window_shows_its_part_and_leaves_the_rest_alone),
		cmocka_unit_test(ascii_is_ascii),
		cmocka_unit_test(drawing_allocates_nothing),
		cmocka_unit_test(the_roomiest_that_fits_is_chosen),
		cmocka_unit_test(boxes_are_found_where_they_are_drawn),
		cmocka_unit_test(neighbours_are_where_the_eye_goes),
		cmocka_unit_test(a_wire_that_carried_zero_is_dashed),
		cmocka_unit_test(the_step_has_the_colours_of_its_words),
		cmocka_unit_test(ways_and_changes_are_marked),
		cmocka_unit_test(every_number_has_room_for_its_mark),
		cmocka_unit_test(room_for_marks_is_told),
		cmocka_unit_test(the_selected_label_is_marked),
		cmocka_unit_test(out_of_memory_is_reported_wherever_it_runs_out),
	};

	return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
