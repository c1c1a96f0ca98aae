#include "core/worker/jobs/registry.h"

#include <optional>

#include "core/eval/perplexity.h"
#include "core/protocol/progress_tracker.h"
#include "core/text/tokenizer.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

Result<eval::Records> readRecords(const protocol::EvaluateJob& job, const text::Tokenizer& tokenizer)
{
    const text::DatasetOptions options = datasetOptions(job.text);
    if (job.protocol != "samples") {
        auto tokens = text::loadTokens(paths(job.text.files), options, tokenizer);
        return tokens ? Result<eval::Records>(eval::Records{tokens.take()}) : tokens.error();
    }
    eval::Records records;
    for (const std::string& file : job.text.files) {
        auto texts = text::loadRecords(file, options);
        if (!texts) {
            return texts.error();
        }
        for (const std::string& record : *texts) {
            records.push_back(tokenizer.encode(record));
        }
    }
    return records;
}

eval::PerplexityProtocol protocolOf(const protocol::EvaluateJob& job, std::int64_t contextLength,
                                    const text::Tokenizer& tokenizer)
{
    eval::PerplexityProtocol protocol;
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
    if (windowTokens <= contextLength) {
        return {};
    }
    return Error{"run.window",
                 "A window of " + std::to_string(windowTokens) + " tokens does not fit: the model reads 2 to " +
                     std::to_string(contextLength) + ". Choose a smaller --seqlen.",
                 ""};
}

/// Perplexity of a model as stored, beside a baseline if one is given.
class EvaluateWork final : public Job
{
public:
    explicit EvaluateWork(protocol::EvaluateJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        useThreads(m_parameters.threads);
        auto checkpoint = openComplete(m_parameters.model);
        if (!checkpoint) {
            return checkpoint.error();
        }
        auto tokenizer = text::Tokenizer::load(m_parameters.model);
        if (!tokenizer) {
            return tokenizer.error();
        }
        const std::int64_t contextLength = checkpoint->spec().contextLength;
        const auto protocol = protocolOf(m_parameters, contextLength, **tokenizer);
        if (auto fits = checkWindow(protocol.windowTokens, contextLength); !fits) {
            return fits.error();
        }
        auto records = readRecords(m_parameters, **tokenizer);
        if (!records) {
            return records.error();
        }
        protocol::ProgressTracker tracker({{"evaluation", 1.0}});
        eval::EvaluationOptions options;
        options.beginOfSequence = (*tokenizer)->beginOfSequence();
        options.cancel = context.cancel();
        options.progress = [&](double fraction) {
            if (auto progress = tracker.advance(0, fraction, 1.0)) {
                context.send(std::move(*progress));
            }
        };
        return m_parameters.baseline.empty() ? measure(*checkpoint, *records, protocol, options)
                                             : compare(*checkpoint, *records, protocol, options);
    }

private:
    static Result<nlohmann::json> measure(const model::Checkpoint& checkpoint, const eval::Records& records,
                                          const eval::PerplexityProtocol& protocol,
                                          const eval::EvaluationOptions& options)
    {
        auto figure = eval::evaluatePerplexity(checkpoint, records, protocol, options);
        return figure ? Result<nlohmann::json>(eval::toJson(*figure)) : figure.error();
    }

    Result<nlohmann::json> compare(const model::Checkpoint& checkpoint, const eval::Records& records,
                                   const eval::PerplexityProtocol& protocol,
                                   const eval::EvaluationOptions& options) const
    {
        auto baseline = openComplete(m_parameters.baseline);
        if (!baseline) {
            return baseline.error();
        }
        auto comparison = eval::compareModels(checkpoint, *baseline, records, protocol, options);
        if (!comparison) {
            return comparison.error();
        }
        nlohmann::json json = eval::toJson(comparison->figure);
        json["baselinePerplexity"] = comparison->baselinePerplexity;
        json["meanKl"] = comparison->meanKl;
        json["topTokenAgreement"] = comparison->topTokenAgreement;
        return json;
    }

    protocol::EvaluateJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createEvaluateJob(const nlohmann::json& parameters)
{
    return createJob<EvaluateWork, protocol::EvaluateJob>(parameters);
}

} // namespace espalier::worker
