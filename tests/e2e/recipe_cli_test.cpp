#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Answer
{
    int exitCode = -1;
    QString out;
    QString err;

    QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
};

Answer run(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(ESPALIER_BINARY_DIR "/bin/espalier-cli"), arguments);
    if (!process.waitForFinished(30000)) {
        return {};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// What is wrong: without notes about other programs.
QJsonArray problems(const Answer& answer)
{
    QJsonArray found;
    for (const QJsonValue diagnostic : answer.json()["diagnostics"].toArray()) {
        if (diagnostic["severity"].toString() != "note") {
            found.append(diagnostic);
        }
    }
    return found;
}

const QString kModel = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model");
const QString kDemoRecipe = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/recipe.yaml");

} // namespace

/// `espalier-cli recipe`, as scripts see it.
class RecipeCliTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString write(const QString& name, const QByteArray& text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
            qFatal("cannot write");
        }
        return file.fileName();
    }

private Q_SLOTS:
    void checkListsWhatEntriesHit()
    {
        const Answer answer = run({"recipe", "check", kDemoRecipe, "--model", kModel, "--json"});
        QCOMPARE(answer.exitCode, 0);
        const QJsonObject json = answer.json();
        QCOMPARE(json["dialect"].toString(), QString("sparseml"));
        for (const QJsonValue diagnostic : json["diagnostics"].toArray()) // what SparseML itself would have done
            QCOMPARE(diagnostic["severity"].toString(), QString("note"));
        bool found = false;
        for (const QJsonValue match : json["matches"].toArray()) {
            if (match["target"].toString().startsWith("re:model.layers")) {
                found = true;
                QCOMPARE(match["modifier"].toString(), QString("SparseGPTModifier"));
                QCOMPARE(match["modules"].toArray().at(0).toString(), QString("model.layers.0"));
            }
        }
        QVERIFY(found);
        for (const QJsonValue module : json["sparsity"].toArray()) {
            QCOMPARE(module["sparsity"].toDouble(), module["module"].toString() == "lm_head" ? 0.0 : 0.5);
        }
        QVERIFY(run({"recipe", "check", kDemoRecipe, "--model", kModel}).out.contains("Resulting sparsity"));
    }

    /// What only the model's structure tells, before anything runs.
    void mappingsAndOrderAreHeldAgainstTheModel()
    {
        const QString scaling = write("scaling.yaml", "a_stage:\n  run_type: oneshot\n  a_modifiers:\n"
                                                      "    SmoothQuantModifier:\n      mappings:\n"
                                                      "      - [['re:.*fc1'], 're:.*final_layer_norm']\n");
        const Answer mapped = run({"recipe", "check", scaling, "--model", kModel, "--json"});
        QCOMPARE(mapped.exitCode, 2);
        const QJsonObject mapping = problems(mapped).at(0).toObject();
        QCOMPARE(mapping["code"].toString(), QString("recipe.mappings"));
        QCOMPARE(mapping["line"].toInt(), 6);
        QVERIFY(mapping["message"].toString().contains("re:.*final_layer_norm"));
        QVERIFY(mapping["message"].toString().contains("model.layers.0.input_layernorm before "));

        const QString order = write("order.yaml", "a_stage:\n  a_modifiers:\n"
                                                  "    GPTQModifier: {scheme: W8A16, ignore: [lm_head]}\n"
                                                  "    SparseGPTModifier: {sparsity: 0.5, ignore: ['re:.*lm_head']}\n");
        const Answer ordered = run({"recipe", "check", order, "--model", kModel, "--json"});
        QCOMPARE(ordered.exitCode, 2);
        const QJsonObject late = problems(ordered).at(0).toObject();
        QCOMPARE(late["code"].toString(), QString("recipe.order"));
        QCOMPARE(late["line"].toInt(), 4);
        QVERIFY(late["message"].toString().startsWith("SparseGPTModifier comes after GPTQModifier"));
        const Answer planned = run({"recipe", "plan", order, "--model", kModel, "--json"});
        QVERIFY(planned.exitCode != 0);
    }

    void errorsExitTwoWithPlaces()
    {
        const QString file = write("bad.yaml", "a_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier:\n"
                                               "      sparsity: 0.5\n      percdamp: 0.1\n      targets: [q_proj]\n");
        const Answer json = run({"recipe", "check", file, "--model", kModel, "--json"});
        QCOMPARE(json.exitCode, 2);
        const QJsonArray diagnostics = problems(json);
        QCOMPARE(diagnostics.size(), 2);
        QCOMPARE(diagnostics[0]["code"].toString(), QString("recipe.key.unknown"));
        QCOMPARE(diagnostics[0]["severity"].toString(), QString("warning"));
        QCOMPARE(diagnostics[0]["suggestion"].toString(), QString("dampening_frac"));
        QCOMPARE(diagnostics[1]["code"].toString(), QString("recipe.target.no-match"));
        QCOMPARE(diagnostics[1]["line"].toInt(), 7);
        QCOMPARE(diagnostics[1]["column"].toInt(), 17);
        const Answer text = run({"recipe", "check", file, "--model", kModel});
        QVERIFY(text.out.contains(file + ":7:17: error: "));
        QVERIFY(text.out.contains("[recipe.target.no-match]"));
        QCOMPARE(text.err.count('\n'), 1);
    }

    void laterModifiersAreNamed()
    {
        const QString file =
            write("later.yaml", "a_stage:\n  a_modifiers:\n    SpinQuantModifier: {rotations: [R1]}\n");
        const Answer answer = run({"recipe", "check", file, "--json"});
        QCOMPARE(answer.exitCode, 2);
        QVERIFY(problems(answer).at(0)["message"].toString().contains("SpinQuantModifier"));
    }

    void whatAnotherProgramWouldDoIsANote()
    {
        const QString file = write("notes.yaml", "a_stage:\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5, "
                                                 "ignore: [lm_head]}\n");
        const Answer answer = run({"recipe", "check", file, "--json"});
        QCOMPARE(answer.exitCode, 0);
        QStringList codes;
        for (const QJsonValue diagnostic : answer.json()["diagnostics"].toArray()) {
            codes << diagnostic["code"].toString();
        }
        QVERIFY2(codes.contains("recipe.upstream.ignore"), qPrintable(codes.join(' ')));
    }

    void quarkIsReadAndWritten()
    {
        const QString file = write("osscar.json", "{\"name\": \"osscar\", \"mlp_pruning_ratio\": 0.25}");
        const QString own = m_folder.filePath("own.yaml");
        const QString quark = m_folder.filePath("again.json");
        QCOMPARE(run({"recipe", "convert", file, "--to", "espalier", "--out", own}).exitCode, 0);
        QCOMPARE(run({"recipe", "convert", own, "--to", "quark", "--out", quark}).exitCode, 0);
        QFile written(quark);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QJsonObject algorithm = QJsonDocument::fromJson(written.readAll()).object()["algo_config"].toObject();
        QCOMPARE(algorithm["name"].toString(), QString("osscar"));
        QCOMPARE(algorithm["mlp_pruning_ratio"].toDouble(), 0.25);
    }

    void convertWritesAndReadsBack()
    {
        const QString out = m_folder.filePath("out.yaml");
        for (const QString dialect : {"espalier", "sparseml", "llm-compressor"}) {
            QCOMPARE(run({"recipe", "convert", kDemoRecipe, "--to", dialect, "--out", out}).exitCode, 0);
            const Answer checked = run({"recipe", "check", out, "--json"});
            QCOMPARE(checked.exitCode, 0);
            QCOMPARE(checked.json()["dialect"].toString(), dialect);
        }
    }

    void wrongUse_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no subcommand") << QStringList{"recipe"};
        QTest::newRow("no file") << QStringList{"recipe", "check", "/nonexistent.yaml"};
        QTest::newRow("no model") << QStringList{"recipe", "check", kDemoRecipe, "--model", "/nonexistent"};
        QTest::newRow("nothing that Quark can do") << QStringList{"recipe", "convert", kDemoRecipe, "--to", "quark"};
        QTest::newRow("unknown dialect") << QStringList{"recipe", "convert", kDemoRecipe, "--to", "latin"};
        QTest::newRow("unknown option") << QStringList{"recipe", "convert", kDemoRecipe, "--to", "espalier", "--bad"};
    }

    void wrongUse()
    {
        QFETCH(QStringList, arguments);
        const Answer answer = run(arguments);
        QCOMPARE(answer.exitCode, 2);
        QCOMPARE(answer.err.count('\n'), 1);
        const Answer json = run(arguments + QStringList{"--json"});
        QCOMPARE(json.exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(RecipeCliTest)
#include "recipe_cli_test.moc"
