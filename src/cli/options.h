/*
 * The command line, as the list of commands and that of options (option.h) let it be read.
 *
 *     struct options options;
 *     if (options_read(&options, argument_count, arguments, commands, &error))
 *         … options.command->run(&options, …) …
 *     options_finish(&options);
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/arena.h"
#include "base/text.h"
#include "picture/picture.h"
#include "tui/preferences.h"

#include <gradwalk/load.h>

enum colour_choice {
	COLOUR_AUTO,
	COLOUR_ALWAYS,
	COLOUR_NEVER,
};

/* Commands, as a set: those that an option is for. */
enum command_set {
	COMMAND_SHOW = 1 << 0,
	COMMAND_TRACE = 1 << 1,
	COMMAND_CHECK = 1 << 2,
	COMMAND_COMPARE = 1 << 3,
	COMMAND_TRAIN = 1 << 4,
	COMMAND_RACE = 1 << 5,
	COMMAND_LIST = 1 << 6,
	COMMAND_WALK = 1 << 7, /* the one without a name */
	COMMAND_PRACTICE = 1 << 8,
	COMMAND_WORKSHEET = 1 << 9,
	COMMAND_GRADE = 1 << 10,
	COMMAND_QUIZ = 1 << 11,
	COMMAND_EXPORT = 1 << 12,
	COMMANDS_ALL = (1 << 13) - 1,
	COMMANDS_OF_LEARNING = COMMAND_PRACTICE | COMMAND_WORKSHEET | COMMAND_GRADE,
	COMMANDS_OF_GRAPH = COMMANDS_ALL & ~(COMMAND_LIST | COMMANDS_OF_LEARNING),
	COMMANDS_OF_MANY_FILES = COMMAND_GRADE | COMMAND_CHECK,
	COMMANDS_OF_TRAINING = COMMAND_TRAIN | COMMAND_RACE | COMMAND_WALK,
};

/* An option that was given, and the commands that it is for. */
struct given {
	const char *name;
	unsigned commands;
};

/* A group to be made: "name=from..to". */
struct group_wish {
	const char *name, *from, *to;
};

/* A callback that training is to have: one that has a name, that of a plug-in, or a command. */
struct callback_request {
	bool is_plugin;
	const char *hook; /* of a command, as Keras names it without "on_"; NULL: it is none */
	const char *text;
};

struct options {
	const struct command_line_command *command;
	const char *file;   /* NULL if there is none */
	const char **sheet; /* of a command that takes many files: all of them */
	size_t sheet_count;
	const char *close_command;  /* that `file` may be, misspelt; NULL: none */
	const char *expression;     /* of -e */
	struct gw_setting *setting; /* of -s, and NAME=VALUE behind -e */
	size_t setting_count;
	const char *time; /* a position: number, "start", "seed", "end"; NULL: the command's own */
	const char *format; /* the name of one of `formats`; NULL: as the name of a file ends */
	bool writes_steps;  /* of export: a file a step */
	const char *output_file; /* NULL: standard output */
	const char *output_node; /* NULL: the first output */
	const char *other_node;  /* a second one, to compare with; NULL: the second output */
	const char *open_node;   /* the gate to be opened into its scalars; NULL: none */
	const char *keys;
	const char *record_file; /* of what the screen shows; NULL: none */
	double pace;             /* of a recording of keys: seconds between two */
	struct screen_recording *recording;
	int asks;                /* of --ask: enum asking_mode */
	int order;               /* enum sending_order of the backward pass */
	const char *mode;        /* "forward:x"; NULL: backward */
	const char *seed;        /* of exercises, worksheets and questions; NULL: none */
	const char *report_file; /* gets a line for each answer; NULL: none */
	const char **fold;       /* of --fold, in order */
	size_t fold_count;
	struct group_wish *group; /* of --group, in order */
	size_t group_count;
	/* of train: what a file's <data> and <train> may say too, in order */
	struct gw_attribute *training;
	size_t training_count;
	const char *history_file; /* NULL: none */
	bool writes_nan; /* a trained value that is no finite number is written all the same */
	const char *resume_file;           /* a checkpoint; NULL: begin anew */
	double goal;                       /* of race: the loss that the table tells the steps to */
	struct callback_request *callback; /* of --callback, --plugin and --on, in order */
	size_t callback_count;
	int picture;             /* of train: which enum learnt_picture, if --picture was given */
	int axis;                /* of losses and rates: which enum axis_kind */
	uint64_t explained_step; /* from 1; 0: none */
	uint64_t level, exercise_count; /* of practice; 0: not given */
	const char *seeds_file;         /* of a class, one a line; NULL: none */
	const char *key_file;           /* that the solved sheet is written to; NULL: none */
	int sheet_format;               /* which enum sheet_format */
	int grade_format;               /* which enum grade_format */
	const char *graph_file;         /* that sheets are marked by; NULL: the one in their head */
	const char *feedback_folder;    /* NULL: none */
	bool varies;                    /* the seed draws other numbers for a sheet's graph */
	int digits;
	int training_digits; /* of what training shows */
	int width, height;   /* of --size; 0 if it was not given */
	bool ascii;
	enum colour_choice colour;
	enum density density;
	enum direction direction;
	size_t max_size;
	int theme; /* of --theme, in the order of theme_name() */
	struct preferences preferences;
	bool resumes;               /* the graph opens where it was left */
	bool quits;                 /* the last session did: no menu follows */
	struct line_history *lines; /* that were typed; NULL as long as none can be */
	struct gw_error fault;      /* the first one in the configuration file; else empty */
	bool wants_help, wants_version;
	struct given *given; /* in order */
	size_t given_count;
	struct arena strings; /* of the names and matrices in `setting` */
};

enum exit_status {
	STATUS_DONE = 0,
	STATUS_WRONG_INPUT = 1, /* or a check that failed */
	STATUS_WRONG_USE = 2,   /* or environment */
};

struct command_line_command {
	const char *name;
	enum command_set set; /* itself alone */
	const char *operands, *help;
	/*
	 * Does it. What is added to `text` is put out whatever the status: beside the lines that
	 * say what is wrong there may be others.
	 */
	enum exit_status (*run)(struct options *options, struct text *text, struct gw_error *error);
};

/*
 * Read the command line. `commands` ends with a row without a name, the command that is meant when
 * none is named. On false the error says what is wrong; the exit status is then 2.
 */
bool options_read(struct options *options, int argument_count, char **arguments,
		  const struct command_line_command *commands, struct gw_error *error);
/* Whether the option of that long name was given. */
bool options_has(const struct options *options, const char *name);
void options_finish(struct options *options);

/* "train, race and the walk", of a set. */
void options_add_commands(const struct command_line_command *commands, unsigned set,
			  struct text *text);

#endif
