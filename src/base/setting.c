#include "base/setting.h"

#include "base/language.h"
#include "base/error.h"
#include "base/guess.h"
#include "base/number.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

const struct setting *setting_find(const struct setting *settings, const char *name)
{
	return setting_find_part(settings, name, strlen(name));
}

const struct setting *setting_find_part(const struct setting *settings, const char *name,
					size_t length)
{
	while (settings->name &&
	       (strlen(settings->name) != length || memcmp(settings->name, name, length) != 0))
		settings++;
	return settings->name ? settings : NULL;
}

const char *setting_guess(const struct setting *settings, const char *name)
{
	struct guess guess = guess_start(name);

	for (; settings->name; settings++)
		guess_try(&guess, settings->name);
	return guess.best;
}

bool setting_fail_unknown(const char *what, const char *value, const char *meant,
			  struct gw_error *error)
{
	if (meant)
		return error_set(error, "there is no %s \"%s\"; did you mean \"%s\"?", what, value,
				 meant);
	return error_set(error, "there is no %s \"%s\"", what, value);
}

bool setting_choose(const char *what, word_list *words, const char *value, size_t *chosen,
		    struct gw_error *error)
{
	return words_find(words, value, chosen) ||
	       setting_fail_unknown(what, value, words_guess(words, value), error);
}

/* ---- numbers ---- */

static bool is_real(const struct setting *setting)
{
	return setting->kind == SETTING_REAL || setting->kind == SETTING_OPTIONAL ||
	       setting->kind == SETTING_SHARE;
}

static void store(void *target, const struct setting *setting, double number)
{
	void *place = (char *)target + setting->place;

	if (setting->kind == SETTING_COUNT || setting->kind == SETTING_BATCHES)
		*(uint64_t *)place = (uint64_t)number;
	else if (setting->kind == SETTING_SIZE)
		*(size_t *)place = (size_t)number;
	else
		*(double *)place = number;
}

static bool fail_range(const struct setting *setting, const char *value, struct gw_error *error)
{
	const char *what = is_real(setting) ? "a number" : "a whole number";

	if (isinf(setting->least) && isinf(setting->most))
		return error_set(error, "%s is %s, not %s", setting->name, what, value);
	if (isinf(setting->most))
		return error_set(error, "%s is %s, at least %g, not %s", setting->name, what,
				 setting->least, value);
	return error_set(error, "%s is %s from %g to %s%g, not %s", setting->name, what,
			 setting->least, setting->kind == SETTING_SHARE ? "below " : "",
			 setting->most, value);
}

/* Takes the words that some settings allow in place of a number: none and epoch. */
static bool set_word(void *target, const struct setting *setting, const char *value)
{
	bool is_none = setting->kind == SETTING_OPTIONAL && strcmp(value, "none") == 0;
	bool is_epoch = setting->kind == SETTING_BATCHES && strcmp(value, "epoch") == 0;

	if (is_none || is_epoch)
		store(target, setting, is_none ? NAN : 0);
	return is_none || is_epoch;
}

bool setting_read_number(const struct setting *setting, const char *value, double *number,
			 struct gw_error *error)
{
	const char *fault = number_fault(value, strlen(value));
	if (fault)
		return error_set(error, "%s: %s %s", setting->name, value, fault);
	if (!number_parse(value, number))
		return error_set(error, "%s is %s, not \"%s\"", setting->name,
				 setting->kind == SETTING_BATCHES ? "epoch or a number of batches"
								  : "a number",
				 value);
	bool is_whole = is_real(setting) || *number == floor(*number);
	bool is_most = *number == setting->most && setting->kind == SETTING_SHARE;
	return (*number >= setting->least && *number <= setting->most && isfinite(*number) &&
		is_whole && !is_most) ||
	       fail_range(setting, value, error);
}

static bool set_number(void *target, const struct setting *setting, const char *value,
		       struct gw_error *error)
{
	double number;

	if (set_word(target, setting, value))
		return true;
	if (!setting_read_number(setting, value, &number, error))
		return false;
	store(target, setting, number);
	return true;
}

/* ---- words ---- */

static bool is_one_of(const char *value, const char *const *words)
{
	while (*words && strcmp(value, *words) != 0)
		words++;
	return *words != NULL;
}

static bool set_truth(void *target, const struct setting *setting, const char *value,
		      struct gw_error *error)
{
	static const char *const yes[] = {"yes", "1", "true", "True", NULL};
	static const char *const no[] = {"no", "0", "false", "False", NULL};
	bool is_true = is_one_of(value, yes);

	if (!is_true && !is_one_of(value, no))
		return error_set(error, "%s is yes or no, not \"%s\"", setting->name, value);
	*(bool *)((char *)target + setting->place) = is_true;
	return true;
}

/* "optimizer can't be "adan"; did you mean "adam"?", or all that it can be. */
static bool fail_word(const struct setting *setting, const char *value, struct gw_error *error)
{
	const char *meant = words_guess(setting->words, value);
	struct text list = {0};

	if (meant)
		return error_set(error, "%s can't be \"%s\"; did you mean \"%s\"?", setting->name,
				 value, meant);
	words_add(setting->words, &list);
	error_set(error, "%s is %s, not \"%s\"", setting->name,
		  list.failed ? "one of a few words" : list.data, value);
	text_finish(&list);
	return false;
}

bool setting_read_word(const struct setting *setting, const char *value, size_t *chosen,
		       struct gw_error *error)
{
	return words_find(setting->words, value, chosen) || fail_word(setting, value, error);
}

static bool set_choice(void *target, const struct setting *setting, const char *value,
		       struct gw_error *error)
{
	void *place = (char *)target + setting->place;
	size_t chosen;

	if (!setting_read_word(setting, value, &chosen, error))
		return false;
	if (setting->kind == SETTING_WORD)
		*(const char **)place = value;
	else
		*(int *)place = (int)chosen;
	return true;
}

static bool set_text(void *target, const struct setting *setting, const char *value)
{
	*(const char **)(void *)((char *)target + setting->place) = value;
	return true;
}

/* ---- any ---- */

bool setting_set(void *target, const struct setting *setting, const char *value,
		 struct gw_error *error)
{
	if (setting->set)
		return setting->set(target, setting, value, error);
	switch (setting->kind) {
	case SETTING_TRUTH:
		return set_truth(target, setting, value, error);
	case SETTING_CHOICE:
	case SETTING_WORD:
		return set_choice(target, setting, value, error);
	case SETTING_TEXT:
	case SETTING_FILE:
	case SETTING_GRAPH:
		return set_text(target, setting, value);
	default:
		return set_number(target, setting, value, error);
	}
}

static void write_number(double value, struct text *text)
{
	char number[NUMBER_TEXT];
	text_add(text, isnan(value) ? "none" : number_write(value, NUMBER_ROUND_TRIP, number));
}

static void write_batches(uint64_t count, struct text *text)
{
	if (count > 0)
		text_add_format(text, "%llu", (unsigned long long)count);
	else
		text_add(text, "epoch");
}

void setting_write(const void *target, const struct setting *setting, struct text *text)
{
	const void *place = (const char *)target + setting->place;

	if (setting->set && !setting->write)
		return;
	if (setting->write) {
		setting->write(target, text);
		return;
	}
	switch (setting->kind) {
	case SETTING_TRUTH:
		text_add(text, *(const bool *)place ? "yes" : "no");
		break;
	case SETTING_CHOICE:
		text_add(text, setting->words((size_t) * (const int *)place));
		break;
	case SETTING_WORD:
	case SETTING_TEXT:
	case SETTING_FILE:
	case SETTING_GRAPH:
		text_add(text, *(const char *const *)place);
		break;
	case SETTING_BATCHES:
		write_batches(*(const uint64_t *)place, text);
		break;
	case SETTING_COUNT:
		text_add_format(text, "%llu", (unsigned long long)*(const uint64_t *)place);
		break;
	case SETTING_SIZE:
		text_add_format(text, "%zu", *(const size_t *)place);
		break;
	default:
		write_number(*(const double *)place, text);
	}
}

/* ---- help ---- */

void setting_add_help(const struct setting *setting, struct text *text)
{
	text_add(text, _(setting->help));
	if (!setting->words)
		return;
	text_add(text, ": ");
	words_add(setting->words, text);
}

void setting_add_wrapped_help(const struct setting *setting, struct text *text, size_t line,
			      int column, int last)
{
	struct text help = {0};

	setting_add_help(setting, &help);
	if (help.failed)
		text->failed = true;
	else
		text_add_wrapped(text, line, column, last, help.data);
	text_finish(&help);
}

const char *setting_argument(const struct setting *setting)
{
	if (setting->argument)
		return setting->argument;
	switch (setting->kind) {
	case SETTING_TRUTH:
		return "yes";
	case SETTING_COUNT:
	case SETTING_SIZE:
	case SETTING_BATCHES:
		return "N";
	case SETTING_REAL:
	case SETTING_SHARE:
	case SETTING_OPTIONAL:
		return "X";
	default:
		return "NAME";
	}
}
