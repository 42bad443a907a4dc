#ifndef GRADWALK_BARE_H
#define GRADWALK_BARE_H

int gw_bare(int number);

#endif
