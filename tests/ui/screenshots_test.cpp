#include <array>
#include <cmath>
#include <set>

#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include "core/base/atomic_file.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/clipped_texts.h"
#include "tests/ui/fake_chat_engine.h"
#include "ui/chat/chat_page.h"
#include "ui/explorer/detail_pane.h"
#include "ui/models/language.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

constexpr int kLayers = 12;

nlohmann::json config()
{
    nlohmann::json result = tests::tinyConfig();
    result["num_hidden_layers"] = kLayers;
    return result;
}

tests::TinyTensors tensors()
{
    tests::TinyTensors result;
    for (const auto& [name, tensor] : tests::tinyTensors()) {
        const std::string first = "model.layers.0.";
        if (name.rfind(first, 0) == 0) {
            for (int layer = 0; layer < kLayers; ++layer) {
                result["model.layers." + std::to_string(layer) + "." + name.substr(first.size())] = tensor;
            }
        } else if (name.rfind("model.layers.", 0) != 0) {
            result[name] = tensor;
        }
    }
    return result;
}

QString pictures()
{
    const QString scale = qEnvironmentVariable("QT_SCALE_FACTOR", QStringLiteral("1"));
    return QStringLiteral(ESPALIER_BINARY_DIR "/screenshots") +
           (scale == QLatin1String("1") ? QString() : QStringLiteral("_") + scale);
}

/// A run half done, in its first stage or training in its second: what its log would hold.
void writeLog(const QString& folder, bool trains)
{
    std::string lines;
    double seconds = 0.0;
    const auto add = [&](protocol::EventBody body) {
        lines += protocol::toJson(protocol::Event{"run-1", seconds += 0.7, std::move(body)}).dump() + "\n";
    };
    protocol::RunBegun begun;
    begun.model = "tiny";
    begun.stages = {"compression", "finetuning"};
    begun.layers = kLayers;
    begun.targetSparsity = 0.5;
    add(begun);
    add(protocol::Perplexity{"before", "", 0, 7.43, 0.06, 16, {}});
    add(protocol::StageBegun{"compression", 0, {"SparseGPTModifier"}});
    const std::array roles = {"q", "k", "v", "o", "gate", "up", "down"};
    for (int layer = 0; layer < kLayers - 3; ++layer) {
        add(protocol::LayerBegun{"compression", layer});
        for (std::size_t role = 0; role < roles.size(); ++role) {
            protocol::ModuleResult result;
            result.module = "model.layers." + std::to_string(layer) + "." + roles[role];
            result.role = roles[role];
            result.layer = layer;
            result.modifier = "SparseGPTModifier";
            result.relativeError = 0.01 * std::exp(0.15 * layer) * double(role + 1);
            result.sparsity = 0.5;
            result.seconds = 0.4;
            result.denseError = 1.3 * *result.relativeError;
            result.signalToNoiseDb = 24.0 - 0.4 * layer - double(role);
            add(result);
        }
        add(protocol::LayerFinished{"compression", layer, 3.1, 0.002 * std::exp(0.3 * layer)});
        add(protocol::Progress{"calibration", (layer + 1.0) / kLayers, 4.0 * (kLayers - layer)});
        add(protocol::Memory{900'000'000ULL + std::uint64_t(layer) * 20'000'000ULL, 1'100'000'000ULL});
        if (layer % 3 == 2) {
            protocol::Perplexity probe{"probe", "compression", layer + 1, 7.6 + 0.1 * layer, 0.09, 16, {}};
            probe.kl = 0.02 * (layer + 1);
            add(probe);
        }
    }
    if (trains) {
        add(protocol::StageFinished{"compression", 40.0, "stage_compression"});
        add(protocol::StageBegun{"finetuning", 1, {"FineTuningModifier", "ConstantPruningModifier"}});
        for (int step = 1; step <= 60; ++step) {
            protocol::TrainingStep body{step, 200, 2.0 + std::exp(-step / 20.0) + 0.05 * std::sin(step * 7.0), 1e-4};
            body.stage = "finetuning";
            if (step % 20 == 0) {
                body.heldOut = 2.1 + std::exp(-step / 20.0);
            }
            add(body);
            add(protocol::Progress{"training", 0.75 + step * 0.001, 60.0});
        }
    }
    const QString run = folder + (trains ? QStringLiteral("/2") : QStringLiteral("/1"));
    QVERIFY(QDir().mkpath(run));
    QVERIFY(bool(writeFileAtomically((run + QStringLiteral("/events.jsonl")).toStdString(), lines)));
}

int coloursOf(const QImage& image)
{
    std::set<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) {
            colours.insert(image.pixel(x, y));
        }
    }
    return int(colours.size());
}

} // namespace

/// Writes every page to screenshots/ of the build folder, for people to look at: light and dark, filled and empty, and
/// in every language; at another scale, QT_SCALE_FACTOR, into screenshots_<scale>/. No text may be clipped.
class ScreenshotsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        QVERIFY(QDir().mkpath(pictures()));
        m_model = m_folder.filePath(QStringLiteral("tiny"));
        tests::writeModel(m_model.toStdString(), config(), tensors());
        writeLog(m_folder.filePath(QStringLiteral("runs")), false);
        writeLog(m_folder.filePath(QStringLiteral("runs")), true);
    }

    void cleanupTestCase() { setLanguage(QStringLiteral("en")); }

    void everyPage_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("empty");
        QTest::addColumn<QString>("language");
        for (const char* page : {"explorer", "matrix", "recipe", "runs", "training", "compare", "sensitivity", "chat",
                                 "chatboth", "export", "settings", "help"}) {
            for (const bool dark : {false, true}) {
                for (const bool empty : {false, true}) {
                    const QString name = QStringLiteral("%1_%2%3").arg(
                        QLatin1String(page), dark ? QStringLiteral("dark") : QStringLiteral("light"),
                        empty ? QStringLiteral("_empty") : QString());
                    QTest::newRow(qPrintable(name))
                        << QString::fromLatin1(page) << dark << empty << QStringLiteral("en");
                }
            }
            for (const Language& language : languages()) {
                if (language.code != QLatin1String("en")) {
                    const QString name = QStringLiteral("%1_light_%2").arg(QLatin1String(page), language.code);
                    QTest::newRow(qPrintable(name)) << QString::fromLatin1(page) << false << false << language.code;
                }
            }
        }
    }

    void everyPage()
    {
        QFETCH(const QString, page);
        QFETCH(const bool, dark);
        QFETCH(const bool, empty);
        QFETCH(const QString, language);
        setLanguage(language);
        m_theme->setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        QSettings settings(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        settings.clear();
        MainWindow::Options options;
        options.runsFolder = m_folder.filePath(empty ? QStringLiteral("none/runs") : QStringLiteral("runs"));
        options.workerCommand = {QStringLiteral("/nonexistent/worker")};
        options.chatEngine = [this] {
            auto engine = std::make_unique<tests::FakeChatEngine>();
            m_engine = engine.get();
            m_engines << m_engine;
            return engine;
        };
        m_engines.clear();
        MainWindow window(*m_theme, settings, options);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        if (!empty) {
            fill(window);
        }
        Link link;
        link.page = page;
        if (page == QLatin1String("matrix")) {
            link.page = QStringLiteral("explorer");
        }
        if (page == QLatin1String("training")) {
            link.page = QStringLiteral("runs");
            link.run = empty ? 0 : 2;
        } else if (page == QLatin1String("chatboth")) {
            link.page = QStringLiteral("chat");
        }
        window.open(link);
        if (page == QLatin1String("chat") && !empty) {
            talk(window);
        } else if (page == QLatin1String("chatboth") && !empty) {
            talkToBoth(window);
        }
        if (page == QLatin1String("matrix") && !empty) {
            window.findChild<DetailPane*>()->showTab(DetailPane::Tab::Matrix);
        }
        QTest::qWait(400); // queued plots and background counts
        const QImage image = window.grab().toImage();
        QVERIFY(image.save(QStringLiteral("%1/%2.png").arg(pictures(), QLatin1String(QTest::currentDataTag()))));
        const QStringList clipped = tests::clippedTexts(window);
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(QLatin1Char('\n'))));
        QCOMPARE(QColor(image.pixel(image.width() / 2, image.height() - 3)).rgb(), m_theme->colors().window.rgb());
        QVERIFY2(coloursOf(image) > 20, "the page is blank");
    }

private:
    void fill(MainWindow& window)
    {
        window.workspace().runs().load();
        window.workspace().setCurrentRun(window.workspace().runs().find(1));
        window.workspace().setRecipe({{},
                                      QStringLiteral("half.yaml"),
                                      QStringLiteral("compression_stage:\n  run_type: oneshot\n  oneshot_modifiers:\n"
                                                     "    SparseGPTModifier:\n      sparsity: 0.5\n"
                                                     "      targets: ['re:model.layers.\\d*$']\n")});
        window.openPaths({m_model});
        auto* tree = window.page(QStringLiteral("explorer"))->findChild<QTreeView*>();
        QTRY_COMPARE(tree->model()->rowCount(), 1);
        window.workspace().setSelectedModule(QStringLiteral("model.layers.4.mlp.down_proj"));
    }

    /// A conversation whose second answer is being written.
    void talk(MainWindow& window)
    {
        auto* page = qobject_cast<ChatPage*>(window.page(QStringLiteral("chat")));
        Link link;
        link.page = page->id();
        link.model = m_model;
        window.open(link);
        m_engine->finishLoading();
        page->chat().send(QStringLiteral("How do I read a file line by line in C++?"));
        m_engine->write(QStringLiteral("Open it as a stream and read with `std::getline` until it fails:\n\n```cpp\n"
                                       "std::ifstream file(\"notes.txt\");\nfor (std::string line; "
                                       "std::getline(file, line);) {\n    std::cout << line << '\\n';\n}\n```\n\n"
                                       "The loop ends at the end of the file and on an error alike."),
                        74, 2.3);
        m_engine->end(engine::StopReason::EndOfSequence);
        page->chat().send(QStringLiteral("And how do I tell the two apart?"));
        m_engine->write(QStringLiteral("Ask the stream after the loop: `file.bad()` is true after an error"), 18, 0.6);
    }

    /// Two models, of which the second one's reply is scored and a later one is on its way.
    void talkToBoth(MainWindow& window)
    {
        Link link;
        link.page = QStringLiteral("chat");
        link.model = m_model;
        link.with = m_model;
        window.open(link);
        m_engines[0]->finishLoading();
        m_engines[1]->finishLoading();
        auto& chat = qobject_cast<ChatPage*>(window.page(link.page))->chat();
        const auto say = [](tests::FakeChatEngine* engine, const QStringList& tokens) {
            for (const QString& token : tokens) {
                engine->writeToken(int(qHash(token) % 30'000), token);
            }
            engine->end(engine::StopReason::EndOfSequence);
        };
        const QStringList same = {QStringLiteral("Once"), QStringLiteral(" upon"), QStringLiteral(" a"),
                                  QStringLiteral(" time"), QStringLiteral(" there")};
        for (const QString& question : {QStringLiteral("Begin a story."), QStringLiteral("Another one.")}) {
            chat.send(question);
            say(m_engines[0], same + QStringList{QStringLiteral(" was"), QStringLiteral(" a"), QStringLiteral(" girl"),
                                                 QStringLiteral(".")});
            say(m_engines[1],
                same + QStringList{QStringLiteral(" lived"), QStringLiteral(" a"), QStringLiteral(" small"),
                                   QStringLiteral(" brown"), QStringLiteral(" fox"), QStringLiteral(".")});
            if (m_engines[1]->isScoring && question.startsWith(QLatin1Char('B'))) {
                TokenScores scores;
                for (const double kl : {0.01, 0.02, 0.01, 0.04, 0.12, 0.9, 0.03, 0.4, 2.6, 0.2, 0.01}) {
                    scores.push_back({kl, 1, {}});
                }
                m_engines[1]->finishScoring(scores);
            }
        }
        m_engines[1]->progressScoring(0.4);
    }

    QTemporaryDir m_folder;
    tests::FakeChatEngine* m_engine = nullptr;
    QList<tests::FakeChatEngine*> m_engines;
    std::unique_ptr<Theme> m_theme;
    QString m_model;
};

QTEST_MAIN(ScreenshotsTest)
#include "screenshots_test.moc"
