#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTreeView>

#include "core/base/atomic_file.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/fake_chat_engine.h"
#include "ui/chat/chat_page.h"
#include "ui/models/language.h"
#include "ui/settings/setting_row.h"
#include "ui/theme/theme.h"
#include "ui/widgets/scintilla.h"
#include "ui/window/main_window.h"
#include "ui/window/notification_bell.h"

using namespace espalier;
using namespace espalier::ui;

/// The whole window, offscreen, on a tiny model.
class WindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = m_folder->filePath(QStringLiteral("tiny"));
        tests::writeModel(m_model.toStdString(), tests::tinyConfig(), tests::tinyTensors());
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        makeWindow();
    }

    void cleanup() { m_window.reset(); }

    void droppedModelOpensAndModuleIsSelected()
    {
        open(m_model);
        auto* tree = m_window->page(QStringLiteral("explorer"))->findChild<QTreeView*>();
        QTRY_COMPARE(tree->model()->rowCount(), 1);
        Link link;
        link.module = QStringLiteral("model.layers.1.mlp.down_proj");
        m_window->open(link);
        QTRY_COMPARE(tree->currentIndex().data().toString(), QStringLiteral("down_proj"));
        QCOMPARE(m_window->workspace().recentModels().first(), m_model);
    }

    void filterNarrowsTheTree()
    {
        open(m_model);
        Page* explorer = m_window->page(QStringLiteral("explorer"));
        auto* tree = explorer->findChild<QTreeView*>();
        QTRY_COMPARE(tree->model()->rowCount(), 1);
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        auto* filter = qobject_cast<QLineEdit*>(explorer->filterField());
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("lm_head"));
        const QModelIndex root = tree->model()->index(0, 0);
        QTRY_COMPARE(tree->model()->rowCount(root), 1);
        filter->clear();
        QTRY_COMPARE(tree->model()->rowCount(root), 2);
    }

    void pagesFitSmallScreens()
    {
        open(m_model);
        auto* tree = m_window->page(QStringLiteral("explorer"))->findChild<QTreeView*>();
        QTRY_COMPARE(tree->model()->rowCount(), 1);
        m_window->resize(800, 640); // 1600 pixels at 200 %
        QTRY_COMPARE(m_window->width(), 800);
        for (const char* id : {"explorer", "recipe", "compare", "sensitivity", "chat", "export"}) {
            Page* page = m_window->page(QLatin1String(id));
            Link link;
            link.page = QLatin1String(id);
            m_window->open(link);
            QTRY_VERIFY(page->isVisible());
            for (const QWidget* each : page->findChildren<QWidget*>()) {
                const auto* splitter = qobject_cast<QSplitter*>(each->parentWidget());
                if (splitter && each->isVisible()) {
                    const int right = each->mapTo(m_window.get(), QPoint(each->width(), 0)).x();
                    QVERIFY2(right <= 800,
                             qPrintable(QStringLiteral("%1: %2 ends at %3")
                                            .arg(page->id(), QLatin1String(each->metaObject()->className()))
                                            .arg(right)));
                }
            }
        }
        QVERIFY(tree->columnWidth(0) >= 150); // names can be read
        QVERIFY(m_window->minimumWidth() <= m_window->screen()->availableSize().width());
    }

    void folderThatIsNoModelSaysSo()
    {
        const QSignalSpy failed(&m_window->workspace(), &Workspace::modelFailed);
        m_window->workspace().openModel(m_folder->filePath(QStringLiteral("nothing")));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!m_window->workspace().model());
    }

    void recipeAndDataGoToTheirPlaces()
    {
        const QString recipe = m_folder->filePath(QStringLiteral("r.yaml"));
        QVERIFY(bool(writeFileAtomically(recipe.toStdString(), "stage: {}\n")));
        m_window->openPaths({recipe});
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("recipe"));
        QCOMPARE(m_window->workspace().recipe().name, QStringLiteral("r.yaml"));
    }

    void keysMoveBetweenPagesAndBack()
    {
        QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("recipe"));
        QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
        QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("recipe"));
    }

    void stopKeyEndsTheAnswerOfTheChatPage()
    {
        Link link;
        link.page = QStringLiteral("chat");
        link.model = m_model;
        m_window->open(link);
        m_engine->finishLoading();
        auto& chat = qobject_cast<ChatPage*>(m_window->page(QStringLiteral("chat")))->chat();
        chat.send(QStringLiteral("Hello"));
        QTest::keyClick(m_window.get(), Qt::Key_Period, Qt::ControlModifier);
        QCOMPARE(m_engine->stops, 1);
        chat.send(QStringLiteral("Hello"));
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_Period, Qt::ControlModifier); // means the run here
        QCOMPARE(m_engine->stops, 1);
        QVERIFY(chat.isAnswering());
    }

    void paletteFindsPagesAndModules()
    {
        open(m_model);
        auto* tree = m_window->page(QStringLiteral("explorer"))->findChild<QTreeView*>();
        QTRY_COMPARE(tree->model()->rowCount(), 1);
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = m_window->findChild<CommandPalette*>();
        QVERIFY(palette->isVisible());
        auto* input = palette->findChild<QLineEdit*>();
        input->setText(QStringLiteral("#1 gate"));
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(palette->isHidden());
        QTRY_COMPARE(m_window->workspace().selectedModule(), QStringLiteral("model.layers.1.mlp.gate_proj"));
        palette->open(QStringLiteral("go to runs"));
        QTest::keyClick(input, Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
        palette->open(QStringLiteral("zzzz"));
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(palette->isVisible()); // nothing to choose
        QTest::keyClick(input, Qt::Key_Escape);
        QVERIFY(palette->isHidden());
    }

    void helpExplainsThePageAndItsTerms()
    {
        QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("help"));
        auto* text = m_window->currentPage()->findChild<QTextBrowser*>();
        QVERIFY(text->toPlainText().startsWith(QStringLiteral("Runs\n")));
        auto* palette = m_window->findChild<CommandPalette*>();
        auto* input = palette->findChild<QLineEdit*>();
        palette->open(QStringLiteral("?dampening"));
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(text->toPlainText().startsWith(QStringLiteral("Terms\n")));
        QCOMPARE(text->extraSelections().size(), 1); // the term is marked
        auto* search = qobject_cast<QLineEdit*>(m_window->currentPage()->filterField());
        search->setText(QStringLiteral("xyzzy"));
        QCOMPARE(m_window->currentPage()->findChild<QListWidget*>()->count(), 0);
    }

    void paletteGoesToLinesOfTheRecipe()
    {
        m_window->workspace().setRecipe({QString(), QStringLiteral("r"),
                                         QStringLiteral("stage:\n  pruning_modifiers:\n    SparseGPTModifier: {}\n")});
        auto* palette = m_window->findChild<CommandPalette*>();
        auto* input = palette->findChild<QLineEdit*>();
        palette->open(QStringLiteral(":sparsegpt"));
        QTest::keyClick(input, Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("recipe"));
        int line = 0;
        int column = 0;
        m_window->currentPage()->findChild<QsciScintilla*>()->getCursorPosition(&line, &column);
        QCOMPARE(line, 2);
    }

    void bellTellsWhatHappened()
    {
        Notifications& notifications = m_window->notifications();
        m_window->workspace().openModel(m_folder->filePath(QStringLiteral("nothing")));
        QTRY_COMPARE(notifications.unread(), 1);
        Notification other;
        other.text = QStringLiteral("Run 7 has finished.");
        other.link.page = QStringLiteral("compare");
        notifications.add(other);
        auto* bell = m_window->findChild<NotificationBell*>();
        QCOMPARE(bell->accessibleName(), QStringLiteral("2 new notifications"));
        bell->click();
        QCOMPARE(notifications.unread(), 0);
        auto* list = bell->findChild<QListView*>();
        QTRY_VERIFY(list->isVisible());
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("compare"));
        QVERIFY(!list->isVisible());
        for (int i = 0; i < 2 * Notifications::kKept; ++i) {
            notifications.add(other);
        }
        QCOMPARE(notifications.rowCount(), Notifications::kKept);
        notifications.clear();
        QCOMPARE(notifications.unread(), 0);
    }

    void everythingIsThereAgainAtTheNextStart()
    {
        open(m_model);
        QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
        m_window->close();
        makeWindow();
        m_window->restore();
        QTRY_VERIFY(m_window->workspace().model());
        QCOMPARE(m_window->workspace().model()->folder, m_model);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
    }

    void unsavedRecipeIsThereAgainAtTheNextStart()
    {
        open(m_model);
        const QString path = m_folder->filePath(QStringLiteral("r.yaml"));
        QVERIFY(bool(writeFileAtomically(path.toStdString(), "stage: {}\n")));
        m_window->openPaths({path});
        RecipeState edited = m_window->workspace().recipe();
        edited.text = QStringLiteral("stage: {} # edited\n");
        m_window->workspace().setRecipe(edited);
        m_window->close();
        makeWindow();
        m_window->restore();
        QCOMPARE(m_window->workspace().recipe().text, edited.text);
        QCOMPARE(m_window->workspace().recipe().path, path);
        // what was stored meanwhile is what the file says
        QVERIFY(bool(writeFileAtomically(path.toStdString(), edited.text.toStdString())));
        m_window->close();
        QVERIFY(bool(writeFileAtomically(path.toStdString(), "stage: {} # by another program\n")));
        makeWindow();
        m_window->restore();
        QCOMPARE(m_window->workspace().recipe().text, QStringLiteral("stage: {} # by another program\n"));
    }

    void closingAsksWhileARunWorks()
    {
        open(m_model);
        m_window->workspace().setRecipe({QString(), QStringLiteral("r"), QStringLiteral("stage: {}\n")});
        auto run = m_window->controller().start(m_window->workspace().currentRequest());
        QVERIFY(bool(run));
        if (!m_window->workspace().runs().active()) {
            QSKIP("The worker was found missing before the window could be closed.");
        }
        m_window->close();
        QVERIFY(m_window->isVisible());
        QTRY_VERIFY((*run)->state() == RunState::Failed); // there is no such worker
        m_window->close();
        QVERIFY(!m_window->isVisible());
    }

    void anotherLanguageMakesTheWindowAgain()
    {
        const QSignalSpy again(m_window.get(), &MainWindow::restartRequested);
        SettingRow* row = nullptr;
        for (SettingRow* each : m_window->page(QStringLiteral("settings"))->findChildren<SettingRow*>()) {
            row = each->matches(QStringLiteral("Language")) ? each : row;
        }
        QVERIFY(row);
        auto* box = qobject_cast<QComboBox*>(row->control());
        box->setCurrentIndex(box->findData(QStringLiteral("de")));
        QCOMPARE(again.size(), 1);
        QCOMPARE(m_settings->value(QStringLiteral("language")).toString(), QStringLiteral("de"));
        setLanguage(QStringLiteral("de"));
        QCOMPARE(QLocale().language(), QLocale::German);
        setLanguage(QStringLiteral("en"));
        QCOMPARE(currentLanguage(), QStringLiteral("en"));
    }

    void firstStartOpensTheDemoAndOffersItsRun()
    {
        m_window->restore();
        if (!QDir(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model")).exists()) {
            QSKIP("The demo's model is not there.");
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().model(), 20000);
        QVERIFY(!m_window->workspace().recipe().text.isEmpty());
        QCOMPARE(m_window->workspace().data().calibration.files.size(), std::size_t(1));
        Page* explorer = m_window->page(QStringLiteral("explorer"));
        QTRY_VERIFY(explorer->primaryAction()->text().contains(QStringLiteral("demo")));
        m_window->close();
        QVERIFY(!m_settings->value(QStringLiteral("demoOffered")).toBool()); // neither started nor skipped
    }

    void dragsSayWhatTheyWouldDo()
    {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(m_model)});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &drop);
        QTRY_VERIFY(m_window->workspace().model());
    }

private:
    void makeWindow()
    {
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("runs"));
        options.workerCommand = {QStringLiteral("/nonexistent/worker")};
        options.chatEngine = [this] {
            auto engine = std::make_unique<tests::FakeChatEngine>();
            m_engine = engine.get();
            return engine;
        };
        m_window = std::make_unique<MainWindow>(*m_theme, *m_settings, options);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void open(const QString& path)
    {
        m_window->openPaths({path});
        QTRY_VERIFY(m_window->workspace().model());
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    tests::FakeChatEngine* m_engine = nullptr;
    std::unique_ptr<MainWindow> m_window;
    QString m_model;
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
