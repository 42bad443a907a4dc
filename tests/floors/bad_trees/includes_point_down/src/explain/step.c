#include "train/fit.h"
#include "callbacks/advice.h"
#include "read/xml.h"
#include "layout/layout.h"
