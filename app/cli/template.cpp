#include <filesystem>

#include "app/cli/commands.h"
#include "core/base/atomic_file.h"
#include "core/formats/gguf.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer_config.h"

namespace espalier::cli {
namespace {

using nlohmann::ordered_json;

/// A JSON list of objects.
Result<ordered_json> readList(const std::string& path, const char* what)
{
    auto text = readTextFile(path);
    if (!text) {
        return text.error();
    }
    ordered_json list = ordered_json::parse(*text, nullptr, false);
    bool objects = list.is_array();
    for (const auto& entry : list) {
        objects = objects && entry.is_object();
    }
    if (!objects) {
        return Error{"template.input", std::string("This is not a JSON list of ") + what + ".", path};
    }
    return list;
}

class TemplateCommand : public Command
{
public:
    const char* name() const override { return "template"; }
    const char* description() const override { return "Show the text that a conversation becomes for a model"; }

    void setup(CLI::App& app) override
    {
        app.add_option("MODEL", m_model, "Model or tokenizer folder, or GGUF file, with a chat template")->required();
        app.add_option("--messages", m_messages, "JSON file: [{\"role\": ..., \"content\": ...}, ...]")->required();
        app.add_option("--tools", m_tools, "JSON file: the list of functions that the model may call");
        app.add_option("--date", m_input.date, "The day that the template is told, YYYY-MM-DD (today)");
        app.add_flag("--no-generation-prompt", m_noGenerationPrompt, "Do not begin the model's answer");
    }

    int run(const Output& output) override
    {
        if (auto read = readInput(); !read) {
            return output.fail(read.error());
        }
        const auto chatTemplate = text::ChatTemplate::load(m_model, !m_tools.empty());
        if (!chatTemplate) {
            return output.fail(chatTemplate.error());
        }
        if (!chatTemplate->has_value()) {
            return output.fail({"template.missing",
                                "This model has no chat template: neither chat_template.jinja nor \"chat_template\" "
                                "in tokenizer_config.json.",
                                m_model});
        }
        const auto prompt = (*chatTemplate)->render(m_input);
        if (!prompt) {
            return output.fail(prompt.error());
        }
        return output.done({{"prompt", *prompt}}, *prompt);
    }

private:
    Result<void> readInput()
    {
        if (!std::filesystem::is_directory(m_model) && !formats::isGgufFile(m_model)) {
            return Error{"model.open", "Give the folder of a model or tokenizer, or a GGUF file.", m_model};
        }
        auto messages = readList(m_messages, "messages, each an object with role and content");
        if (!messages) {
            return messages.error();
        }
        m_input.messages = messages.take();
        if (!m_tools.empty()) {
            auto tools = readList(m_tools, "functions, each an object");
            if (!tools) {
                return tools.error();
            }
            m_input.tools = tools.take();
        }
        const auto config = text::readTokenizerConfig(m_model);
        if (!config) {
            return config.error();
        }
        m_input.beginOfSequence = config->beginOfSequence;
        m_input.endOfSequence = config->endOfSequence;
        m_input.addGenerationPrompt = !m_noGenerationPrompt;
        return {};
    }

    std::string m_model, m_messages, m_tools;
    text::ChatInput m_input;
    bool m_noGenerationPrompt = false;
};

} // namespace

std::unique_ptr<Command> makeTemplateCommand()
{
    return std::make_unique<TemplateCommand>();
}

} // namespace espalier::cli
