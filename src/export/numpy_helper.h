/*
 * Functions in Python that the NumPy spellings of operators call. A program has those alone that it
 * calls.
 */
#ifndef EXPORT_NUMPY_HELPER_H
#define EXPORT_NUMPY_HELPER_H

struct numpy_helper {
	const char *call;       /* as it stands in a spelling: "erf(" */
	const char *definition; /* lines of Python */
};

/* Behind the last, `call` is NULL. */
extern const struct numpy_helper numpy_helpers[];

#endif
