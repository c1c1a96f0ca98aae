#pragma once

#include <vector>

#include <QString>

#include "ui/models/run.h"

namespace espalier::ui {

/// A stage of a run whose first layers another run can take over.
struct ForkSource
{
    QString stage;
    QString folder;
    int layers = 0; ///< that are finished: work can begin at layer 0 to this one
};

/// What the folder of a run that does not work holds: finished stages, and the one that it was stopped in. In order.
std::vector<ForkSource> forkSources(const Run& run);

} // namespace espalier::ui
