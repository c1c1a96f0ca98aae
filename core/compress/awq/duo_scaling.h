#pragma once

namespace espalier::compress {

/// Whether AWQ's scales also look at the weights.
enum class DuoScaling {
    Off,
    On,  ///< r = 0 without, then r from 0 to 1 with the weights' importance
    Both ///< half of the points without, half with it
};

} // namespace espalier::compress
