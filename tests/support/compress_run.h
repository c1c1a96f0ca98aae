#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "core/compress/pipeline.h"
#include "core/compress/schemas.h"
#include "core/protocol/events.h"
#include "core/recipe/parse.h"

namespace espalier::tests {

/// A recipe document in canonical form; throws with its first error.
inline recipe::Recipe parsedRecipe(const std::string& document)
{
    recipe::ParsedRecipe parsed = recipe::parseRecipe(document, compress::modifierSchemas());
    for (const recipe::Diagnostic& diagnostic : parsed.diagnostics) {
        if (diagnostic.severity == recipe::Severity::Error)
            throw std::runtime_error(diagnostic.code + ": " + diagnostic.message);
    }
    return *parsed.recipe;
}

/// One stage of SparseML's dialect. @param modifiers "    Class: {key: value}" lines
inline std::string sparseMlStage(const std::string& name, const std::string& modifiers)
{
    return name + "_stage:\n  run_type: oneshot\n  test_modifiers:\n" + modifiers;
}

/// A run and everything that it said.
struct CompressRun
{
    nlohmann::json result;
    std::vector<protocol::EventBody> events;

    template <typename T> std::vector<T> all() const
    {
        std::vector<T> found;
        for (const protocol::EventBody& event : events) {
            if (const T* one = std::get_if<T>(&event))
                found.push_back(*one);
        }
        return found;
    }
};

/// Throws std::runtime_error with the error's code and text.
inline CompressRun compressed(compress::CompressOptions options, const CancelToken& cancel = {})
{
    auto pipeline = compress::Pipeline::prepare(std::move(options));
    if (!pipeline)
        throw std::runtime_error(pipeline.error().code + ": " + toString(pipeline.error()));
    CompressRun run;
    auto result = pipeline->run([&](protocol::EventBody event) { run.events.push_back(std::move(event)); }, cancel);
    if (!result)
        throw std::runtime_error(result.error().code + ": " + toString(result.error()));
    run.result = result.take();
    return run;
}

} // namespace espalier::tests
