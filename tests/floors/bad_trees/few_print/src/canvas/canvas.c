/* printf("in a comment") */
void draw(void)
{
	printf("%d\n", 1);
	puts("x");
	fprintf(stdout, "x");
	fprintf(stderr, "x");
	snprintf(text, 2, "printf(");
	fputs("x", stdout);
	putchar('x');
}
