#include "charts/learnt_parts.h"

static void (*const drawers[LEARNT_COUNT])(const struct drawn *drawn, struct rectangle area) = {
	[LEARNT_FIT] = learnt_draw_fit,
	[LEARNT_BOUNDARY] = learnt_draw_boundary,
	[LEARNT_ROWS] = learnt_draw_rows,
	[LEARNT_FLOW] = learnt_draw_flow,
	[LEARNT_PARAMETERS] = learnt_draw_parameters,
	[LEARNT_METRICS] = learnt_draw_metrics,
};

void learnt_draw(struct learnt *learnt, const struct timeline *timeline,
		 enum learnt_picture picture, struct canvas *canvas, struct rectangle area,
		 const struct learnt_style *style)
{
	const struct drawn drawn = {learnt, timeline, canvas, style};
	const char *obstacle = learnt_obstacle(learnt, picture);

	if (obstacle) {
		learnt_draw_sentence(&drawn, area, obstacle);
		return;
	}
	if (learnt->model.node != GW_NONE)
		model_enter(&learnt->model, &timeline->fit);
	drawers[picture](&drawn, area);
}
