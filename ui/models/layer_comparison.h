#pragma once

#include <optional>
#include <vector>

#include "ui/models/run_figures.h"

namespace espalier::ui {

/// The errors that two runs caused in one decoder layer.
struct LayerPair
{
    int layer = 0;
    double first = 0.0; ///< mean relative output error of the matrices that both runs measured
    double second = 0.0;
    int modules = 0; ///< so many

    std::optional<double> ratio() const; ///< second / first; nothing where the first has no error
};

/// Layer by layer, of each matrix what the last stage that measured it says. Only matrices that both runs measured
/// count, so that the means are of the same ones; layers without any are left out.
std::vector<LayerPair> compareLayers(const RunFigures& first, const RunFigures& second);

} // namespace espalier::ui
