/* strcmp(op->token, "-") in a comment */
bool is_minus(const struct gw_op *op)
{
	return strcmp(op->token, "-") == 0;
}
bool is_sum(const struct gw_op *op)
{
	return !strncmp("sum", op->name, 3) || memcmp(op->symbol, "+", 1) == 0;
}
bool is_flat(const struct gw_op *op)
{
	return strstr(op->zero, " here") || strchr(op->rule[0].is, '@');
}
const struct gw_op *find_power(const struct gw_op_table *ops)
{
	return gw_op_find(ops, "pow", strlen("pow"));
}
const struct gw_op *find_called(const struct gw_op_table *ops, const char *name)
{
	return gw_op_find(ops, name, strlen(name));
}
size_t measure(const struct gw_op *op)
{
	return strlen(op->token);
}
