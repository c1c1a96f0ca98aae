#pragma once

#include <string>

#include "tests/support/compress_run.h"

#include <QTemporaryDir>

#include "tests/support/shared_data.h"

namespace espalier::tests {

/// A run on stories260K with the calibration and evaluation of golden/algorithms (dense perplexity 6.4683).
/// @param output must not exist  @param model another folder of that family
inline CompressRun storiesRun(const std::string& recipe, const QString& output, const QString& model = {})
{
    compress::CompressOptions options;
    options.model = (model.isEmpty() ? sharedData("models/stories260K") : model).toStdString();
    options.output = output.toStdString();
    options.recipe = parsedRecipe(recipe);
    options.calibrationFiles = {sharedData("text/tinystories/first_half.txt").toStdString()};
    options.evaluationFiles = {sharedData("text/tinystories/second_half.txt").toStdString()};
    options.samples = 64;
    options.windowTokens = 256;
    return compressed(std::move(options));
}

/// One stage of Espalier's own dialect. @param modifiers "- Class: {key: value}" lines, without indentation
inline std::string oneStage(const std::string& modifiers)
{
    std::string document = "espalier: 1\nstages:\n  - name: test\n    run_type: oneshot\n    modifiers:\n";
    for (std::size_t begin = 0; begin < modifiers.size();) {
        const std::size_t end = std::min(modifiers.find('\n', begin), modifiers.size());
        document += "      " + modifiers.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return document;
}

} // namespace espalier::tests
