#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <QString>

#include "core/protocol/events.h"

namespace espalier::ui {

/// What the run that made a model knows of it: read from the run's folder, in which the model lies.
struct ModelOrigin
{
    std::map<std::string, double> errors;        ///< relative output error of the model's stage, by module
    QString source;                              ///< folder or file of the model that the run began with; may be gone
    std::map<std::string, std::uint64_t> before; ///< bytes of the source's modules; empty if it is gone

    /// Call it off the GUI thread. Nothing if no run made the model.
    static std::optional<ModelOrigin> read(const QString& folder);
    /// What a run's events say of the modules of one stage, the last word of each.
    /// @param stage empty: of whichever measured it last
    static std::map<std::string, double> errorsOf(const std::vector<protocol::Event>& events, const QString& stage);
};

} // namespace espalier::ui
