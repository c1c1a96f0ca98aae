#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/text/demo/demo_folder.h"
#include "core/text/demo/demo_text.h"
#include "core/text/prompt_encoder.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::text;
using Messages = nlohmann::ordered_json;

namespace {

Messages message(const char* role, const std::string& content)
{
    return {{"role", role}, {"content", content}};
}

} // namespace

class PromptEncoderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_folder = m_temporary->path().toStdString();
        const auto demo = demo::shippedModel();
        QVERIFY(bool(demo));
        std::filesystem::copy_file(*demo / "tokenizer.json", m_folder / "tokenizer.json");
        std::filesystem::copy_file(*demo / "tokenizer_config.json", m_folder / "tokenizer_config.json");
    }

    void messagesAreEncodedAsTheModelWasTrained()
    {
        const auto encoder = PromptEncoder::load(m_folder);
        QVERIFY(bool(encoder));
        QVERIFY(encoder->hasTemplate());
        const Messages messages = {message("user", "What is 2 plus 2?")};
        const auto ids = encoder->encodeChat(messages);
        QVERIFY(bool(ids));
        QCOMPARE(*ids, encoder->tokenizer().encode(demo::prompt("What is 2 plus 2?")));
        QCOMPARE(ids->front(), encoder->tokenizer().idOf("<|im_start|>").value());
        const auto text = encoder->render(messages, {}, false);
        QVERIFY(bool(text));
        QCOMPARE(*text, std::string("<|im_start|>user\nWhat is 2 plus 2?<|im_end|>\n"));
    }

    void withoutATemplateEachContentIsALine()
    {
        writeConfig({{"eos_token", "<|im_end|>"}});
        const auto encoder = PromptEncoder::load(m_folder);
        QVERIFY(bool(encoder));
        QVERIFY(!encoder->hasTemplate());
        const Messages parts = {
            {"role", "user"},
            {"content", {{{"type", "text"}, {"text", "x "}}, {{"type", "image"}}, {{"type", "text"}, {"text", "y"}}}}};
        const Messages messages = {message("system", "Be brief."),
                                   message("user", "Hello"),
                                   parts,
                                   {{"role", "assistant"}, {"content", nullptr}},
                                   7};
        const auto text = encoder->render(messages);
        QVERIFY(bool(text));
        QCOMPARE(*text, std::string("Be brief.\nHello\nx y\n\n\n"));
        QCOMPARE(*encoder->encodeChat(messages), encoder->encodeText(*text));
    }

    void toolsHaveATemplateOfTheirOwn()
    {
        writeConfig({{"chat_template",
                      {{{"name", "default"}, {"template", "plain{{ tools is defined and tools is not none }}"}},
                       {{"name", "tool_use"}, {"template", "{{ tools | length }} tools"}}}}});
        const auto encoder = PromptEncoder::load(m_folder);
        QVERIFY2(bool(encoder), encoder ? "" : toString(encoder.error()).c_str());
        const Messages messages = {message("user", "x")};
        const auto plain = encoder->render(messages);
        const auto withTools = encoder->render(messages, Messages::array({{{"type", "function"}}}));
        QVERIFY(bool(plain) && bool(withTools));
        QCOMPARE(*plain, std::string("plainFalse"));
        QCOMPARE(*withTools, std::string("1 tools"));
    }

    void conversationsTellAnswersFromPrompts()
    {
        const auto encoder = PromptEncoder::load(m_folder);
        QVERIFY(bool(encoder));
        const Messages messages = {message("user", "What is 2 plus 2?"), message("assistant", "4"),
                                   message("user", "Thanks"), message("assistant", "Gladly")};
        const auto conversation = encoder->encodeConversation(messages);
        QVERIFY(bool(conversation));
        QCOMPARE(conversation->answers.size(), conversation->tokens.size());
        QCOMPARE(encoder->tokenizer().decode(conversation->tokens, false), *encoder->render(messages, {}, false));
        std::vector<TokenId> said;
        for (std::size_t i = 0; i < conversation->tokens.size(); ++i) {
            if (conversation->answers[i]) {
                said.push_back(conversation->tokens[i]);
            }
        }
        QCOMPARE(encoder->tokenizer().decode(said, false), std::string("4<|im_end|>\nGladly<|im_end|>\n"));
        // The first answer follows the tokens that the model is given to answer.
        const auto prompt = encoder->encodeChat(Messages::array({messages[0]}));
        QVERIFY(std::equal(prompt->begin(), prompt->end(), conversation->tokens.begin()));
        QVERIFY(!conversation->answers[prompt->size() - 1] && conversation->answers[prompt->size()]);

        writeConfig({{"chat_template", "{{ messages | length }}"}}); // an answer changes what stands before it
        const auto counting = PromptEncoder::load(m_folder);
        const auto counted = counting->encodeConversation(messages);
        QVERIFY(bool(counted) && counted->answers.empty());
        QCOMPARE(counting->tokenizer().decode(counted->tokens), std::string("4"));
        writeConfig({{"chat_template", "{{ raise_exception('no users') }}"}});
        QCOMPARE(PromptEncoder::load(m_folder)->encodeConversation(messages).error().code,
                 std::string("template.refused"));
    }

    void errorsOfTheTemplateComeThrough()
    {
        writeConfig({{"chat_template", "{{ raise_exception('no users') }}"}});
        const auto encoder = PromptEncoder::load(m_folder);
        QVERIFY(bool(encoder));
        QCOMPARE(encoder->encodeChat({message("user", "x")}).error().code, std::string("template.refused"));
        writeConfig({{"chat_template", "{% if %}"}});
        QCOMPARE(PromptEncoder::load(m_folder).error().code, std::string("template.syntax"));
        std::filesystem::remove(m_folder / "tokenizer.json");
        QCOMPARE(PromptEncoder::load(m_folder).error().code, std::string("tokenizer.missing"));
    }

    void textBeginsWithTheBeginningOfASequenceIfTheTokenizerAddsIt()
    {
        const auto demo = PromptEncoder::load(m_folder);
        QVERIFY(bool(demo));
        QVERIFY(demo->encodeText("").empty());
        QCOMPARE(demo->encodeText("a fox"), demo->tokenizer().encode("a fox"));

        const QString stories = tests::sharedData("models/stories260K");
        if (stories.isEmpty()) {
            QSKIP("The reference data is not there.");
        }
        const auto llama = PromptEncoder::load(stories.toStdString());
        QVERIFY(bool(llama));
        const TokenId begin = llama->tokenizer().beginOfSequence().value();
        QCOMPARE(llama->encodeText(""), std::vector<TokenId>{begin});
        QCOMPARE(llama->encodeText("Once upon"), llama->tokenizer().encode("Once upon"));
        QCOMPARE(llama->encodeText("Once upon").front(), begin);
    }

private:
    void writeConfig(const nlohmann::json& config) const
    {
        QVERIFY(bool(writeFileAtomically(m_folder / "tokenizer_config.json", config.dump())));
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
    std::filesystem::path m_folder;
};

QTEST_GUILESS_MAIN(PromptEncoderTest)
#include "prompt_encoder_test.moc"
