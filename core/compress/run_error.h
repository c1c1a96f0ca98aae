#pragma once

#include <stdexcept>
#include <utility>

#include "core/base/result.h"

namespace espalier::compress {

/// An Error on its way through code that has no Result to return; Pipeline::run() gives it back as one.
struct RunError : std::runtime_error
{
    explicit RunError(Error reason) : std::runtime_error(toString(reason)), error(std::move(reason)) {}

    Error error;
};

} // namespace espalier::compress
