#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/support/program.h"

using namespace espalier;
using namespace espalier::tests;

namespace {

constexpr const char* kConfig =
    "{\"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\"}, \"chat_template\": [{\"name\": \"default\", "
    "\"template\": \"{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}{{ eos_token }}\\n{% endfor "
    "%}{% if add_generation_prompt %}[assistant]{% endif %}\"}, {\"name\": \"tool_use\", \"template\": "
    "\"{{ tools|tojson }}{{ strftime_now('%d %B %Y') }}\"}]}";

} // namespace

/// `espalier-cli template` on folders with a tokenizer_config.json alone.
class TemplateCliTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }

    void write(const QString& name, const std::string& content)
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QVERIFY(bool(writeFileAtomically(path(name).toStdString(), content)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        write("model/tokenizer_config.json", kConfig);
        write("bare/tokenizer_config.json", "{\"bos_token\": \"<s>\"}");
        write("damaged/tokenizer_config.json", "{\"chat_template\": ");
        write("syntax/chat_template.jinja", "a\n{% if %}");
        write("refusing/chat_template.jinja", "{{ raise_exception('Only users speak here.') }}");
        write("failing/chat_template.jinja", "{{ messages[0].content.missing.x }}");
        write("messages.json", "[{\"role\": \"user\", \"content\": \"Grüße\"}]");
        write("tools.json", "[{\"name\": \"f\", \"a\": [1, 2.0]}]");
        write("object.json", "{\"role\": \"user\"}");
        write("texts.json", "[\"Hi\"]");
        write("broken.json", "[{");
    }

    void showsThePrompt()
    {
        const QStringList command{"template", path("model"), "--messages", path("messages.json")};
        const ProgramRun plain = runCli(command);
        QVERIFY2(plain.exitCode == 0, plain.standardError.constData());
        QCOMPARE(plain.standardOutput, QByteArray("<s>[user] Grüße</s>\n[assistant]\n"));
        const ProgramRun json = runCli(command + QStringList{"--json"});
        QCOMPARE(json.json().at("prompt").get<std::string>(), std::string("<s>[user] Grüße</s>\n[assistant]"));
        const ProgramRun without = runCli(command + QStringList{"--json", "--no-generation-prompt"});
        QCOMPARE(without.json().at("prompt").get<std::string>(), std::string("<s>[user] Grüße</s>\n"));
    }

    void toolsHaveTheirTemplate()
    {
        const ProgramRun run = runCli({"template", path("model"), "--messages", path("messages.json"), "--tools",
                                       path("tools.json"), "--date", "2024-07-26", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QCOMPARE(run.json().at("prompt").get<std::string>(),
                 std::string("[{\"name\": \"f\", \"a\": [1, 2.0]}]26 July 2024"));
    }

    void theDemoModelHasATemplate()
    {
        const ProgramRun run = runCli({"template", QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model"),
                                       "--messages", path("messages.json"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QCOMPARE(run.json().at("prompt").get<std::string>(),
                 std::string("<|im_start|>user\nGrüße<|im_end|>\n<|im_start|>assistant\n"));
    }

    void wrongInputIsRefusedWithOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        const auto row = [&](const char* name, const QString& model, const QString& file, const QStringList& more,
                             const char* code) {
            QTest::newRow(name) << (QStringList{path(model), "--messages", path(file)} + more) << code;
        };
        QTest::newRow("no messages") << QStringList{path("model")} << "usage";
        row("no folder", "none", "messages.json", {}, "model.open");
        row("a file", "messages.json", "messages.json", {}, "model.open");
        row("no template", "bare", "messages.json", {}, "template.missing");
        row("damaged", "damaged", "messages.json", {}, "tokenizer.format");
        row("syntax", "syntax", "messages.json", {}, "template.syntax");
        row("refusing", "refusing", "messages.json", {}, "template.refused");
        row("failing", "failing", "messages.json", {}, "template.render");
        row("missing messages", "model", "none.json", {}, "file.open");
        row("one message", "model", "object.json", {}, "template.input");
        row("texts", "model", "texts.json", {}, "template.input");
        row("broken", "model", "broken.json", {}, "template.input");
        row("missing tools", "model", "messages.json", {"--tools", path("none.json")}, "file.open");
        row("broken tools", "model", "messages.json", {"--tools", path("broken.json")}, "template.input");
        row("no day", "model", "messages.json", {"--date", "yesterday"}, "template.date");
        row("unknown option", "model", "messages.json", {"--colour"}, "usage");
    }
    void wrongInputIsRefusedWithOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, code);
        const ProgramRun run = runCli(QStringList{"template"} + arguments + QStringList{"--json"});
        QVERIFY2(run.exitCode == 2, run.standardError.constData());
        QVERIFY2(run.standardError.endsWith('\n') && run.standardError.count('\n') == 1, run.standardError.constData());
        QCOMPARE(QString::fromStdString(run.json().at("error").at("code").get<std::string>()), code);
        QVERIFY(!run.json().at("error").at("message").get<std::string>().empty());
    }
};

QTEST_GUILESS_MAIN(TemplateCliTest)
#include "template_cli_test.moc"
