#include "base/language.h"
#include "base/error.h"
#include "base/number.h"
#include "base/setting.h"
#include "train/fit.h"
#include "train/schedule_rows.h"

#include <math.h>
#include <string.h>

#define MOST_SEED ((uint64_t)1 << 53) /* a double holds all whole numbers up to it */

struct gw_fit_options gw_fit_defaults(void)
{
	const struct gw_rule *rule = gw_rule_find("sgd");
	struct gw_fit_options options = {
		.rule = rule,
		.convention = GW_LECTURE,
		.optimizer = rule->defaults[GW_LECTURE],
		.schedule = gw_schedule_start(gw_schedule_find("constant")),
		.epochs = 100,
		.validation_frequency = 1,
	};
	options.schedule.period = NAN; /* none is given: see gw_schedule_settle() */
	return options;
}

/* ---- the settings that have no place of their own ---- */

static const char *optimizer_name(size_t index)
{
	return index < gw_rule_count ? gw_rules[index].name : NULL;
}

static const char *convention_name(size_t index)
{
	return index < GW_CONVENTION_COUNT ? gw_convention_names[index] : NULL;
}

static const char *period_name(size_t index)
{
	static const char *const names[] = {"epoch", "step", NULL};
	return names[index];
}

static bool set_optimizer(void *target, const struct setting *setting, const char *value,
			  struct gw_error *error)
{
	struct gw_fit_options *options = target;
	size_t chosen;

	if (!setting_read_word(setting, value, &chosen, error))
		return false;
	options->rule = &gw_rules[chosen];
	options->optimizer = options->rule->defaults[options->convention];
	return true;
}

static bool set_convention(void *target, const struct setting *setting, const char *value,
			   struct gw_error *error)
{
	struct gw_fit_options *options = target;
	size_t chosen;

	if (!setting_read_word(setting, value, &chosen, error))
		return false;
	options->convention = (enum gw_convention)chosen;
	options->optimizer = options->rule->defaults[chosen];
	return true;
}

static bool set_schedule(void *target, const struct setting *setting, const char *value,
			 struct gw_error *error)
{
	struct gw_fit_options *options = target;
	size_t chosen;

	if (!setting_read_word(setting, value, &chosen, error))
		return false;
	options->schedule.rule = &gw_schedule_rules[chosen];
	return true;
}

static bool set_per(void *target, const struct setting *setting, const char *value,
		    struct gw_error *error)
{
	struct gw_fit_options *options = target;
	size_t chosen;

	if (!setting_read_word(setting, value, &chosen, error))
		return false;
	options->schedule.is_per_step = chosen == 1;
	return true;
}

/* A seed, or "no". */
static bool set_shuffle(void *target, const struct setting *setting, const char *value,
			struct gw_error *error)
{
	struct gw_fit_options *options = target;
	uint64_t seed = 0;
	bool is_off = strcmp(value, "no") == 0;

	(void)setting;
	if (!is_off && !number_parse_whole(value, MOST_SEED, &seed))
		return error_set(error, "shuffle is no, or a seed: a whole number, not \"%s\"",
				 value);
	options->is_shuffled = !is_off;
	options->seed = seed;
	return true;
}

static bool set_data(void *target, const struct setting *setting, const char *value,
		     struct gw_error *error)
{
	struct gw_fit_options *options = target;

	(void)setting, (void)error;
	options->data = value;
	options->is_data_beside = false;
	return true;
}

static bool set_validation(void *target, const struct setting *setting, const char *value,
			   struct gw_error *error)
{
	struct gw_fit_options *options = target;

	(void)setting, (void)error;
	options->validation = value;
	options->is_validation_beside = false;
	return true;
}

static void write_optimizer(const void *target, struct text *text)
{
	const struct gw_fit_options *options = target;

	text_add(text, options->rule->name);
}

static void write_convention(const void *target, struct text *text)
{
	const struct gw_fit_options *options = target;

	text_add(text, gw_convention_names[options->convention]);
}

static void write_schedule(const void *target, struct text *text)
{
	const struct gw_fit_options *options = target;

	text_add(text, options->schedule.rule->name);
}

static void write_per(const void *target, struct text *text)
{
	const struct gw_fit_options *options = target;

	text_add(text, options->schedule.is_per_step ? "step" : "epoch");
}

static void write_shuffle(const void *target, struct text *text)
{
	const struct gw_fit_options *options = target;

	if (options->is_shuffled)
		text_add_format(text, "%llu", (unsigned long long)options->seed);
	else
		text_add(text, "no");
}

/* ---- the table ---- */

#define NUMBER(label, type, member, from, to, start, where, what)                                  \
	{                                                                                          \
		.name = label, .kind = SETTING_##type,                                             \
		.place = offsetof(struct gw_fit_options, member), .least = from, .most = to,       \
		.initial = start, .element = where, .help = what                                   \
	}
/* By default what the optimizer has in its convention. */
#define OF_OPTIMIZER(label, type, member, from, to, what)                                          \
	NUMBER(label, type, optimizer.member, from, to, NULL, "train", what)
#define WORD(label, function, list, start, what)                                                   \
	{                                                                                          \
		.name = label, .kind = SETTING_OWN, .initial = start, .element = "train",          \
		.words = list, .set = set_##function, .write = write_##function, .help = what      \
	}

const struct setting fit_settings[] = {
	WORD("convention", convention, convention_name, "lecture",
	     N_("whose formulas and defaults")),
	WORD("optimizer", optimizer, optimizer_name, "sgd", N_("how parameters are changed")),
	WORD("schedule", schedule, gw_schedule_name, "constant",
	     N_("how the learning rate changes")),
	WORD("per", per, period_name, "epoch", N_("the time that a schedule counts")),
	{.name = "shuffle",
	 .kind = SETTING_OWN,
	 .initial = "no",
	 .argument = "SEED",
	 .element = "data",
	 .set = set_shuffle,
	 .write = write_shuffle,
	 .help = N_("the seed of the order of the rows, another in each epoch, or no")},
	{.name = "src",
	 .kind = SETTING_OWN,
	 .argument = "FILE",
	 .element = "data",
	 .set = set_data,
	 .help = N_("rows of data from a CSV file, whose first line names the inputs")},
	{.name = "validation",
	 .kind = SETTING_OWN,
	 .argument = "FILE",
	 .element = "data",
	 .set = set_validation,
	 .help = N_("rows for validation, likewise")},
	{.name = "prediction",
	 .kind = SETTING_TEXT,
	 .place = offsetof(struct gw_fit_options, prediction),
	 .argument = "NODE",
	 .element = "train",
	 .help = N_("the node that predicts, for pictures of what is learnt")},
	OF_OPTIMIZER("lr", REAL, rate, 0, INFINITY,
		     N_("the learning rate that training begins with")),
	OF_OPTIMIZER("momentum", REAL, momentum, 0, 1, N_("how much of the velocity stays, mu")),
	OF_OPTIMIZER("dampening", REAL, dampening, 0, 1,
		     N_("of torch's momentum: the share of a gradient that is left out")),
	OF_OPTIMIZER("rho", REAL, rho, 0, 1,
		     N_("of rmsprop: how much of its mean of squares stays")),
	OF_OPTIMIZER("beta1", SHARE, beta1, 0, 1,
		     N_("of adam: how much of its mean of gradients stays")),
	OF_OPTIMIZER("beta2", SHARE, beta2, 0, 1,
		     N_("of adam: how much of its mean of squares stays")),
	OF_OPTIMIZER("epsilon", REAL, epsilon, 0, INFINITY,
		     N_("keeps a division by a root from being one by 0")),
	OF_OPTIMIZER("accumulator", REAL, accumulator, 0, INFINITY,
		     N_("where adagrad's sum of squares begins")),
	OF_OPTIMIZER("lr-decay", REAL, rate_decay, 0, INFINITY,
		     N_("of adagrad: lr is divided by 1 + (t - 1) times this")),
	OF_OPTIMIZER("weight-decay", REAL, weight_decay, 0, INFINITY,
		     N_("the share of a parameter that joins its gradient")),
	OF_OPTIMIZER("decoupled", TRUTH, is_decoupled, 0, 1,
		     N_("weight decay shrinks the parameter itself, as in adamw")),
	OF_OPTIMIZER("centered", TRUTH, is_centered, 0, 1, N_("rmsprop around the mean gradient")),
	OF_OPTIMIZER("amsgrad", TRUTH, keeps_maximum, 0, 1,
		     N_("adam keeps the largest mean of squares")),
	OF_OPTIMIZER("uncorrected", TRUTH, is_uncorrected, 0, 1,
		     N_("adam without the correction of its means")),
	OF_OPTIMIZER("clip-value", REAL, clip_value, 0, INFINITY,
		     N_("clip each entry of a gradient to between - and + this; 0: not")),
	OF_OPTIMIZER("clip-norm", REAL, clip_norm, 0, INFINITY,
		     N_("clip each parameter's gradient to this length; 0: not")),
	OF_OPTIMIZER("clip-global", REAL, clip_global_norm, 0, INFINITY,
		     N_("clip all gradients together to this length; 0: not")),
	SCHEDULE_ROWS(gw_fit_options, schedule, "warm-up", "train"),
	NUMBER("epochs", COUNT, epochs, 1, 1e15, "100", "train",
	       N_("how often all rows are learnt from")),
	NUMBER("batch", SIZE, batch, 0, 1e9, "0", "data",
	       N_("rows that are learnt from at once; 0: all")),
	NUMBER("split", REAL, split, 0, 1, "0", "data",
	       N_("the share of the rows, of the last ones, that is kept for validation")),
	NUMBER("validation-frequency", COUNT, validation_frequency, 1, 1e15, "1", "data",
	       N_("epochs from one validation to the next")),
	{.name = NULL},
};

#define FIT_SETTING_COUNT (sizeof fit_settings / sizeof *fit_settings - 1)

bool gw_fit_option_set(struct gw_fit_options *options, const char *name, const char *value,
		       struct gw_error *error)
{
	const struct setting *setting = setting_find(fit_settings, name);

	if (setting)
		return setting_set(options, setting, value, error);
	return setting_fail_unknown("option of training", name,
				    words_guess(gw_fit_option_name, name), error);
}

const char *gw_fit_option_name(size_t index)
{
	return index < FIT_SETTING_COUNT ? fit_settings[index].name : NULL;
}

/* Files may move, and pictures change no training. */
bool fit_setting_write(const struct gw_fit_options *options, const struct setting *setting,
		       struct text *text)
{
	bool is_kept = setting->kind != SETTING_TEXT && (!setting->set || setting->write);

	if (is_kept)
		setting_write(options, setting, text);
	return is_kept;
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
