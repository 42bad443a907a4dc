/* strcpy() is not called here. */
void all(void)
{
	strcpy(a, b);
	strcat(a, b);
	sprintf(a, "x");
	strtok(a, b);
	gets(a);
	atoi(a);
	strtod(a, NULL);
	setlocale(LC_ALL, "");
	exit(1);
	abort();
	fscanf(file, "%d", &n);
	snprintf(a, 1, "strcpy(a, b)");
	my_strcpy(a, b);
	wcwidth(a);
}
