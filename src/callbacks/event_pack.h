/*
 * Encoding a message of event.proto. For the files that know protobuf-c only.
 */
#ifndef CALLBACKS_EVENT_PACK_H
#define CALLBACKS_EVENT_PACK_H

#include "base/text.h"

#include <protobuf-c/protobuf-c.h>

/* The bytes of a message, added to a text. Strings in it may be those of others: it only reads. */
void event_pack(const ProtobufCMessage *message, struct text *bytes);

#endif
