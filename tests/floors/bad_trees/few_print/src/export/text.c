void write(void)
{
	fputs("x", stdout);
}
