/*
 * The losses of a timeline: those that steps learnt from, and those measured at a time's
 * parameters.
 */
#include "timeline/segment.h"

#include "train/fit.h"

#include <string.h>

uint64_t timeline_epoch_length(const struct timeline *timeline)
{
	return fit_epoch_length(&timeline->fit);
}

bool timeline_is_put_back(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;
	size_t entry = 0;

	for (size_t i = 0; timeline_is_over(timeline) && i < fit->parameter_count; i++)
		for (size_t k = 0; k < fit->parameter[i].count; k++) {
			double made = gw_optimizer_last(fit->optimizer, entry++).after;
			if (memcmp(&fit->parameter[i].value[k], &made, sizeof made) != 0)
				return true;
		}
	return false;
}

/* ---- the loss of a point ---- */

double timeline_loss_at(const struct timeline *timeline, const double entry[2])
{
	const struct gw_fit *fit = &timeline->fit;

	for (size_t i = 0; i < fit->parameter_count; i++) {
		memcpy(gw_tape_entries(timeline->measuring, fit->leaf[i]), entry,
		       fit->parameter[i].count * sizeof *entry);
		entry += fit->parameter[i].count;
	}
	return fit_loss_in(fit, timeline->measuring);
}

double timeline_measure_here(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;

	for (size_t i = 0; i < fit->parameter_count; i++)
		memcpy(gw_tape_entries(timeline->measuring, fit->leaf[i]), fit->parameter[i].value,
		       fit->parameter[i].count * sizeof(double));
	return fit_loss_in(fit, timeline->measuring);
}

/* The loss here. It is shown often, so it is measured once, except in the middle of an epoch. */
double timeline_loss_here(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;

	if (timeline_is_put_back(timeline))
		return timeline_measure_here(timeline);
	if (!timeline->is_by_epoch)
		return timeline->loss[fit->step];
	return fit->batch == 0 ? timeline->measured[fit->epoch] : timeline_measure_here(timeline);
}

/* Measures the loss after the newest step, from which the next step will start. */
void timeline_measure_end(struct timeline *timeline)
{
	if (!timeline->is_by_epoch && timeline_step(timeline) == timeline->known)
		timeline->loss[timeline->known] = timeline_measure_here(timeline);
}

/* ---- curves where epochs have different lengths ---- */

static bool has_long_epochs(const struct timeline *timeline)
{
	uint64_t rows = timeline->fit.training_rows;

	for (size_t i = 0; i < timeline->segment_count; i++) {
		uint64_t batch = timeline->segment[i].options.batch;
		if (batch > 0 && batch < rows)
			return true;
	}
	return false;
}

/* Until now each epoch was one step, whose loss was measured by the step. */
void timeline_settle_curves(struct timeline *timeline)
{
	bool was_by_epoch = timeline->is_by_epoch;

	timeline->is_by_epoch = has_long_epochs(timeline);
	if (was_by_epoch || !timeline->is_by_epoch)
		return;
	for (uint64_t epoch = 0; epoch <= timeline->epochs_known; epoch++)
		timeline->measured[epoch] = timeline->loss[epoch];
}

/* ---- the curves ---- */

bool timeline_has_even_epochs(const struct timeline *timeline)
{
	for (size_t i = 1; i < timeline->segment_count; i++)
		if (timeline->segment[i].options.batch != timeline->segment[0].options.batch)
			return false;
	return true;
}

struct losses timeline_losses(const struct timeline *timeline)
{
	uint64_t spacing = timeline_epoch_length(timeline), step = timeline_step(timeline);

	if (!timeline->is_by_epoch)
		return (struct losses){timeline->loss, timeline->known, step, 1, 1, NULL};
	return (struct losses){timeline->epoch_loss,
			       timeline->epochs_known,
			       timeline->fit.epoch,
			       spacing,
			       spacing,
			       timeline_has_even_epochs(timeline) ? NULL
								  : timeline->epoch_time + 1};
}

struct losses timeline_measured(const struct timeline *timeline)
{
	uint64_t spacing = timeline_epoch_length(timeline), step = timeline_step(timeline);

	if (!timeline->is_by_epoch)
		return (struct losses){timeline->loss, timeline->known + 1, step + 1, 1, 0, NULL};
	return (struct losses){timeline->measured,
			       timeline->epochs_known + 1,
			       timeline->fit.epoch + 1,
			       spacing,
			       0,
			       timeline_has_even_epochs(timeline) ? NULL : timeline->epoch_time};
}
