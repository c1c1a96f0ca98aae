#include <random>

#include <QDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/text/chat_template.h"
#include "tests/support/shared_data.h"
#include "tests/text/jinja_cases.h"

using namespace espalier;
using namespace espalier::text;
using namespace espalier::tests;

namespace {

/// The templates of the cases and, where they are there, published ones.
std::vector<std::string> seeds()
{
    std::vector<std::string> sources;
    for (const JinjaCase& row : kJinjaCases) {
        sources.emplace_back(row.source);
    }
    const QDir published(sharedData("chat-templates"));
    for (const QString& name : published.entryList({"*.jinja"}, QDir::Files)) {
        if (auto text = readTextFile(published.filePath(name).toStdString())) {
            sources.push_back(text.take());
        }
    }
    return sources;
}

/// Takes out, doubles, overwrites or brings in a piece of another template.
void mutate(std::string& source, const std::string& other, std::mt19937& random)
{
    static constexpr std::string_view kBytes = "{}%#()[]|.,:'\"+-*~= \n09ax\xFF\\";
    const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
    const std::size_t at = below(source.size());
    const std::size_t length = below(12);
    switch (below(4)) {
    case 0:
        source.erase(at, length);
        break;
    case 1:
        source.insert(at, source.substr(below(source.size()), length));
        break;
    case 2:
        source.replace(at, 1, 1, kBytes[below(kBytes.size())]);
        break;
    default:
        source.insert(at, other.substr(below(other.size()), length * 4));
    }
}

} // namespace

/// Damaged templates end in a text or an error: never in a crash, an exception or without end.
class ChatTemplateMutationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void damagedTemplatesEnd()
    {
        const std::vector<std::string> sources = seeds();
        std::mt19937 random(20240726);
        ChatInput input;
        input.messages = nlohmann::ordered_json::parse(kCaseMessages);
        input.date = "2024-07-26";
        int parsedCount = 0;
        int renderedCount = 0;
        constexpr int kRounds = 20000; // about half a second
        for (int round = 0; round < kRounds; ++round) {
            std::string source = sources[random() % sources.size()];
            for (std::size_t changes = 1 + random() % 3; changes > 0; --changes) {
                mutate(source, sources[random() % sources.size()], random);
            }
            const auto parsed = ChatTemplate::parse(source);
            if (!parsed) {
                QCOMPARE(parsed.error().code, std::string("template.syntax"));
                continue;
            }
            ++parsedCount;
            const auto rendered = parsed->render(input);
            QVERIFY(rendered || rendered.error().code == "template.render" ||
                    rendered.error().code == "template.refused");
            renderedCount += rendered ? 1 : 0;
        }
        QVERIFY(parsedCount > kRounds / 20 && parsedCount < kRounds); // both sides are reached
        QVERIFY(renderedCount > kRounds / 50);
    }
};

QTEST_GUILESS_MAIN(ChatTemplateMutationTest)
#include "chat_template_mutation_test.moc"
