#include "base/error.h"
#include "base/number.h"
#include "base/setting.h"
#include "explain/explain_update.h"
#include "train/fit.h"

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
	options.schedule.period = NAN; /* that of the rule, see gw_schedule_settle() */
	return options;
}

/* ---- the options that are numbers, and where they go ---- */

#define NUMBER(label, type, member, from, to, what)                                                \
	{                                                                                          \
		.name = label, .kind = SETTING_##type,                                             \
		.place = offsetof(struct gw_fit_options, member), .least = from, .most = to,       \
		.help = what                                                                       \
	}

static const struct setting number_options[] = {
	NUMBER("lr", REAL, optimizer.rate, 0, INFINITY,
	       "the learning rate that training begins with"),
	NUMBER("momentum", REAL, optimizer.momentum, 0, 1, "how much of the velocity stays, mu"),
	NUMBER("dampening", REAL, optimizer.dampening, 0, 1,
	       "of torch's momentum: the share of a gradient that is left out"),
	NUMBER("rho", REAL, optimizer.rho, 0, 1,
	       "of rmsprop: how much of its mean of squares stays"),
	NUMBER("beta1", SHARE, optimizer.beta1, 0, 1,
	       "of adam: how much of its mean of gradients stays"),
	NUMBER("beta2", SHARE, optimizer.beta2, 0, 1,
	       "of adam: how much of its mean of squares stays"),
	NUMBER("epsilon", REAL, optimizer.epsilon, 0, INFINITY,
	       "keeps a division by a root from being one by 0"),
	NUMBER("accumulator", REAL, optimizer.accumulator, 0, INFINITY,
	       "where adagrad's sum of squares begins"),
	NUMBER("lr-decay", REAL, optimizer.rate_decay, 0, INFINITY,
	       "of adagrad: lr is divided by 1 + (t - 1) times this"),
	NUMBER("weight-decay", REAL, optimizer.weight_decay, 0, INFINITY,
	       "the share of a parameter that joins its gradient"),
	NUMBER("decoupled", TRUTH, optimizer.is_decoupled, 0, 1,
	       "weight decay shrinks the parameter itself, as in adamw"),
	NUMBER("centered", TRUTH, optimizer.is_centered, 0, 1, "rmsprop around the mean gradient"),
	NUMBER("amsgrad", TRUTH, optimizer.keeps_maximum, 0, 1,
	       "adam keeps the largest mean of squares"),
	NUMBER("uncorrected", TRUTH, optimizer.is_uncorrected, 0, 1,
	       "adam without the correction of its means"),
	NUMBER("clip-value", REAL, optimizer.clip_value, 0, INFINITY,
	       "clip each entry of a gradient to between - and + this; 0: not"),
	NUMBER("clip-norm", REAL, optimizer.clip_norm, 0, INFINITY,
	       "clip each parameter's gradient to this length; 0: not"),
	NUMBER("clip-global", REAL, optimizer.clip_global_norm, 0, INFINITY,
	       "clip all gradients together to this length; 0: not"),
	NUMBER("factor", REAL, schedule.factor, 0, INFINITY,
	       "of step and of the -decay schedules: what they multiply by"),
	NUMBER("every", OPTIONAL, schedule.period, 1, INFINITY,
	       "epochs or steps between changes, 10 unless given, or to the schedule's end, the "
	       "training's unless given"),
	NUMBER("k", REAL, schedule.slope, 0, INFINITY,
	       "of exponential and 1/t: how fast they fall"),
	NUMBER("end", REAL, schedule.end, 0, INFINITY, "of polynomial: the rate that it ends at"),
	NUMBER("power", REAL, schedule.power, 0, INFINITY, "of polynomial: 1 is a straight line"),
	NUMBER("warm-up", REAL, schedule.warm_up, 0, INFINITY,
	       "epochs or steps in which the rate first rises from 0"),
	NUMBER("staircase", TRUTH, schedule.is_staircase, 0, 1,
	       "of the -decay schedules: only whole periods count"),
	NUMBER("epochs", COUNT, epochs, 1, 1e15, "how often all rows are learnt from"),
	NUMBER("batch", SIZE, batch, 0, 1e9, "rows that are learnt from at once; 0: all"),
	NUMBER("split", REAL, split, 0, 1,
	       "the share of the rows, of the last ones, that is kept for validation"),
	NUMBER("validation-frequency", COUNT, validation_frequency, 1, 1e15,
	       "epochs from one validation to the next"),
	{.name = NULL},
};

#define NUMBER_OPTION_COUNT (sizeof number_options / sizeof *number_options - 1)

/* ---- the options that are words ---- */

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

typedef bool set_word(struct gw_fit_options *options, const char *value, struct gw_error *error);

static bool set_optimizer(struct gw_fit_options *options, const char *value, struct gw_error *error)
{
	size_t chosen;

	if (!setting_choose("optimizer", optimizer_name, value, &chosen, error))
		return false;
	options->rule = &gw_rules[chosen];
	options->optimizer = options->rule->defaults[options->convention];
	return true;
}

static bool set_convention(struct gw_fit_options *options, const char *value,
			   struct gw_error *error)
{
	size_t chosen;

	if (!setting_choose("convention", convention_name, value, &chosen, error))
		return false;
	options->convention = (enum gw_convention)chosen;
	options->optimizer = options->rule->defaults[chosen];
	return true;
}

static bool set_schedule(struct gw_fit_options *options, const char *value, struct gw_error *error)
{
	size_t chosen;

	if (!setting_choose("schedule", gw_schedule_name, value, &chosen, error))
		return false;
	options->schedule.rule = &gw_schedule_rules[chosen];
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
	uint64_t seed = 0;
	bool is_off = strcmp(value, "no") == 0;

	if (!is_off && !number_parse_whole(value, MOST_SEED, &seed))
		return error_set(error, "shuffle is no, or a seed: a whole number, not \"%s\"",
				 value);
	options->is_shuffled = !is_off;
	options->seed = seed;
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

static bool set_prediction(struct gw_fit_options *options, const char *value,
			   struct gw_error *error)
{
	(void)error;
	options->prediction = value;
	return true;
}

/* ---- what they are ---- */

static void add_optimizer(const struct gw_fit_options *options, struct text *text)
{
	text_add(text, options->rule->name);
}

static void add_convention(const struct gw_fit_options *options, struct text *text)
{
	text_add(text, gw_convention_names[options->convention]);
}

static void add_schedule(const struct gw_fit_options *options, struct text *text)
{
	text_add(text, options->schedule.rule->name);
}

static void add_per(const struct gw_fit_options *options, struct text *text)
{
	text_add(text, options->schedule.is_per_step ? "step" : "epoch");
}

static void add_shuffle(const struct gw_fit_options *options, struct text *text)
{
	if (options->is_shuffled)
		text_add_format(text, "%llu", (unsigned long long)options->seed);
	else
		text_add(text, "no");
}

static const struct word_option {
	const char *name, *help;
	set_word *set;
	/* NULL: files may move, and pictures change no training */
	void (*add)(const struct gw_fit_options *options, struct text *text);
	word_list *choice;    /* NULL if it is another word */
	const char *argument; /* what help calls such a word; NULL: a NAME */
} word_options[] = {
	{"convention", "whose formulas and defaults", set_convention, add_convention,
	 convention_name, NULL},
	{"optimizer", "how parameters are changed", set_optimizer, add_optimizer, optimizer_name,
	 NULL},
	{"schedule", "how the learning rate changes", set_schedule, add_schedule, gw_schedule_name,
	 NULL},
	{"per", "the time that a schedule counts", set_per, add_per, period_name, NULL},
	{"shuffle", "the seed of the order of the rows, another in each epoch, or no", set_shuffle,
	 add_shuffle, NULL, "SEED"},
	{"src", "rows of data from a CSV file, whose first line names the inputs", set_data, NULL,
	 NULL, "FILE"},
	{"validation", "rows for validation, likewise", set_validation, NULL, NULL, "FILE"},
	{"prediction", "the node that predicts, for pictures of what is learnt", set_prediction, NULL,
	 NULL, "NODE"},
};

#define WORD_OPTION_COUNT (sizeof word_options / sizeof *word_options)

bool gw_fit_option_set(struct gw_fit_options *options, const char *name, const char *value,
		       struct gw_error *error)
{
	const struct setting *number = setting_find(number_options, name);

	if (number)
		return setting_set(options, number, value, error);
	for (size_t i = 0; i < WORD_OPTION_COUNT; i++)
		if (strcmp(word_options[i].name, name) == 0)
			return word_options[i].set(options, value, error);
	return setting_fail_unknown("option of training", name,
				    words_guess(gw_fit_option_name, name), error);
}

const char *gw_fit_option_name(size_t index)
{
	if (index < WORD_OPTION_COUNT)
		return word_options[index].name;
	index -= WORD_OPTION_COUNT;
	return index < NUMBER_OPTION_COUNT ? number_options[index].name : NULL;
}

bool fit_option_is_idle(const struct gw_fit_options *options, const char *name)
{
	const struct gw_optimizer optimizer = {.rule = options->rule,
					       .convention = options->convention,
					       .options = options->optimizer};
	const size_t place = offsetof(struct gw_fit_options, optimizer);
	const struct setting *setting = setting_find(number_options, name);

	if (!setting || (setting->kind != SETTING_REAL && setting->kind != SETTING_SHARE) ||
	    setting->place < place || setting->place >= place + sizeof options->optimizer)
		return false;
	const double *value = (const void *)((const char *)options + setting->place);
	return *value != 0 && !explain_has_setting(&optimizer, setting->place - place);
}

void fit_option_help(size_t index, struct text *text)
{
	bool is_word = index < WORD_OPTION_COUNT;

	text_add(text, is_word ? word_options[index].help
			       : number_options[index - WORD_OPTION_COUNT].help);
	if (!is_word || !word_options[index].choice)
		return;
	text_add(text, ": ");
	words_add(word_options[index].choice, text);
}

const char *fit_option_argument(size_t index)
{
	if (index < WORD_OPTION_COUNT)
		return word_options[index].argument ? word_options[index].argument : "NAME";
	enum setting_kind kind = number_options[index - WORD_OPTION_COUNT].kind;
	return kind == SETTING_TRUTH                           ? "yes"
	       : kind == SETTING_COUNT || kind == SETTING_SIZE ? "N"
							       : "X";
}

bool fit_option_write(const struct gw_fit_options *options, size_t index, struct text *text)
{
	if (index >= WORD_OPTION_COUNT) {
		setting_write(options, &number_options[index - WORD_OPTION_COUNT], text);
		return true;
	}
	if (word_options[index].add)
		word_options[index].add(options, text);
	return word_options[index].add != NULL;
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
