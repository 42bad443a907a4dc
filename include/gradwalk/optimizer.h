/*
 * Optimizers: from a gradient to a change of a parameter, one entry at a time.
 *
 * gw_rules is the one list of them: what each keeps between steps, its update as formulas, and its
 * defaults in each convention. An update is a pure function of an entry, its gradient and what is
 * kept of it. So a step leaves only what it began with, and gw_optimizer_last() makes the same
 * update again, to the bit, for whoever looks into it.
 *
 *     const struct gw_rule *rule = gw_rule_find("adam");
 *     struct gw_optimizer *optimizer = gw_optimizer_create(
 *         rule, GW_LECTURE, &rule->defaults[GW_LECTURE], entry_count, &error);
 *     for (…)
 *         gw_optimizer_step(optimizer, rate, parameters, parameter_count);
 *     gw_optimizer_destroy(optimizer);
 */
#ifndef GRADWALK_OPTIMIZER_H
#define GRADWALK_OPTIMIZER_H

#include <gradwalk/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_MOST_KEPT 3     /* numbers that a rule keeps of an entry */
#define GW_MOST_FORMULAS 8 /* of one update */
#define GW_LANES 64        /* entries that are updated side by side */

/* Whose formula and defaults: the same name means different updates in different places. */
enum gw_convention {
	GW_LECTURE, /* CS231n's notes and slides */
	GW_KERAS,   /* Keras 3 */
	GW_TORCH,   /* PyTorch */
	GW_CONVENTION_COUNT,
};

extern const char *const gw_convention_names[GW_CONVENTION_COUNT];

struct gw_optimizer_options {
	double rate;      /* the learning rate that it starts with */
	double momentum;  /* μ */
	double dampening; /* PyTorch's: the share of the gradient that a velocity leaves out */
	double rho;       /* how much of a running mean stays: ρ */
	double beta1, beta2;
	double epsilon;
	double accumulator; /* where AdaGrad's sum starts */
	double rate_decay;  /* PyTorch's AdaGrad: the rate is divided by 1 + (t − 1) rate_decay */
	double weight_decay; /* 0: none */
	bool is_decoupled;   /* weight decay shrinks the parameter; else it joins the gradient */
	bool is_centered;    /* RMSProp: around the mean gradient */
	bool keeps_maximum;  /* Adam: AMSGrad */
	bool is_uncorrected; /* Adam: without the correction of its bias */
	double clip_value;   /* each entry of a gradient to ±this; 0: not */
	double clip_norm;    /* each parameter's gradient to this length; 0: not */
	double clip_global_norm; /* all gradients together to this length; 0: not */
};

/* One step of one entry, with all that is between the gradient and the new value. */
struct gw_update {
	double unclipped; /* the loss's derivative by this entry */
	double slope;     /* the same, clipped if the options say so */
	double gradient;  /* the same with weight decay, if that joins it: g */
	double before, after;
	double was[GW_MOST_KEPT];       /* what was kept before the step */
	double kept[GW_MOST_KEPT];      /* and after */
	double corrected[GW_MOST_KEPT]; /* Adam's m̂ and v̂; NaN where there is none */
	double rate;                    /* of this step */
	uint64_t time;                  /* t, from 1 */
};

struct gw_optimizer;

/*
 * The updates of up to GW_LANES entries at once: a rule reads the first half and writes the second.
 * The arrays are those of struct gw_update.
 */
struct gw_updates {
	size_t count;
	double rate;
	uint64_t time;
	double correction[2]; /* 1 − β1ᵗ and 1 − β2ᵗ; 1 if the bias is not corrected */
	double gradient[GW_LANES], before[GW_LANES];
	double was[GW_MOST_KEPT][GW_LANES]; /* only of numbers that the options need */

	double after[GW_LANES];
	double kept[GW_MOST_KEPT][GW_LANES];
	double corrected[GW_MOST_KEPT][GW_LANES];
};

/*
 * Conditions on which a formula applies to a step, as a set. A number of the settings is in use
 * unless it is 0.
 */
enum gw_condition {
	GW_IF_LECTURE = 1 << GW_LECTURE, /* the convention */
	GW_IF_KERAS = 1 << GW_KERAS,
	GW_IF_TORCH = 1 << GW_TORCH,
	GW_IF_FIRST = 1 << 3, /* it is the first step */
	GW_IF_MOMENTUM = 1 << 4,
	GW_IF_DAMPENING = 1 << 5,
	GW_IF_RATE_DECAY = 1 << 6,
	GW_IF_WEIGHT_DECAY = 1 << 7,
	GW_IF_DECOUPLED = 1 << 8,
	GW_IF_CENTERED = 1 << 9,
	GW_IF_MAXIMUM = 1 << 10,
	GW_IF_UNCORRECTED = 1 << 11,
};

/*
 * One line of an update, symbol = expression: "v", "μ v − lr g". The expression is written in the
 * language of graphs. Its names are
 *
 *     x slope g        an entry, its gradient, and that with weight decay
 *     lr t             the learning rate of the step, and its number, from 1
 *     μ damp ρ β1 β2 ε decay λ    settings
 *     v a m b v_max    what the rule keeps: before the line that has it on the left, then after
 *     v_new m_hat v_hat           what other lines have on the left
 */
struct gw_formula {
	const char *symbol, *expression;
	unsigned needs, lacks; /* the conditions that must hold for it, and those that must not */
};

struct gw_rule {
	const char *name;
	const char *kept[GW_MOST_KEPT]; /* the symbols of what it keeps; NULL ends them */
	unsigned kept_if[GW_MOST_KEPT]; /* the conditions that each of them is needed for */
	struct gw_optimizer_options defaults[GW_CONVENTION_COUNT];
	/* The update in two forms, which a test holds together: for computing, */
	void (*step)(const struct gw_optimizer *optimizer, struct gw_updates *updates);
	/* and for people, in the order of computing; a row without a symbol ends them. */
	const struct gw_formula *formulas;
};

extern const struct gw_rule gw_rules[];
extern const size_t gw_rule_count;

/* The settings of the last step; they may have changed since then. Time 0: none was made. */
struct gw_last_step {
	const struct gw_rule *rule;
	enum gw_convention convention;
	struct gw_optimizer_options options;
	double rate;
	uint64_t time;
};

struct gw_optimizer {
	const struct gw_rule *rule;
	enum gw_convention convention;
	struct gw_optimizer_options options;
	uint64_t time;              /* steps taken */
	size_t count;               /* entries of all parameters together */
	double *kept[GW_MOST_KEPT]; /* the numbers that the rule keeps, each over all entries */

	/* The start of the last step, of each entry: as in struct gw_update. */
	double *was[GW_MOST_KEPT];
	double *before, *slope;
	double *unclipped; /* only if gradients are clipped */
	struct gw_last_step last;
};

/* A parameter's entries and their gradient. */
struct gw_parameter {
	double *value, *gradient;
	size_t count;
};

/* The rule of that name, or NULL. */
const struct gw_rule *gw_rule_find(const char *name);

/* `count` is that of the entries of all parameters together. NULL if memory ran out. */
struct gw_optimizer *gw_optimizer_create(const struct gw_rule *rule, enum gw_convention convention,
					 const struct gw_optimizer_options *options, size_t count,
					 struct gw_error *error);
void gw_optimizer_destroy(struct gw_optimizer *optimizer);

/* Limit the gradients as the options say, in place. gw_optimizer_step() begins with it. */
void gw_optimizer_clip(const struct gw_optimizer *optimizer, struct gw_parameter *parameters,
		       size_t count);

/* Change all parameters by one step at a learning rate. */
void gw_optimizer_step(struct gw_optimizer *optimizer, double rate, struct gw_parameter *parameters,
		       size_t count);

/*
 * Returns the update that the next step makes to one entry with that value and (clipped) gradient;
 * `entry` counts through all parameters. Changes nothing.
 */
struct gw_update gw_optimizer_update(const struct gw_optimizer *optimizer, double rate,
				     size_t entry, double value, double gradient);

/* Returns the last step's update of an entry; all zero if there was none. */
struct gw_update gw_optimizer_last(const struct gw_optimizer *optimizer, size_t entry);

/*
 * Gives the formulas that hold in step `time` (from 1), weight decay included, in the order in
 * which they are computed; the last is that of x. Returns their number.
 */
size_t gw_optimizer_describe(const struct gw_optimizer *optimizer, uint64_t time,
			     const struct gw_formula *formula[GW_MOST_FORMULAS]);

#ifdef __cplusplus
}
#endif

#endif
