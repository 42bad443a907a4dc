#include "cli/cmd_check.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "cli/lesson_list.h"
#include "cli/loaded_graph.h"
#include "cli/output.h"
#include "explain/trouble.h"
#include "read/every_error.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <string.h>

#define ROUGH 1e-3 /* relative to the gradient: a less certain difference says so */

/* How far off a difference may be, unless it confirms the gradient to the digit. */
static void add_uncertainty(const struct gw_check *check, struct text *text)
{
	char uncertainty[NUMBER_TEXT];

	double gradient = fabs(check->gradient);
	bool is_rough = gradient > 0 && check->uncertainty > ROUGH * gradient;

	if ((check->verdict != GW_AGREES || is_rough) && isfinite(check->uncertainty) &&
	    isfinite(check->difference))
		text_add_format(text, " ± %s", number_show(check->uncertainty, 1, uncertainty));
}

/* How far off rounding may have left the gradient, where that had to be known. */
static void add_rounding(const struct gw_check *check, struct text *text)
{
	char rounding[NUMBER_TEXT];

	if (check->rounding > 0 && isfinite(check->rounding))
		text_add_format(text, " ± %s", number_show(check->rounding, 1, rounding));
}

/* "; contributions of about 3e20 cancel to 24408" */
static void add_cancelled(const struct gw_check *check, struct text *text)
{
	char size[NUMBER_TEXT], rest[NUMBER_TEXT];

	if (check->cancelled > 0)
		text_add_format(text, "; contributions of about %s cancel to %s",
				number_show(check->cancelled, 1, size),
				number_show(check->gradient, 4, rest));
}

/* Both slopes of a kink, as far as they are known. */
static void add_sides(const struct gw_check *check, struct text *text)
{
	char left[NUMBER_TEXT], right[NUMBER_TEXT];

	if (!isnan(check->left) && !isnan(check->right))
		text_add_format(text, "; the slope is %s on the left and %s on the right",
				number_show(check->left, 4, left),
				number_show(check->right, 4, right));
}

static void add_verdict(const struct gw_check *check, struct text *text)
{
	switch (check->verdict) {
	case GW_AGREES:
		text_add(text, "agrees");
		if (check->why) {
			text_add_format(text, ", by a convention at a kink: %s", check->why);
			add_sides(check, text);
		}
		break;
	case GW_DISAGREES:
		text_add_format(text, "DISAGREES: %s", check->why);
		break;
	case GW_AT_KINK:
		text_add_format(text, "at a kink, where a convention decides: %s", check->why);
		add_sides(check, text);
		break;
	case GW_UNJUDGED:
		text_add_format(text, "can't be judged: %s", check->why);
		add_cancelled(check, text);
		break;
	}
}

/* "∂J/∂W[1, 0]  gradient 3  difference 3.0000000000  agrees" */
static void add_check(const struct loaded_graph *work, const struct gw_check *check,
		      struct text *text)
{
	char gradient[NUMBER_TEXT], difference[NUMBER_TEXT];
	const char *output = gw_node_name(work->graph, work->tape->output);
	const char *leaf = gw_node_name(work->graph, check->leaf);
	struct gw_shape shape = gw_node_shape(work->graph, check->leaf);

	text_add_format(text, "∂%s/∂%s", output, leaf);
	if (!gw_is_scalar(shape))
		text_add_format(text, "[%zu, %zu]", check->entry / shape.columns,
				check->entry % shape.columns);
	text_add_format(text, "  gradient %s", /* + 0: a −0 is shown as 0 */
			number_show(check->gradient + 0.0, NUMBER_ROUND_TRIP, gradient));
	add_rounding(check, text);
	text_add_format(text, "  difference %s", number_show(check->difference, 10, difference));
	add_uncertainty(check, text);
	text_add(text, "  ");
	add_verdict(check, text);
	text_add(text, "\n");
}

/* Check one leaf, and say which entries if not all. Returns how many disagree. */
static uint32_t check_leaf(const struct loaded_graph *work, struct gw_tape *scratch, uint32_t leaf,
			   struct text *text)
{
	size_t count = gw_check_count(work->graph, leaf);
	size_t entries = gw_entry_count(gw_node_shape(work->graph, leaf));
	uint32_t wrong = 0;

	if (count < entries)
		text_add_format(text, "%s has %zu entries; %zu of them, chosen at random:\n",
				gw_node_name(work->graph, leaf), entries, count);
	for (size_t i = 0; i < count; i++) {
		size_t entry = gw_check_choice(work->graph, leaf, i);
		struct gw_check result = gw_check_entry(work->tape, scratch, leaf, entry);
		add_check(work, &result, text);
		wrong += result.verdict == GW_DISAGREES;
	}
	return wrong;
}

/* Where the first inf or NaN is, and what would have avoided it. */
static void add_trouble(const struct gw_tape *tape, struct text *text)
{
	struct trouble trouble;

	if (!trouble_find(tape, &trouble))
		return;
	trouble_add(&trouble, tape, text);
	text_add(text, "\n");
}

static bool checking_write(const struct loaded_graph *work, const struct options *options,
			   struct text *text, struct gw_error *error)
{
	struct gw_tape *scratch = gw_tape_create(work->graph, work->tape->output, error);
	const uint8_t *kind = work->graph->kind;
	size_t start = text->length;
	uint32_t wrong = 0;

	if (!scratch)
		return false;
	text->is_ascii = output_is_ascii(options);
	for (uint32_t i = 0; i < work->graph->node_count; i++)
		if ((kind[i] == GW_INPUT || kind[i] == GW_PARAM) &&
		    !gw_is_of_metrics(work->graph, i))
			wrong += check_leaf(work, scratch, i, text);
	gw_tape_destroy(scratch);
	add_trouble(work->tape, text);
	if (text->length == start)
		text_add(text, "there is nothing to check: the graph has no input and no "
			       "parameter\n");
	return wrong == 0 || error_set(error, "%u gradient%s with central differences", wrong,
				       wrong == 1 ? " disagrees" : "s disagree");
}

static void tell_error(void *context, const struct gw_error *error)
{
	struct gw_error *last = context;

	if (*last->message)
		output_say_error(last);
	*last = *error;
}

/* All errors of a file, but for the last, which is left in `error`. */
static void say_every_error(const struct options *options, struct gw_error *error)
{
	struct text path = {0}, text = {0};
	struct gw_error last = {0}, ignored;

	if (!error->line || strcmp(options->file, "-") == 0 ||
	    !lessons_find(options->file, NULL, &path, &ignored))
		return;
	if (file_read_regular(path.data, &text, &ignored))
		every_error(path.data, text.data, text.length, tell_error, &last);
	if (*last.message)
		*error = last;
	text_finish(&path);
	text_finish(&text);
}

static bool check_file(struct options *options, struct text *text, struct gw_error *error)
{
	struct loaded_graph work;
	bool is_loaded = work_start(&work, options, error);
	bool is_right = is_loaded && checking_write(&work, options, text, error);

	if (!is_loaded && options->file)
		say_every_error(options, error);
	work_finish(&work);
	return is_right;
}

enum exit_status checking_run(struct options *options, struct text *text, struct gw_error *error)
{
	enum exit_status status = STATUS_DONE;
	struct gw_error problem = {0};

	options->time = "end";
	if (options->sheet_count == 0)
		return check_file(options, text, error) ? STATUS_DONE : STATUS_WRONG_INPUT;
	for (size_t i = 0; i < options->sheet_count; i++) {
		if (*problem.message)
			output_say_error(&problem);
		problem = (struct gw_error){0};
		options->file = options->sheet[i];
		if (options->sheet_count > 1)
			text_add_format(text, "%s%s:\n", i > 0 ? "\n" : "", options->file);
		if (!check_file(options, text, &problem))
			status = STATUS_WRONG_INPUT;
	}
	*error = problem;
	return status;
}
