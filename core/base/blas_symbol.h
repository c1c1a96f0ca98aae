#pragma once

namespace espalier {

/// A function of OpenBLAS (BLAS and LAPACK) by its symbol; nullptr where no such library is installed. Loads it at the
/// first call: programs that hardly need it neither link it nor carry its memory. Thread-safe.
void* blasSymbol(const char* name);

} // namespace espalier
