#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include "tests/ui/fake_chat_engine.h"
#include "ui/settings/folder_list.h"
#include "ui/settings/machine_panel.h"
#include "ui/settings/setting_row.h"
#include "ui/settings/settings_page.h"
#include "ui/settings/shortcut_list.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;

/// The Settings page within the window.
class SettingsPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        makeWindow();
    }

    void cleanup() { m_window.reset(); }

    void keyBringsItUp()
    {
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), page());
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("explorer"));
    }

    void appearanceAppliesAtOnceAndIsSetBack()
    {
        SettingRow* row = rowOf(QStringLiteral("Colours"));
        auto* box = qobject_cast<QComboBox*>(row->control());
        box->setCurrentIndex(box->findData(int(Theme::Mode::Dark)));
        QVERIFY(m_theme->isDark());
        QCOMPARE(m_settings->value(QStringLiteral("theme")).toInt(), int(Theme::Mode::Dark));
        auto* reset = row->findChild<QToolButton*>();
        QVERIFY(!reset->isHidden());
        reset->click();
        QCOMPARE(m_theme->mode(), Theme::Mode::System);
        QVERIFY(reset->isHidden());
    }

    void paletteActionsFollow()
    {
        const QList<QAction*> actions = page()->commands();
        QCOMPARE(actions.size(), 3);
        actions[1]->trigger();
        QCOMPARE(m_theme->mode(), Theme::Mode::Light);
        QVERIFY(actions[1]->isChecked() && !actions[0]->isChecked());
        actions[0]->trigger();
    }

    void runsTakeTheLimitsAlsoAfterARestart()
    {
        qobject_cast<QSpinBox*>(rowOf(QStringLiteral("Threads of a run"))->control())->setValue(1);
        qobject_cast<QDoubleSpinBox*>(rowOf(QStringLiteral("Memory of a run"))->control())->setValue(0.5);
        QCOMPARE(m_window->workspace().currentRequest().job.threads, 1);
        QCOMPARE(m_window->workspace().currentRequest().job.memoryGiB, 0.5);
        makeWindow();
        QCOMPARE(m_window->workspace().currentRequest().job.threads, 1);
        QCOMPARE(m_window->workspace().currentRequest().job.memoryGiB, 0.5);
        rowOf(QStringLiteral("Threads of a run"))->findChild<QToolButton*>()->click();
        QCOMPARE(m_window->workspace().currentRequest().job.threads, 0);
    }

    void searchHidesTheRest()
    {
        auto* search = qobject_cast<QLineEdit*>(page()->filterField());
        search->setText(QStringLiteral("memory of a"));
        QVERIFY(!rowOf(QStringLiteral("Memory of a run"))->isHidden());
        QVERIFY(rowOf(QStringLiteral("Threads of a run"))->isHidden());
        QVERIFY(rowOf(QStringLiteral("Colours"))->parentWidget()->isHidden());
        search->setText(QStringLiteral("bandwidth"));
        QVERIFY(!page()->findChild<MachinePanel*>()->parentWidget()->isHidden());
        search->setText(QStringLiteral("xyzzy"));
        const auto labels = page()->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
            return !label->isHidden() && label->text().contains(QLatin1String("No setting matches"));
        }));
        search->clear();
        QVERIFY(!rowOf(QStringLiteral("Threads of a run"))->isHidden());
        QVERIFY(!rowOf(QStringLiteral("Colours"))->parentWidget()->isHidden());
    }

    void shortcutsAreListed()
    {
        const auto labels = page()->findChildren<QLabel*>();
        for (const char* text : {"Go to Explorer", "Search or command", "Next region"}) {
            QVERIFY2(
                std::ranges::any_of(labels, [&](const QLabel* label) { return label->text() == QLatin1String(text); }),
                text);
        }
    }

    void shortcutsCanBeChanged()
    {
        const auto action = [this](const char* id) { return m_window->findChild<QAction*>(QLatin1String(id)); };
        const auto type = [&](const char* id, const QString& keys) {
            QKeySequenceEdit* edit = page()->findChild<ShortcutList*>()->editOf(action(id));
            edit->setKeySequence(QKeySequence(keys));
            Q_EMIT edit->editingFinished();
        };
        const QKeySequence changed(QStringLiteral("Ctrl+Shift+R"));
        type("page-runs", QStringLiteral("Ctrl+Shift+R"));
        QCOMPARE(action("page-runs")->shortcut(), changed);
        type("page-chat", QStringLiteral("Ctrl+Shift+R"));
        QVERIFY(action("page-chat")->shortcut() != changed); // taken
        QVERIFY(std::ranges::any_of(page()->findChildren<QLabel*>(), [](const QLabel* label) {
            return !label->isHidden() && label->text().contains(QLatin1String("is the shortcut of \"Go to Runs\""));
        }));
        makeWindow();
        QCOMPARE(action("page-runs")->shortcut(), changed);
        page()->findChild<ShortcutList*>()->editOf(action("page-runs"))->clear();
        type("page-runs", QString());
        QVERIFY(action("page-runs")->shortcut().isEmpty());
        for (auto* reset : page()->findChild<ShortcutList*>()->findChildren<QToolButton*>()) {
            if (!reset->isHidden() && reset->accessibleName() == QStringLiteral("Reset Go to Runs")) {
                reset->click();
            }
        }
        QCOMPARE(action("page-runs")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_3));
        QVERIFY(!m_settings->contains(QStringLiteral("shortcuts/page-runs")));
    }

    void modelFoldersAreLookedThrough()
    {
        const QDir folder(m_folder->path());
        const auto put = [&](const QString& path) {
            QVERIFY(folder.mkpath(QFileInfo(path).path()));
            QFile file(folder.filePath(path));
            QVERIFY(file.open(QIODevice::WriteOnly));
        };
        put(QStringLiteral("models/one/config.json"));
        put(QStringLiteral("models/one/inner/config.json")); // belongs to the one around it
        put(QStringLiteral("models/a/b/two.gguf"));
        put(QStringLiteral("models/a/b/c/d/deep.gguf"));
        put(QStringLiteral("models/models--owner--three/snapshots/0f/config.json"));
        put(QStringLiteral("models/models--owner--begun/blobs/1.incomplete"));
        auto* list = page()->findChild<FolderList*>();
        list->add(folder.filePath(QStringLiteral("models")));
        const auto names = [this] {
            QStringList all;
            for (const FoundModel& each : m_window->workspace().foundModels()) {
                all << each.name;
            }
            return all;
        };
        const QStringList expected = {QStringLiteral("a/b/two.gguf"), QStringLiteral("one"),
                                      QStringLiteral("owner/three")};
        QTRY_COMPARE(names(), expected);
        makeWindow(); // kept
        QTRY_COMPARE(names(), expected);
    }

    void formatsAreShown()
    {
        auto* panel = page()->findChild<MachinePanel*>();
        MachineSpeed speed;
        speed.bandwidth = 2e10;
        speed.formats = {{{"bfloat16", engine::WeightFormat::BFloat16, 16, 0, 0.0, 0, 0}, 2.0, 1e10},
                         {{"dense int8", engine::WeightFormat::Int8, 8, 0, 0.0, 0, 0}, 1.001, 2e10}};
        panel->showSpeed(speed);
        auto* formats = panel->findChild<QTreeWidget*>();
        QCOMPARE(formats->topLevelItemCount(), 2);
        QCOMPARE(formats->topLevelItem(1)->text(1), QStringLiteral("8.01"));
        QCOMPARE(formats->topLevelItem(1)->text(3), QStringLiteral("2.00×"));
    }

    /// Also while the page goes away.
    void aMeasurementCanBeCancelled()
    {
        auto* panel = page()->findChild<MachinePanel*>();
        auto* button = panel->findChild<QPushButton*>();
        button->click();
        QCOMPARE(button->text(), QStringLiteral("Cancel"));
        button->click();
        QTRY_COMPARE_WITH_TIMEOUT(button->text(), QStringLiteral("Measure"), 30000);
        QVERIFY(panel->findChild<QTreeWidget*>()->isHidden());
        button->click();
        m_window.reset();
    }

private:
    void makeWindow()
    {
        m_window.reset();
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("runs"));
        options.chatEngine = [] { return std::make_unique<tests::FakeChatEngine>(); };
        m_window = std::make_unique<MainWindow>(*m_theme, *m_settings, options);
        m_window->show();
    }

    Page* page() const { return m_window->page(QStringLiteral("settings")); }

    SettingRow* rowOf(const QString& name) const
    {
        for (SettingRow* row : page()->findChildren<SettingRow*>()) {
            if (row->control()->accessibleName() == name) {
                return row;
            }
        }
        return nullptr;
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(SettingsPageTest)
#include "settings_page_test.moc"
