#pragma once

#include "core/compress/plan/work.h"

namespace espalier::compress::plan {

/// Looks for some tenths of a second how fast this machine multiplies matrices (with the OpenBLAS that the worker uses,
/// where it is installed; the defaults stand without it) and how fast it converts bytes into fresh memory.
Rates measureRates();

} // namespace espalier::compress::plan
