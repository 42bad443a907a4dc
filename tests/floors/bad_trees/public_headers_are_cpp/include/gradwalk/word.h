#ifndef GRADWALK_WORD_H
#define GRADWALK_WORD_H

#ifdef __cplusplus
extern "C" {
#endif

int gw_word(int new);

#ifdef __cplusplus
}
#endif

#endif
