#include <QAction>
#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include "tests/ui/fake_chat_engine.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/message_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

/// Two models that answer the same, with engines whose steps the test makes.
class ChatAbTest : public QObject
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
        for (const char* name : {"dense", "small", "other"}) {
            makeModel(QString::fromLatin1(name));
        }
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
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
    }

    void cleanup() { m_page.reset(); }

    /// Rows of two replies are there while the conversation is already another one.
    void anotherConversationIsShownAfterAPair()
    {
        loadBoth();
        ask(QStringLiteral("Hello"));
        first()->write(QStringLiteral("Hi"), 2, 0.1);
        first()->end(engine::StopReason::EndOfSequence);
        second()->write(QStringLiteral("Ho"), 3, 0.1);
        second()->end(engine::StopReason::EndOfSequence);
        const QString pair = chat().shown().header.id;
        chat().startNew();
        QVERIFY(chat().shown().messages.empty());
        QTest::qWait(50);
        chat().show(pair);
        QCOMPARE(chat().shown().messages.back().beside.size(), std::size_t(1));
        QTest::qWait(50);
    }

    void bothAnswerTheSameOneAfterTheOther()
    {
        loadBoth();
        ask(QStringLiteral("Hello"));
        QCOMPARE(first()->state(), ChatEngine::State::Answering);
        QCOMPARE(second()->state(), ChatEngine::State::Ready); // each has the cores to itself
        QVERIFY(texts(view()->beside(1)).contains(QStringLiteral("Answers after A")));
        first()->write(QStringLiteral("Hi"), 2, 0.1);
        first()->end(engine::StopReason::EndOfSequence);
        QCOMPARE(second()->state(), ChatEngine::State::Answering);
        QCOMPARE(second()->asked.dump(), first()->asked.dump());
        QCOMPARE(second()->askedOptions.sampling.seed, first()->askedOptions.sampling.seed);
        QCOMPARE(second()->askedOptions.sampling.temperature, first()->askedOptions.sampling.temperature);
        QVERIFY(chat().isAnswering());
        second()->write(QStringLiteral("Ho"), 3, 0.1);
        second()->end(engine::StopReason::EndOfSequence);
        QVERIFY(!chat().isAnswering());
        const ChatMessage& reply = chat().shown().messages.back();
        QCOMPARE(reply.text, QStringLiteral("Hi"));
        QCOMPARE(reply.beside.front().text, QStringLiteral("Ho"));
        QCOMPARE(reply.figures->tokensPerSecond, 10.0);
        QCOMPARE(reply.beside.front().figures->tokensPerSecond, 20.0);
        QVERIFY(reply.beside.front().figures->seed == reply.figures->seed);

        ask(QStringLiteral("And now?")); // each goes on with its own
        QCOMPARE(first()->asked[1]["content"].get<std::string>(), std::string("Hi"));
        first()->end(engine::StopReason::EndOfSequence);
        QCOMPARE(second()->asked[1]["content"].get<std::string>(), std::string("Ho"));
    }

    void stopEndsBoth()
    {
        loadBoth();
        ask(QStringLiteral("Hello"));
        first()->write(QStringLiteral("Hi"), 2, 0.1);
        QTest::keyClick(field(), Qt::Key_Escape);
        QVERIFY(!chat().isAnswering());
        QCOMPARE(second()->state(), ChatEngine::State::Ready);
        QCOMPARE(chat().shown().messages.back().text, QStringLiteral("Hi"));
        QVERIFY(texts(view()->beside(1)).contains(QStringLiteral("Stopped before this model was asked.")));

        chat().regenerate();
        first()->write(QStringLiteral("Hi"), 2, 0.1);
        first()->end(engine::StopReason::EndOfSequence);
        second()->write(QStringLiteral("H"), 1, 0.1);
        chat().stop();
        QVERIFY(!chat().isAnswering());
        QCOMPARE(chat().shown().messages.back().beside.front().figures->stop, engine::StopReason::Cancelled);
        QCOMPARE(chat().shown().messages.back().beside.front().text, QStringLiteral("H"));
    }

    void stopBeforeTheFirstTokenLeavesTheQuestion()
    {
        loadBoth();
        ask(QStringLiteral("Hello"));
        chat().stop();
        QCOMPARE(chat().shown().messages.size(), std::size_t(1));
        QCOMPARE(view()->count(), 1);
    }

    /// In the middle of the answer of either one.
    void engineThatFailsLeavesTheOtherAnswering_data()
    {
        QTest::addColumn<int>("failing");
        QTest::newRow("the first") << 0;
        QTest::newRow("the second") << 1;
    }

    void engineThatFailsLeavesTheOtherAnswering()
    {
        QFETCH(const int, failing);
        loadBoth();
        ask(QStringLiteral("Hello"));
        for (const int pane : {0, 1}) {
            m_engines[pane]->write(QStringLiteral("H"), 1, 0.0);
            if (pane == failing) {
                m_engines[pane]->fail({"engine.nan", "The model gives no numbers.", ""});
            } else {
                m_engines[pane]->end(engine::StopReason::EndOfSequence);
            }
        }
        QVERIFY(!chat().isAnswering());
        const ChatMessage& whole = chat().shown().messages.back();
        const ChatMessage& failed = failing == 0 ? whole : whole.beside.front();
        const ChatMessage& well = failing == 0 ? whole.beside.front() : whole;
        QCOMPARE(failed.failure, QStringLiteral("The model gives no numbers."));
        QVERIFY(well.failure.isEmpty() && well.figures);
        const MessageItem* item = failing == 0 ? view()->item(1) : view()->beside(1);
        QVERIFY(texts(item).contains(QStringLiteral("The model gives no numbers.")));
        chat().store().flush(); // and it is there again tomorrow
        QVERIFY(chat().store().read(chat().shown().header.id)->messages == chat().shown().messages);
    }

    void secondThatCannotBeReadSaysSo()
    {
        loadFirst();
        openSecond(path("small"));
        second()->failLoading({"model.header.overlap", "Two tensors claim the same bytes.", "small"});
        QVERIFY(bar()->isVisible());
        QVERIFY(bar()->accessibleName().contains(QStringLiteral("claim the same bytes")));
        ask(QStringLiteral("Hello")); // the first one answers alone
        first()->write(QStringLiteral("Hi"), 1, 0.0);
        first()->end(engine::StopReason::EndOfSequence);
        QVERIFY(chat().shown().messages.back().beside.empty());
    }

    void secondThatDoesNotFitIsRefused()
    {
        loadFirst();
        m_page->setAvailableMemory([] { return std::uint64_t(1000); });
        openSecond(path("small"));
        QCOMPARE(m_engines.size(), 1); // no engine was even made
        QVERIFY(bar()->isVisible());
        QVERIFY(bar()->accessibleName().contains(QStringLiteral("4.00 KiB of memory beside the first model")));
        QVERIFY(bar()->accessibleName().contains(QStringLiteral("1000 B are free")) ||
                bar()->accessibleName().contains(QStringLiteral("1,000 B are free")));
    }

    void linkLoadsBothOneAfterTheOther()
    {
        Link link;
        link.page = QStringLiteral("chat");
        link.model = path("small");
        link.with = path("dense");
        m_page->showLink(link);
        QCOMPARE(first()->loadingName(), QStringLiteral("dense"));
        QCOMPARE(m_engines.size(), 1); // the second one waits: what is free is known only then
        first()->finishLoading();
        QCOMPARE(second()->loadingName(), QStringLiteral("small"));
        second()->finishLoading();
        QVERIFY(chat().canAnswer());
    }

    void linkOfARunTakesItsSource()
    {
        RunRequest request;
        request.modelName = QStringLiteral("dense");
        request.job.model = path("dense").toStdString();
        const auto created = m_workspace->runs().create(request);
        QVERIFY(created);
        Run* run = *created;
        protocol::Finished finished;
        finished.result = {{"model", path("small").toStdString()}};
        run->append({"run-1", 1.0, finished});
        QCOMPARE(run->resultModel(), path("small"));
        Link link;
        link.page = QStringLiteral("chat");
        link.run = run->number();
        link.with = QLatin1String(kSourceModel);
        m_page->showLink(link);
        QCOMPARE(first()->loadingFolder(), path("dense"));
        first()->finishLoading();
        QCOMPARE(second()->loadingFolder(), run->resultModel());
    }

    void modelDroppedOnThePageAnswersBesideTheFirst()
    {
        loadFirst();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path("other"))});
        QVERIFY(drop(data));
        QCOMPARE(second()->loadingFolder(), path("other"));
        QMimeData text;
        text.setText(QStringLiteral("no model"));
        QVERIFY(!drop(text));
    }

    void comparingEndsAndTheConversationStays()
    {
        loadBoth();
        answer(QStringLiteral("Hello"), QStringLiteral("Hi"), QStringLiteral("Ho"));
        for (QAction* action : menu(1)->actions()) {
            if (action->text() == QLatin1String("Stop comparing")) {
                action->trigger();
            }
        }
        QCOMPARE(second()->state(), ChatEngine::State::Empty);
        QCOMPARE(view()->beside(1)->text(), QStringLiteral("Ho")); // what was said stays
        ask(QStringLiteral("More"));
        QVERIFY(chat().shown().messages.back().beside.empty());
    }

    void menuOffersModelsForBothPanes()
    {
        loadFirst();
        QStringList offered;
        for (const QAction* action : menu(1)->actions()) {
            offered << action->text();
        }
        QVERIFY(offered.contains(QStringLiteral("Folder...")));
        QVERIFY(offered.contains(QStringLiteral("GGUF file...")));
        QVERIFY(offered.contains(QStringLiteral("No run has finished yet")));
    }

    void branchesAreSwitched()
    {
        loadFirst();
        ask(QStringLiteral("One"));
        first()->write(QStringLiteral("1"), 1, 0.0);
        first()->end(engine::StopReason::EndOfSequence);
        chat().regenerate();
        first()->write(QStringLiteral("uno"), 1, 0.0);
        QVERIFY(texts(view()->item(1)).contains(QStringLiteral("2/2")));
        QVERIFY(!branchButton(1, QStringLiteral("Show the branch before"))->isEnabled()); // it is being written
        first()->end(engine::StopReason::EndOfSequence);
        branchButton(1, QStringLiteral("Show the branch before"))->click();
        QTRY_COMPARE(view()->item(1)->text(), QStringLiteral("1"));
        QVERIFY(texts(view()->item(1)).contains(QStringLiteral("1/2")));

        // another question beside the first one
        QTest::keyClick(field(), Qt::Key_Up);
        field()->setPlainText(QStringLiteral("Two"));
        QTest::keyClick(field(), Qt::Key_Return);
        first()->write(QStringLiteral("2"), 1, 0.0);
        first()->end(engine::StopReason::EndOfSequence);
        QCOMPARE(chat().shown().branchCount(0), 2);
        branchButton(0, QStringLiteral("Show the branch before"))->click();
        QTRY_COMPARE(view()->item(0)->text(), QStringLiteral("One"));
        QCOMPARE(view()->item(1)->text(), QStringLiteral("1"));
        QVERIFY(texts(view()->item(1)).contains(QStringLiteral("1/2"))); // its own branches are there still
        chat().store().flush();
        QVERIFY(chat().store().read(chat().shown().header.id)->messages == chat().shown().messages);
    }

    void smallestWindowHasRoomForBoth()
    {
        loadBoth();
        m_page->resize(967, 567);
        answer(QStringLiteral("Hello"), QStringLiteral("Hi there"), QStringLiteral("Ho there"));
        QTRY_VERIFY(view()->beside(1)->isVisible());
        QVERIFY(view()->beside(1)->width() > 200);
        QVERIFY(view()->widget()->width() <= view()->viewport()->width());
    }

private:
    void makeModel(const QString& name) const
    {
        QVERIFY(QDir().mkpath(m_folder->filePath(name)));
        for (const char* file : {"config.json", "model.safetensors"}) {
            QFile each(m_folder->filePath(name) + QLatin1Char('/') + QLatin1String(file));
            QVERIFY(each.open(QIODevice::WriteOnly));
            each.write(QByteArray(4096, ' '));
        }
    }

    QString path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    tests::FakeChatEngine* first() const { return m_engines.value(0); }
    tests::FakeChatEngine* second() const { return m_engines.value(1); }
    Chat& chat() const { return m_page->chat(); }
    MessageView* view() const { return m_page->findChild<MessageView*>(); }
    MessageBar* bar() const { return m_page->findChild<MessageBar*>(); }
    ComposerField* field() const { return m_page->findChild<ComposerField*>(); }

    QMenu* menu(int pane) const
    {
        for (auto* button : m_page->findChildren<QToolButton*>()) {
            if (button->accessibleName() ==
                (pane == 0 ? QLatin1String("Model that chats") : QLatin1String("Second model"))) {
                Q_EMIT button->menu()->aboutToShow();
                return button->menu();
            }
        }
        return nullptr;
    }

    QToolButton* branchButton(int index, const QString& name) const
    {
        for (auto* button : view()->item(index)->findChildren<QToolButton*>()) {
            if (button->accessibleName() == name) {
                return button;
            }
        }
        return nullptr;
    }

    void loadFirst()
    {
        Link link;
        link.model = path("dense");
        m_page->showLink(link);
        first()->finishLoading();
    }

    bool drop(const QMimeData& data) const
    {
        QDragEnterEvent enter(QPoint(600, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_page.get(), &enter);
        if (!enter.isAccepted()) {
            return false;
        }
        QDropEvent event(QPointF(600, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_page.get(), &event);
        return event.isAccepted();
    }

    void openSecond(const QString& folder)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(folder)});
        QVERIFY(drop(data));
    }

    void loadBoth()
    {
        loadFirst();
        openSecond(path("small"));
        second()->finishLoading();
    }

    void ask(const QString& question)
    {
        field()->setPlainText(question);
        QTest::keyClick(field(), Qt::Key_Return);
        QVERIFY(chat().isAnswering());
    }

    void answer(const QString& question, const QString& one, const QString& two)
    {
        ask(question);
        first()->write(one, 2, 0.1);
        first()->end(engine::StopReason::EndOfSequence);
        second()->write(two, 2, 0.1);
        second()->end(engine::StopReason::EndOfSequence);
    }

    static QStringList texts(const QWidget* widget)
    {
        QStringList found;
        for (const auto* label : widget->findChildren<QLabel*>()) {
            found << label->text();
        }
        return found;
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<RunController> m_controller;
    QList<tests::FakeChatEngine*> m_engines;
    std::unique_ptr<ChatPage> m_page;
};

QTEST_MAIN(ChatAbTest)
#include "chat_ab_test.moc"
