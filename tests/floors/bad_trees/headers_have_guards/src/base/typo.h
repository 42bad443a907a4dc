#ifndef BASE_TYPO_H
#define BASE_TIPO_H
#endif
