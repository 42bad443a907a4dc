/*
 * Images as matrices: convolution with a kernel, and pools. Each entry of the result is made of a
 * window of the image, which moves by the stride:
 *
 *     conv2d(X, K, stride=2)   y[i,j] = Σ X[2i + k, 2j + l] K[k,l]
 *     max_pool(X, 2)           y[i,j] = the largest of X[2i … 2i + 1, 2j … 2j + 1]
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Windows of `rows` × `columns` entries that begin `stride` apart. */
struct windows {
	uint32_t rows, columns, stride;
	struct gw_shape image, result;
};

static uint32_t places(uint32_t image, uint32_t window, uint32_t stride)
{
	return window > image ? 0 : (image - window) / stride + 1;
}

static struct windows make_windows(struct gw_shape image, uint32_t rows, uint32_t columns,
				   uint32_t stride)
{
	return (struct windows){
		rows,
		columns,
		stride,
		image,
		{places(image.rows, rows, stride), places(image.columns, columns, stride)}};
}

/* The entry of the image at place `term` of the window that makes entry `at`. */
static size_t entry_in(const struct windows *windows, size_t at, size_t term)
{
	size_t row = at / windows->result.columns * windows->stride + term / windows->columns;
	size_t column = at % windows->result.columns * windows->stride + term % windows->columns;

	return row * windows->image.columns + column;
}

/* The results along one side whose window has place `entry`: from the first to the last. */
static void windows_with(uint32_t entry, uint32_t window, uint32_t stride, uint32_t results,
			 size_t *first, size_t *count)
{
	size_t last = entry / stride;

	*first = entry < window ? 0 : (entry - window) / stride + 1;
	last = last + 1 > results ? (size_t)results - 1 : last;
	*count = *first > last ? 0 : last - *first + 1;
}

/*
 * The `index`-th entry of the result that an entry of the image goes into, and where in its window.
 */
static size_t use_of_entry(const struct windows *windows, size_t entry, size_t index,
			   struct gw_use *use)
{
	uint32_t row = (uint32_t)(entry / windows->image.columns),
		 column = (uint32_t)(entry % windows->image.columns);
	size_t first_row, rows, first_column, columns;

	windows_with(row, windows->rows, windows->stride, windows->result.rows, &first_row, &rows);
	windows_with(column, windows->columns, windows->stride, windows->result.columns,
		     &first_column, &columns);
	if (rows * columns == 0)
		return 0;
	size_t i = first_row + index / columns, j = first_column + index % columns;
	*use = (struct gw_use){i * windows->result.columns + j,
			       (row - i * windows->stride) * windows->columns + column -
				       j * windows->stride};
	return rows * columns;
}

#define MOST_SIZE (1 << 20)

/* Whether an operand is a size or a stride; if not, the reason says so. */
static bool check_size(const char *what, double number, char why[GW_WHY])
{
	if (number >= 1 && number <= MOST_SIZE && number == floor(number))
		return true;
	snprintf(why, GW_WHY, "the %s is a whole number from 1 to %d, not %.15g", what, MOST_SIZE,
		 number);
	return false;
}

/* ---- conv2d ---- */

static struct windows conv_windows(const struct gw_matrix *x, unsigned count)
{
	uint32_t stride = count > 2 ? (uint32_t)*x[2].entry : 1;
	return make_windows(x[0].shape, x[1].shape.rows, x[1].shape.columns, stride);
}

static bool conv_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	if (count > 2 && !check_size("stride", *x[2].entry, why))
		return false;
	*shape = conv_windows(x, count).result;
	if (gw_entry_count(*shape) > 0)
		return true;
	snprintf(why, GW_WHY, "the kernel is larger than the image");
	return false;
}

static void conv_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct windows windows = conv_windows(x, count);
	size_t columns = windows.columns, wide = windows.image.columns;

	for (size_t at = 0; at < gw_entry_count(windows.result); at++) {
		const double *corner = x[0].entry + entry_in(&windows, at, 0);
		double sum = 0;
		for (size_t k = 0; k < windows.rows; k++)
			for (size_t l = 0; l < columns; l++)
				sum += corner[k * wide + l] * x[1].entry[k * columns + l];
		y[at] = sum;
	}
}

static void conv_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	struct windows windows = conv_windows(x, count);
	size_t columns = windows.columns, wide = windows.image.columns;

	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++) {
		size_t corner = entry_in(&windows, at, 0);
		for (size_t k = 0; k < windows.rows; k++)
			for (size_t l = 0; l < columns; l++) {
				size_t pixel = corner + k * wide + l, weight = k * columns + l;
				if (which == 0)
					downstream[pixel] += upstream[at] * x[1].entry[weight];
				else
					downstream[weight] += upstream[at] * x[0].entry[pixel];
			}
	}
}

static size_t conv_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	struct windows windows = conv_windows(x, count);

	op_meet(meeting, entry_in(&windows, at, term), term);
	return op_entries(x[1]);
}

/* A weight goes into every entry of the result. */
static size_t conv_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	struct windows windows = conv_windows(x, count);

	if (which == 0)
		return use_of_entry(&windows, entry, index, use);
	*use = (struct gw_use){index, entry};
	return gw_entry_count(windows.result);
}

/* ---- pools: the windows lie side by side; what is left at the edges is dropped ---- */

static struct windows pool_windows(const struct gw_matrix *x)
{
	uint32_t size = (uint32_t)*x[1].entry;
	return make_windows(x[0].shape, size, size, size);
}

static bool pool_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	(void)count;
	if (!check_size("size", *x[1].entry, why))
		return false;
	*shape = pool_windows(x).result;
	if (gw_entry_count(*shape) > 0)
		return true;
	snprintf(why, GW_WHY, "a window of %.15g is larger than the image", *x[1].entry);
	return false;
}

static size_t pool_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	struct windows windows = pool_windows(x);

	(void)count;
	op_meet(meeting, entry_in(&windows, at, term), 0);
	return (size_t)windows.rows * windows.columns;
}

static size_t pool_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	struct windows windows = pool_windows(x);

	(void)count, (void)which;
	return use_of_entry(&windows, entry, index, use);
}

/* The entry of the image that is the first of the largest in a window; a NaN is larger than all. */
static size_t largest_in(const struct gw_matrix *x, const struct windows *windows, size_t at)
{
	size_t best = entry_in(windows, at, 0);

	for (size_t term = 1; term < (size_t)windows->rows * windows->columns; term++) {
		size_t entry = entry_in(windows, at, term);
		if (x[0].entry[entry] > x[0].entry[best] ||
		    (isnan(x[0].entry[entry]) && !isnan(x[0].entry[best])))
			best = entry;
	}
	return best;
}

static void max_pool_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct windows windows = pool_windows(x);

	(void)count;
	for (size_t at = 0; at < gw_entry_count(windows.result); at++)
		y[at] = x[0].entry[largest_in(x, &windows, at)];
}

static void max_pool_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream)
{
	struct windows windows = pool_windows(x);

	(void)count, (void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++)
		downstream[largest_in(x, &windows, at)] = upstream[at];
}

static bool is_in_tie(const struct gw_matrix *x, const struct windows *windows, size_t at,
		      size_t entry)
{
	bool is_winner = x[0].entry[entry] == x[0].entry[largest_in(x, windows, at)];
	size_t equal = 0;

	for (size_t term = 0; term < (size_t)windows->rows * windows->columns; term++)
		equal += x[0].entry[entry_in(windows, at, term)] == x[0].entry[entry];
	return is_winner && equal > 1;
}

static const char *max_pool_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				 size_t at)
{
	struct windows windows = pool_windows(x);
	struct gw_use use;

	(void)count, (void)y;
	if (use_of_entry(&windows, at, 0, &use) == 0 || !is_in_tie(x, &windows, use.at, at))
		return NULL;
	return "a tie: the first of the equal entries of a window gets all";
}

static const char *max_pool_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				  unsigned which, size_t at)
{
	struct windows windows = pool_windows(x);
	struct gw_use use;

	(void)count, (void)y, (void)which;
	use_of_entry(&windows, at, 0, &use);
	return largest_in(x, &windows, use.at) == at ? "1" : "0";
}

static void avg_pool_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct windows windows = pool_windows(x);
	size_t size = (size_t)windows.rows * windows.columns;

	(void)count;
	for (size_t at = 0; at < gw_entry_count(windows.result); at++) {
		y[at] = 0;
		for (size_t term = 0; term < size; term++)
			y[at] += x[0].entry[entry_in(&windows, at, term)];
		y[at] /= (double)size;
	}
}

static void avg_pool_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream)
{
	struct windows windows = pool_windows(x);
	size_t size = (size_t)windows.rows * windows.columns;

	(void)count, (void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++)
		for (size_t term = 0; term < size; term++)
			downstream[entry_in(&windows, at, term)] = upstream[at] / (double)size;
}

static const char *avg_pool_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				  unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)which, (void)at;
	return "1/n";
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "conv2d", .alias = "conv1d", .token = "conv2d", .symbol = "conv",
		.ascii = "conv",
		.notation = GW_CALL, .arity = 2, .most = 3,
		.attribute = "stride", .first_attribute = 2,
		.is_product = true,
		.shape = conv_shape, .whole_value = conv_value, .vjp = conv_vjp,
		.form.term = "a * b", .form.meet = conv_meet, .form.uses = conv_uses,
		.rule = {{"dL/dA", "upstream * B, summed over the windows that hold the entry",
		          GW_RULE_SENTENCE},
		         {"dL/dB", "upstream times its window of A, summed",
		          GW_RULE_SENTENCE}},
		.nickname = "convolution shares its weights: gradients sum over windows",
		.source = "the kernel is not flipped, " OP_PYTORCH,
	},
	{
		.name = "max_pool", .token = "max_pool", .symbol = "max pool", .ascii = "maxpool",
		.zero = "max_pool chose another entry",
		.notation = GW_CALL, .arity = 2,
		.attribute = "size", .first_attribute = 1,
		.shape = pool_shape, .whole_value = max_pool_value, .vjp = max_pool_vjp,
		.whole_kink = max_pool_kink, .is_routed = true,
		.form.term = "a", .form.fold = "max", .form.meet = pool_meet,
		.form.uses = pool_uses, .form.local = max_pool_local,
		.rule = {{"dL/dA", "upstream, to the largest entry of each window; else 0",
		          GW_RULE_SENTENCE}},
		.nickname = "a max pool routes: one entry a window",
		.source = "the first in a tie, " OP_PYTORCH,
	},
	{
		.name = "avg_pool", .token = "avg_pool", .symbol = "avg pool", .ascii = "avgpool",
		.notation = GW_CALL, .arity = 2,
		.attribute = "size", .first_attribute = 1,
		.shape = pool_shape, .whole_value = avg_pool_value, .vjp = avg_pool_vjp,
		.form.term = "a", .form.whole = "(s)/n", .form.meet = pool_meet,
		.form.uses = pool_uses, .form.local = avg_pool_local,
		.rule = {{"dL/dA", "an equal share of upstream, to every entry of each window",
		          GW_RULE_SENTENCE}},
		.nickname = "an average pool copies an equal share",
	},
};
/* clang-format on */

const struct gw_op_family op_window = {operators, sizeof operators / sizeof *operators};
