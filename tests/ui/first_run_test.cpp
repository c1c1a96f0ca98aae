#include <QElapsedTimer>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "ui/chat/chat_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;

/// The first two minutes of a newcomer, with the real demo, worker and engines: one click, the result, a chat with both
/// models, and why they differ.
class FirstRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        m_settings->setValue(QStringLiteral("chat/maxTokens"), 24);
        makeWindow();
        m_window->restore();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().model(), 20000);
    }

    void cleanup() { m_window.reset(); }

    void wholeJourney()
    {
        QElapsedTimer clock;
        clock.start();
        Page* explorer = m_window->page(QStringLiteral("explorer"));
        QTRY_VERIFY(explorer->primaryAction()->text().contains(QStringLiteral("demo")));
        explorer->primaryAction()->trigger();
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
        QTRY_VERIFY(captions()->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Chat with both")), 600000);
        qInfo("The run took %.0f s.", double(clock.elapsed()) / 1000.0);
        QVERIFY2(text().contains(QLatin1Char('%')), qPrintable(text())); // what became of the size
        QTRY_VERIFY(button(QStringLiteral("Chat with both"))); // shown by the event loop
        button(QStringLiteral("Chat with both"))->click();

        auto* chat = qobject_cast<ChatPage*>(m_window->currentPage());
        QVERIFY(chat);
        QTRY_VERIFY_WITH_TIMEOUT(chat->primaryAction() && chat->primaryAction()->isEnabled(), 30000);
        chat->primaryAction()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("See why")), 120000);
        QVERIFY(!chat->chat().shown().messages.back().beside.empty()); // both have answered
        QTRY_VERIFY(button(QStringLiteral("See why"))); // shown by the event loop
        button(QStringLiteral("See why"))->click();

        QCOMPARE(m_window->currentPage(), explorer);
        QTRY_VERIFY(m_window->workspace().selectedModule().startsWith(QStringLiteral("model.layers.")));
        QVERIFY(m_window->workspace().model()->folder.contains(QStringLiteral("stage_")));
        QTRY_VERIFY(button(QStringLiteral("See the recipe"))); // shown by the event loop
        button(QStringLiteral("See the recipe"))->click();
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("recipe"));
        QTRY_VERIFY(button(QStringLiteral("Done"))); // shown by the event loop
        button(QStringLiteral("Done"))->click();
        QVERIFY(!captions()->isVisible());
        QVERIFY(m_settings->value(QStringLiteral("guideDone")).toBool());
        qInfo("The whole journey took %.0f s.", double(clock.elapsed()) / 1000.0);
    }

    void whoeverClosesACaptionIsLeftAlone()
    {
        Page* explorer = m_window->page(QStringLiteral("explorer"));
        QTRY_VERIFY(explorer->primaryAction()->text().contains(QStringLiteral("demo")));
        explorer->primaryAction()->trigger();
        QTRY_VERIFY(captions()->isVisible());
        Q_EMIT captions()->dismissed();
        QVERIFY(!captions()->isVisible());
        QVERIFY(m_settings->value(QStringLiteral("guideDone")).toBool());
        m_window->controller().cancel(m_window->workspace().runs().active());
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->workspace().runs().active(), 30000);
        QVERIFY(!captions()->isVisible());
    }

private:
    void makeWindow()
    {
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("runs"));
        options.workerCommand = {QStringLiteral(ESPALIER_BINARY_DIR "/bin/espalier-worker")};
        m_window = std::make_unique<MainWindow>(*m_theme, *m_settings, options);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    MessageBar* captions() const { return m_window->findChild<MessageBar*>(QStringLiteral("captions")); }
    QString text() const { return captions()->accessibleName(); }

    /// Of the caption that is shown; null if it has none of that name.
    QPushButton* button(const QString& name) const
    {
        for (auto* each : captions()->findChildren<QPushButton*>()) {
            if (each->text() == name && each->isVisible()) {
                return each;
            }
        }
        return nullptr;
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(FirstRunTest)
#include "first_run_test.moc"
