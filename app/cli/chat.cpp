#include <cmath>

#include "app/cli/chat_console.h"
#include "app/cli/commands.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"

namespace espalier::cli {
namespace {

class Chat final : public Command
{
public:
    const char* name() const override { return "chat"; }
    const char* description() const override { return "Talk to a model, or let it continue a text"; }

    void setup(CLI::App& app) override
    {
        app.add_option("model", m_model, "Model folder or GGUF file")->required();
        m_promptOption = app.add_option("--prompt", m_prompt, "Answer this and end (default: talk, a line a message)");
        m_systemOption = app.add_option("--system", m_system, "System message");
        app.add_flag("--raw", m_settings.raw,
                     "No chat template: the beginning-of-sequence token if the tokenizer adds it, then the prompt "
                     "verbatim, which may be empty")
            ->excludes(m_systemOption);
        app.add_option("--engine", m_engine, "int8 (the inference engine) or reference (float32 LibTorch)")
            ->check(CLI::IsMember({"int8", "reference"}))
            ->capture_default_str();
        addThreadsOption(app, m_threads);
        app.add_option("--kv", m_kv, "What keys and values are kept as: f32, f16 or int8")
            ->check(CLI::IsMember({"f32", "f16", "int8"}))
            ->capture_default_str();
        setupSampling(app);
    }

    int run(const Output& output) override
    {
        if (auto valid = check(output); !valid) {
            return output.fail(valid.error());
        }
        if (m_systemOption->count() > 0) {
            m_settings.system = m_system;
        }
        if (m_seedOption->count() > 0) {
            m_settings.seed = m_seed;
        }
        if (m_greedy) {
            m_settings.generation.sampling.temperature = 0.0;
        }
        auto backend = m_engine == "reference" ? openReferenceBackend(m_model, m_threads)
                                               : openEngineBackend(m_model, m_threads, *engine::kvTypeFromName(m_kv));
        if (!backend) {
            return output.fail(backend.error(), exitCodeOf(backend.error()));
        }
        ChatConsole console(**backend, output, m_settings);
        return m_promptOption->count() > 0 ? console.answerOnce(m_prompt) : console.converse();
    }

private:
    void setupSampling(CLI::App& app)
    {
        engine::GenerationOptions& generation = m_settings.generation;
        engine::SamplingOptions& sampling = generation.sampling;
        app.add_option("--max-tokens", generation.maxTokens, "Tokens of an answer (default: what the context holds)")
            ->check(CLI::PositiveNumber);
        auto* temperature = app.add_option("--temperature", sampling.temperature, "0: always the most likely token")
                                ->check(CLI::Range(0.0, 100.0))
                                ->capture_default_str();
        app.add_option("--top-k", sampling.topK, "Choose among this many tokens; 0: all")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        app.add_option("--top-p", sampling.topP, "Choose among the fewest tokens with this probability together")
            ->check(CLI::Range(0.0, 1.0))
            ->capture_default_str();
        app.add_option("--min-p", sampling.minP, "Leave out tokens below this share of the best one's probability")
            ->check(CLI::Range(0.0, 1.0))
            ->capture_default_str();
        app.add_option("--repeat-penalty", sampling.repetitionPenalty,
                       "Makes the last 64 tokens less likely; 1: does not")
            ->check(CLI::Range(0.01, 100.0))
            ->capture_default_str();
        app.add_flag("--greedy", m_greedy, "The same as --temperature 0")->excludes(temperature);
        m_seedOption =
            app.add_option("--seed", m_seed, "The same seed gives the same answer (default: another each time)");
    }

    /// Whatever can be wrong and needs no weights to find out.
    Result<void> check(const Output& output) const
    {
        if (output.json && m_promptOption->count() == 0) {
            return Error{"usage", "--json needs --prompt.", ""};
        }
        const engine::SamplingOptions& sampling = m_settings.generation.sampling;
        for (const double value : {sampling.temperature, sampling.topP, sampling.minP, sampling.repetitionPenalty}) {
            if (std::isnan(value)) { // no range refuses it
                return Error{"usage", "\"nan\" is no number. Give one.", ""};
            }
        }
        return checkModel(m_model);
    }

    ChatConsole::Settings m_settings;
    std::string m_model, m_prompt, m_system;
    std::string m_engine = "int8";
    std::string m_kv = "f16";
    int m_threads = 0;
    std::uint64_t m_seed = 0;
    bool m_greedy = false;
    CLI::Option* m_promptOption = nullptr;
    CLI::Option* m_systemOption = nullptr;
    CLI::Option* m_seedOption = nullptr;
};

} // namespace

std::unique_ptr<Command> makeChatCommand()
{
    return std::make_unique<Chat>();
}

} // namespace espalier::cli
