#include "app/cli/commands.h"
#include "core/base/atomic_file.h"
#include "core/text/tokenizer.h"

namespace espalier::cli {
namespace {

class TokenizeCommand : public Command
{
public:
    const char* name() const override { return "tokenize"; }
    const char* description() const override { return "Cut text into the tokens of a model's vocabulary"; }

    void setup(CLI::App& app) override
    {
        app.add_option("MODEL", m_model, "Model or tokenizer folder, tokenizer file or GGUF file")->required();
        auto* input = app.add_option_group("input", "The text");
        input->add_option("--text", m_text, "The text itself");
        input->add_option("--file", m_file, "A file with the text, read as it is");
        input->require_option(1);
        app.add_flag("--no-special", m_noSpecial, "Add no BOS or other special tokens around the text");
        app.add_flag("--literal", m_literal, "Special tokens written in the text are plain text");
    }

    int run(const Output& output) override
    {
        auto tokenizer = text::Tokenizer::load(m_model);
        if (!tokenizer) {
            return output.fail(tokenizer.error());
        }
        std::string text = m_text;
        if (!m_file.empty()) {
            auto content = readTextFile(m_file);
            if (!content) {
                return output.fail(content.error());
            }
            text = content.take();
        }
        const std::vector<text::TokenId> ids = (*tokenizer)->encode(text, {!m_noSpecial, !m_literal});
        return answer(output, **tokenizer, ids);
    }

private:
    static int answer(const Output& output, const text::Tokenizer& tokenizer, const std::vector<text::TokenId>& ids)
    {
        std::vector<std::string> pieces;
        std::string lines;
        for (const text::TokenId id : ids) {
            pieces.push_back(tokenizer.piece(id));
            lines += std::to_string(id) + '\t' + pieces.back() + '\n';
        }
        lines += std::to_string(ids.size()) + " tokens\n";
        return output.done({{"ids", ids}, {"pieces", pieces}}, lines);
    }

    std::string m_model, m_text, m_file;
    bool m_noSpecial = false;
    bool m_literal = false;
};

} // namespace

std::unique_ptr<Command> makeTokenizeCommand()
{
    return std::make_unique<TokenizeCommand>();
}

} // namespace espalier::cli
