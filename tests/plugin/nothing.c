/* A shared object that is no plug-in. */
int gw_nothing(void);

int gw_nothing(void)
{
	return 0;
}
