#include "train/fit.h"
#include "callbacks/advice.h"
#include "picture/scene.h"
#include "layout/layout.h"
