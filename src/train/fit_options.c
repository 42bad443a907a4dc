#include <gradwalk/train.h>

#include "base/error.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

struct gw_fit_options gw_fit_defaults(void)
{
	const struct gw_rule *rule = gw_rule_find("sgd");
	return (struct gw_fit_options){
		.rule = rule,
		.convention = GW_LECTURE,
		.optimizer = rule->defaults[GW_LECTURE],
		.schedule = gw_schedule_start(gw_schedule_find("constant")),
		.epochs = 100,
		.validation_frequency = 1,
	};
}

/* ---- the options that are numbers, and where they go ---- */

enum number_kind {
	NUMBER_REAL,
	NUMBER_COUNT, /* a whole number, 64 bits */
	NUMBER_SIZE,  /* the same, a size_t */
	NUMBER_TRUTH, /* 0 or 1, yes or no */
};

#define PLACE(member) offsetof(struct gw_fit_options, member)

static const struct number_option {
	const char *name;
	enum number_kind kind;
	size_t place;
	double least, most;
} number_options[] = {
	{"lr", NUMBER_REAL, PLACE(optimizer.rate), 0, INFINITY},
	{"momentum", NUMBER_REAL, PLACE(optimizer.momentum), 0, 1},
	{"dampening", NUMBER_REAL, PLACE(optimizer.dampening), 0, 1},
	{"rho", NUMBER_REAL, PLACE(optimizer.rho), 0, 1},
	{"beta1", NUMBER_REAL, PLACE(optimizer.beta1), 0, 1},
	{"beta2", NUMBER_REAL, PLACE(optimizer.beta2), 0, 1},
	{"epsilon", NUMBER_REAL, PLACE(optimizer.epsilon), 0, INFINITY},
	{"accumulator", NUMBER_REAL, PLACE(optimizer.accumulator), 0, INFINITY},
	{"lr-decay", NUMBER_REAL, PLACE(optimizer.rate_decay), 0, INFINITY},
	{"weight-decay", NUMBER_REAL, PLACE(optimizer.weight_decay), 0, INFINITY},
	{"decoupled", NUMBER_TRUTH, PLACE(optimizer.is_decoupled), 0, 1},
	{"centered", NUMBER_TRUTH, PLACE(optimizer.is_centered), 0, 1},
	{"amsgrad", NUMBER_TRUTH, PLACE(optimizer.keeps_maximum), 0, 1},
	{"uncorrected", NUMBER_TRUTH, PLACE(optimizer.is_uncorrected), 0, 1},
	{"clip-value", NUMBER_REAL, PLACE(optimizer.clip_value), 0, INFINITY},
	{"clip-norm", NUMBER_REAL, PLACE(optimizer.clip_norm), 0, INFINITY},
	{"clip-global", NUMBER_REAL, PLACE(optimizer.clip_global_norm), 0, INFINITY},
	{"factor", NUMBER_REAL, PLACE(schedule.factor), 0, INFINITY},
	{"every", NUMBER_REAL, PLACE(schedule.period), 1, INFINITY},
	{"k", NUMBER_REAL, PLACE(schedule.slope), 0, INFINITY},
	{"end", NUMBER_REAL, PLACE(schedule.end), 0, INFINITY},
	{"power", NUMBER_REAL, PLACE(schedule.power), 0, INFINITY},
	{"warm-up", NUMBER_REAL, PLACE(schedule.warm_up), 0, INFINITY},
	{"epochs", NUMBER_COUNT, PLACE(epochs), 1, 1e15},
	{"batch", NUMBER_SIZE, PLACE(batch), 0, 1e9},
	{"split", NUMBER_REAL, PLACE(split), 0, 1},
};

#define NUMBER_OPTION_COUNT (sizeof number_options / sizeof *number_options)

static void store(struct gw_fit_options *options, const struct number_option *option, double number)
{
	char *place = (char *)options + option->place;

	if (option->kind == NUMBER_REAL)
		memcpy(place, &number, sizeof number);
	else if (option->kind == NUMBER_TRUTH)
		*(bool *)place = number != 0;
	else if (option->kind == NUMBER_COUNT)
		*(uint64_t *)(void *)place = (uint64_t)number;
	else
		*(size_t *)(void *)place = (size_t)number;
}

static bool read_truth(const char *value, double *number)
{
	*number = strcmp(value, "yes") == 0 || strcmp(value, "1") == 0;
	return *number != 0 || strcmp(value, "no") == 0 || strcmp(value, "0") == 0;
}

static bool fail_range(const struct number_option *option, const char *value,
		       struct gw_error *error)
{
	const char *what = option->kind == NUMBER_REAL ? "a number" : "a whole number";

	if (isinf(option->most))
		return error_set(error, "%s is %s, at least %g, not %s", option->name, what,
				 option->least, value);
	return error_set(error, "%s is %s from %g to %g, not %s", option->name, what, option->least,
			 option->most, value);
}

static bool set_number(struct gw_fit_options *options, const struct number_option *option,
		       const char *value, struct gw_error *error)
{
	double number;

	if (option->kind == NUMBER_TRUTH && !read_truth(value, &number))
		return error_set(error, "%s is yes or no, not \"%s\"", option->name, value);
	if (option->kind != NUMBER_TRUTH && !number_parse(value, &number))
		return error_set(error, "%s is a number, not \"%s\"", option->name, value);
	bool is_whole = option->kind == NUMBER_REAL || number == floor(number);
	if (!(number >= option->least && number <= option->most && isfinite(number) && is_whole))
		return fail_range(option, value, error);
	store(options, option, number);
	return true;
}

/* ---- the options that are words ---- */

typedef bool set_word(struct gw_fit_options *options, const char *value, struct gw_error *error);

static bool fail_choice(const char *what, const char *value, const struct guess *guess,
			struct gw_error *error)
{
	if (guess->best)
		return error_set(error, "there is no %s \"%s\"; did you mean \"%s\"?", what, value,
				 guess->best);
	return error_set(error, "there is no %s \"%s\"", what, value);
}

static bool set_optimizer(struct gw_fit_options *options, const char *value, struct gw_error *error)
{
	const struct gw_rule *rule = gw_rule_find(value);
	struct guess guess = guess_start(value);

	for (size_t i = 0; i < gw_rule_count; i++)
		guess_try(&guess, gw_rules[i].name);
	if (!rule)
		return fail_choice("optimizer", value, &guess, error);
	options->rule = rule;
	options->optimizer = rule->defaults[options->convention];
	return true;
}

static bool set_convention(struct gw_fit_options *options, const char *value,
			   struct gw_error *error)
{
	struct guess guess = guess_start(value);

	for (int i = 0; i < GW_CONVENTION_COUNT; i++) {
		if (strcmp(value, gw_convention_names[i]) == 0) {
			options->convention = (enum gw_convention)i;
			options->optimizer = options->rule->defaults[i];
			return true;
		}
		guess_try(&guess, gw_convention_names[i]);
	}
	return fail_choice("convention", value, &guess, error);
}

static bool set_schedule(struct gw_fit_options *options, const char *value, struct gw_error *error)
{
	const struct gw_schedule_rule *rule = gw_schedule_find(value);
	struct guess guess = guess_start(value);

	for (size_t i = 0; i < gw_schedule_rule_count; i++)
		guess_try(&guess, gw_schedule_rules[i].name);
	if (!rule)
		return fail_choice("schedule", value, &guess, error);
	options->schedule.rule = rule;
	return true;
}

static bool set_per(struct gw_fit_options *options, const char *value, struct gw_error *error)
{
	options->schedule.is_per_step = strcmp(value, "step") == 0;
	return options->schedule.is_per_step || strcmp(value, "epoch") == 0 ||
	       error_set(error, "per is epoch or step, not \"%s\"", value);
}

/* A seed, or "no". */
static bool set_shuffle(struct gw_fit_options *options, const char *value, struct gw_error *error)
{
	double seed = 0;
	bool is_off = strcmp(value, "no") == 0;

	if (!is_off && !(number_parse(value, &seed) && seed >= 0 && seed <= 9007199254740992.0 &&
			 seed == floor(seed)))
		return error_set(error, "shuffle is no, or a seed: a whole number, not \"%s\"",
				 value);
	options->is_shuffled = !is_off;
	options->seed = (uint64_t)seed;
	return true;
}

static bool set_data(struct gw_fit_options *options, const char *value, struct gw_error *error)
{
	(void)error;
	options->data = value;
	options->is_data_beside = false;
	return true;
}

static bool set_validation(struct gw_fit_options *options, const char *value,
			   struct gw_error *error)
{
	(void)error;
	options->validation = value;
	options->is_validation_beside = false;
	return true;
}

static const struct word_option {
	const char *name;
	set_word *set;
} word_options[] = {
	{"convention", set_convention}, {"optimizer", set_optimizer},
	{"schedule", set_schedule},     {"per", set_per},
	{"shuffle", set_shuffle},       {"src", set_data},
	{"validation", set_validation},
};

#define WORD_OPTION_COUNT (sizeof word_options / sizeof *word_options)

bool gw_fit_option_set(struct gw_fit_options *options, const char *name, const char *value,
		       struct gw_error *error)
{
	struct guess guess = guess_start(name);

	for (size_t i = 0; i < WORD_OPTION_COUNT; i++) {
		if (strcmp(word_options[i].name, name) == 0)
			return word_options[i].set(options, value, error);
		guess_try(&guess, word_options[i].name);
	}
	for (size_t i = 0; i < NUMBER_OPTION_COUNT; i++) {
		if (strcmp(number_options[i].name, name) == 0)
			return set_number(options, &number_options[i], value, error);
		guess_try(&guess, number_options[i].name);
	}
	return fail_choice("option of training", name, &guess, error);
}

const char *gw_fit_option_name(size_t index)
{
	if (index < WORD_OPTION_COUNT)
		return word_options[index].name;
	index -= WORD_OPTION_COUNT;
	return index < NUMBER_OPTION_COUNT ? number_options[index].name : NULL;
}

/* ---- what the file says ---- */

static bool gives_defaults(const char *name)
{
	return strcmp(name, "convention") == 0 || strcmp(name, "optimizer") == 0;
}

static bool read_attribute(struct gw_fit_options *options, const struct gw_graph *graph,
			   const struct gw_attribute *attribute, struct gw_error *error)
{
	struct gw_error why = {0};

	if (gw_fit_option_set(options, attribute->name, attribute->value, &why))
		return true;
	return error_at(error, graph->file, graph->source, graph->source_length, attribute->offset,
			"%s", why.message);
}

/* Of the file: those that give others their defaults, or the others. */
static bool read_file(struct gw_fit_options *options, const struct gw_graph *graph,
		      bool wants_givers, struct gw_error *error)
{
	const struct gw_training *training = graph->training;

	for (size_t i = 0; training && i < training->option_count; i++)
		if (gives_defaults(training->option[i].name) == wants_givers &&
		    !read_attribute(options, graph, &training->option[i], error))
			return false;
	if (!wants_givers) {
		options->is_data_beside = options->data != NULL;
		options->is_validation_beside = options->validation != NULL;
	}
	return true;
}

static bool read_more(struct gw_fit_options *options, const struct gw_attribute *more, size_t count,
		      bool wants_givers, struct gw_error *error)
{
	for (size_t i = 0; i < count; i++)
		if (gives_defaults(more[i].name) == wants_givers &&
		    !gw_fit_option_set(options, more[i].name, more[i].value, error))
			return false;
	return true;
}

bool gw_fit_options_read(struct gw_fit_options *options, const struct gw_graph *graph,
			 const struct gw_attribute *more, size_t more_count, struct gw_error *error)
{
	return read_file(options, graph, true, error) &&
	       read_more(options, more, more_count, true, error) &&
	       read_file(options, graph, false, error) &&
	       read_more(options, more, more_count, false, error);
}
