#ifndef BASE_NEEDS_MORE_H
#define BASE_NEEDS_MORE_H
size_t length(void);
#endif
