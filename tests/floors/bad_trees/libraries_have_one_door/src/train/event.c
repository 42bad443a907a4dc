#include "train/event.pb-c.h"
#include <curl/curl.h>
