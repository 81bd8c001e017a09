// The package manager wants a source file; what there is stands in the header, to be inlined.
#include "CPrefetch.h"
