double read(const char *text)
{
	return strtod(text, NULL);
}
