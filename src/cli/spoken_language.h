/*
 * The language of the locale, if there is a catalogue of it: where they are installed, or where the
 * program was built.
 */
#ifndef CLI_SPOKEN_LANGUAGE_H
#define CLI_SPOKEN_LANGUAGE_H

/* Once, before anything is said. */
void spoken_language_choose(void);

#endif
