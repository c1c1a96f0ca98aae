#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/compress/plan/planned_model.h"
#include "core/recipe/mask.h"
#include "ui/models/machine.h"

namespace espalier::ui {

/// Patterns of zeros that recipes ask for, by module.
using ModuleMasks = std::map<std::string, recipe::MaskStructure>;

/// What one matrix takes of a generated token's time.
struct MatrixTime
{
    double seconds = 0.0;    ///< experts count with the share of tokens that they get
    std::string_view format; ///< that it is timed as: "8:16 int8"; empty for what no product reads (an embedding)
};

/// By the speed that was measured for the format that the inference engine would choose.
MatrixTime matrixTime(const compress::plan::PlannedModel& model, const compress::plan::PlannedModule& module,
                      const recipe::MaskStructure& mask, const MachineSpeed& speed);

/// Generated tokens a second of a model whose weights are read once a token; attention over a long context comes on
/// top. Nothing if the machine was not measured.
std::optional<double> predictedTokensPerSecond(const compress::plan::PlannedModel& model, const ModuleMasks& masks,
                                               const MachineSpeed& speed);

} // namespace espalier::ui
