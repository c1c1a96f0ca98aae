#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/models/conversation_model.h"
#include "ui/models/conversation_store.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

ChatMessage question(const QString& text)
{
    ChatMessage message;
    message.text = text;
    return message;
}

ChatMessage reply(const QString& text)
{
    ChatMessage message;
    message.role = ChatMessage::Role::Assistant;
    message.text = text;
    message.modelName = QStringLiteral("tiny");
    message.modelFolder = QStringLiteral("/models/tiny");
    message.figures = ReplyFigures{12, 4, 7, 19, 2048, 0.25, 31.5, 4'000'000'000U, engine::StopReason::MaximumTokens};
    return message;
}

Conversation example()
{
    Conversation conversation = Conversation::make();
    conversation.settings.systemPrompt = QStringLiteral("Be brief.\nUse \"quotes\".");
    conversation.settings.temperature = 0.25;
    conversation.settings.topK = 40;
    conversation.settings.seed = 42;
    conversation.settings.maxTokens = 128;
    conversation.add(question(QStringLiteral("  Where does\na fox live? ")));
    conversation.add(reply(QStringLiteral("In a den. 🦊\n```\ncode\n```")));
    return conversation;
}

} // namespace

class ConversationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everythingComesBackFromDisk()
    {
        const Conversation stored = example();
        {
            ConversationStore store(path());
            store.write(stored);
        } // waits until it is written
        const ConversationStore store(path());
        const auto read = store.read(stored.header.id);
        QVERIFY(read);
        QCOMPARE(read->header.title, QStringLiteral("Where does a fox live?"));
        QCOMPARE(read->header, stored.header);
        QVERIFY(read->settings == stored.settings);
        QVERIFY(read->messages == stored.messages);
        QCOMPARE(read->damagedLines, 0);
        QCOMPARE(store.headers(), QList<ConversationHeader>{stored.header});
    }

    void branchesAreATree()
    {
        Conversation conversation = example(); // question, reply
        conversation.startBranch(1);
        QCOMPARE(conversation.messages.size(), std::size_t(1));
        conversation.add(reply(QStringLiteral("second")));
        conversation.add(question(QStringLiteral("and then?")));
        QCOMPARE(conversation.branchCount(1), 2);
        QCOMPARE(conversation.messages[1].place, 1);
        conversation.startBranch(0); // all of it aside
        conversation.add(question(QStringLiteral("other")));
        QCOMPARE(conversation.branchCount(0), 2);
        ConversationStore store(path());
        store.write(conversation);
        store.flush();
        auto read = store.read(conversation.header.id);
        QVERIFY(read);
        QVERIFY(read->messages == conversation.messages);
        read->showBranch(0, 0);
        QCOMPARE(read->messages.size(), std::size_t(3));
        QCOMPARE(read->messages[1].text, QStringLiteral("second"));
        QCOMPARE(read->branchCount(1), 2); // a tree: the branch has its own branches
        read->showBranch(1, 0);
        QCOMPARE(read->messages.size(), std::size_t(2));
        QVERIFY(read->messages[1].text.startsWith(QStringLiteral("In a den.")));
        QCOMPARE(read->messages[1].place, 0);
        read->showBranch(1, 1);
        QCOMPARE(read->messages[2].text, QStringLiteral("and then?"));
    }

    void branchThatCameToNothingGivesBackTheOneBefore()
    {
        Conversation conversation = example();
        for (const char* text : {"second", "third"}) {
            conversation.startBranch(1);
            conversation.add(reply(QString::fromLatin1(text)));
        }
        conversation.showBranch(1, 0);
        const auto before = conversation.messages;
        conversation.startBranch(1);
        conversation.add(reply(QString()));
        QCOMPARE(conversation.branchCount(1), 4);
        conversation.withdrawLast();
        QVERIFY(conversation.messages == before);
    }

    void repliesOfTwoModelsComeBackAndEachGoesOnWithItsOwn()
    {
        Conversation conversation = example();
        ChatMessage second = reply(QStringLiteral("Under the earth."));
        second.failure = QStringLiteral("It broke.");
        second.tokens.resize(2);
        second.tokens[0].id = 7;
        second.tokens[0].end = 5;
        second.tokens[0].kl = 0.25;
        second.tokens[0].denseRank = 3;
        second.tokens[1].id = 9;
        second.tokens[1].end = 16;
        conversation.messages[1].beside.push_back(second);
        ConversationStore store(path());
        store.write(conversation);
        store.flush();
        const auto read = store.read(conversation.header.id);
        QVERIFY(read);
        QVERIFY(read->messages == conversation.messages);
        QCOMPARE(read->prompt(2, 1).back()["content"].get<std::string>(), std::string("Under the earth."));
        QVERIFY(read->prompt(2, 0).back()["content"].get<std::string>().starts_with("In a den."));
        // one that has said nothing is passed over
        conversation.messages[1].beside.front().text.clear();
        conversation.add(question(QStringLiteral("More")));
        const auto prompt = conversation.prompt(3, 1);
        QCOMPARE(prompt.back()["role"].get<std::string>(), std::string("user"));
        QCOMPARE(prompt.size(), std::size_t(2)); // the system prompt, and both questions as one
    }

    void damagedTokensAreNone()
    {
        QVERIFY(QDir().mkpath(path()));
        QFile file(path() + QStringLiteral("/x.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (const char* tokens : {"[[1,3],[2,2]]", "[[1,99]]", "[[1]]", "[\"a\"]", "[[-1,2]]", "5"}) {
            file.write(QByteArray("{\"role\":\"assistant\",\"text\":\"abcd\",\"tokens\":") + tokens + "}\n");
        }
        file.write("{\"role\":\"assistant\",\"text\":\"abcd\",\"tokens\":[[1,2],[3,4]],\"beside\":[],\"branches\":[7],"
                   "\"place\":9}\n");
        file.close();
        const auto read = ConversationStore(path()).read(QStringLiteral("x"));
        QVERIFY(read);
        QCOMPARE(read->messages.size(), std::size_t(7));
        for (std::size_t i = 0; i < 6; ++i) {
            QVERIFY(read->messages[i].tokens.empty());
        }
        QCOMPARE(read->messages[6].tokens.size(), std::size_t(2));
        QVERIFY(read->messages[6].beside.empty() && read->messages[6].branches.empty());
        QCOMPARE(read->messages[6].place, 0);
    }

    void onlyTheLastOfManyVersionsCounts()
    {
        Conversation conversation = example();
        ConversationStore store(path());
        for (int i = 0; i < 50; ++i) {
            conversation.messages.back().text = QString::number(i);
            store.write(conversation);
        }
        store.flush();
        QCOMPARE(store.read(conversation.header.id)->messages.back().text, QStringLiteral("49"));
        QCOMPARE(QDir(path()).entryList(QDir::Files | QDir::Hidden).size(), 1); // nothing temporary is left
        store.remove(conversation.header.id);
        store.flush();
        QVERIFY(QDir(path()).isEmpty());
        QVERIFY(!store.read(conversation.header.id));
    }

    void damagedLinesCostOnlyThemselves()
    {
        const Conversation stored = example();
        ConversationStore store(path());
        store.write(stored);
        store.flush();
        QFile file(store.pathOf(stored.header.id));
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"role\":\"user\",\"text\":\"half a li"); // as a copy that was cut off
        file.close();
        const auto read = store.read(stored.header.id);
        QVERIFY(read);
        QCOMPARE(read->damagedLines, 1);
        QVERIFY(read->messages == stored.messages);
        QFile kept(path() + QStringLiteral("/%1.damaged").arg(stored.header.id));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QVERIFY(kept.readAll().endsWith("half a li"));
    }

    void damagedHeaderKeepsTheMessages()
    {
        QVERIFY(QDir().mkpath(path()));
        QFile file(path() + QStringLiteral("/x.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\xFF rubbish\n{\"role\":\"user\",\"text\":\"Hello\"}\n[1]\n{\"role\":\"god\",\"text\":\"\"}\n");
        file.close();
        const ConversationStore store(path());
        const auto headers = store.headers();
        QCOMPARE(headers.size(), 1);
        QCOMPARE(headers.first().title, QStringLiteral("Hello"));
        QVERIFY(headers.first().changed.isValid());
        const auto read = store.read(QStringLiteral("x"));
        QVERIFY(read);
        QCOMPARE(read->messages.size(), std::size_t(1));
        QCOMPARE(read->damagedLines, 3);
    }

    void settingsOutOfRangeKeepTheirDefaults()
    {
        const auto json = nlohmann::json::parse(
            R"({"temperature": -3, "topP": "high", "topK": 1e300, "minP": 2, "seed": -1, "maxTokens": 64})");
        const ChatSettings settings = ChatSettings::fromJson(json);
        ChatSettings expected;
        expected.maxTokens = 64;
        QVERIFY(settings == expected);
        QVERIFY(ChatSettings::fromJson(nlohmann::json::array()) == ChatSettings());
    }

    void settingsReachTheSampler()
    {
        ChatSettings settings;
        settings.temperature = 0.25;
        settings.topK = 40;
        settings.repetitionPenalty = 1.1;
        const auto free = settings.generation(7);
        QCOMPARE(free.sampling.seed, std::uint64_t(7));
        QCOMPARE(free.sampling.temperature, 0.25);
        QCOMPARE(free.sampling.topK, std::int64_t(40));
        QCOMPARE(free.sampling.repetitionPenalty, 1.1);
        QCOMPARE(free.maxTokens, std::int64_t(-1));
        settings.seed = 42;
        QCOMPARE(settings.generation(7).sampling.seed, std::uint64_t(42));
    }

    void promptHasSystemAndAlternatingRoles()
    {
        Conversation conversation = example();
        conversation.add(question(QStringLiteral("First")));
        conversation.add(question(QStringLiteral("Second"))); // the first got no reply
        const auto prompt = conversation.prompt(conversation.messages.size());
        QStringList roles;
        for (const auto& message : prompt) {
            roles << QString::fromStdString(message["role"].get<std::string>());
        }
        QCOMPARE(roles.join(u' '), QStringLiteral("system user assistant user"));
        QCOMPARE(prompt.back()["content"].get<std::string>(), std::string("First\n\nSecond"));
        QCOMPARE(conversation.prompt(1).size(), std::size_t(2));
    }

    void storeSaysWhatItCouldNotWrite()
    {
        QFile blocking(path()); // a file where the folder should be
        QVERIFY(blocking.open(QIODevice::WriteOnly));
        ConversationStore store(path());
        QSignalSpy failed(&store, &ConversationStore::failed);
        store.write(example());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!failed.first().first().value<Error>().message.empty());
    }

    void listMovesWhatChangedToTheTop()
    {
        ConversationModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        model.setHeaders({{QStringLiteral("a"), QStringLiteral("A"), now}, {QStringLiteral("b"), {}, now}});
        QCOMPARE(model.index(1).data().toString(), QStringLiteral("Untitled"));
        const QPersistentModelIndex first = model.index(0);
        model.put({QStringLiteral("b"), QStringLiteral("B"), now});
        QCOMPARE(model.rowOf(QStringLiteral("b")), 0);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("B"));
        QCOMPARE(first.row(), 1);
        model.put({QStringLiteral("c"), QStringLiteral("C"), now});
        model.remove(QStringLiteral("a"));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.idAt(0), QStringLiteral("c"));
        QCOMPARE(model.rowOf(QStringLiteral("a")), -1);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("conversations")); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(ConversationTest)
#include "conversation_test.moc"
