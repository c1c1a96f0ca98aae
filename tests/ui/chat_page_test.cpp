#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextDocument>
#include <QToolButton>

#include "tests/support/tiny_model.h"
#include "tests/ui/fake_chat_engine.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/conversation_list.h"
#include "ui/chat/message_view.h"
#include "ui/chat/sampling_panel.h"
#include "ui/chat/template_panel.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

/// The page with an engine whose steps the test makes.
class ChatPageTest : public QObject
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
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        m_workspace = std::make_unique<Workspace>(m_folder->filePath(QStringLiteral("runs")));
        m_controller = std::make_unique<RunController>(*m_workspace, QStringList{QStringLiteral("/nonexistent")});
        m_page = std::make_unique<ChatPage>(PageContext{*m_workspace, *m_controller, *m_theme, *m_settings}, [this] {
            auto engine = std::make_unique<tests::FakeChatEngine>();
            m_engine = engine.get();
            return engine;
        });
        m_page->resize(967, 567); // what the smallest window leaves
        m_page->show();
        m_page->setActive(true);
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }

    void cleanup() { m_page.reset(); }

    void withoutModelNothingCanBeSent()
    {
        QVERIFY(!m_page->primaryAction()->isEnabled());
        type(QStringLiteral("Hello"));
        QTest::keyClick(field(), Qt::Key_Return);
        QCOMPARE(field()->toPlainText(), QStringLiteral("Hello")); // the draft stays
        openTiny();
        QVERIFY(m_page->primaryAction()->isEnabled());
        QCOMPARE(m_page->primaryAction()->text(), QStringLiteral("Load current model"));
        m_page->primaryAction()->trigger();
        QCOMPARE(m_engine->state(), ChatEngine::State::Loading);
        QCOMPARE(m_engine->loadingName(), QStringLiteral("tiny"));
    }

    void loadingShowsProgressAndCanBeCancelled()
    {
        Link link;
        link.model = QStringLiteral("/models/tiny");
        m_page->showLink(link);
        auto* progress = m_page->findChild<QProgressBar*>();
        QVERIFY(progress->isVisible());
        m_engine->progressLoading(0.4);
        QCOMPARE(progress->value(), 40);
        button(QStringLiteral("Cancel"))->click();
        QCOMPARE(m_engine->state(), ChatEngine::State::Empty);
        QVERIFY(!progress->isVisible());
    }

    void loadingThatFailsSaysWhy()
    {
        Link link;
        link.model = QStringLiteral("/models/tiny");
        m_page->showLink(link);
        m_engine->failLoading({"engine.memory", "There is not enough memory.", "/models/tiny"});
        QVERIFY(bar()->isVisible());
        QVERIFY(bar()->accessibleName().contains(QStringLiteral("not enough memory")));
    }

    void returnSendsAndStopReplacesSend()
    {
        load();
        QAction* send = m_page->primaryAction();
        QVERIFY(!send->isEnabled()); // nothing is written
        type(QStringLiteral("Hello"));
        QTest::keyClick(field(), Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(field(), QStringLiteral("you"));
        QVERIFY(send->isEnabled());
        QTest::keyClick(field(), Qt::Key_Return);
        QCOMPARE(m_engine->asked[0]["content"].get<std::string>(), std::string("Hello\nyou"));
        QVERIFY(field()->document()->isEmpty());
        QVERIFY(!button(QStringLiteral("Send"))->isVisible());
        QVERIFY(button(QStringLiteral("Stop"))->isVisible());
        QVERIFY(m_page->stopAction()->isEnabled());
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        QTest::keyClick(field(), Qt::Key_Escape);
        QCOMPARE(m_engine->stops, 1);
        QVERIFY(button(QStringLiteral("Send"))->isVisible());
        QVERIFY(!m_page->stopAction()->isEnabled());
    }

    void answerIsWrittenPieceByPiece()
    {
        load();
        send(QStringLiteral("Hello"));
        QCOMPARE(view()->count(), 2);
        QVERIFY(texts(view()->item(1)).contains(QStringLiteral("Reading the prompt")));
        m_engine->write(QStringLiteral("\n It is"), 2, 0.1);
        QCOMPARE(body(1)->toPlainText(), QStringLiteral("It is"));
        m_engine->write(QStringLiteral(":\n```cpp\nint a;\n"), 3, 0.2);
        m_engine->write(QStringLiteral("int b;\n``"), 3, 0.3);
        m_engine->write(QStringLiteral("`\nDone."), 3, 0.4);
        m_engine->end(engine::StopReason::EndOfSequence);
        QCOMPARE(body(1)->toPlainText(), QStringLiteral("It is:\nint a;\nint b;\nDone."));
        const QTextBlock code = body(1)->document()->findBlockByNumber(1);
        QVERIFY(QFontInfo(QTextCursor(code).charFormat().font()).fixedPitch() ||
                code.blockFormat().background() != QBrush());
        QVERIFY(code.blockFormat().hasProperty(QTextFormat::BackgroundBrush));
        QVERIFY(!code.next().next().blockFormat().hasProperty(QTextFormat::BackgroundBrush));
        QVERIFY(texts(view()->item(1))
                    .contains(QStringLiteral("25.0 tok/s, first token after 0.4 s, 11 tokens, "
                                             "context 51 of 2,048")));
    }

    /// What came in pieces looks as if it had come at once.
    void piecesMakeNoDifference_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QStringLiteral("a\n\nb") << QStringLiteral("a\n\nb");
        QTest::newRow("code first") << QStringLiteral("```\nx\n```\n") << QStringLiteral("x");
        QTest::newRow("two blocks") << QStringLiteral("```\nx\n```\n```\ny\n```\nz") << QStringLiteral("x\ny\nz");
        QTest::newRow("open end") << QStringLiteral("a\n```py\nx\n``") << QStringLiteral("a\nx\n``");
        QTest::newRow("fence at the end") << QStringLiteral("a\n```\nx\n```") << QStringLiteral("a\nx");
        QTest::newRow("empty code line") << QStringLiteral("```\nx\n\ny\n```\nb") << QStringLiteral("x\n\ny\nb");
        QTest::newRow("blanks around") << QStringLiteral("\n \n a\n\n") << QStringLiteral("a");
    }

    void piecesMakeNoDifference()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, shown);
        for (const qsizetype step : {qsizetype(1), qsizetype(2), text.size()}) {
            QTextDocument document;
            MessageText writer(document, *m_theme);
            for (qsizetype at = 0; at < text.size(); at += step) {
                writer.append(QStringView(text).mid(at, step));
            }
            writer.finish();
            QCOMPARE(document.toPlainText(), shown);
        }
    }

    void copyTakesTheTextAsItCame()
    {
        load();
        answer(QStringLiteral("Code?"), QStringLiteral("```\nx\n```"));
        auto* reply = const_cast<MessageItem*>(view()->item(1));
        reply->setFocus();
        QTest::keyClick(reply, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("```\nx\n```"));
    }

    void arrowsGoFromMessageToMessage()
    {
        load();
        answer(QStringLiteral("One"), QStringLiteral("1"));
        answer(QStringLiteral("Two"), QStringLiteral("2"));
        QTRY_VERIFY(view()->item(3)->isVisible());
        view()->setFocus();
        QVERIFY(view()->item(3)->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        QVERIFY(view()->item(2)->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Home);
        QVERIFY(view()->item(0)->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(body(0)->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(view()->item(0)->hasFocus());
    }

    void longAnswersScrollAndTheReaderStaysWhereTheyAre()
    {
        load();
        send(QStringLiteral("Count"));
        for (int i = 0; i < 100; ++i) {
            m_engine->write(QStringLiteral("Line %1\n").arg(i), 3, 0.1 * i);
        }
        QScrollBar* scroll = view()->verticalScrollBar();
        QTRY_VERIFY(scroll->maximum() > 0);
        QTRY_COMPARE(scroll->value(), scroll->maximum());
        scroll->setValue(40); // the reader goes back
        const int before = scroll->maximum();
        for (int i = 0; i < 20; ++i) {
            m_engine->write(QStringLiteral("More %1\n").arg(i), 3, 10.0);
        }
        QTRY_VERIFY(scroll->maximum() > before);
        QCOMPARE(scroll->value(), 40);
    }

    void errorStandsOverTheInputAndTheConversationStays()
    {
        load();
        send(QStringLiteral("Hello"));
        m_engine->fail({"template.refused", "Conversation roles must alternate.", ""});
        QVERIFY(bar()->isVisible());
        QCOMPARE(view()->count(), 1);
        button(QStringLiteral("Try again"))->click();
        QVERIFY(m_page->chat().isAnswering());
        QVERIFY(!bar()->isVisible());
    }

    void fullContextOffersANewConversation()
    {
        load();
        send(QStringLiteral("Hello"));
        m_engine->write(QStringLiteral("Hi"), 1, 0.0);
        m_engine->end(engine::StopReason::ContextFull);
        QVERIFY(bar()->isVisible());
        QVERIFY(bar()->accessibleName().contains(QStringLiteral("2,048 tokens")));
        bar()->findChild<QPushButton*>()->click();
        QVERIFY(m_page->chat().shown().messages.empty());
        QVERIFY(!bar()->isVisible());
    }

    void upEditsTheLastQuestion()
    {
        load();
        answer(QStringLiteral("One"), QStringLiteral("1"));
        QTest::keyClick(field(), Qt::Key_Up);
        QCOMPARE(field()->toPlainText(), QStringLiteral("One"));
        QTest::keyClick(field(), Qt::Key_Escape); // kept as it was
        QVERIFY(field()->document()->isEmpty());
        QCOMPARE(view()->count(), 2);
        QTest::keyClick(field(), Qt::Key_Up);
        QTest::keyClicks(field(), QStringLiteral(" more"));
        QTest::keyClick(field(), Qt::Key_Return);
        QCOMPARE(m_page->chat().shown().messages.front().text, QStringLiteral("One more"));
        QCOMPARE(view()->count(), 2);
    }

    void regenerateReplacesTheReply()
    {
        load();
        answer(QStringLiteral("One"), QStringLiteral("1"));
        field()->setFocus();
        QTest::keyClick(field(), Qt::Key_R, Qt::ControlModifier);
        QVERIFY(m_page->chat().isAnswering());
        m_engine->write(QStringLiteral("uno"), 1, 0.0);
        m_engine->end(engine::StopReason::EndOfSequence);
        QCOMPARE(view()->count(), 2);
        QCOMPARE(body(1)->toPlainText(), QStringLiteral("uno"));
    }

    void otherModelIsSaidInTheConversation()
    {
        load();
        answer(QStringLiteral("One"), QStringLiteral("1"));
        Link link;
        link.model = QStringLiteral("/models/other");
        m_page->showLink(link);
        m_engine->finishLoading();
        QCOMPARE(view()->count(), 2);
        answer(QStringLiteral("Two"), QStringLiteral("2"));
        QVERIFY(texts(view()->item(3)).contains(QStringLiteral("Another model answers from here on: other")));
    }

    void modelWithoutTemplateIsSaidToContinue()
    {
        Link link;
        link.model = QStringLiteral("/models/base");
        m_page->showLink(link);
        m_engine->finishLoading(QString());
        QVERIFY(texts(m_page.get()).contains(QStringLiteral("base continues text")));
        QCOMPARE(field()->placeholderText(), QStringLiteral("Text to continue..."));
    }

    void statusHoldsTheRateAgainstTheLimit()
    {
        load();
        send(QStringLiteral("Hello"));
        m_engine->write(QStringLiteral("a"), 1, 0.0);
        m_engine->write(QStringLiteral("bcdef"), 10, 0.4);
        m_engine->end(engine::StopReason::EndOfSequence);
        const QStringList shown = texts(m_page.get());
        QVERIFY(shown.contains(QStringLiteral("25.0 tok/s")));
        QVERIFY(shown.contains(QStringLiteral("19.5 GB/s of 31.2 GB/s"))); // 780 MB a token
        QVERIFY(shown.contains(QStringLiteral("51 of 2,048")));
    }

    void deletingAsks()
    {
        load();
        answer(QStringLiteral("One"), QStringLiteral("1"));
        auto* list = m_page->findChild<ConversationList*>();
        QVERIFY(list->currentIndex().isValid());
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(m_page->chat().list().rowCount(), 1);
        button(QStringLiteral("Keep it"), bar())->click();
        QCOMPARE(m_page->chat().list().rowCount(), 1);
        QTest::keyClick(list, Qt::Key_Delete);
        button(QStringLiteral("Delete conversation"))->click();
        QCOMPARE(m_page->chat().list().rowCount(), 0);
        QCOMPARE(view()->count(), 0);
    }

    void newConversationAndBack()
    {
        load();
        answer(QStringLiteral("One"), QStringLiteral("1"));
        field()->setFocus();
        QTest::keyClick(field(), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(view()->count(), 0);
        auto* list = m_page->findChild<ConversationList*>();
        QVERIFY(!list->currentIndex().isValid());
        list->setCurrentIndex(list->model()->index(0, 0));
        QCOMPARE(view()->count(), 2);
    }

    void samplingReachesTheEngineAndTheNextStart()
    {
        load();
        auto* seed = m_page->findChildren<QSpinBox*>().at(1);
        QCOMPARE(seed->accessibleName(), QStringLiteral("Seed"));
        seed->setValue(42);
        send(QStringLiteral("Hello"));
        QCOMPARE(m_engine->askedOptions.sampling.seed, std::uint64_t(42));
        QVERIFY(m_settings->value(QStringLiteral("chat")).toString().contains(QStringLiteral("42")));
    }

    void templateIsEditedAndKept()
    {
        load();
        QAction* show = m_page->commands().last();
        QCOMPARE(show->text(), QStringLiteral("Show chat template"));
        show->trigger();
        auto* panel = m_page->findChild<TemplatePanel*>();
        QVERIFY(panel->isVisible());
        const auto fields = panel->findChildren<QPlainTextEdit*>();
        QPlainTextEdit* raw = fields.at(0);
        QPlainTextEdit* rendered = fields.at(1);
        QVERIFY(raw->hasFocus());
        QTRY_VERIFY(rendered->toPlainText().contains(QStringLiteral("user"))); // an example until there is a message
        type(QStringLiteral("Ahoy"));
        QTRY_VERIFY(rendered->toPlainText().contains(QStringLiteral("Ahoy")));

        const QString edit = QStringLiteral("{{ messages[0].content }}");
        raw->setPlainText(edit);
        QTRY_COMPARE(m_engine->editedTemplate, std::optional(edit));
        QVERIFY(m_settings->value(QStringLiteral("chatTemplates")).toMap().contains(QStringLiteral("/models/tiny")));
        QVERIFY(texts(panel).join(QString()).contains(QStringLiteral("Edited")));
        raw->setPlainText(QStringLiteral("{% if %}"));
        QTRY_VERIFY(texts(panel).join(QString()).contains(QStringLiteral("could be read is used")));
        raw->setPlainText(edit);
        QTRY_VERIFY(!texts(panel).join(QString()).contains(QStringLiteral("could be read is used")));

        // another model has its own; the edits come back with this one
        Link link;
        link.model = QStringLiteral("/models/other");
        m_page->showLink(link);
        m_engine->finishLoading();
        QTRY_VERIFY(raw->toPlainText().isEmpty());
        m_engine->editedTemplate.reset();
        load();
        QCOMPARE(m_engine->editedTemplate, std::optional(edit));
        QTRY_COMPARE(raw->toPlainText(), edit);
        button(QStringLiteral("Reset to the model's"))->click();
        QCOMPARE(m_engine->editedTemplate, std::nullopt);
        QVERIFY(raw->toPlainText().isEmpty());
        QVERIFY(m_settings->value(QStringLiteral("chatTemplates")).toMap().isEmpty());
    }

    void presetsAreSavedAndDeleted()
    {
        auto* panel = m_page->findChild<SamplingPanel*>();
        auto* presets = panel->findChild<QComboBox*>();
        QCOMPARE(presets->currentText(), QStringLiteral("Balanced"));
        presets->setCurrentText(QStringLiteral("Greedy"));
        Q_EMIT presets->activated(presets->currentIndex());
        QCOMPARE(panel->settings().temperature, 0.0);
        ChatSettings settings = panel->settings();
        settings.temperature = 0.35;
        settings.topK = 12;
        panel->setSettings(settings);
        QCOMPARE(presets->currentText(), QStringLiteral("Unsaved"));
        auto* name = panel->findChild<QLineEdit*>(QString(), Qt::FindChildrenRecursively);
        for (auto* each : panel->findChildren<QLineEdit*>()) {
            name = each->accessibleName() == QLatin1String("Name of preset") ? each : name;
        }
        name->setText(QStringLiteral("Greedy")); // taken
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(panel->ownPresets().isEmpty());
        name->setText(QStringLiteral("Mine"));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(presets->currentText(), QStringLiteral("Mine"));
        QVERIFY(m_settings->value(QStringLiteral("chatPresets")).toMap().contains(QStringLiteral("Mine")));
        presets->setCurrentText(QStringLiteral("Creative"));
        Q_EMIT presets->activated(presets->currentIndex());
        presets->setCurrentText(QStringLiteral("Mine"));
        Q_EMIT presets->activated(presets->currentIndex());
        QCOMPARE(panel->settings().topK, std::int64_t(12));
        for (auto* each : panel->findChildren<QToolButton*>()) {
            if (each->text() == QLatin1String("Delete")) {
                each->click();
            }
        }
        QVERIFY(panel->ownPresets().isEmpty());
        QCOMPARE(panel->settings().topK, std::int64_t(12)); // as they were
    }

    void markdownOfRepliesIsShown()
    {
        load();
        answer(QStringLiteral("**Why**?"),
               QStringLiteral("# Reasons\n- *one* and **two**\n- `a*b` 2 * 3 * 4\n```\nx\n```"));
        QCOMPARE(body(0)->toPlainText(), QStringLiteral("**Why**?")); // as it was typed
        QCOMPARE(body(1)->toPlainText(), QStringLiteral("Reasons\n\u2022 one and two\n\u2022 a*b 2 * 3 * 4\nx"));
        QTextCursor cursor(body(1)->document());
        cursor.setPosition(int(QStringLiteral("Reasons\n\u2022 on").size()));
        QVERIFY(cursor.charFormat().fontItalic());
        cursor.setPosition(int(QStringLiteral("Reasons\n\u2022 one and tw").size()));
        QCOMPARE(cursor.charFormat().fontWeight(), int(QFont::DemiBold));
        QCOMPARE(body(1)->codeButtons().size(), 1);
        body(1)->codeButtons().first()->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("x\n"));
    }

    void everyControlHasAName()
    {
        load();
        answer(QStringLiteral("One"), QStringLiteral("1"));
        for (const QWidget* widget : m_page->findChildren<QWidget*>()) {
            const auto* asButton = qobject_cast<const QAbstractButton*>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (asButton && !asButton->text().isEmpty());
            const bool reached = widget->isVisible() && !widget->focusProxy() && (widget->focusPolicy() & Qt::TabFocus);
            QVERIFY2(!reached || named,
                     qPrintable(QLatin1String(widget->metaObject()->className()) + widget->objectName()));
        }
    }

private:
    void openTiny()
    {
        const QString folder = m_folder->filePath(QStringLiteral("tiny"));
        tests::writeModel(folder.toStdString(), tests::tinyConfig(), tests::tinyTensors());
        m_workspace->openModel(folder);
        QTRY_VERIFY(m_workspace->model());
    }

    void load()
    {
        Link link;
        link.model = QStringLiteral("/models/tiny");
        m_page->showLink(link);
        m_engine->finishLoading();
    }

    void type(const QString& text)
    {
        field()->setFocus();
        QTest::keyClicks(field(), text);
    }

    void send(const QString& text)
    {
        field()->setPlainText(text);
        m_page->primaryAction()->trigger();
        QVERIFY(m_page->chat().isAnswering());
    }

    void answer(const QString& question, const QString& reply)
    {
        send(question);
        m_engine->write(reply, 1, 0.0);
        m_engine->end(engine::StopReason::EndOfSequence);
    }

    QPlainTextEdit* field() const { return m_page->findChild<ComposerField*>(); }
    MessageView* view() const { return m_page->findChild<MessageView*>(); }
    MessageBar* bar() const { return m_page->findChild<MessageBar*>(); }
    MessageBody* body(int index) const { return view()->item(index)->findChild<MessageBody*>(); }

    QPushButton* button(const QString& text, QWidget* within = nullptr) const
    {
        for (auto* each : (within ? within : m_page.get())->findChildren<QPushButton*>()) {
            if (each->text() == text) {
                return each;
            }
        }
        return nullptr;
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
    tests::FakeChatEngine* m_engine = nullptr;
    std::unique_ptr<ChatPage> m_page;
};

QTEST_MAIN(ChatPageTest)
#include "chat_page_test.moc"
