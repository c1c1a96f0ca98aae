#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/models/session_engine.h"

using namespace espalier;
using namespace espalier::ui;
using State = ChatEngine::State;

/// The app's engine on the demo model: every call returns at once, the work is done on the engine's thread.
class SessionEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString shipped = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model");
        if (!QDir(shipped).exists()) {
            QSKIP("The demo's model is not there.");
        }
        QVERIFY(QDir().mkpath(folder())); // packs are cached beside the model: not in the source tree
        for (const QString& file : QDir(shipped).entryList(QDir::Files)) {
            QVERIFY(QFile::copy(shipped + QLatin1Char('/') + file, folder() + QLatin1Char('/') + file));
        }
    }

    void init() { m_engine = std::make_unique<SessionEngine>(); }
    void cleanup() { m_engine.reset(); }

    void loadsAndAnswers()
    {
        m_engine->load(folder(), QStringLiteral("demo"));
        QCOMPARE(m_engine->state(), State::Loading);
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->state(), State::Ready, kTimeout);
        const ChatModel& model = *m_engine->model();
        QCOMPARE(model.name, QStringLiteral("demo"));
        QCOMPARE(model.templateSource, QStringLiteral("tokenizer_config.json"));
        QVERIFY(model.bytesPerToken > 0 && model.bytesPerToken <= model.weightBytes);
        QVERIFY(model.contextTokens > 0);
        QVERIFY(!model.kernels.isEmpty());

        QString written;
        connect(m_engine.get(), &ChatEngine::grew, this, [&written](const QString& text) { written += text; });
        const AnswerResult result = answer(ask(QStringLiteral("What is 3 plus 4?")), greedy());
        QCOMPARE(written.trimmed(), QStringLiteral("3 plus 4 is 7."));
        QCOMPARE(result.figures.stop, engine::StopReason::EndOfSequence);
        QCOMPARE(result.progress.generatedTokens, std::int64_t(result.figures.generatedTokens));
        QVERIFY(result.progress.firstTokenSeconds.has_value());
        QVERIFY(result.progress.usedTokens >= std::int64_t(result.figures.promptTokens));
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->readBandwidth().has_value(), kTimeout);

        const AnswerResult again = answer(ask(QStringLiteral("What is 3 plus 4?")), greedy());
        QVERIFY(again.figures.reusedTokens > 0); // the prompt was read before
    }

    void stopEndsAnAnswerThatWouldGoOn()
    {
        load();
        engine::GenerationOptions endless = greedy();
        endless.ignoreEndOfSequence = true;
        QSignalSpy grew(m_engine.get(), &ChatEngine::grew);
        QSignalSpy answered(m_engine.get(), &ChatEngine::answered);
        m_engine->answer(ask(QStringLiteral("Tell me a story.")), endless, {});
        QCOMPARE(m_engine->state(), State::Answering);
        QTRY_VERIFY_WITH_TIMEOUT(!grew.isEmpty() || !answered.isEmpty(), kTimeout);
        m_engine->stop();
        QTRY_COMPARE_WITH_TIMEOUT(answered.size(), 1, kTimeout);
        QCOMPARE(m_engine->state(), State::Ready);
    }

    void unloadingEndsTheAnswer()
    {
        load();
        QSignalSpy answered(m_engine.get(), &ChatEngine::answered);
        engine::GenerationOptions endless = greedy();
        endless.ignoreEndOfSequence = true;
        m_engine->answer(ask(QStringLiteral("Tell me a story.")), endless, {});
        m_engine->unload();
        QCOMPARE(m_engine->state(), State::Empty);
        QVERIFY(!m_engine->model());
        QTRY_COMPARE_WITH_TIMEOUT(answered.size(), 1, kTimeout);
        QCOMPARE(m_engine->state(), State::Empty);
    }

    void lastOfTwoLoadsWins()
    {
        QSignalSpy failed(m_engine.get(), &ChatEngine::loadFailed);
        m_engine->load(m_temporary.filePath(QStringLiteral("nothing")), QStringLiteral("nothing"));
        m_engine->load(folder(), QStringLiteral("demo"));
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->state(), State::Ready, kTimeout);
        QCOMPARE(m_engine->model()->name, QStringLiteral("demo"));
        QCOMPARE(failed.size(), 0); // nobody waits for the first one any more
    }

    void cancelledLoadingIsNoError()
    {
        QSignalSpy failed(m_engine.get(), &ChatEngine::loadFailed);
        m_engine->load(folder(), QStringLiteral("demo"));
        m_engine->cancelLoading();
        QCOMPARE(m_engine->state(), State::Empty);
        load(); // comes after the cancelled one
        QCOMPARE(failed.size(), 0);
    }

    void folderThatIsNoModelSaysSo()
    {
        QSignalSpy failed(m_engine.get(), &ChatEngine::loadFailed);
        m_engine->load(m_temporary.filePath(QStringLiteral("nothing")), QStringLiteral("nothing"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kTimeout);
        QCOMPARE(m_engine->state(), State::Empty);
        QVERIFY(!failed.first().first().value<Error>().message.empty());
    }

    void promptBeyondTheContextSaysSo()
    {
        load();
        QSignalSpy failed(m_engine.get(), &ChatEngine::answerFailed);
        m_engine->answer(ask(QStringLiteral("word ").repeated(100'000)), greedy(), {});
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kTimeout);
        QCOMPARE(QString::fromStdString(failed.first().first().value<Error>().code), QStringLiteral("engine.context"));
        QCOMPARE(m_engine->state(), State::Ready);
    }

    void rendersWhatTheModelIsGiven()
    {
        load();
        std::string text;
        int tokens = 0;
        connect(m_engine.get(), &ChatEngine::rendered, this, [&](const Result<std::string>& prompt, int count) {
            text = prompt ? *prompt : prompt.error().message;
            tokens = count;
        });
        m_engine->render(ask(QStringLiteral("Hello")));
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(text),
                                  QStringLiteral("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n"),
                                  kTimeout);
        QVERIFY(tokens > 4);
    }

private:
    static constexpr int kTimeout = 60'000;

    QString folder() const { return m_temporary.filePath(QStringLiteral("demo")); }

    static nlohmann::ordered_json ask(const QString& question)
    {
        return nlohmann::ordered_json::array({{{"role", "user"}, {"content", question.toStdString()}}});
    }

    static engine::GenerationOptions greedy()
    {
        engine::GenerationOptions options;
        options.sampling.temperature = 0.0;
        return options;
    }

    void load()
    {
        m_engine->load(folder(), QStringLiteral("demo"));
        QTRY_COMPARE_WITH_TIMEOUT(m_engine->state(), State::Ready, kTimeout);
    }

    AnswerResult answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options)
    {
        std::optional<AnswerResult> result;
        const auto connection = connect(m_engine.get(), &ChatEngine::answered, this,
                                        [&result](const AnswerResult& done) { result = done; });
        m_engine->answer(messages, options, {});
        static_cast<void>(QTest::qWaitFor([&result] { return result.has_value(); }, kTimeout));
        disconnect(connection);
        return result.value_or(AnswerResult());
    }

    QTemporaryDir m_temporary;
    std::unique_ptr<SessionEngine> m_engine;
};

QTEST_MAIN(SessionEngineTest)
#include "session_engine_test.moc"
