#include "core/base/blas_symbol.h"

#include <initializer_list>

#include <dlfcn.h>

namespace espalier {

void* blasSymbol(const char* name)
{
    for (const char* library : {"libopenblas.so.0", "libblas.so.3", "liblapack.so.3"}) {
        if (void* handle = ::dlopen(library, RTLD_LAZY | RTLD_LOCAL)) { // again: the same handle
            if (void* symbol = ::dlsym(handle, name)) {
                return symbol;
            }
        }
    }
    return nullptr;
}

} // namespace espalier
