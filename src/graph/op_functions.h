/*
 * The functions of the operator table's rows: op_entry.c has those that work entry by entry,
 * op_matrix.c those over whole matrices, op_loss.c softmax and the losses, op_local.c what these say
 * of their derivatives. The rows say what each is.
 */
#ifndef GRAPH_OP_FUNCTIONS_H
#define GRAPH_OP_FUNCTIONS_H

#include <gradwalk/op.h>

static inline size_t op_entries(struct gw_matrix x)
{
	return gw_entry_count(x.shape);
}

double op_identity_value(const double *x);
double op_one(const double *x, double y, unsigned which);
double op_add_value(const double *x);
double op_sub_value(const double *x);
double op_sub_local(const double *x, double y, unsigned which);
double op_mul_value(const double *x);
double op_mul_local(const double *x, double y, unsigned which);
double op_div_value(const double *x);
double op_div_local(const double *x, double y, unsigned which);
const char *op_div_kink(const double *x);
double op_neg_value(const double *x);
double op_neg_local(const double *x, double y, unsigned which);
double op_reciprocal_value(const double *x);
double op_reciprocal_local(const double *x, double y, unsigned which);
const char *op_reciprocal_kink(const double *x);
double op_pow_value(const double *x);
double op_pow_local(const double *x, double y, unsigned which);
const char *op_pow_kink(const double *x);
double op_square_value(const double *x);
double op_square_local(const double *x, double y, unsigned which);
double op_exp_value(const double *x);
double op_exp_local(const double *x, double y, unsigned which);
double op_log_value(const double *x);
double op_log_local(const double *x, double y, unsigned which);
const char *op_log_kink(const double *x);
double op_sqrt_value(const double *x);
double op_sqrt_local(const double *x, double y, unsigned which);
const char *op_sqrt_kink(const double *x);
double op_abs_value(const double *x);
double op_abs_local(const double *x, double y, unsigned which);
const char *op_abs_kink(const double *x);
double op_sin_value(const double *x);
double op_sin_local(const double *x, double y, unsigned which);
double op_cos_value(const double *x);
double op_cos_local(const double *x, double y, unsigned which);
double op_tan_value(const double *x);
double op_tan_local(const double *x, double y, unsigned which);
double op_sinh_value(const double *x);
double op_sinh_local(const double *x, double y, unsigned which);
double op_cosh_value(const double *x);
double op_cosh_local(const double *x, double y, unsigned which);
double op_tanh_value(const double *x);
double op_tanh_local(const double *x, double y, unsigned which);
double op_asin_value(const double *x);
double op_asin_local(const double *x, double y, unsigned which);
double op_acos_value(const double *x);
double op_acos_local(const double *x, double y, unsigned which);
const char *op_arc_kink(const double *x);
double op_atan_value(const double *x);
double op_atan_local(const double *x, double y, unsigned which);
double op_sigmoid_value(const double *x);
double op_sigmoid_local(const double *x, double y, unsigned which);
double op_relu_value(const double *x);
double op_relu_local(const double *x, double y, unsigned which);
const char *op_relu_kink(const double *x);
double op_leaky_relu_value(const double *x);
double op_leaky_relu_local(const double *x, double y, unsigned which);
const char *op_leaky_relu_kink(const double *x);
double op_elu_value(const double *x);
double op_elu_local(const double *x, double y, unsigned which);
double op_gelu_value(const double *x);
double op_gelu_local(const double *x, double y, unsigned which);
double op_softplus_value(const double *x);
double op_softplus_local(const double *x, double y, unsigned which);
double op_max_value(const double *x);
double op_min_value(const double *x);
double op_choice_local(const double *x, double y, unsigned which);
const char *op_max_kink(const double *x);
const char *op_min_kink(const double *x);

bool op_reduce_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY]);
bool op_scalar_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY]);
bool op_pair_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		   char why[GW_WHY]);
bool op_same_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		   char why[GW_WHY]);
void op_sum_value(const struct gw_matrix *x, unsigned count, double *y);
void op_sum_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream);
void op_mean_value(const struct gw_matrix *x, unsigned count, double *y);
void op_mean_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream);
void op_amax_value(const struct gw_matrix *x, unsigned count, double *y);
void op_amin_value(const struct gw_matrix *x, unsigned count, double *y);
void op_extreme_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  const double *upstream, unsigned which, double *downstream);
const char *op_extreme_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    size_t at);
bool op_matmul_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY]);
void op_matmul_value(const struct gw_matrix *x, unsigned count, double *y);
void op_matmul_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream);
bool op_transpose_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY]);
void op_transpose_value(const struct gw_matrix *x, unsigned count, double *y);
void op_transpose_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    const double *upstream, unsigned which, double *downstream);
bool op_dot_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		  char why[GW_WHY]);
void op_dot_value(const struct gw_matrix *x, unsigned count, double *y);
void op_dot_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream);
void op_norm_value(const struct gw_matrix *x, unsigned count, double *y);
void op_norm_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream);
const char *op_norm_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y, size_t at);
void op_log_softmax_value(const struct gw_matrix *x, unsigned count, double *y);
void op_softmax_value(const struct gw_matrix *x, unsigned count, double *y);
void op_softmax_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  const double *upstream, unsigned which, double *downstream);
void op_log_softmax_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      const double *upstream, unsigned which, double *downstream);
void op_mse_value(const struct gw_matrix *x, unsigned count, double *y);
void op_mse_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream);
void op_mae_value(const struct gw_matrix *x, unsigned count, double *y);
void op_mae_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream);
const char *op_mae_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y, size_t at);
void op_huber_value(const struct gw_matrix *x, unsigned count, double *y);
void op_huber_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			const double *upstream, unsigned which, double *downstream);
void op_bce_value(const struct gw_matrix *x, unsigned count, double *y);
void op_bce_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream);
const char *op_bce_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y, size_t at);
bool op_cross_entropy_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			    char why[GW_WHY]);
void op_cross_entropy_value(const struct gw_matrix *x, unsigned count, double *y);
void op_cross_entropy_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				const double *upstream, unsigned which, double *downstream);
bool op_concat_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY]);
void op_concat_value(const struct gw_matrix *x, unsigned count, double *y);
void op_concat_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream);
bool op_index_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		    char why[GW_WHY]);
void op_index_value(const struct gw_matrix *x, unsigned count, double *y);
void op_index_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			const double *upstream, unsigned which, double *downstream);

size_t op_matmul_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		      struct gw_meeting *meeting);
size_t op_transpose_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			 struct gw_meeting *meeting);
size_t op_line_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		    struct gw_meeting *meeting);
size_t op_row_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		   struct gw_meeting *meeting);
size_t op_all_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		   struct gw_meeting *meeting);
size_t op_concat_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		      struct gw_meeting *meeting);
size_t op_index_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		     struct gw_meeting *meeting);
size_t op_cross_entropy_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			     struct gw_meeting *meeting);

const char *op_copy_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at);
const char *op_mean_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at);
const char *op_norm_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at);
const char *op_extreme_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at);
const char *op_mse_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 unsigned which, size_t at);
const char *op_mae_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 unsigned which, size_t at);
const char *op_huber_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			   unsigned which, size_t at);
const char *op_bce_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 unsigned which, size_t at);
const char *op_cross_entropy_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				   unsigned which, size_t at);
const char *op_bce_rule(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			unsigned which);
const char *op_cross_entropy_rule(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				  unsigned which);

/* Whether the targets of cross_entropy are one class number a row, not the classes' shares. */
bool op_has_class_numbers(const struct gw_matrix *x);

size_t op_matmul_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		      size_t index, struct gw_use *use);
size_t op_transpose_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			 size_t index, struct gw_use *use);
size_t op_line_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		    size_t index, struct gw_use *use);
size_t op_row_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		   size_t index, struct gw_use *use);
size_t op_all_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		   size_t index, struct gw_use *use);
size_t op_concat_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		      size_t index, struct gw_use *use);
size_t op_index_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		     size_t index, struct gw_use *use);
size_t op_cross_entropy_uses(const struct gw_matrix *x, unsigned count, unsigned which,
			     size_t entry, size_t index, struct gw_use *use);

#endif
