#include "callbacks/event.pb-c.h"
#include <curl/curl.h>
