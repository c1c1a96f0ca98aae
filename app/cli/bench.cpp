#include <charconv>
#include <string_view>
#include <sys/resource.h>

#include "app/cli/commands.h"
#include "app/cli/engine_work.h"
#include "app/cli/figures.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/base/atomic_file.h"
#include "core/engine/bandwidth.h"
#include "core/engine/speed.h"
#include "core/export/random_model.h"

namespace espalier::cli {
namespace {

using exporting::RandomWeights;

template <typename Number> bool parse(std::string_view text, Number& number)
{
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc() && stop == text.data() + text.size();
}

/// "2:4", or the share of zeros: "0.5".
Result<void> parseSparsity(const std::string& text, RandomWeights& weights)
{
    const auto fail = [&text] {
        return Error{"usage", "--sparsity is a pattern like 2:4 or a share of zeros from 0 to 0.99, not " + text + ".",
                     ""};
    };
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos) {
        const std::string_view view = text;
        const bool read = parse(view.substr(0, colon), weights.kept) && parse(view.substr(colon + 1), weights.of);
        if (!read || weights.kept < 1 || weights.of < weights.kept || weights.of > 64) {
            return fail();
        }
        return {};
    }
    double zeros = 0.0;
    if (!parse(text, zeros) || !(zeros >= 0.0 && zeros <= 0.99)) {
        return fail();
    }
    weights.density = 1.0 - zeros;
    return {};
}

/// Resident memory at its peak, mapped weights included.
std::int64_t peakMemoryBytes()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return std::int64_t(usage.ru_maxrss) * 1024; // given in KiB
}

class Bench : public Command
{
public:
    const char* name() const override { return "bench"; }
    const char* description() const override
    {
        return "Measure the inference engine's speed on a model; --random-shape writes one to measure with";
    }

    void setup(CLI::App& app) override
    {
        app.add_option("model", m_model, "Model folder or GGUF file to measure");
        app.add_option("--prompt-tokens", m_speed.promptTokens, "Tokens of the prompt")
            ->check(CLI::Range(1, 1 << 24))
            ->capture_default_str();
        app.add_option("--generate-tokens", m_speed.generateTokens, "Tokens to generate after it")
            ->check(CLI::Range(1, 1 << 24))
            ->capture_default_str();
        app.add_option("--repeat", m_speed.repeat, "How often; the medians are shown")
            ->check(CLI::Range(1, 10'000))
            ->capture_default_str();
        addThreadsOption(app, m_threads);
        CLI::Option* shape =
            app.add_option("--random-shape", m_config, "Write a random model of the shape of this config.json");
        app.add_option("--out", m_out, "Folder to write it to; must not exist")->needs(shape);
        app.add_option("--weights", m_weights, "How to store it: bf16, int8 (W8A8) or int4 (W4A16, groups of 128)")
            ->needs(shape)
            ->check(CLI::IsMember({"bf16", "int8", "int4"}))
            ->capture_default_str();
        app.add_option("--sparsity", m_sparsity, "Zeros in it: a pattern like 2:4, or a share like 0.5")->needs(shape);
        app.add_option("--seed", m_random.seed, "Of the random weights (0)")->needs(shape);
    }

    int run(const Output& output) override
    {
        if (m_config.empty() == m_model.empty() || (!m_config.empty() && m_out.empty())) {
            return output.fail({"usage", "Give a MODEL to measure, or --random-shape CONFIG.json and --out DIR.", ""});
        }
        return m_config.empty() ? measure(output) : writeRandom(output);
    }

private:
    int measure(const Output& output)
    {
        EngineWork work(output.json, m_threads, {{"loading", 1.0}, {"measuring", 1.0}});
        const auto model = work.load(m_model);
        if (!model) {
            return output.fail(model.error(), exitCodeOf(model.error()));
        }
        engine::Executor executor(*model, work.pool());
        m_speed.cancel = work.cancel();
        m_speed.progress = [&work](double fraction) { work.progress(1, fraction); };
        const auto figures = engine::measureSpeed(executor, m_speed);
        work.clearProgress();
        if (!figures) {
            return output.fail(figures.error(), exitCodeOf(figures.error()));
        }
        const std::int64_t peakMemory = peakMemoryBytes(); // without what the next measurement takes
        const auto limit = engine::measureReadBandwidth(work.pool());
        const nlohmann::json answer = {
            {"prefillTokensPerSecond", figures->prefillTokensPerSecond},
            {"decodeTokensPerSecond", figures->decodeTokensPerSecond},
            {"weightBytes", (*model)->weightBytes()},
            {"bytesPerToken", (*model)->bytesPerToken()},
            {"weightsPerToken", (*model)->weightsPerToken()},
            {"effectiveBandwidth", figures->effectiveBandwidth},
            {"readBandwidth", limit ? nlohmann::json(*limit) : nlohmann::json()},
            {"kernel", (*model)->kernelSummary()},
            {"threads", work.pool().threads()},
            {"peakMemoryBytes", peakMemory},
        };
        return output.done(answer, text(answer));
    }

    std::string text(const nlohmann::json& answer) const
    {
        const auto gigabytes = [&answer](const char* key) { // null stays null
            return figure(answer.at(key).is_null() ? answer.at(key)
                                                   : nlohmann::json(answer.at(key).get<double>() / 1e9));
        };
        const auto& limit = answer.at("readBandwidth");
        std::string text =
            "kernels    " + answer.at("kernel").get<std::string>() + ", " + answer.at("threads").dump() + " threads\n";
        text += "prefill    " + figure(answer.at("prefillTokensPerSecond")) + " tokens/s (" +
                std::to_string(m_speed.promptTokens) + " tokens)\n";
        text += "decode     " + figure(answer.at("decodeTokensPerSecond")) + " tokens/s (" +
                std::to_string(m_speed.generateTokens) + " tokens)\n";
        text += "a token    " + mebibytes(answer.at("bytesPerToken")) +
                " of weights read: " + gigabytes("effectiveBandwidth") + " GB/s";
        if (!limit.is_null()) {
            text += ", " + percent(answer.at("effectiveBandwidth").get<double>() / limit.get<double>()) + " of the " +
                    gigabytes("readBandwidth") + " GB/s that memory gives";
        }
        return text + "\nmemory     " + mebibytes(answer.at("weightBytes")) + " of weights, " +
               mebibytes(answer.at("peakMemoryBytes")) + " resident at most";
    }

    int writeRandom(const Output& output)
    {
        const auto text = readTextFile(m_config, std::size_t(16) << 20);
        if (!text) {
            return output.fail(text.error());
        }
        const nlohmann::json config = nlohmann::json::parse(*text, nullptr, false);
        if (config.is_discarded()) {
            return output.fail({"model.config", "The file is not valid JSON.", m_config});
        }
        m_random.type = m_weights == "int8"   ? RandomWeights::Type::Int8
                        : m_weights == "int4" ? RandomWeights::Type::Int4
                                              : RandomWeights::Type::BFloat16;
        if (!m_sparsity.empty()) {
            if (auto parsed = parseSparsity(m_sparsity, m_random); !parsed) {
                return output.fail(parsed.error());
            }
        }
        const auto bytes = exporting::writeRandomModel(config, m_out, m_random);
        if (!bytes) {
            return output.fail(bytes.error(), exitCodeOf(bytes.error()));
        }
        return output.done({{"path", m_out}, {"weightBytes", *bytes}},
                           "Wrote " + std::to_string(*bytes) + " bytes of random weights to " + m_out);
    }

    std::string m_model;
    engine::SpeedOptions m_speed;
    int m_threads = 0;
    std::string m_config;
    std::string m_out;
    std::string m_weights = "bf16";
    std::string m_sparsity;
    RandomWeights m_random;
};

} // namespace

std::unique_ptr<Command> makeBenchCommand()
{
    return std::make_unique<Bench>();
}

} // namespace espalier::cli
