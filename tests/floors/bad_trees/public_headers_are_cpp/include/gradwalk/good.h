#ifndef GRADWALK_GOOD_H
#define GRADWALK_GOOD_H

#ifdef __cplusplus
extern "C" {
#endif

int gw_good(int number);

#ifdef __cplusplus
}
#endif

#endif
