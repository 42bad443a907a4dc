#include "export/numpy_helper.h"

#include <stddef.h>

/* Each window of the framed image, times the kernel; and the gradients of both. */
#define CONV                                                                                       \
	"def conv(x, k, stride, padding):\n"                                                       \
	"    x = np.pad(x, [(p, p) for p in padding])\n"                                           \
	"    rows, columns = ((n - m) // s + 1 for n, m, s in zip(x.shape, k.shape, stride))\n"    \
	"    return np.array([[np.sum(x[window(k, stride, i, j)] * k) for j in range(columns)]\n"  \
	"                     for i in range(rows)])\n\n\n"                                        \
	"def window(k, stride, i, j):\n"                                                           \
	"    i, j = i * stride[0], j * stride[1]\n"                                                \
	"    return np.s_[i:i + k.shape[0], j:j + k.shape[1]]\n\n\n"                               \
	"def conv_gradients(x, k, u, stride, padding):\n"                                          \
	"    framed = np.pad(x, [(p, p) for p in padding])\n"                                      \
	"    dx, dk = np.zeros_like(framed), np.zeros_like(k)\n"                                   \
	"    for i, j in np.ndindex(u.shape):\n"                                                   \
	"        dx[window(k, stride, i, j)] += u[i, j] * k\n"                                     \
	"        dk += u[i, j] * framed[window(k, stride, i, j)]\n"                                \
	"    top, left = padding\n"                                                                \
	"    return dx[top:top + x.shape[0], left:left + x.shape[1]], dk\n"

const struct numpy_helper numpy_helpers[] = {
	{"log_softmax(", "def log_softmax(z, axis=1):\n"
			 "    z = z - np.max(z, axis=axis, keepdims=True)\n"
			 "    return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))\n"},
	{"one_hot(", "def one_hot(z, classes):\n"
		     "    return np.eye(z.shape[1])[classes[:, 0].astype(int)]\n"},
	{"smoothed(", "def smoothed(t, smoothing):\n"
		      "    return (1 - smoothing) * t + smoothing / t.shape[1]\n"},
	{"logsumexp(",
	 "def logsumexp(z, axis):\n"
	 "    top = np.max(z, axis=axis, keepdims=True)\n"
	 "    return top + np.log(np.sum(np.exp(z - top), axis=axis, keepdims=True))\n"},
	{"erf(", "import math  # for the error function, which NumPy lacks\n\n\n"
		 "def erf(x):\n"
		 "    return np.vectorize(math.erf)(x)\n"},
	{"normal_cdf(", "import math  # for the error function, which NumPy lacks\n\n\n"
			"def normal_cdf(x):\n"
			"    return 0.5 * np.vectorize(math.erfc)(-x / np.sqrt(2))\n"},
	{"entry(", "def entry(shape, i, j):\n"
		   "    \"\"\"1 at one entry, else 0.\"\"\"\n"
		   "    ones = np.zeros(shape)\n"
		   "    ones[i, j] = 1\n"
		   "    return ones\n"},
	{"summed_to(", "def summed_to(gradient, operand):\n"
		       "    \"\"\"Sums over what the operand was repeated for.\"\"\"\n"
		       "    if np.ndim(operand) == 0:\n"
		       "        return np.sum(gradient)\n"
		       "    for axis in range(2):\n"
		       "        if operand.shape[axis] == 1:\n"
		       "            gradient = np.sum(gradient, axis=axis, keepdims=True)\n"
		       "    return gradient\n"},
	{"product_of_others(",
	 "def product_of_others(a, axis):\n"
	 "    \"\"\"At each entry, the product of the others of its row, column or matrix.\"\"\"\n"
	 "    result = np.ones_like(a)\n"
	 "    for at in np.ndindex(a.shape):\n"
	 "        others = a.copy()\n"
	 "        others[at] = 1\n"
	 "        line = others if axis is None else np.take(others, at[1 - axis], axis=1 - axis)\n"
	 "        result[at] = np.prod(line)\n"
	 "    return result\n"},
	{"placed(", "def placed(gradient, shape, part):\n"
		    "    result = np.zeros(shape)\n"
		    "    result[part] = gradient\n"
		    "    return result\n"},
	{"scattered(", "def scattered(gradient, table, rows):\n"
		       "    \"\"\"A row that was chosen twice gets both.\"\"\"\n"
		       "    result = np.zeros_like(table)\n"
		       "    np.add.at(result, rows.astype(int).ravel(), gradient)\n"
		       "    return result\n"},
	{"on_diagonal(", "def on_diagonal(gradient, shape, offset):\n"
			 "    result, i = np.zeros(shape), np.arange(gradient.size)\n"
			 "    result[i - min(offset, 0), i + max(offset, 0)] = gradient.ravel()\n"
			 "    return result\n"},
	{"blocks(",
	 "def blocks(gradient, a, b):\n"
	 "    return gradient.reshape(a.shape[0], b.shape[0], a.shape[1], b.shape[1])\n"},
	{"conv2d(", "def conv2d(x, k, stride, padding):\n"
		    "    return conv(x, k, (stride, stride), (padding, padding))\n"},
	{"conv1d(", "def conv1d(x, k, stride, padding):\n"
		    "    return conv(x, k, (1, stride), (0, padding))\n"},
	{"conv2d_gradients(",
	 "def conv2d_gradients(x, k, u, stride, padding):\n"
	 "    return conv_gradients(x, k, u, (stride, stride), (padding, padding))\n"},
	{"conv1d_gradients(", "def conv1d_gradients(x, k, u, stride, padding):\n"
			      "    return conv_gradients(x, k, u, (1, stride), (0, padding))\n"},
	{"conv", CONV},
	{"max_pool(", "def max_pool(x, size, stride, padding):\n"
		      "    x = np.pad(x, padding, constant_values=-np.inf)\n"
		      "    return np.array([[x[window].max() for window in row]\n"
		      "                     for row in pools(x, size, stride)])\n"},
	{"avg_pool(", "def avg_pool(x, size, stride, padding):\n"
		      "    x = np.pad(x, padding)\n"
		      "    return np.array([[x[window].mean() for window in row]\n"
		      "                     for row in pools(x, size, stride)])\n"},
	{"max_pool_gradient(",
	 "def max_pool_gradient(x, u, size, stride, padding):\n"
	 "    \"\"\"The first of the largest entries of a window gets all.\"\"\"\n"
	 "    framed = np.pad(x, padding, constant_values=-np.inf)\n"
	 "    result = np.zeros_like(framed)\n"
	 "    for i, row in enumerate(pools(framed, size, stride)):\n"
	 "        for j, window in enumerate(row):\n"
	 "            largest = np.unravel_index(framed[window].argmax(), (size, size))\n"
	 "            result[window][largest] += u[i, j]\n"
	 "    return result[padding:padding + x.shape[0], padding:padding + x.shape[1]]\n"},
	{"avg_pool_gradient(",
	 "def avg_pool_gradient(x, u, size, stride, padding):\n"
	 "    result = np.zeros_like(np.pad(x, padding))\n"
	 "    for i, row in enumerate(pools(result, size, stride)):\n"
	 "        for j, window in enumerate(row):\n"
	 "            result[window] += u[i, j] / size**2\n"
	 "    return result[padding:padding + x.shape[0], padding:padding + x.shape[1]]\n"},
	{"_pool", "def pools(x, size, stride):\n"
		  "    \"\"\"The windows of a pool, row by row.\"\"\"\n"
		  "    rows, columns = ((n - size) // stride + 1 for n in x.shape)\n"
		  "    return [[np.s_[i * stride:i * stride + size, j * stride:j * stride + size]\n"
		  "             for j in range(columns)] for i in range(rows)]\n"},
	{NULL, NULL},
};
