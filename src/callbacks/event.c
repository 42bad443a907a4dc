#include "callbacks/event.h"

#include "callbacks/event_pack.h"
#include "callbacks/event.pb-c.h"

/* ---- encoding ---- */

/* protobuf-c's idea of something to write to, around ours. */
struct sink {
	ProtobufCBuffer base; /* the first member: a sink is one of these */
	struct text *text;
};

static void append(ProtobufCBuffer *buffer, size_t length, const uint8_t *bytes)
{
	struct sink *sink = (struct sink *)(void *)buffer;
	text_add_bytes(sink->text, (const char *)bytes, length);
}

void event_pack(const ProtobufCMessage *message, struct text *bytes)
{
	struct sink sink = {{append}, bytes};
	protobuf_c_message_pack_to_buffer(message, &sink.base);
}

static Board__Event event_at(double seconds, uint64_t step)
{
	Board__Event event = BOARD__EVENT__INIT;

	event.wall_time = seconds;
	event.step = (int64_t)step;
	return event;
}

/* ---- what there is to say ---- */

void event_add_version(struct text *payload, double seconds)
{
	char version[] = "brain.Event:2";
	Board__Event event = event_at(seconds, 0);

	event.what_case = BOARD__EVENT__WHAT_FILE_VERSION;
	event.file_version = version;
	event_pack(&event.base, payload);
}

/* The one value of an event, to be shown by one of TensorBoard's plug-ins. */
static void add_value(struct text *payload, Board__Event event, const char *tag, char *plugin_name,
		      Board__Tensor *tensor)
{
	Board__Plugin plugin = BOARD__PLUGIN__INIT;
	Board__Metadata metadata = BOARD__METADATA__INIT;
	Board__Value value = BOARD__VALUE__INIT;
	Board__Summary summary = BOARD__SUMMARY__INIT;

	plugin.name = plugin_name;
	metadata.plugin = &plugin;
	value.tag = (char *)tag; /* which is only read */
	value.tensor = tensor;
	value.metadata = &metadata;
	summary.n_value = 1;
	summary.value = (Board__Value *[]){&value};
	event.what_case = BOARD__EVENT__WHAT_SUMMARY;
	event.summary = &summary;
	event_pack(&event.base, payload);
}

void event_add_scalar(struct text *payload, double seconds, uint64_t step, const char *tag,
		      double value)
{
	char plugin[] = "scalars";
	Board__Shape shape = BOARD__SHAPE__INIT;
	Board__Tensor tensor = BOARD__TENSOR__INIT;

	tensor.type = BOARD__TYPE__TYPE_FLOAT;
	tensor.shape = &shape;
	tensor.n_float_entry = 1;
	tensor.float_entry = (float[]){(float)value};
	add_value(payload, event_at(seconds, step), tag, plugin, &tensor);
}

void event_add_histogram(struct text *payload, double seconds, uint64_t step, const char *tag,
			 const struct histogram *histogram)
{
	char plugin[] = "histograms";
	double entry[HISTOGRAM_MOST * 3];
	Board__Dimension rows = BOARD__DIMENSION__INIT, columns = BOARD__DIMENSION__INIT;
	Board__Shape shape = BOARD__SHAPE__INIT;
	Board__Tensor tensor = BOARD__TENSOR__INIT;

	for (size_t i = 0; i < histogram->bucket_count; i++) {
		entry[3 * i] = histogram->bucket[i].left;
		entry[3 * i + 1] = histogram->bucket[i].right;
		entry[3 * i + 2] = histogram->bucket[i].count;
	}
	rows.size = (int64_t)histogram->bucket_count;
	columns.size = 3;
	shape.n_dimension = 2;
	shape.dimension = (Board__Dimension *[]){&rows, &columns};
	tensor.type = BOARD__TYPE__TYPE_DOUBLE;
	tensor.shape = &shape;
	tensor.n_double_entry = 3 * histogram->bucket_count;
	tensor.double_entry = entry;
	add_value(payload, event_at(seconds, step), tag, plugin, &tensor);
}
