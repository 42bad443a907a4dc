#include <protobuf-c/protobuf-c.h>
#include <curl/curl.h>
