void usage(void)
{
	printf("usage\n");
}
