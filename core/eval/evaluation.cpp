#include "core/eval/evaluation.h"

#include <algorithm>

#include "core/eval/perplexity.h"
#include "core/text/dataset.h"
#include "core/text/tokenizer.h"

namespace espalier::eval {
namespace {

Result<Records> readRecords(const protocol::EvaluateJob& job, const text::Tokenizer& tokenizer)
{
    const text::DatasetOptions options{job.text.textColumns, job.text.columnJoin, job.text.recordJoin};
    const std::vector<std::filesystem::path> files(job.text.files.begin(), job.text.files.end());
    if (job.protocol == "samples")
        return text::loadSamples(files, options, tokenizer, job.model);
    auto stream = text::loadStream(files, options, tokenizer, job.model);
    return stream ? Result<Records>(Records{std::move(stream->tokens)}) : stream.error();
}

PerplexityProtocol protocolOf(const protocol::EvaluateJob& job, std::int64_t contextLength,
                              const text::Tokenizer& tokenizer)
{
    PerplexityProtocol protocol;
    protocol.name = job.protocol;
    protocol.join = job.text.recordJoin;
    protocol.windowTokens = job.sequenceLength > 0 ? job.sequenceLength : std::min(kDefaultWindowTokens, contextLength);
    const bool sliding = job.protocol == "sliding";
    const std::int64_t half = std::max<std::int64_t>(1, protocol.windowTokens / 2);
    protocol.stride = job.stride > 0 ? job.stride : sliding ? half : protocol.windowTokens;
    protocol.limitTokens = job.limitTokens;
    protocol.beginOfSequence = tokenizer.addsBeginOfSequence();
    return protocol;
}

Result<void> checkWindow(std::int64_t windowTokens, std::int64_t contextLength)
{
    if (windowTokens <= contextLength)
        return {};
    return Error{"run.window",
                 "A window of " + std::to_string(windowTokens) + " tokens does not fit: the model reads 2 to " +
                     std::to_string(contextLength) + ". Choose a smaller --seqlen.",
                 ""};
}

Result<nlohmann::json> compare(LogitSource& model, LogitSource& baseline, const Records& records,
                               const PerplexityProtocol& protocol, const EvaluationOptions& options)
{
    const auto comparison = compareModels(model, baseline, records, protocol, options);
    if (!comparison)
        return comparison.error();
    nlohmann::json json = toJson(comparison->figure);
    json["baselinePerplexity"] = comparison->baselinePerplexity;
    json["meanKl"] = comparison->meanKl;
    json["topTokenAgreement"] = comparison->topTokenAgreement;
    return json;
}

} // namespace

Result<nlohmann::json> runEvaluation(const protocol::EvaluateJob& job, const OpenSource& open,
                                     const CancelToken& cancel, const std::function<void(double fraction)>& progress)
{
    const auto tokenizer = text::Tokenizer::load(job.model);
    if (!tokenizer)
        return tokenizer.error();
    auto model = open(job.model);
    if (!model)
        return model.error();
    const std::int64_t contextLength = (*model)->checkpoint().spec().contextLength;
    const PerplexityProtocol protocol = protocolOf(job, contextLength, **tokenizer);
    if (auto fits = checkWindow(protocol.windowTokens, contextLength); !fits)
        return fits.error();
    const auto records = readRecords(job, **tokenizer);
    if (!records)
        return records.error();
    EvaluationOptions options;
    options.beginOfSequence = (*tokenizer)->beginOfSequence();
    options.threads = job.threads;
    options.cancel = cancel;
    options.progress = progress;
    if (job.baseline.empty()) {
        const auto figure = evaluatePerplexity(**model, *records, protocol, options);
        return figure ? Result<nlohmann::json>(toJson(*figure)) : figure.error();
    }
    auto baseline = open(job.baseline);
    if (!baseline)
        return baseline.error();
    return compare(**model, **baseline, *records, protocol, options);
}

} // namespace espalier::eval
