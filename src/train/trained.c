/*
 * A graph's file with other values of its parameters: only those change, so that titles, comments
 * and the way it is laid out stay.
 */
#include <gradwalk/train.h>

#include "base/error.h"
#include "graph/source_patch.h"
#include "train/undefined.h"

char *gw_trained_source(const struct gw_fit *fit, size_t *length, struct gw_error *error)
{
	struct source_patches patches = {0};
	struct text text = {0};

	if (!fit->graph->source) {
		error_set(error, "the trained graph is not written: it was not loaded from a file");
		return NULL;
	}
	if (!fit->writes_undefined && !undefined_is_nowhere(fit)) {
		error_set(error, "a parameter is not a finite number: the trained graph is not "
				 "written");
		return NULL;
	}
	for (size_t i = 0; i < fit->parameter_count; i++)
		patch_leaf(&patches, fit->graph, fit->leaf[i], fit->parameter[i].value);
	patches_apply(&patches, fit->graph, &text);
	patches_finish(&patches);
	*length = text.length;
	char *source = text_take(&text);
	if (!source)
		error_memory(error);
	return source;
}
