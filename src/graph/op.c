#include "graph/op_functions.h"

#include <stdio.h>
#include <string.h>

#define PYTORCH "convention of PyTorch"

/* A row is read as the row of a table. */
/* clang-format off */
const struct gw_op gw_ops[] = {
	{
		.name = "identity", .token = "", .symbol = "=", .ascii = "=",
		.notation = GW_PASS, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_identity_value, .local = op_one,
		.rule = {"d(a)/da = 1"},
		.nickname = "a second name passes the gradient on",
	},
	{
		.name = "add", .token = "+", .symbol = "+", .ascii = "+",
		.notation = GW_INFIX, .binding = GW_BINDS_SUM, .arity = 2,
		.value = op_add_value, .local = op_one,
		.rule = {"d(a + b)/da = 1", "d(a + b)/db = 1"},
		.nickname = "+ distributes",
	},
	{
		.name = "sub", .token = "-", .symbol = "−", .ascii = "-",
		.notation = GW_INFIX, .binding = GW_BINDS_SUM, .arity = 2,
		.value = op_sub_value, .local = op_sub_local,
		.rule = {"d(a - b)/da = 1", "d(a - b)/db = -1"},
		.nickname = "- distributes, flips the 2nd sign",
	},
	{
		.name = "mul", .token = "*", .symbol = "×", .ascii = "*",
		.notation = GW_INFIX, .binding = GW_BINDS_PRODUCT, .arity = 2,
		.value = op_mul_value, .local = op_mul_local,
		.zero = "the other factor is 0",
		.rule = {"d(a b)/da = b", "d(a b)/db = a"},
		.nickname = "× swaps",
	},
	{
		.name = "div", .token = "/", .symbol = "/", .ascii = "/",
		.notation = GW_INFIX, .binding = GW_BINDS_PRODUCT, .arity = 2,
		.value = op_div_value, .local = op_div_local, .kink = op_div_kink,
		.zero = "the numerator is 0",
		.rule = {"d(a/b)/da = 1/b", "d(a/b)/db = -a/b^2"},
		.nickname = "/ divides both",
	},
	{
		.name = "neg", .token = "-", .symbol = "×−1", .ascii = "*-1",
		.notation = GW_PREFIX, .binding = GW_BINDS_SIGN, .arity = 1,
		.value = op_neg_value, .local = op_neg_local,
		.rule = {"d(-a)/da = -1"},
		.nickname = "×-1 flips the sign",
	},
	{
		.name = "reciprocal", .token = "1/", .symbol = "1/x", .ascii = "1/x",
		.notation = GW_PREFIX, .binding = GW_BINDS_PRODUCT, .arity = 1,
		.value = op_reciprocal_value, .local = op_reciprocal_local,
		.kink = op_reciprocal_kink,
		.rule = {"d(1/a)/da = -1/a^2"},
		.nickname = "1/x: minus its own square",
	},
	{
		.name = "pow", .token = "^", .symbol = "^", .ascii = "^",
		.notation = GW_INFIX, .binding = GW_BINDS_POWER, .arity = 2,
		.value = op_pow_value, .local = op_pow_local, .kink = op_pow_kink,
		.zero = "the slope of the power is 0 here",
		.rule = {"d(a^b)/da = b a^(b - 1)", "d(a^b)/db = a^b log(a), 0 if a = 0"},
		.nickname = "the exponent comes down",
		.source = "at a = 0 the slope along b is taken as 0, " PYTORCH,
	},
	{
		.name = "square", .token = "square", .symbol = "x²", .ascii = "x^2",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_square_value, .local = op_square_local,
		.zero = "the parabola is flat at 0",
		.rule = {"d(a^2)/da = 2 a"},
		.nickname = "the 2 comes down",
	},
	{
		.name = "exp", .token = "exp", .symbol = "exp", .ascii = "exp",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_exp_value, .local = op_exp_local,
		.zero = "exp is too small for a number here",
		.rule = {"d(e^a)/da = e^a"},
		.nickname = "exp is its own slope",
	},
	{
		.name = "log", .alias = "ln", .token = "log", .symbol = "log", .ascii = "log",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_log_value, .local = op_log_local, .kink = op_log_kink,
		.rule = {"d(log a)/da = 1/a"},
		.nickname = "log divides",
	},
	{
		.name = "sqrt", .token = "sqrt", .symbol = "√", .ascii = "sqrt",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_sqrt_value, .local = op_sqrt_local, .kink = op_sqrt_kink,
		.rule = {"d(sqrt a)/da = 1/(2 sqrt a)"},
		.nickname = "the root divides by twice itself",
	},
	{
		.name = "abs", .token = "abs", .symbol = "|x|", .ascii = "|x|",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_abs_value, .local = op_abs_local, .kink = op_abs_kink,
		.zero = "the slope of |a| at 0 is taken as 0",
		.rule = {"d|a|/da = sign of a, 0 if a = 0"},
		.nickname = "|x| gives the sign", .source = PYTORCH,
	},
	{
		.name = "sin", .token = "sin", .symbol = "sin", .ascii = "sin",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_sin_value, .local = op_sin_local,
		.rule = {"d(sin a)/da = cos a"},
		.nickname = "sin turns into cos",
	},
	{
		.name = "cos", .token = "cos", .symbol = "cos", .ascii = "cos",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_cos_value, .local = op_cos_local,
		.zero = "cos is at its top here",
		.rule = {"d(cos a)/da = -sin a"},
		.nickname = "cos turns into -sin",
	},
	{
		.name = "tan", .token = "tan", .symbol = "tan", .ascii = "tan",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_tan_value, .local = op_tan_local,
		.rule = {"d(tan a)/da = 1 + tan^2 a"},
		.nickname = "tan grows with its own square",
	},
	{
		.name = "sinh", .token = "sinh", .symbol = "sinh", .ascii = "sinh",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_sinh_value, .local = op_sinh_local,
		.rule = {"d(sinh a)/da = cosh a"},
		.nickname = "sinh turns into cosh",
	},
	{
		.name = "cosh", .token = "cosh", .symbol = "cosh", .ascii = "cosh",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_cosh_value, .local = op_cosh_local,
		.zero = "cosh is at its lowest here",
		.rule = {"d(cosh a)/da = sinh a"},
		.nickname = "cosh turns into sinh",
	},
	{
		.name = "tanh", .token = "tanh", .symbol = "tanh", .ascii = "tanh",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_tanh_value, .local = op_tanh_local,
		.zero = "tanh is saturated here",
		.rule = {"d(tanh a)/da = 1 - tanh^2 a"},
		.nickname = "tanh is flat far from 0",
	},
	{
		.name = "asin", .token = "asin", .symbol = "asin", .ascii = "asin",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_asin_value, .local = op_asin_local, .kink = op_arc_kink,
		.rule = {"d(asin a)/da = 1/sqrt(1 - a^2)"},
		.nickname = "asin is steepest at its ends",
	},
	{
		.name = "acos", .token = "acos", .symbol = "acos", .ascii = "acos",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_acos_value, .local = op_acos_local, .kink = op_arc_kink,
		.rule = {"d(acos a)/da = -1/sqrt(1 - a^2)"},
		.nickname = "acos falls as asin rises",
	},
	{
		.name = "atan", .token = "atan", .symbol = "atan", .ascii = "atan",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_atan_value, .local = op_atan_local,
		.zero = "atan is saturated here",
		.rule = {"d(atan a)/da = 1/(1 + a^2)"},
		.nickname = "atan flattens far from 0",
	},
	{
		.name = "sigmoid", .alias = "σ", .token = "sigmoid", .symbol = "σ",
		.ascii = "sigmoid",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_sigmoid_value, .local = op_sigmoid_local,
		.zero = "the sigmoid is saturated here",
		.rule = {"dσ(a)/da = (1 - σ(a)) σ(a)"},
		.nickname = "slope of σ ≤ 1/4",
	},
	{
		.name = "relu", .token = "relu", .symbol = "relu", .ascii = "relu",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_relu_value, .local = op_relu_local, .kink = op_relu_kink,
		.is_routed = true,
		.zero = "relu is off here",
		.rule = {"d relu(a)/da = 1 if a > 0, else 0"},
		.nickname = "relu is on or off", .source = PYTORCH,
	},
	{
		.name = "leaky_relu", .token = "leaky_relu", .symbol = "lrelu", .ascii = "lrelu",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_leaky_relu_value, .local = op_leaky_relu_local,
		.kink = op_leaky_relu_kink,
		.rule = {"d leaky_relu(a)/da = 1 if a > 0, else 0.01"},
		.nickname = "leaky relu is never quite off",
		.source = "slope 0.01 left of 0 and at 0, " PYTORCH,
	},
	{
		.name = "elu", .token = "elu", .symbol = "elu", .ascii = "elu",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_elu_value, .local = op_elu_local,
		.zero = "elu is saturated here",
		.rule = {"d elu(a)/da = 1 if a > 0, else e^a"},
		.nickname = "elu turns off smoothly", .source = "Clevert et al. 2016, with alpha = 1",
	},
	{
		.name = "gelu", .token = "gelu", .symbol = "gelu", .ascii = "gelu",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_gelu_value, .local = op_gelu_local,
		.zero = "gelu is flat here",
		.rule = {"d gelu(a)/da = Phi(a) + a phi(a)"},
		.nickname = "gelu weighs by the normal distribution",
		.source = "Hendrycks and Gimpel 2016, a Phi(a), the exact form",
	},
	{
		.name = "softplus", .token = "softplus", .symbol = "softplus", .ascii = "softplus",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.value = op_softplus_value, .local = op_softplus_local,
		.zero = "softplus is saturated here",
		.rule = {"d softplus(a)/da = σ(a)"},
		.nickname = "the slope of softplus is σ",
	},
	{
		.name = "max", .token = "max", .symbol = "max", .ascii = "max",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.value = op_max_value, .local = op_choice_local, .kink = op_max_kink,
		.is_routed = true,
		.zero = "max chose the other operand",
		.rule = {"d max(a, b)/da = 1 if a > b, 1/2 if a = b, else 0",
		         "d max(a, b)/db = 1 if b > a, 1/2 if a = b, else 0"},
		.nickname = "max routes", .source = "a half each in a tie, " PYTORCH,
	},
	{
		.name = "min", .token = "min", .symbol = "min", .ascii = "min",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.value = op_min_value, .local = op_choice_local, .kink = op_min_kink,
		.is_routed = true,
		.zero = "min chose the other operand",
		.rule = {"d min(a, b)/da = 1 if a < b, 1/2 if a = b, else 0",
		         "d min(a, b)/db = 1 if b < a, 1/2 if a = b, else 0"},
		.nickname = "min routes", .source = "a half each in a tie, " PYTORCH,
	},
	{
		.name = "matmul", .token = "@", .symbol = "@", .ascii = "@",
		.notation = GW_INFIX, .binding = GW_BINDS_PRODUCT, .arity = 2,
		.shape = op_matmul_shape, .whole_value = op_matmul_value,
		.pull_back = op_matmul_pull_back,
		.form.term = "a * b", .form.meet = op_matmul_meet,
		.form.uses = op_matmul_uses,
		.rule = {"dL/dA = upstream @ Bᵀ", "dL/dB = Aᵀ @ upstream"},
		.nickname = "the product swaps, and transposes so that the shapes fit",
	},
	{
		.name = "transpose", .alias = "T", .token = "ᵀ", .symbol = "Aᵀ", .ascii = "A'",
		.notation = GW_POSTFIX, .binding = GW_BINDS_ATOM, .arity = 1,
		.shape = op_transpose_shape, .whole_value = op_transpose_value,
		.pull_back = op_transpose_pull_back,
		.form.term = "a", .form.meet = op_transpose_meet,
		.form.uses = op_transpose_uses,
		.form.local = op_copy_local,
		.rule = {"dL/dA = upstreamᵀ"},
		.nickname = "a transpose is undone by a transpose",
	},
	{
		.name = "sum", .token = "sum", .symbol = "sum", .ascii = "sum",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1, .most = 2,
		.structural = 1,
		.shape = op_reduce_shape, .whole_value = op_sum_value,
		.pull_back = op_sum_pull_back,
		.form.term = "a", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = op_copy_local,
		.rule = {"dL/dA = upstream, to every entry that was summed"},
		.nickname = "sum copies",
	},
	{
		.name = "mean", .token = "mean", .symbol = "mean", .ascii = "mean",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1, .most = 2,
		.structural = 1,
		.shape = op_reduce_shape, .whole_value = op_mean_value,
		.pull_back = op_mean_pull_back,
		.form.term = "a", .form.whole = "(s)/n", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = op_mean_local,
		.rule = {"dL/dA = upstream/n, to every one of the n entries"},
		.nickname = "mean copies a share of 1/n",
	},
	{
		.name = "amax", .alias = "max", .token = "max", .symbol = "max", .ascii = "max",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1, .most = 2,
		.structural = 1,
		.shape = op_reduce_shape, .whole_value = op_amax_value,
		.pull_back = op_extreme_pull_back,
		.whole_kink = op_extreme_kink, .is_routed = true,
		.form.term = "a", .form.fold = "max", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = op_extreme_local,
		.rule = {"dL/dA = upstream, shared equally by the largest entries; else 0"},
		.nickname = "max routes", .source = "equal shares in a tie, " PYTORCH,
	},
	{
		.name = "amin", .alias = "min", .token = "min", .symbol = "min", .ascii = "min",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1, .most = 2,
		.structural = 1,
		.shape = op_reduce_shape, .whole_value = op_amin_value,
		.pull_back = op_extreme_pull_back,
		.whole_kink = op_extreme_kink, .is_routed = true,
		.form.term = "a", .form.fold = "min", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = op_extreme_local,
		.rule = {"dL/dA = upstream, shared equally by the smallest entries; else 0"},
		.nickname = "min routes", .source = "equal shares in a tie, " PYTORCH,
	},
	{
		.name = "dot", .token = "dot", .symbol = "dot", .ascii = "dot",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.shape = op_dot_shape, .whole_value = op_dot_value, .pull_back = op_dot_pull_back,
		.form.term = "a * b", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.rule = {"dL/da = upstream b", "dL/db = upstream a"},
		.nickname = "dot swaps, as × does",
	},
	{
		.name = "norm", .token = "norm", .symbol = "norm", .ascii = "norm",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.shape = op_scalar_shape, .whole_value = op_norm_value,
		.pull_back = op_norm_pull_back,
		.whole_kink = op_norm_kink,
		.form.term = "a^2", .form.whole = "sqrt(s)", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = op_norm_local,
		.rule = {"dL/dA = upstream A/norm(A), 0 at A = 0"},
		.nickname = "the norm points away from 0", .source = "0 at A = 0, " PYTORCH,
	},
	{
		.name = "softmax", .token = "softmax", .symbol = "softmax", .ascii = "softmax",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.shape = op_same_shape, .whole_value = op_softmax_value,
		.pull_back = op_softmax_pull_back,
		.form.term = "exp(a)", .form.whole = "t/(s)", .form.meet = op_row_meet,
		.form.uses = op_row_uses,
		.rule = {"dL/da = y (upstream - sum(upstream y)), row by row"},
		.nickname = "in softmax, what one gains the others lose",
	},
	{
		.name = "log_softmax", .token = "log_softmax", .symbol = "logsoft",
		.ascii = "logsoft",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 1,
		.shape = op_same_shape, .whole_value = op_log_softmax_value,
		.pull_back = op_log_softmax_pull_back,
		.form.term = "exp(a)", .form.whole = "a - log(s)",
		.form.meet = op_row_meet,
		.form.uses = op_row_uses,
		.rule = {"dL/da = upstream - softmax(a) sum(upstream), row by row"},
		.nickname = "log softmax takes the shares away",
	},
	{
		.name = "mse", .token = "mse", .symbol = "mse", .ascii = "mse",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.shape = op_pair_shape, .whole_value = op_mse_value, .pull_back = op_mse_pull_back,
		.form.term = "(a - b)^2", .form.whole = "(s)/n", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = op_mse_local,
		.rule = {"dL/da = upstream 2(a - b)/n", "dL/db = upstream 2(b - a)/n"},
		.nickname = "a mean of squares pulls in proportion to the error",
	},
	{
		.name = "mae", .token = "mae", .symbol = "mae", .ascii = "mae",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.shape = op_pair_shape, .whole_value = op_mae_value, .pull_back = op_mae_pull_back,
		.whole_kink = op_mae_kink,
		.form.term = "abs(a - b)", .form.whole = "(s)/n", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = op_mae_local,
		.rule = {"dL/da = upstream sign(a - b)/n, 0 where a = b",
		         "dL/db = upstream sign(b - a)/n, 0 where a = b"},
		.nickname = "a mean of distances pulls alike on every error",
		.source = "0 where a = b, " PYTORCH,
	},
	{
		.name = "huber", .token = "huber", .symbol = "huber", .ascii = "huber",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.shape = op_pair_shape, .whole_value = op_huber_value,
		.pull_back = op_huber_pull_back,
		.form.term = "min(abs(a - b), 1) * (abs(a - b) - min(abs(a - b), 1)/2)",
		.form.whole = "(s)/n", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = op_huber_local,
		.rule = {"dL/da = upstream (a - b, held between -1 and 1)/n",
		         "dL/db = upstream (b - a, held between -1 and 1)/n"},
		.nickname = "huber pulls as mse when near, as mae when far",
		.source = "Huber 1964, with delta = 1",
	},
	{
		.name = "bce", .token = "bce", .symbol = "bce", .ascii = "bce",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.shape = op_pair_shape, .whole_value = op_bce_value, .pull_back = op_bce_pull_back,
		.whole_kink = op_bce_kink,
		.form.term = "-(b * log(a) + (1 - b) * log(1 - a))", .form.whole = "(s)/n",
		.form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = op_bce_local,
		.rule_here = op_bce_rule,
		.rule = {"dL/dp = upstream (p - t)/(p (1 - p) n)",
		         "dL/dt = upstream log((1 - p)/p)/n"},
		.nickname = "bce punishes certainty that is wrong",
		.source = "logs at least -100, and p (1 - p) at least 1e-12 in the slope, " PYTORCH,
	},
	{
		.name = "cross_entropy", .token = "cross_entropy", .symbol = "xent",
		.ascii = "xent",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2,
		.shape = op_cross_entropy_shape, .whole_value = op_cross_entropy_value,
		.pull_back = op_cross_entropy_pull_back,
		.form.meet = op_cross_entropy_meet,
		.form.uses = op_cross_entropy_uses,
		.form.local = op_cross_entropy_local,
		.rule_here = op_cross_entropy_rule,
		.rule = {"dL/da = upstream (softmax(a) - t)/rows, as each row of t sums to 1",
		         "dL/dt = -upstream log_softmax(a)/rows"},
		.nickname = "softmax minus target",
	},
	{
		.name = "concat", .token = "concat", .symbol = "concat", .ascii = "concat",
		.notation = GW_CALL, .binding = GW_BINDS_ATOM, .arity = 2, .most = GW_MAX_OPERANDS,
		.structural = -1,
		.shape = op_concat_shape, .whole_value = op_concat_value,
		.pull_back = op_concat_pull_back,
		.form.term = "a", .form.meet = op_concat_meet,
		.form.uses = op_concat_uses,
		.form.local = op_copy_local,
		.rule = {"dL/dA = the part of upstream that A became"},
		.nickname = "concat cuts the gradient where it joined",
	},
	{
		.name = "index", .token = "[", .symbol = "[ ]", .ascii = "[ ]",
		.notation = GW_INDEX, .binding = GW_BINDS_ATOM, .arity = 2, .most = 3,
		.structural = 1,
		.shape = op_index_shape, .whole_value = op_index_value,
		.pull_back = op_index_pull_back,
		.is_routed = true,
		.form.term = "a", .form.meet = op_index_meet,
		.form.uses = op_index_uses,
		.form.local = op_copy_local,
		.rule = {"dL/dA = upstream at that entry; else 0"},
		.nickname = "an entry sends its gradient home",
	},
};
/* clang-format on */

const size_t gw_op_count = sizeof gw_ops / sizeof *gw_ops;

/* ---- shapes ---- */

/* One side of two that are broadcast against each other; false if they differ and neither is 1. */
static bool broadcast(uint32_t a, uint32_t b, uint32_t *size)
{
	*size = a == 1 ? b : a;
	return a == b || a == 1 || b == 1;
}

static bool entrywise_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			    char why[GW_WHY])
{
	*shape = x[0].shape;
	for (unsigned i = 1; i < count; i++) {
		struct gw_shape mine = *shape, other = x[i].shape;
		if (!broadcast(mine.rows, other.rows, &shape->rows)) {
			snprintf(why, GW_WHY, "%u and %u rows differ, and neither is 1", mine.rows,
				 other.rows);
			return false;
		}
		if (!broadcast(mine.columns, other.columns, &shape->columns)) {
			snprintf(why, GW_WHY, "%u and %u columns differ, and neither is 1",
				 mine.columns, other.columns);
			return false;
		}
	}
	return true;
}

#define MOST_SHAPES 3 /* that are named */

/* "(2×3) @ (2×1): " or "mse of (2×1), (1×2): " before what does not fit. */
static void name_shapes(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
			char why[GW_WHY])
{
	char reason[GW_WHY], shapes[GW_WHY] = "";
	size_t used = 0;
	unsigned all = gw_first_structural(op, count);
	bool is_infix = op->notation == GW_INFIX;

	snprintf(reason, sizeof reason, "%s", why);
	for (unsigned i = 0; i < all && i < MOST_SHAPES; i++)
		used += (size_t)snprintf(
			shapes + used, sizeof shapes - used, "%s%s%s(%u×%u)",
			i && is_infix ? " " : "", i ? (is_infix ? op->symbol : ", ") : "",
			i && is_infix ? " " : "", x[i].shape.rows, x[i].shape.columns);
	if (all > MOST_SHAPES)
		snprintf(shapes + used, sizeof shapes - used, ", …");
	if (is_infix)
		snprintf(why, GW_WHY, "%.60s: %.90s", shapes, reason);
	else
		snprintf(why, GW_WHY, "%s of %.70s: %.70s", op->name, shapes, reason);
}

bool gw_op_shape(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		 struct gw_shape *shape, char why[GW_WHY])
{
	bool fits =
		op->shape ? op->shape(x, count, shape, why) : entrywise_shape(x, count, shape, why);
	if (!fits)
		name_shapes(op, x, count, why);
	return fits;
}

/* ---- names ---- */

static bool is_word(const char *words, const char *name, size_t length)
{
	while (words) {
		size_t word = strcspn(words, " ");
		if (word == length && memcmp(words, name, length) == 0)
			return true;
		words = words[word] ? words + word + 1 : NULL;
	}
	return false;
}

const struct gw_op *gw_op_find(const char *name, size_t length)
{
	for (size_t i = 0; i < gw_op_count; i++)
		if (is_word(gw_ops[i].name, name, length) || is_word(gw_ops[i].alias, name, length))
			return &gw_ops[i];
	return NULL;
}

const struct gw_op *gw_op_find_call(const char *name, size_t length, unsigned count)
{
	for (size_t i = 0; i < gw_op_count; i++) {
		const struct gw_op *op = &gw_ops[i];
		bool is_named = is_word(op->name, name, length) || is_word(op->alias, name, length);
		if (is_named && count >= op->arity && count <= gw_op_most(op))
			return op;
	}
	return NULL;
}
