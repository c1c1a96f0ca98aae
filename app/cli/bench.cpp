#include "app/cli/commands.h"
#include "core/base/atomic_file.h"
#include "core/export/random_model.h"

namespace espalier::cli {
namespace {

/// So far only the maker of models to measure with; the measurement itself needs the inference engine.
class Bench : public Command
{
public:
    const char* name() const override { return "bench"; }
    const char* description() const override { return "Write a random model of a given shape (--random-shape)"; }

    void setup(CLI::App& app) override
    {
        app.add_option("MODEL", m_model, "Model to measure (needs the inference engine of a later version)");
        CLI::Option* shape =
            app.add_option("--random-shape", m_config, "Write a random bf16 model of the shape of this config.json");
        app.add_option("--out", m_out, "Folder to write it to; must not exist")->needs(shape);
        app.add_option("--seed", m_random.seed, "Of the random weights (0)")->needs(shape);
    }

    int run(const Output& output) override
    {
        if (m_config.empty()) {
            return output.fail({"bench.engine",
                                "Measuring a model needs the inference engine, which comes in a later version. "
                                "This version has --random-shape CONFIG.json --out DIR.",
                                ""});
        }
        if (m_out.empty() || !m_model.empty()) {
            return output.fail({"usage", "Give --random-shape CONFIG.json and --out DIR, and no MODEL.", ""});
        }
        const auto text = readTextFile(m_config, std::size_t(16) << 20);
        if (!text) {
            return output.fail(text.error());
        }
        const nlohmann::json config = nlohmann::json::parse(*text, nullptr, false);
        if (config.is_discarded()) {
            return output.fail({"model.config", "The file is not valid JSON.", m_config});
        }
        const auto bytes = exporting::writeRandomModel(config, m_out, m_random);
        if (!bytes) {
            const std::string& code = bytes.error().code;
            return output.fail(bytes.error(), code == "disk.full" || code == "file.write" ? kWorkFailed : kBadInput);
        }
        return output.done({{"path", m_out}, {"weightBytes", *bytes}},
                           "Wrote " + std::to_string(*bytes) + " bytes of random weights to " + m_out);
    }

private:
    std::string m_model;
    std::string m_config;
    std::string m_out;
    exporting::RandomWeights m_random;
};

} // namespace

std::unique_ptr<Command> makeBenchCommand()
{
    return std::make_unique<Bench>();
}

} // namespace espalier::cli
