#pragma once

#include <exception>
#include <new>
#include <string>

#include "core/base/cancel.h"
#include "core/base/result.h"

namespace espalier::ui {

/// Nothing that the engine throws may end the app.
template <typename Value, typename Work> Result<Value> guarded(const Work& work)
{
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return Error{"engine.memory", "There is not enough memory. Close other programs or choose a smaller model.",
                     ""};
    } catch (const Cancelled&) {
        return Error{"cancelled", "Stopped.", ""};
    } catch (const std::exception& exception) {
        return Error{"engine.failed", std::string("The engine failed: ") + exception.what(), ""};
    }
}

} // namespace espalier::ui
