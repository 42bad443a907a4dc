/*
 * Images as matrices: convolution with a kernel, and pools. Each entry of the result is made of a
 * window of the image, which moves by the stride; the padding is a frame around the image, of which
 * a window may hold a part:
 *
 *     conv2d(X, K, stride=2)   y[i,j] = Σ X[2i + k, 2j + l] K[k,l]
 *     max_pool(X, 2)           y[i,j] = the largest of X[2i … 2i + 1, 2j … 2j + 1]
 *
 *     padding 1    . . . . .      the frame is 0 for conv2d and avg_pool, and nothing for max_pool
 *                  . x x x .
 *                  . x x x .
 *                  . . . . .
 *
 * A padding is smaller than the window, so that each window holds an entry of the image.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MOST_SIZE (1 << 20)

/* Windows along one side of the image: `size` entries, which begin `stride` apart. */
struct side {
	uint32_t image, size, stride, padding, results;
};

/* The entries of the image from the first to before the last that a window holds. */
struct span_of_window {
	uint32_t first, end;
	uint32_t skipped; /* places of the window that lie in the frame before them */
};

struct windows {
	struct side down, across;
};

static struct side make_side(uint32_t image, uint32_t size, uint32_t stride, uint32_t padding)
{
	uint32_t framed = image + 2 * padding;
	uint32_t results = size > framed ? 0 : (framed - size) / stride + 1;

	return (struct side){image, size, stride, padding, results};
}

static struct gw_shape result_of(const struct windows *windows)
{
	return (struct gw_shape){windows->down.results, windows->across.results};
}

static struct span_of_window span_at(const struct side *side, size_t result)
{
	size_t start = result * side->stride, end = start + side->size;
	size_t from = start > side->padding ? start - side->padding : 0;
	size_t to = end - side->padding;

	return (struct span_of_window){
		(uint32_t)from, to > side->image ? side->image : (uint32_t)to,
		start < side->padding ? (uint32_t)(side->padding - start) : 0};
}

/* The part of the image that a window holds, row by row. */
struct part {
	struct span_of_window down, across;
	size_t wide, count; /* the part's columns, and all its entries */
};

static struct part part_at(const struct windows *windows, size_t at)
{
	struct part part = {span_at(&windows->down, at / windows->across.results),
			    span_at(&windows->across, at % windows->across.results), 0, 0};

	part.wide = part.across.end - part.across.first;
	part.count = (part.down.end - part.down.first) * part.wide;
	return part;
}

/* The entry of the image at place `term` of a part. */
static size_t entry_in(const struct windows *windows, const struct part *part, size_t term)
{
	size_t row = part->down.first + term / part->wide;
	return row * windows->across.image + part->across.first + term % part->wide;
}

/* The place in the whole window, frame and all, which is that in the kernel. */
static size_t place_in_window(const struct windows *windows, const struct part *part, size_t term)
{
	size_t row = part->down.skipped + term / part->wide;
	return row * windows->across.size + part->across.skipped + term % part->wide;
}

/* The results along one side whose window has place `entry`: the first, and how many. */
static size_t windows_with(const struct side *side, size_t entry, size_t *first)
{
	size_t framed = entry + side->padding, last = framed / side->stride;

	*first = framed < side->size ? 0 : (framed - side->size) / side->stride + 1;
	last = last + 1 > side->results ? (size_t)side->results - 1 : last;
	return *first > last ? 0 : last - *first + 1;
}

/*
 * The `index`-th entry of the result that an entry of the image goes into, and where in its part;
 * how many they are.
 */
static size_t use_of_entry(const struct windows *windows, size_t entry, size_t index,
			   struct gw_use *use)
{
	size_t row = entry / windows->across.image, column = entry % windows->across.image;
	size_t first_row, first_column;
	size_t rows = windows_with(&windows->down, row, &first_row);
	size_t columns = windows_with(&windows->across, column, &first_column);

	if (rows * columns == 0)
		return 0;
	use->at = (first_row + index / columns) * windows->across.results + first_column +
		  index % columns;
	struct part part = part_at(windows, use->at);
	use->term = (row - part.down.first) * part.wide + column - part.across.first;
	return rows * columns;
}

/* The shape of what the windows make, whose attributes are in order. */
static bool fits_windows(const struct windows *windows, const char *window, struct gw_shape *shape,
			 char why[GW_WHY])
{
	const struct side *down = &windows->down, *across = &windows->across;

	*shape = result_of(windows);
	if (gw_entry_count(*shape) == 0) {
		snprintf(why, GW_WHY, "the %s of %u×%u is larger than the image", window,
			 down->size, across->size);
		return false;
	}
	if (down->padding < down->size && across->padding < across->size)
		return true;
	snprintf(why, GW_WHY, "a padding of %u is not smaller than the %s of %u×%u",
		 across->padding, window, down->size, across->size);
	return false;
}

static uint32_t whole_attribute(const struct gw_matrix *x, unsigned count, unsigned place,
				double otherwise)
{
	return (uint32_t)op_attribute(x, count, place, otherwise);
}

/* ---- conv2d; conv1d, which convolves each row alone ---- */

static struct windows conv_windows(const struct gw_matrix *x, unsigned count)
{
	uint32_t stride = whole_attribute(x, count, 2, 1),
		 padding = whole_attribute(x, count, 3, 0);

	return (struct windows){make_side(x[0].shape.rows, x[1].shape.rows, stride, padding),
				make_side(x[0].shape.columns, x[1].shape.columns, stride, padding)};
}

static struct windows conv1d_windows(const struct gw_matrix *x, unsigned count)
{
	struct windows windows = conv_windows(x, count);

	windows.down = make_side(x[0].shape.rows, 1, 1, 0);
	return windows;
}

static bool check_conv(const struct gw_matrix *x, unsigned count, char why[GW_WHY])
{
	return op_check_whole("the stride", op_attribute(x, count, 2, 1), 1, MOST_SIZE, why) &&
	       op_check_whole("the padding", op_attribute(x, count, 3, 0), 0, MOST_SIZE, why);
}

static bool conv_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	if (!check_conv(x, count, why))
		return false;
	struct windows windows = conv_windows(x, count);
	return fits_windows(&windows, "kernel", shape, why);
}

static bool conv1d_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			 char why[GW_WHY])
{
	if (x[1].shape.rows != 1) {
		snprintf(why, GW_WHY, "the kernel of conv1d is one row; of more, write conv2d");
		return false;
	}
	if (!check_conv(x, count, why))
		return false;
	struct windows windows = conv1d_windows(x, count);
	return fits_windows(&windows, "kernel", shape, why);
}

static void convolve(const struct windows *windows, const double *image, const double *kernel,
		     double *y)
{
	for (size_t at = 0; at < gw_entry_count(result_of(windows)); at++) {
		struct part part = part_at(windows, at);
		const double *pixel = image + entry_in(windows, &part, 0);
		const double *weight = kernel + place_in_window(windows, &part, 0);
		double sum = 0;
		for (size_t k = part.down.first; k < part.down.end; k++) {
			for (size_t l = 0; l < part.wide; l++)
				sum += pixel[l] * weight[l];
			pixel += windows->across.image;
			weight += windows->across.size;
		}
		y[at] = sum;
	}
}

/* Add upstream times the other operand's entry to each entry of operand `which`. */
static void convolve_back(const struct windows *windows, const struct gw_matrix *x,
			  const double *upstream, unsigned which, double *downstream)
{
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t at = 0; at < gw_entry_count(result_of(windows)); at++) {
		struct part part = part_at(windows, at);
		size_t pixel = entry_in(windows, &part, 0);
		size_t weight = place_in_window(windows, &part, 0);
		for (size_t k = part.down.first; k < part.down.end; k++) {
			for (size_t l = 0; l < part.wide; l++)
				if (which == 0)
					downstream[pixel + l] +=
						upstream[at] * x[1].entry[weight + l];
				else
					downstream[weight + l] +=
						upstream[at] * x[0].entry[pixel + l];
			pixel += windows->across.image;
			weight += windows->across.size;
		}
	}
}

static size_t meet_in_window(const struct windows *windows, size_t at, size_t term,
			     struct gw_meeting *meeting)
{
	struct part part = part_at(windows, at);

	op_meet(meeting, entry_in(windows, &part, term), place_in_window(windows, &part, term));
	return part.count;
}

/* A weight goes into every entry of the result, but where it lies in the frame. */
static size_t uses_of_weight(const struct windows *windows, size_t weight, size_t index,
			     struct gw_use *use)
{
	size_t row = weight / windows->across.size, column = weight % windows->across.size;
	size_t found = 0;

	for (size_t at = 0; at < gw_entry_count(result_of(windows)); at++) {
		struct part part = part_at(windows, at);
		size_t high = part.down.end - part.down.first;
		if (row < part.down.skipped || row - part.down.skipped >= high ||
		    column < part.across.skipped || column - part.across.skipped >= part.wide)
			continue;
		if (found++ == index)
			*use = (struct gw_use){at, (row - part.down.skipped) * part.wide + column -
							   part.across.skipped};
	}
	return found;
}

static void conv_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct windows windows = conv_windows(x, count);
	convolve(&windows, x[0].entry, x[1].entry, y);
}

static void conv_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	struct windows windows = conv_windows(x, count);

	(void)y;
	convolve_back(&windows, x, upstream, which, downstream);
}

static size_t conv_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	struct windows windows = conv_windows(x, count);
	return meet_in_window(&windows, at, term, meeting);
}

static size_t conv_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	struct windows windows = conv_windows(x, count);

	return which == 0 ? use_of_entry(&windows, entry, index, use)
			  : uses_of_weight(&windows, entry, index, use);
}

static void conv1d_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct windows windows = conv1d_windows(x, count);
	convolve(&windows, x[0].entry, x[1].entry, y);
}

static void conv1d_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream)
{
	struct windows windows = conv1d_windows(x, count);

	(void)y;
	convolve_back(&windows, x, upstream, which, downstream);
}

static size_t conv1d_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			  struct gw_meeting *meeting)
{
	struct windows windows = conv1d_windows(x, count);
	return meet_in_window(&windows, at, term, meeting);
}

static size_t conv1d_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			  size_t index, struct gw_use *use)
{
	struct windows windows = conv1d_windows(x, count);

	return which == 0 ? use_of_entry(&windows, entry, index, use)
			  : uses_of_weight(&windows, entry, index, use);
}

/*
 * ---- pools: the windows lie side by side unless there is a stride; what is left at the edges is
 * dropped ----
 */

static struct windows pool_windows(const struct gw_matrix *x, unsigned count)
{
	uint32_t size = (uint32_t)*x[1].entry, stride = whole_attribute(x, count, 2, size),
		 padding = whole_attribute(x, count, 3, 0);

	return (struct windows){make_side(x[0].shape.rows, size, stride, padding),
				make_side(x[0].shape.columns, size, stride, padding)};
}

static bool pool_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	double size = *x[1].entry;

	if (!op_check_whole("the size", size, 1, MOST_SIZE, why) ||
	    !op_check_whole("the stride", op_attribute(x, count, 2, 1), 1, MOST_SIZE, why) ||
	    !op_check_whole("the padding", op_attribute(x, count, 3, 0), 0, floor(size / 2), why))
		return false;
	struct windows windows = pool_windows(x, count);
	return fits_windows(&windows, "window", shape, why);
}

static size_t pool_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	struct windows windows = pool_windows(x, count);
	struct part part = part_at(&windows, at);

	op_meet(meeting, entry_in(&windows, &part, term), 0);
	return part.count;
}

static size_t pool_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	struct windows windows = pool_windows(x, count);

	(void)which;
	return use_of_entry(&windows, entry, index, use);
}

/*
 * The entry of the image that is the first of the largest in a window; or the last NaN, which is
 * larger than all, as in PyTorch.
 */
static size_t largest_in(const struct gw_matrix *x, const struct windows *windows, size_t at)
{
	struct part part = part_at(windows, at);
	size_t best = entry_in(windows, &part, 0);

	for (size_t term = 1; term < part.count; term++) {
		size_t entry = entry_in(windows, &part, term);
		if (x[0].entry[entry] > x[0].entry[best] || isnan(x[0].entry[entry]))
			best = entry;
	}
	return best;
}

static void max_pool_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct windows windows = pool_windows(x, count);

	for (size_t at = 0; at < gw_entry_count(result_of(&windows)); at++)
		y[at] = x[0].entry[largest_in(x, &windows, at)];
}

static void max_pool_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream)
{
	struct windows windows = pool_windows(x, count);

	(void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++)
		downstream[largest_in(x, &windows, at)] += upstream[at];
}

static bool is_in_tie(const struct gw_matrix *x, const struct windows *windows, size_t at,
		      size_t entry)
{
	struct part part = part_at(windows, at);
	bool is_winner = x[0].entry[entry] == x[0].entry[largest_in(x, windows, at)];
	size_t equal = 0;

	for (size_t term = 0; term < part.count; term++)
		equal += x[0].entry[entry_in(windows, &part, term)] == x[0].entry[entry];
	return is_winner && equal > 1;
}

static const char *max_pool_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				 size_t at)
{
	struct windows windows = pool_windows(x, count);
	struct gw_use use;
	size_t uses = use_of_entry(&windows, at, 0, &use);

	(void)y;
	for (size_t i = 0; i < uses; i++) {
		use_of_entry(&windows, at, i, &use);
		if (is_in_tie(x, &windows, use.at, at))
			return "a tie: the first of the equal entries of a window gets all";
	}
	return NULL;
}

/* Where windows overlap, an entry may be chosen by one and not by another. */
static const char *max_pool_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				  unsigned which, size_t at)
{
	struct windows windows = pool_windows(x, count);
	struct gw_use use;

	(void)y, (void)which;
	if (use_of_entry(&windows, at, 0, &use) != 1)
		return NULL;
	return largest_in(x, &windows, use.at) == at ? "1" : "0";
}

/* A part of the frame counts as zeros. */
static double pool_size(const struct gw_matrix *x, unsigned count, size_t at)
{
	(void)count, (void)at;
	return *x[1].entry * *x[1].entry;
}

static void avg_pool_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct windows windows = pool_windows(x, count);

	for (size_t at = 0; at < gw_entry_count(result_of(&windows)); at++) {
		struct part part = part_at(&windows, at);
		y[at] = 0;
		for (size_t term = 0; term < part.count; term++)
			y[at] += x[0].entry[entry_in(&windows, &part, term)];
		y[at] /= pool_size(x, count, at);
	}
}

static void avg_pool_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream)
{
	struct windows windows = pool_windows(x, count);

	(void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++) {
		struct part part = part_at(&windows, at);
		for (size_t term = 0; term < part.count; term++)
			downstream[entry_in(&windows, &part, term)] +=
				upstream[at] / pool_size(x, count, at);
	}
}

static const char *avg_pool_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				  unsigned which, size_t at)
{
	struct windows windows = pool_windows(x, count);
	struct gw_use use;

	(void)y, (void)which;
	return use_of_entry(&windows, at, 0, &use) == 1 ? "1/d" : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "conv2d", .token = "conv2d", .symbol = "conv", .ascii = "conv",
		.notation = GW_CALL, .arity = 2, .most = 4,
		.attribute = {"stride", "padding"}, .first_attribute = 2,
		.is_product = true,
		.shape = conv_shape, .whole_value = conv_value, .vjp = conv_vjp,
		.form.term = "a * b", .form.meet = conv_meet, .form.uses = conv_uses,
		.rule = {{"dL/dA", "upstream * B, summed over the windows that hold the entry",
		          GW_RULE_SENTENCE},
		         {"dL/dB", "upstream times its window of A, summed",
		          GW_RULE_SENTENCE}},
		.jacobian = {"the entry of B that meets it, in each window",
		             "the entry of A that it meets, in each window"},
		.code = {.torch = "F.conv2d($a[None, None], $b[None, None], stride={$0;1}, "
		                  "padding={1$1;0})[0, 0]",
		         .numpy = "conv2d($a, $b, {$0;1}, {1$1;0})",
		         .vjp = {"conv2d_gradients($a, $b, $u, {$0;1}, {1$1;0})[0]",
		                 "conv2d_gradients($a, $b, $u, {$0;1}, {1$1;0})[1]"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "convolution shares its weights: gradients sum over windows",
		.source = "the kernel is not flipped, " OP_PYTORCH,
	},
	{
		.name = "conv1d", .token = "conv1d", .symbol = "conv1d", .ascii = "conv1d",
		.notation = GW_CALL, .arity = 2, .most = 4,
		.attribute = {"stride", "padding"}, .first_attribute = 2,
		.is_product = true,
		.shape = conv1d_shape, .whole_value = conv1d_value, .vjp = conv1d_vjp,
		.form.term = "a * b", .form.meet = conv1d_meet, .form.uses = conv1d_uses,
		.rule = {{"dL/dA", "upstream * B, summed over the windows that hold the entry",
		          GW_RULE_SENTENCE},
		         {"dL/dB", "upstream times its window of A, summed",
		          GW_RULE_SENTENCE}},
		.jacobian = {"the entry of B that meets it, in each window",
		             "the entry of A that it meets, in each window"},
		.code = {.torch = "F.conv1d($a[:, None], $b[None], stride={$0;1}, "
		                  "padding={1$1;0})[:, 0]",
		         .numpy = "conv1d($a, $b, {$0;1}, {1$1;0})",
		         .vjp = {"conv1d_gradients($a, $b, $u, {$0;1}, {1$1;0})[0]",
		                 "conv1d_gradients($a, $b, $u, {$0;1}, {1$1;0})[1]"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "convolution shares its weights: gradients sum over windows",
		.source = "the kernel is not flipped, " OP_PYTORCH,
	},
	{
		.name = "max_pool", .token = "max_pool", .symbol = "max pool", .ascii = "maxpool",
		.zero = "max_pool chose another entry",
		.notation = GW_CALL, .arity = 2, .most = 4,
		.attribute = {"size", "stride", "padding"}, .first_attribute = 1,
		.drawn = "$0x$0",
		.shape = pool_shape, .whole_value = max_pool_value, .vjp = max_pool_vjp,
		.whole_kink = max_pool_kink, .is_routed = true,
		.form.term = "a", .form.fold = "max", .form.meet = pool_meet,
		.form.uses = pool_uses, .form.local = max_pool_local,
		.rule = {{"dL/dA", "upstream, to the largest entry of each window; else 0",
		          GW_RULE_SENTENCE}},
		.jacobian = {"1 at the largest entry of each window; else 0"},
		.code = {.torch = "F.max_pool2d($a[None, None], $0, stride={1$1;$0}, "
		                  "padding={2$2;0})[0, 0]",
		         .numpy = "max_pool($a, $0, {1$1;$0}, {2$2;0})",
		         .vjp = {"max_pool_gradient($a, $u, $0, {1$1;$0}, {2$2;0})"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "a max pool routes: one entry a window",
		.source = "the first in a tie, " OP_PYTORCH,
	},
	{
		.name = "avg_pool", .token = "avg_pool", .symbol = "avg pool", .ascii = "avgpool",
		.notation = GW_CALL, .arity = 2, .most = 4,
		.attribute = {"size", "stride", "padding"}, .first_attribute = 1,
		.drawn = "$0x$0",
		.shape = pool_shape, .whole_value = avg_pool_value, .vjp = avg_pool_vjp,
		.form.term = "a", .form.whole = "(s)/d", .form.divisor = pool_size,
		.form.meet = pool_meet, .form.uses = pool_uses, .form.local = avg_pool_local,
		.rule = {{"dL/dA", "an equal share of upstream, to every entry of each window",
		          GW_RULE_SENTENCE}},
		.jacobian = {"an equal share of 1, at every entry of each window"},
		.code = {.torch = "F.avg_pool2d($a[None, None], $0, stride={1$1;$0}, "
		                  "padding={2$2;0})[0, 0]",
		         .numpy = "avg_pool($a, $0, {1$1;$0}, {2$2;0})",
		         .vjp = {"avg_pool_gradient($a, $u, $0, {1$1;$0}, {2$2;0})"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "an average pool copies an equal share",
		.source = "padding counts as zeros, " OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_window = {operators, sizeof operators / sizeof *operators};
