#pragma once

#include <string>

#include "core/eval/perplexity.h"
#include "core/eval/reference/reference_logits.h"
#include "core/model/checkpoint.h"
#include "core/text/dataset.h"
#include "core/text/tokenizer.h"
#include "tests/support/compress_run.h"

#include <QTemporaryDir>

#include "tests/support/shared_data.h"

namespace espalier::tests {

/// A run on stories260K with the calibration and evaluation of golden/algorithms (dense perplexity 6.4683).
/// @param output must not exist  @param model another folder of that family
/// @param evaluated false leaves out all perplexities, which are most of the run's time
inline CompressRun storiesRun(const std::string& recipe, const QString& output, const QString& model = {},
                              bool evaluated = true)
{
    compress::CompressOptions options;
    options.model = (model.isEmpty() ? sharedData("models/stories260K") : model).toStdString();
    options.output = output.toStdString();
    options.recipe = parsedRecipe(recipe);
    options.calibrationFiles = {sharedData("text/tinystories/first_half.txt").toStdString()};
    if (evaluated)
        options.evaluationFiles = {sharedData("text/tinystories/second_half.txt").toStdString()};
    options.samples = 64;
    options.windowTokens = 256;
    return compressed(std::move(options));
}

/// Perplexity of such a run's result on the second half, for runs that were not evaluated: one pass, where an
/// evaluated run also measures the model that it began with and probes after each layer.
inline double storiesPerplexity(const CompressRun& run)
{
    const auto checkpoint = model::Checkpoint::open(run.result.at("model").get<std::string>());
    if (!checkpoint)
        throw std::runtime_error(toString(checkpoint.error()));
    const auto tokenizer = text::Tokenizer::load(run.result.at("model").get<std::string>());
    if (!tokenizer)
        throw std::runtime_error(toString(tokenizer.error()));
    const auto stream =
        text::loadStream({sharedData("text/tinystories/second_half.txt").toStdString()}, {}, **tokenizer);
    if (!stream)
        throw std::runtime_error(toString(stream.error()));
    eval::ReferenceLogits logits(*checkpoint);
    eval::PerplexityProtocol protocol;
    protocol.windowTokens = protocol.stride = 256;
    const auto figure = eval::evaluatePerplexity(logits, {stream->tokens}, protocol);
    if (!figure)
        throw std::runtime_error(toString(figure.error()));
    return figure->perplexity;
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
