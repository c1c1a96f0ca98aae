#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QToolButton>

#include "tests/ui/fake_chat_engine.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/message_view.h"
#include "ui/chat/token_popover.h"
#include "ui/models/session_engine.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;
using Kind = DivergenceScan::State::Kind;

/// Tokens of a reply tinted by how far the dense model is from each.
class DivergenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_theme = std::make_unique<Theme>(*qApp);
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_engines.clear();
        for (const char* name : {"dense", "small"}) {
            QVERIFY(QDir().mkpath(path(name)));
        }
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        makePage();
    }

    void cleanup() { m_page.reset(); }

    void levelsAreThoseOfTheDesign()
    {
        for (const auto& [kl, level] : {std::pair(0.0, 0),
                                        {0.049, 0},
                                        {0.05, 1},
                                        {0.19, 1},
                                        {0.2, 2},
                                        {0.69, 2},
                                        {0.7, 3},
                                        {1.99, 3},
                                        {2.0, 4},
                                        {100.0, 4}}) {
            QCOMPARE(divergenceLevel(kl), level);
        }
        QCOMPARE(divergenceLevel(NAN), 4);
    }

    void tokensAreFoundByTheirPlace()
    {
        ReplyTokens tokens(3);
        tokens[0].end = 2;
        tokens[1].end = 2; // half a character: no text of its own
        tokens[2].end = 5;
        QCOMPARE(tokenAt(tokens, 0), std::optional(0));
        QCOMPARE(tokenAt(tokens, 2), std::optional(2));
        QCOMPARE(tokenAt(tokens, 5), std::nullopt);
        QCOMPARE(tokenAt(tokens, -1), std::nullopt);
        QCOMPARE(firstDifference(tokens, tokens), std::nullopt);
        ReplyTokens other = tokens;
        other[1].id = 7;
        QCOMPARE(firstDifference(tokens, other), std::optional(1));
    }

    void scoringBeginsByItselfAndSaysHowFarItIs()
    {
        reply();
        QVERIFY(second()->isScoring);
        QCOMPARE(second()->scoredAgainst, QStringLiteral("dense"));
        QCOMPARE(second()->scoreRequest.tokens.size(), std::size_t(4));
        QCOMPARE(second()->scoreRequest.messages.size(), std::size_t(1)); // this pane's own prefix
        QVERIFY(texts().contains(QStringLiteral("Scoring 0 %")) ||
                texts().join(QString()).contains(QStringLiteral("Scoring 0")));
        second()->progressScoring(0.4);
        QVERIFY(texts().join(QString()).contains(QStringLiteral("Scoring 40")));
        second()->finishScoring(scores({0.01, 0.1, 0.9, 3.0}));
        QVERIFY(texts().join(QString()).contains(QStringLiteral("Mean KL 1.00 nats, differs from A first at token 3")));
    }

    void tintsAndUnderlinesFollowTheLevels()
    {
        scoredReply({0.01, 0.1, 0.9, 3.0});
        const Colors& colors = m_theme->colors();
        QCOMPARE(tokens()->toPlainText(), QStringLiteral("One two six ten"));
        const auto formatAt = [this](int position) {
            QTextCursor cursor(tokens()->document());
            cursor.setPosition(position + 1); // the format of the character before
            return cursor.charFormat();
        };
        QVERIFY(!formatAt(0).hasProperty(QTextFormat::BackgroundBrush));
        QCOMPARE(formatAt(4).background().color(), colors.divergence[0]);
        QCOMPARE(formatAt(4).underlineStyle(), QTextCharFormat::DotLine);
        QCOMPARE(formatAt(8).background().color(), colors.divergence[2]);
        QCOMPARE(formatAt(8).underlineStyle(), QTextCharFormat::SingleUnderline);
        QCOMPARE(formatAt(13).background().color(), colors.divergence[3]);
        const QImage image = tokens()->viewport()->grab().toImage(); // the wave is painted on the strongest tint
        const QRect rect = tokens()->tokenRect(3);
        bool wave = false;
        for (int x = rect.left() + 2; x < rect.right() - 2; ++x) {
            wave = wave || image.pixelColor(x, rect.bottom() - 1).lightness() < 120;
        }
        QVERIFY(wave);
    }

    void tokenModeStepsAndJumps()
    {
        scoredReply({0.01, 0.1, 0.9, 3.0});
        field()->setFocus();
        QTest::keyClick(field(), Qt::Key_F2);
        QVERIFY(tokens()->isInTokenMode() && tokens()->hasFocus());
        QCOMPARE(tokens()->current(), std::optional(0));
        QTest::keyClick(tokens(), Qt::Key_Right);
        QCOMPARE(tokens()->current(), std::optional(1));
        QVERIFY(tokens()->accessibleDescription().contains(QStringLiteral("KL 0.100 nats, level 1 of 4")));
        QTest::keyClick(tokens(), Qt::Key_End);
        QCOMPARE(tokens()->current(), std::optional(3));
        QTest::keyClick(tokens(), Qt::Key_J);
        QCOMPARE(tokens()->current(), std::optional(2)); // the first one that differs
        QTest::keyClick(tokens(), Qt::Key_Escape);
        QVERIFY(!tokens()->isInTokenMode());
    }

    void popoverShowsBothModelsAndContinues()
    {
        scoredReply({0.01, 0.1, 0.9, 3.0});
        m_page->findChild<MessageView*>()->jumpToDifference();
        QTest::keyClick(tokens(), Qt::Key_Return);
        auto* popover = m_page->findChild<TokenPopover*>();
        QVERIFY(popover->isVisible());
        auto* table = popover->findChild<QTableWidget*>();
        QCOMPARE(table->rowCount(), 3);
        QCOMPARE(table->item(0, 0)->text(), QString(QChar(0x2423)) + QStringLiteral("five"));
        QVERIFY(table->item(0, 1)->text().startsWith(QStringLiteral("70")));
        QVERIFY(table->item(0, 2)->text().startsWith(QStringLiteral("20")));
        QCOMPARE(table->currentRow(), 1); // the token that came
        QTest::keyClick(table, Qt::Key_Down);
        auto* go = popover->findChild<QPushButton*>();
        QVERIFY(!go->isEnabled()); // no text: a reply cannot go on with it
        QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
        table->selectRow(0);
        QVERIFY(go->isEnabled());
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(!popover->isVisible());
        // both go on from B's text with the other token, in a branch
        QVERIFY(chat().isAnswering());
        QCOMPARE(first()->askedBegun, (std::vector<std::int32_t>{1, 2, 500}));
        first()->write(QStringLiteral(" a"), 1, 0.0);
        first()->end(engine::StopReason::EndOfSequence);
        QCOMPARE(second()->askedBegun, (std::vector<std::int32_t>{1, 2, 500}));
        second()->write(QStringLiteral(" b"), 1, 0.0);
        second()->end(engine::StopReason::EndOfSequence);
        const ChatMessage& message = chat().shown().messages.back();
        QCOMPARE(message.text, QStringLiteral("One two five a"));
        QCOMPARE(message.beside.front().text, QStringLiteral("One two five b"));
        QCOMPARE(message.beside.front().tokens.size(), std::size_t(4));
        QCOMPARE(message.beside.front().tokens.back().end, 14);
        QCOMPARE(chat().shown().branchCount(1), 2);
        QVERIFY(second()->isScoring); // the new reply is scored as well, its beginning included
        QCOMPARE(second()->scoreRequest.tokens.size(), std::size_t(4));
    }

    void pointerOverATokenShowsItsAlternatives()
    {
        scoredReply({0.01, 0.1, 0.9, 3.0});
        QTest::qWait(50); // laid out
        const QPoint at = tokens()->tokenRect(2).center();
        QTest::mouseMove(tokens()->viewport(), at - QPoint(2, 0));
        QTest::mouseMove(tokens()->viewport(), at);
        auto* popover = m_page->findChild<TokenPopover*>();
        QTRY_VERIFY(popover->isVisible());
        QVERIFY(popover->findChild<QLabel*>()->text().contains(QStringLiteral("six")));
        QTest::mouseMove(m_page.get(), QPoint(5, 5));
        QTRY_VERIFY(!popover->isVisible());
    }

    void cancelWhileScoringKeepsTheReplyAndCanBeTakenBack()
    {
        reply();
        QVERIFY(second()->isScoring);
        scoreButton()->click();
        QVERIFY(!second()->isScoring);
        QCOMPARE(m_page->scan().state(1).kind, Kind::Stopped);
        QVERIFY(texts().contains(QStringLiteral("Not scored")));
        scoreButton()->click();
        QVERIFY(second()->isScoring);
        second()->finishScoring(scores({0.0, 0.0, 0.0, 0.0}));
        QCOMPARE(m_page->scan().state(1).kind, Kind::Scored);
    }

    void answersComeBeforeScoring()
    {
        reply();
        ask(QStringLiteral("More"));
        QVERIFY(!second()->isScoring);
        QCOMPARE(m_page->scan().state(1).kind, Kind::Waiting);
        first()->end(engine::StopReason::EndOfSequence);
        second()->end(engine::StopReason::EndOfSequence);
        QVERIFY(second()->isScoring); // goes on by itself
    }

    void scoringThatFailsSaysWhy()
    {
        reply();
        second()->finishScoring(Error{"divergence.vocabulary", "The two models have different vocabularies.", ""});
        QVERIFY(texts().contains(QStringLiteral("Not scored: The two models have different vocabularies.")));
        QVERIFY(!second()->isScoring); // not again and again
    }

    void unloadingTheDenseModelEndsScoring()
    {
        reply();
        first()->unload();
        QVERIFY(!second()->isScoring);
        QCOMPARE(m_page->scan().state(1).kind, Kind::None);
    }

    void switchedOffNothingIsTinted()
    {
        scoredReply({0.01, 0.1, 0.9, 3.0});
        m_page->findChild<QCheckBox*>()->click();
        QVERIFY(!tokens()->hasTokens());
        QCOMPARE(tokens()->toPlainText(), QStringLiteral("One two six ten"));
        m_page->findChild<QCheckBox*>()->click();
        QVERIFY(tokens()->hasTokens());
        QVERIFY(!second()->isScoring); // known already
    }

    void scoresAreKept()
    {
        scoredReply({0.01, 0.1, 0.9, 3.0});
        chat().store().flush();
        const auto read = chat().store().read(chat().shown().header.id);
        QVERIFY(read);
        const ReplyTokens& kept = read->messages.back().beside.front().tokens;
        QCOMPARE(kept.size(), std::size_t(4));
        QCOMPARE(float(*kept[2].kl), 0.9F);
        QCOMPARE(kept[2].denseRank, 2);
        QCOMPARE(kept[3].end, 15);
    }

    void alternativesThatWereNotKeptAreScoredAgain()
    {
        scoredReply({0.01, 0.1, 0.9, 3.0});
        const QString id = chat().shown().header.id;
        m_page.reset(); // another day
        m_engines.clear();
        makePage();
        chat().show(id);
        QCOMPARE(m_page->scan().state(1).kind, Kind::Scored);
        QVERIFY(tokens()->hasTokens());
        QVERIFY(!second()->isScoring); // the tints are known
        QCOMPARE(scoreButton()->text(), QStringLiteral("Score again"));
        QVERIFY(!scoreButton()->isHidden());
        scoreButton()->click();
        QVERIFY(second()->isScoring);
        second()->finishScoring(scores({0.01, 0.1, 0.9, 3.0}));
        QVERIFY(scoreButton()->isHidden());
        // J from any message
        view()->item(0)->setFocus();
        QTest::keyClick(view()->item(0), Qt::Key_J);
        QCOMPARE(tokens()->current(), std::optional(2));
    }

    /// The app's engine on the demo's model, against itself.
    void realEngineAgainstItselfIsZero()
    {
        const QString shipped = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model");
        const QString copy = m_folder->filePath(QStringLiteral("demo"));
        QVERIFY(QDir().mkpath(copy));
        for (const QString& file : QDir(shipped).entryList(QDir::Files)) {
            QVERIFY(QFile::copy(shipped + QLatin1Char('/') + file, copy + QLatin1Char('/') + file));
        }
        SessionEngine one;
        SessionEngine two;
        Chat chat(m_folder->filePath(QStringLiteral("real")), one);
        chat.setSecond(&two);
        DivergenceScan scan(chat);
        scan.setSecond(&two);
        one.load(copy, QStringLiteral("A"));
        QTRY_COMPARE_WITH_TIMEOUT(one.state(), ChatEngine::State::Ready, 60'000);
        two.load(copy, QStringLiteral("B"));
        QTRY_COMPARE_WITH_TIMEOUT(two.state(), ChatEngine::State::Ready, 60'000);
        ChatSettings settings;
        settings.temperature = 0.0;
        chat.setSettings(settings);
        chat.send(QStringLiteral("What is 3 plus 4?"));
        QTRY_VERIFY_WITH_TIMEOUT(!chat.isAnswering(), 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(scan.state(1).kind, Kind::Scored, 60'000);
        const ChatMessage& message = chat.shown().messages.back();
        QCOMPARE(message.text.trimmed(), QStringLiteral("3 plus 4 is 7."));
        QCOMPARE(message.beside.front().text, message.text);
        const ReplyTokens& tokens = message.beside.front().tokens;
        QCOMPARE(firstDifference(message.tokens, tokens), std::nullopt);
        QCOMPARE(tokens.back().end, int(message.text.size()));
        for (const ReplyToken& token : tokens) {
            QVERIFY(*token.kl < 1e-6);
            QCOMPARE(token.denseRank, 1); // greedy
            QVERIFY(token.alternatives.size() >= 8);
            QCOMPARE(token.alternatives.front().id, token.id);
        }
        // the same text goes on from a token in its middle
        chat.continueFrom(1, 2, std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(!chat.isAnswering(), 60'000);
        QCOMPARE(chat.shown().messages.back().text.trimmed(), QStringLiteral("3 plus 4 is 7."));
        QCOMPARE(chat.shown().branchCount(1), 2);
        two.stopScoring();
    }

private:
    void makePage()
    {
        m_workspace = std::make_unique<Workspace>(m_folder->filePath(QStringLiteral("runs")));
        m_controller = std::make_unique<RunController>(*m_workspace, QStringList{QStringLiteral("/nonexistent")});
        m_page = std::make_unique<ChatPage>(PageContext{*m_workspace, *m_controller, *m_theme, *m_settings}, [this] {
            auto engine = std::make_unique<tests::FakeChatEngine>();
            m_engines << engine.get();
            return engine;
        });
        m_page->resize(1224, 728);
        m_page->show();
        m_page->setActive(true);
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        Link link;
        link.model = path("small");
        link.with = path("dense");
        m_page->showLink(link);
        first()->finishLoading();
        second()->finishLoading();
    }

    QString path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    tests::FakeChatEngine* first() const { return m_engines.value(0); }
    tests::FakeChatEngine* second() const { return m_engines.value(1); }
    Chat& chat() const { return m_page->chat(); }
    MessageView* view() const { return m_page->findChild<MessageView*>(); }
    ComposerField* field() const { return m_page->findChild<ComposerField*>(); }
    TokenView* tokens() const { return view()->beside(1)->tokens(); }

    void ask(const QString& question)
    {
        field()->setPlainText(question);
        QTest::keyClick(field(), Qt::Key_Return);
        QVERIFY(chat().isAnswering());
    }

    /// "One two six ten" by B, "One two five" by A.
    void reply()
    {
        ask(QStringLiteral("Count"));
        const auto write = [](tests::FakeChatEngine* engine, const std::vector<std::pair<int, QString>>& tokens) {
            for (const auto& [id, text] : tokens) {
                engine->writeToken(id, text);
            }
            engine->end(engine::StopReason::EndOfSequence);
        };
        const QString one = QStringLiteral("One");
        const QString two = QStringLiteral(" two");
        write(first(), {{1, one}, {2, two}, {500, QStringLiteral(" five")}});
        write(second(), {{1, one}, {2, two}, {6, QStringLiteral(" six")}, {10, QStringLiteral(" ten")}});
        QTRY_VERIFY(view()->beside(1)->isVisible());
    }

    static Result<TokenScores> scores(const std::vector<double>& kls)
    {
        TokenScores scores;
        for (const double kl : kls) {
            scores.push_back({kl,
                              2,
                              {{500, QStringLiteral(" five"), true, 0.7, 0.2},
                               {6, QStringLiteral(" six"), true, 0.2, 0.6},
                               {3, QStringLiteral("</s>"), false, 0.05, 0.1}}});
        }
        return scores;
    }

    void scoredReply(const std::vector<double>& kls)
    {
        reply();
        second()->finishScoring(scores(kls));
    }

    QStringList texts() const
    {
        QStringList found;
        for (const auto* label : view()->beside(1)->findChildren<QLabel*>()) {
            found << label->text();
        }
        return found;
    }

    QToolButton* scoreButton() const
    {
        for (auto* button : view()->beside(1)->findChildren<QToolButton*>()) {
            if (button->text() == QLatin1String("Cancel") || button->text().startsWith(QLatin1String("Score"))) {
                return button;
            }
        }
        return nullptr;
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<RunController> m_controller;
    QList<tests::FakeChatEngine*> m_engines;
    std::unique_ptr<ChatPage> m_page;
};

QTEST_MAIN(DivergenceTest)
#include "divergence_test.moc"
