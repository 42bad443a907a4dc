void open(void)
{
	setlocale(LC_ALL, "");
	_exit(2);
}
