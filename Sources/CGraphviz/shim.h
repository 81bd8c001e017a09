// What Swift needs of libgvc and libcgraph.
#pragma once
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>
