#include <algorithm>

#include <QDir>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/text/chat_template.h"
#include "tests/clients/node_packages.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::text;
using namespace espalier::tests;
using nlohmann::ordered_json;

namespace {

struct Case
{
    QString name;
    ChatInput input;
};

/// The conversations of conversations.json, with and without tools and the prompt for an answer.
std::vector<Case> cases()
{
    std::vector<Case> all;
    const auto text = readTextFile(ESPALIER_SOURCE_DIR "/tests/clients/conversations.json");
    const ordered_json data = ordered_json::parse(text ? *text : "{}");
    for (const auto& [name, messages] : data.at("conversations").items()) {
        for (const bool tools : {false, true}) {
            for (const bool prompt : {true, false}) {
                Case next{QString::fromStdString(name) + (tools ? ", tools" : "") + (prompt ? ", prompt" : ""), {}};
                next.input.messages = messages;
                next.input.tools = tools ? data.at("tools") : ordered_json();
                next.input.addGenerationPrompt = prompt;
                next.input.beginOfSequence = "<s>";
                next.input.endOfSequence = "</s>";
                next.input.date = "2024-07-26";
                all.push_back(std::move(next));
            }
        }
    }
    return all;
}

/// Python writes None where this client writes nothing, and Python's text is what models were trained with.
bool same(const Result<std::string>& own, const ordered_json& foreign)
{
    return own ? foreign == *own || foreign == QString::fromStdString(*own).remove("None").toStdString()
               : foreign.is_null();
}

/// Jinja makes all line ends \n, this client leaves them.
std::string withoutCarriageReturns(std::string source)
{
    source.erase(std::remove(source.begin(), source.end(), '\r'), source.end());
    return source;
}

ordered_json variables(const ChatInput& input)
{
    return {{"messages", input.messages},
            {"tools", input.tools},
            {"documents", nullptr},
            {"add_generation_prompt", input.addGenerationPrompt},
            {"bos_token", input.beginOfSequence},
            {"eos_token", input.endOfSequence}};
}

} // namespace

/// Published chat templates give the text that @huggingface/jinja gives, and are refused where it refuses.
class ChatTemplatesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    /// One folder for each published template.
    QStringList folders()
    {
        QStringList found;
        const QDir files(sharedData("chat-templates"));
        for (const QString& name : files.entryList({"*.jinja"}, QDir::Files)) {
            const QString folder = m_folder.filePath(name);
            QDir().mkpath(folder);
            QFile::copy(files.filePath(name), folder + "/chat_template.jinja");
            found << folder;
        }
        const QDir tokenizers(sharedData("tokenizers"));
        for (const QString& name : tokenizers.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            found << tokenizers.filePath(name);
        }
        return found;
    }

private Q_SLOTS:
    void publishedTemplatesRenderTheSame()
    {
        if (sharedData("chat-templates").isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const QString node = nodeFolder();
        if (node.isEmpty()) {
            QSKIP("node, npm or the npm packages are not there");
        }
        const std::vector<Case> all = cases();
        int templates = 0;
        int compared = 0;
        int refused = 0;
        QStringList differences;
        for (const QString& folder : folders()) {
            const auto loaded = ChatTemplate::load(folder.toStdString());
            QVERIFY2(bool(loaded), loaded ? "" : toString(loaded.error()).c_str());
            if (!loaded->has_value()) {
                continue;
            }
            ++templates;
            const std::string source = withoutCarriageReturns((*loaded)->source());
            // Templates that read no parts of a message differ in whether a list is an error; none is right.
            const bool readsParts = source.find("['type'] == 'image'") != std::string::npos;
            ordered_json given = ordered_json::array();
            std::vector<const Case*> chosen;
            for (const Case& one : all) {
                if (!readsParts && one.name.startsWith("parts")) {
                    continue;
                }
                chosen.push_back(&one);
                given.push_back({{"template", source}, {"variables", variables(one.input)}});
            }
            const QString file = m_folder.filePath("cases.json");
            QVERIFY(bool(writeFileAtomically(file.toStdString(), given.dump())));
            const QList<QByteArray> lines = outputOf("node", {"render_templates.mjs", file}, {}, node).split('\n');
            QCOMPARE(lines.size(), qsizetype(given.size()) + 1);
            for (std::size_t i = 0; i < given.size(); ++i) {
                const Case& one = *chosen[i];
                const auto own = (*loaded)->render(one.input);
                const auto foreign = ordered_json::parse(lines[qsizetype(i)].toStdString());
                ++compared;
                refused += own ? 0 : 1;
                if (!same(own, foreign)) {
                    differences << QFileInfo(folder).fileName() + ": " + one.name + "\nown     " +
                                       QString::fromStdString(own ? ordered_json(*own).dump() : toString(own.error())) +
                                       "\nforeign " + QString::fromUtf8(lines[qsizetype(i)]);
                }
            }
        }
        QVERIFY2(differences.isEmpty(), qPrintable(differences.join("\n")));
        QVERIFY(templates >= 15);
        QVERIFY(compared >= templates * 30);
        QVERIFY(refused < compared / 2);
    }
};

QTEST_GUILESS_MAIN(ChatTemplatesTest)
#include "chat_templates_test.moc"
