#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/fake_chat_engine.h"
#include "ui/models/chat.h"

using namespace espalier;
using namespace espalier::ui;

/// What the Chat page does, without the page.
class ChatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_engine = std::make_unique<tests::FakeChatEngine>();
        restart();
        m_engine->load(QStringLiteral("/models/tiny"), QStringLiteral("tiny"));
        m_engine->finishLoading();
    }

    void cleanup() { m_chat.reset(); }

    void answerStreamsAndGetsItsFigures()
    {
        QSignalSpy grew(m_chat.get(), &Chat::messageGrew);
        QSignalSpy finished(m_chat.get(), &Chat::messageFinished);
        m_chat->send(QStringLiteral("Hello"));
        QVERIFY(m_chat->isAnsweringShown());
        QVERIFY(!m_chat->canAnswer());
        QCOMPARE(m_engine->asked.dump(), std::string(R"([{"role":"user","content":"Hello"}])"));
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        m_engine->write(QStringLiteral(" there"), 2, 0.5);
        QCOMPARE(grew.size(), 2);
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("Hi there"));
        QVERIFY(m_chat->shown().messages.back().unfinished);
        QCOMPARE(m_chat->usedTokens(), std::optional<std::int64_t>(43));
        m_engine->end(engine::StopReason::EndOfSequence);
        QCOMPARE(finished.size(), 1);
        const ChatMessage& reply = m_chat->shown().messages.back();
        QVERIFY(!reply.unfinished);
        QCOMPARE(reply.figures->generatedTokens, std::int64_t(3));
        QCOMPARE(reply.figures->tokensPerSecond, 4.0); // two tokens after the first in half a second
        QCOMPARE(reply.modelName, QStringLiteral("tiny"));
        QVERIFY(m_chat->canAnswer());
        QCOMPARE(m_chat->list().rowCount(), 1);
    }

    void nextQuestionHasWhatWasSaid()
    {
        ask(QStringLiteral("One"), QStringLiteral("1"));
        m_chat->send(QStringLiteral("Two"));
        QCOMPARE(m_engine->asked.size(), std::size_t(3));
        QCOMPARE(m_engine->asked[1]["content"].get<std::string>(), std::string("1"));
    }

    void stopKeepsWhatIsWritten()
    {
        m_chat->send(QStringLiteral("Hello"));
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        m_chat->stop();
        QCOMPARE(m_engine->stops, 1);
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("Hi"));
        QCOMPARE(m_chat->shown().messages.back().figures->stop, engine::StopReason::Cancelled);
    }

    void stopBeforeTheFirstTokenLeavesTheQuestion()
    {
        m_chat->send(QStringLiteral("Hello"));
        m_chat->stop();
        QCOMPARE(m_chat->shown().messages.size(), std::size_t(1));
        QVERIFY(m_chat->canRegenerate());
    }

    void regenerateReplacesTheAnswer()
    {
        ask(QStringLiteral("Hello"), QStringLiteral("First"));
        const std::uint64_t seed = m_engine->askedOptions.sampling.seed;
        m_chat->regenerate();
        QCOMPARE(m_engine->asked.size(), std::size_t(1));
        QVERIFY(m_engine->askedOptions.sampling.seed != seed); // one in 2^31 that they are equal
        m_engine->write(QStringLiteral("Second"), 1, 0.0);
        m_engine->end(engine::StopReason::EndOfSequence);
        QCOMPARE(m_chat->shown().messages.size(), std::size_t(2));
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("Second"));
    }

    void regenerationThatFailsBringsTheAnswerBack()
    {
        ask(QStringLiteral("Hello"), QStringLiteral("First"));
        QSignalSpy failed(m_chat.get(), &Chat::answerFailed);
        m_chat->regenerate();
        m_engine->fail({"engine.context", "The prompt has 3,000 tokens; 2,048 fit.", ""});
        QCOMPARE(failed.size(), 1);
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("First"));
    }

    void errorKeepsQuestionAndPartOfTheAnswer()
    {
        m_chat->send(QStringLiteral("Hello"));
        m_engine->fail({"template.refused", "Only one message is allowed.", ""});
        QCOMPARE(m_chat->shown().messages.size(), std::size_t(1));
        m_chat->regenerate();
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        m_engine->fail({"engine.failed", "It broke.", ""});
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("Hi"));
        QVERIFY(!m_chat->isAnswering());
    }

    void editedQuestionReplacesWhatFollows()
    {
        ask(QStringLiteral("One"), QStringLiteral("1"));
        ask(QStringLiteral("Two"), QStringLiteral("2"));
        QCOMPARE(m_chat->lastQuestion(), std::optional(2));
        m_chat->askInstead(2, QStringLiteral("Three"));
        QCOMPARE(m_engine->asked.size(), std::size_t(3));
        QCOMPARE(m_engine->asked[2]["content"].get<std::string>(), std::string("Three"));
    }

    void anotherModelKeepsTheConversation()
    {
        m_chat->send(QStringLiteral("Hello"));
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        m_engine->load(QStringLiteral("/models/other"), QStringLiteral("other"));
        QVERIFY(!m_chat->isAnswering());
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("Hi"));
        QVERIFY(!m_chat->canAnswer());
        m_engine->finishLoading();
        QCOMPARE(m_chat->usedTokens(), std::nullopt); // of this model nothing is known
        ask(QStringLiteral("And you?"), QStringLiteral("Fine"));
        QCOMPARE(m_chat->shown().messages.size(), std::size_t(4));
        QCOMPARE(m_chat->shown().messages.back().modelName, QStringLiteral("other"));
    }

    void answerGoesOnWhileAnotherConversationIsShown()
    {
        m_chat->send(QStringLiteral("Hello"));
        const QString id = m_chat->shown().header.id;
        m_chat->startNew();
        QSignalSpy grew(m_chat.get(), &Chat::messageGrew);
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        QCOMPARE(grew.size(), 0);
        QVERIFY(m_chat->isAnswering() && !m_chat->isAnsweringShown());
        m_chat->send(QStringLiteral("Not now"));
        QVERIFY(m_chat->shown().messages.empty());
        m_engine->end(engine::StopReason::EndOfSequence);
        m_chat->show(id);
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("Hi"));
    }

    void appThatEndsMidAnswerLosesNothing()
    {
        m_chat->send(QStringLiteral("Hello"));
        const QString id = m_chat->shown().header.id;
        m_engine->write(QStringLiteral("Half an"), 2, 0.1);
        // a crash: another app reads what the timer stored
        const auto stored = [this, &id] {
            const auto read = ConversationStore(path()).read(id);
            return read ? read->messages.back().text : QString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(stored(), QStringLiteral("Half an"), 10000);
        QVERIFY(ConversationStore(path()).read(id)->messages.back().unfinished);
        m_engine->write(QStringLiteral(" answer"), 1, 0.2);
        restart(); // an orderly end stores the rest at once
        m_chat->load();
        m_chat->show(id);
        QCOMPARE(m_chat->shown().messages.back().text, QStringLiteral("Half an answer"));
        QVERIFY(m_chat->shown().messages.back().unfinished);
    }

    void deletedConversationDoesNotComeBack()
    {
        m_chat->send(QStringLiteral("Hello"));
        const QString id = m_chat->shown().header.id;
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        m_chat->remove(id);
        QVERIFY(m_chat->shown().messages.empty());
        m_chat->store().flush();
        QVERIFY(ConversationStore(path()).headers().isEmpty());
        QCOMPARE(m_chat->list().rowCount(), 0);
    }

    void settingsBelongToTheConversation()
    {
        ask(QStringLiteral("Hello"), QStringLiteral("Hi"));
        const QString id = m_chat->shown().header.id;
        ChatSettings settings = m_chat->shown().settings;
        settings.temperature = 0.0;
        settings.systemPrompt = QStringLiteral("Be brief.");
        m_chat->setSettings(settings);
        restart();
        m_chat->show(id);
        QVERIFY(m_chat->shown().settings == settings);
        m_chat->startNew();
        QVERIFY(m_chat->shown().settings == settings);
        ask(QStringLiteral("Again"), QStringLiteral("Hi"));
        QCOMPARE(m_engine->asked[0]["role"].get<std::string>(), std::string("system"));
        QCOMPARE(m_engine->askedOptions.sampling.temperature, 0.0);
    }

    void promptShowsTheDraft()
    {
        ask(QStringLiteral("One"), QStringLiteral("1"));
        QCOMPARE(m_chat->prompt({}).size(), std::size_t(1)); // what the last answer was asked with
        QCOMPARE(m_chat->prompt(QStringLiteral("Two")).size(), std::size_t(3));
        QCOMPARE(m_chat->shown().messages.size(), std::size_t(2));
    }

    void missingFileSaysSo()
    {
        QSignalSpy failed(m_chat.get(), &Chat::storeFailed);
        const QString before = m_chat->shown().header.id;
        m_chat->show(QStringLiteral("nothing"));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(m_chat->shown().header.id, before);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("conversations")); }

    void restart()
    {
        m_chat.reset();
        m_chat = std::make_unique<Chat>(path(), *m_engine);
    }

    void ask(const QString& question, const QString& answer)
    {
        m_chat->send(question);
        m_engine->write(answer, 1, 0.0);
        m_engine->end(engine::StopReason::EndOfSequence);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::FakeChatEngine> m_engine;
    std::unique_ptr<Chat> m_chat;
};

QTEST_MAIN(ChatTest)
#include "chat_test.moc"
