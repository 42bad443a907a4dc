#include "export/listing.h"

#include "base/error.h"
#include "explain/label.h"
#include "export/escape.h"

#include <string.h>

static bool begins_a_name(const struct gw_graph *graph, const struct text *prefix)
{
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (strncmp(gw_node_name(graph, i), prefix->data, prefix->length) == 0)
			return true;
	return false;
}

/* Make a prefix longer until no name of the graph begins with it. */
static void choose_prefix(const struct gw_graph *graph, const char *wanted, struct text *prefix)
{
	text_add(prefix, wanted);
	while (!prefix->failed && begins_a_name(graph, prefix))
		text_add(prefix, "_");
}

static bool check_gates(const struct listing *listing, struct gw_error *error)
{
	for (uint32_t i = 0; i < listing->tape->gate_count; i++) {
		uint32_t gate = listing->tape->gate[i];
		const struct gw_op_code *code = listing_code(listing, gate);
		if (!listing->language->spelling(code) || !code->vjp[0])
			return error_set(
				error, "%s has no spelling in %s, so that no program is written",
				gw_node_op(listing->graph, gate)->name, listing->language->name);
	}
	return true;
}

bool listing_start(struct listing *listing, const struct listing_language *language,
		   const struct exported *exported, struct text *text, struct gw_error *error)
{
	*listing = (struct listing){
		.language = language,
		.walk = exported->walk,
		.tape = exported->walk->tape,
		.graph = exported->walk->tape->graph,
		.text = text,
	};
	choose_prefix(listing->graph, "n", &listing->node_prefix);
	choose_prefix(listing->graph, "d_", &listing->gradient_prefix);
	return (!(listing->node_prefix.failed || listing->gradient_prefix.failed) ||
		error_memory(error)) &&
	       check_gates(listing, error);
}

void listing_finish(struct listing *listing)
{
	text_finish(&listing->node_prefix);
	text_finish(&listing->gradient_prefix);
}

static void add_comment(const struct listing *listing, const char *label, const char *sentence)
{
	if (!sentence || !*sentence)
		return;
	text_add_format(listing->text, "# %s", label);
	escape_add_comment(listing->text, sentence, strlen(sentence));
	text_add(listing->text, "\n");
}

void listing_add_heading(const struct listing *listing)
{
	add_comment(listing, "", listing->graph->prose.name);
	add_comment(listing, "", listing->graph->prose.title);
}

/* Adds the name of a derivative of the output as a string: "∂f/∂x". */
static void add_derivative(const struct listing *listing, uint32_t by)
{
	struct text said = {0};

	text_add(&said, "∂");
	label_add_name(&said, gw_node_name(listing->graph, listing->tape->output));
	text_add(&said, "/∂");
	label_add_name(&said, gw_node_name(listing->graph, by));
	escape_add_quoted(listing->text, &said);
	text_finish(&said);
}

/* Where the output does not depend on a leaf, its gradient is 0, in the leaf's shape. */
static void add_expected_gradient(const struct listing *listing, uint32_t leaf)
{
	struct gw_matrix gradient = gw_tape_gradient_matrix(listing->tape, leaf);

	if (gradient.entry)
		listing_add_value(listing, gradient, 6);
	else
		text_add(listing->text, "0.0");
}

static bool has_gradient(const struct gw_graph *graph, uint32_t node)
{
	return graph->kind[node] == GW_INPUT || graph->kind[node] == GW_PARAM;
}

void listing_add_checks(const struct listing *listing,
			void (*add_gradient)(const struct listing *listing, uint32_t leaf))
{
	struct text *text = listing->text, name = {0};

	label_add_name(&name, gw_node_name(listing->graph, listing->tape->output));
	text_add(text, "check(");
	escape_add_quoted(text, &name);
	text_add(text, ", ");
	listing_add_name(listing, listing->tape->output);
	text_add(text, ", ");
	listing_add_value(listing, gw_tape_value(listing->tape, listing->tape->output), 0);
	text_add(text, ")\n");
	for (uint32_t i = 0; i < listing->graph->node_count; i++) {
		if (!has_gradient(listing->graph, i) || gw_is_of_metrics(listing->graph, i))
			continue;
		text_add(text, "check(");
		add_derivative(listing, i);
		text_add(text, ", ");
		add_gradient(listing, i);
		text_add(text, gw_is_scalar(gw_node_shape(listing->graph, i)) ? ", " : ",\n      ");
		add_expected_gradient(listing, i);
		text_add(text, ")\n");
	}
	text_add(text, "print(\"the value and all gradients agree with gradwalk's\")\n");
	text_finish(&name);
}

void listing_each_leaf(const struct listing *listing,
		       void (*add_leaf)(const struct listing *listing, uint32_t leaf))
{
	for (uint32_t i = 0; i < listing->graph->node_count; i++)
		if (!gw_is_gate(listing->graph, i) && listing->graph->kind[i] != GW_LITERAL &&
		    !gw_is_of_metrics(listing->graph, i))
			add_leaf(listing, i);
}

void listing_each_gate(const struct listing *listing)
{
	for (uint32_t i = 0; i < listing->tape->gate_count; i++) {
		uint32_t gate = listing->tape->gate[i];
		listing_add_name(listing, gate);
		text_add(listing->text, " = ");
		listing_add_gate(listing, gate);
		listing_end_line(listing, gate);
	}
}

bool listing_uses(const struct listing *listing, const char *helper)
{
	for (uint32_t i = 0; i < listing->tape->gate_count; i++) {
		const struct gw_op_code *code = listing_code(listing, listing->tape->gate[i]);
		bool is_used = strstr(listing->language->spelling(code), helper);
		for (unsigned k = 0; k < GW_MAX_ARITY && code->vjp[k]; k++)
			is_used |= strstr(code->vjp[k], helper) != NULL;
		if (is_used)
			return true;
	}
	return false;
}
