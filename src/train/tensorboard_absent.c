#include "train/tensorboard.h"

#include "base/error.h"

bool tensorboard_create(struct gw_callback *callback, const struct tensorboard_options *options,
			struct gw_error *error)
{
	(void)callback, (void)options;
	return error_set(error, "TensorBoard: this gradwalk was built without protobuf-c");
}
