/*
 * How long libxml2's xmlTextReader alone takes for a file, every attribute and text looked at:
 * nanoseconds of processor time, the median of several runs, and the number of elements.
 */
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LEAST_SECONDS 0.5
#define MOST_RUNS 1000

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare_times(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

/* The number of its elements; negative if it can't be read. `sum` keeps what was looked at alive.
 */
static long read_file(const char *file, size_t *sum)
{
	xmlTextReaderPtr reader = xmlReaderForFile(file, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
	long elements = 0;
	int status = -1;

	while (reader && (status = xmlTextReaderRead(reader)) == 1) {
		int type = xmlTextReaderNodeType(reader);
		if (type == XML_READER_TYPE_TEXT)
			*sum += *xmlTextReaderConstValue(reader);
		if (type != XML_READER_TYPE_ELEMENT)
			continue;
		elements++;
		while (xmlTextReaderMoveToNextAttribute(reader) == 1)
			*sum += *xmlTextReaderConstName(reader) + *xmlTextReaderConstValue(reader);
	}
	xmlFreeTextReader(reader);
	return status == 0 ? elements : -1;
}

int main(int count, char **arguments)
{
	double times[MOST_RUNS], start = now();
	long elements = count == 2 ? 0 : -1;
	size_t runs = 0, sum = 0;

	while (elements >= 0 && (runs == 0 || now() - start < LEAST_SECONDS) && runs < MOST_RUNS) {
		double before = now();
		elements = read_file(arguments[1], &sum);
		times[runs++] = now() - before;
	}
	if (elements < 0 || sum == 0) {
		fputs("xml_reader FILE: it can't be read\n", stderr);
		return 1;
	}
	qsort(times, runs, sizeof *times, compare_times);
	printf("%.0f %ld\n", times[runs / 2] * 1e9, elements);
	return 0;
}
