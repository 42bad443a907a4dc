#include "train/state.h"

#include "base/error.h"

#include <string.h>

/* ---- what is named ---- */

static void carry(struct gw_state *state, const char *name, enum state_kind kind, void *value,
		  size_t count)
{
	if (!state->failed)
		state->carry(state, name, kind, value, count);
}

void gw_state_number(struct gw_state *state, const char *name, double *value)
{
	carry(state, name, STATE_NUMBER, value, 1);
}

void gw_state_numbers(struct gw_state *state, const char *name, double *value, size_t count)
{
	carry(state, name, STATE_NUMBER, value, count);
}

void gw_state_count(struct gw_state *state, const char *name, uint64_t *value)
{
	carry(state, name, STATE_COUNT, value, 1);
}

void gw_state_truth(struct gw_state *state, const char *name, bool *value)
{
	carry(state, name, STATE_TRUTH, value, 1);
}

void gw_state_word(struct gw_state *state, const char *name, const char **value)
{
	carry(state, name, STATE_WORD, value, 1);
}

void state_logs(struct gw_state *state, const char *name, struct gw_logs *logs)
{
	carry(state, name, STATE_LOGS, logs, 1);
}

void state_shown(struct gw_state *state, void *bytes, size_t size)
{
	if (!state->is_text)
		carry(state, NULL, STATE_BYTE, bytes, size);
}

void state_fail_memory(struct gw_state *state)
{
	state->failed = true;
	error_memory(state->error);
}

/* ---- in memory ---- */

static const size_t sizes[] = {
	[STATE_NUMBER] = sizeof(double),       [STATE_COUNT] = sizeof(uint64_t),
	[STATE_TRUTH] = sizeof(bool),          [STATE_WORD] = sizeof(const char *),
	[STATE_LOGS] = sizeof(struct gw_logs), [STATE_BYTE] = 1,
};

static void save(struct gw_state *state, const char *name, enum state_kind kind, void *value,
		 size_t count)
{
	size_t size = count * sizes[kind];

	(void)name;
	if (state->to)
		memcpy(state->to + state->used, value, size);
	state->used += size;
}

static void load(struct gw_state *state, const char *name, enum state_kind kind, void *value,
		 size_t count)
{
	size_t size = count * sizes[kind];

	(void)name;
	memcpy(value, state->from + state->used, size);
	state->used += size;
}

struct gw_state state_sizing(void)
{
	return (struct gw_state){.carry = save};
}

struct gw_state state_saving(void *block)
{
	return (struct gw_state){.carry = save, .to = block};
}

struct gw_state state_loading(const void *block)
{
	return (struct gw_state){.carry = load, .from = block};
}
