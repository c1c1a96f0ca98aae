#include "ui/settings/settings_page.h"

#include <QActionGroup>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDirIterator>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSpinBox>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/models/background.h"
#include "ui/models/format.h"
#include "ui/models/language.h"
#include "ui/models/model_folders.h"
#include "ui/settings/folder_list.h"
#include "ui/settings/launch_panel.h"
#include "ui/settings/machine_panel.h"
#include "ui/settings/setting_row.h"
#include "ui/settings/shortcut_list.h"
#include "ui/worker/run_controller.h"
#include "ui/worker/run_notifier.h"

namespace espalier::ui {

namespace {

constexpr int kWidth = 760; // beyond it a control is too far from its name
const QString kTheme = QStringLiteral("theme");
const QString kModelFolders = QStringLiteral("modelFolders");
constexpr int kFolderListWidth = 420;
const QString kLanguage = QStringLiteral("language");
const QString kRunThreads = QStringLiteral("runs/threads");
const QString kRunMemory = QStringLiteral("runs/memoryGiB");

std::uint64_t sizeOf(const QString& folder)
{
    std::uint64_t bytes = 0;
    for (QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
         files.hasNext();) {
        files.next();
        bytes += std::uint64_t(files.fileInfo().size());
    }
    return bytes;
}

QString aboutText()
{
    return QStringLiteral("Espalier %1\nQt %2 (%3)\n%4")
        .arg(QApplication::applicationVersion(), QString::fromLatin1(qVersion()), QGuiApplication::platformName(),
             QSysInfo::prettyProductName());
}

} // namespace

SettingsPage::SettingsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_search(new QLineEdit), m_nothing(new QLabel), m_scroll(new QScrollArea),
      m_sections(new QVBoxLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(kWidth);
    layout->addWidget(m_search);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
    auto* column = new QWidget;
    column->setMaximumWidth(kWidth);
    m_sections->setContentsMargins(0, 0, 12, 12);
    m_sections->setSpacing(16);
    column->setLayout(m_sections);
    m_scroll->setWidget(column);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    column->setAutoFillBackground(false);
    layout->addWidget(m_scroll, 1);
    setupAppearance();
    setupRuns();
    setupLaunch();
    setupModelFolders();
    setupFiles();
    setupMachine();
    m_shortcuts = addSection(tr("Shortcuts")).widget;
    setupAbout();
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->hide();
    m_sections->addWidget(m_nothing);
    m_sections->addStretch();
    applyRunDefaults();
}

QList<QWidget*> SettingsPage::regions() const
{
    return {m_search, m_scroll};
}

QWidget* SettingsPage::filterField() const
{
    return m_search;
}

void SettingsPage::setActive(bool active)
{
    if (active) {
        measureFolders();
    }
}

SettingsPage::Section& SettingsPage::addSection(const QString& title)
{
    Section section;
    section.widget = new QWidget;
    auto* layout = new QVBoxLayout(section.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* label = new QLabel(title);
    label->setFont(Theme::font(TextStyle::Title));
    layout->addWidget(label);
    m_sections->addWidget(section.widget);
    m_all << section;
    return m_all.last();
}

SettingRow* SettingsPage::addRow(Section& section, const QString& name, const QString& help, QWidget* control)
{
    auto* row = new SettingRow(name, help, control);
    section.widget->layout()->addWidget(row);
    section.rows << row;
    return row;
}

void SettingsPage::setupAppearance()
{
    Section& section = addSection(tr("Appearance"));
    auto* box = new QComboBox;
    auto* group = new QActionGroup(this);
    const std::pair<Theme::Mode, QString> modes[] = {{Theme::Mode::System, tr("Follow the desktop")},
                                                     {Theme::Mode::Light, tr("Light appearance")},
                                                     {Theme::Mode::Dark, tr("Dark appearance")}};
    for (const auto& [mode, text] : modes) {
        box->addItem(text, int(mode));
        auto* action = new QAction(text, group);
        action->setCheckable(true);
        m_themes << action;
        connect(action, &QAction::triggered, this,
                [box, mode = mode] { box->setCurrentIndex(box->findData(int(mode))); });
    }
    SettingRow* row = addRow(section, tr("Colours"), tr("Light or dark, or as the desktop says."), box);
    const auto show = [this, box] {
        box->setCurrentIndex(box->findData(int(theme().mode())));
        m_themes[box->currentIndex()]->setChecked(true);
    };
    show();
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, row] {
        const auto mode = Theme::Mode(box->currentData().toInt());
        theme().setMode(mode);
        settings().setValue(kTheme, int(mode));
        m_themes[box->currentIndex()]->setChecked(true);
        row->updateReset();
    });
    row->setReset([this] { return theme().mode() == Theme::Mode::System; }, [box] { box->setCurrentIndex(0); });
    addLanguage(section);
}

void SettingsPage::addLanguage(Section& section)
{
    auto* box = new QComboBox;
    box->addItem(tr("Follow the desktop"), QString());
    for (const Language& each : languages()) {
        box->addItem(each.name, each.code);
    }
    box->setCurrentIndex(std::max(0, box->findData(settings().value(kLanguage).toString())));
    // written in English too: whoever cannot read the app's language has to find it
    const QString name = tr("Language");
    SettingRow* row = addRow(section, name == QLatin1String("Language") ? name : name + QStringLiteral(" (Language)"),
                             tr("Of texts and numbers. Messages of recipes and of the worker are in English."), box);
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, row] {
        settings().setValue(kLanguage, box->currentData().toString());
        row->updateReset();
        Q_EMIT languageChosen(box->currentData().toString());
    });
    row->setReset([box] { return box->currentIndex() == 0; }, [box] { box->setCurrentIndex(0); });
}

void SettingsPage::setupRuns()
{
    Section& section = addSection(tr("Runs"));
    const Machine machine = thisMachine();
    auto* threads = new QSpinBox;
    threads->setRange(0, machine.threads);
    threads->setSpecialValueText(tr("All (%1)").arg(machine.threads));
    threads->setValue(settings().value(kRunThreads).toInt());
    SettingRow* threadRow =
        addRow(section, tr("Threads of a run"),
               tr("Fewer leave room for other work. A run that goes on keeps the number that it began with."), threads);
    connect(threads, &QSpinBox::valueChanged, this, [this, threadRow](int value) {
        settings().setValue(kRunThreads, value);
        applyRunDefaults();
        threadRow->updateReset();
    });
    threadRow->setReset([threads] { return threads->value() == 0; }, [threads] { threads->setValue(0); });

    auto* memory = new QDoubleSpinBox;
    constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
    memory->setRange(0.0, machine.memoryBytes > 0 ? double(machine.memoryBytes) / kGiB : 65536.0);
    memory->setDecimals(1);
    memory->setSuffix(tr(" GiB"));
    memory->setSpecialValueText(tr("What is free"));
    memory->setValue(settings().value(kRunMemory).toDouble());
    SettingRow* memoryRow =
        addRow(section, tr("Memory of a run"),
               tr("A run that would need more is refused before it begins, with settings that fit."), memory);
    connect(memory, &QDoubleSpinBox::valueChanged, this, [this, memoryRow](double value) {
        settings().setValue(kRunMemory, value);
        applyRunDefaults();
        memoryRow->updateReset();
    });
    memoryRow->setReset([memory] { return memory->value() == 0.0; }, [memory] { memory->setValue(0.0); });

    auto* notify = new QCheckBox(tr("On"));
    notify->setChecked(settings().value(QLatin1String(RunNotifier::kSetting), true).toBool());
    SettingRow* notifyRow =
        addRow(section, tr("Notification at the end of a run"),
               tr("The desktop says so while another window is used; a click shows the run."), notify);
    connect(notify, &QCheckBox::toggled, this, [this, notifyRow](bool on) {
        settings().setValue(QLatin1String(RunNotifier::kSetting), on);
        notifyRow->updateReset();
    });
    notifyRow->setReset([notify] { return notify->isChecked(); }, [notify] { notify->setChecked(true); });
}

void SettingsPage::setupLaunch()
{
    Section& section = addSection(tr("Where runs work"));
    m_launchSection = section.widget;
    m_launch = new LaunchPanel(settings(), workspace().runs().folder(), theme());
    section.widget->layout()->addWidget(m_launch);
    connect(m_launch, &LaunchPanel::profileChanged, &controller(), &RunController::setLaunch);
    controller().setLaunch(m_launch->used());
}

void SettingsPage::applyRunDefaults()
{
    workspace().setRunLimits({settings().value(kRunThreads).toInt(), settings().value(kRunMemory).toDouble()});
}

void SettingsPage::setupFiles()
{
    Section& section = addSection(tr("Files"));
    const QString folder = QFileInfo(workspace().runs().folder()).absolutePath();
    auto* open = new QPushButton(tr("Open folder"));
    connect(open, &QPushButton::clicked, this, [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    SettingRow* row = addRow(section, tr("Runs, exports and conversations"), QDir::toNativeSeparators(folder), open);
    m_runsSize = new QLabel;
    m_runsSize->setForegroundRole(QPalette::PlaceholderText);
    m_runsSize->setFont(Theme::font(TextStyle::Caption));
    row->layout()->setAlignment(Qt::AlignVCenter);
    section.widget->layout()->addWidget(m_runsSize);
}

void SettingsPage::setupModelFolders()
{
    Section& section = addSection(tr("Model folders"));
    auto* list = new FolderList(tr("Model folders"));
    const QStringList usual = {huggingFaceCache()};
    list->setFolders(settings().value(kModelFolders, usual).toStringList());
    SettingRow* row = addRow(section, tr("Offered in the model menu"),
                             tr("Models in these folders, three levels deep, can be opened by the menu above and by "
                                "the search."),
                             list);
    connect(list, &FolderList::changed, this, [this, list, row] {
        settings().setValue(kModelFolders, list->folders());
        workspace().setModelFolders(list->folders());
        row->updateReset();
    });
    row->setReset([list, usual] { return list->folders() == usual; },
                  [this, list, usual] {
                      list->setFolders(usual);
                      Q_EMIT list->changed();
                      settings().remove(kModelFolders);
                  });
    list->setMinimumWidth(kFolderListWidth);
    workspace().setModelFolders(list->folders());
}

void SettingsPage::measureFolders()
{
    const QString folder = QFileInfo(workspace().runs().folder()).absolutePath();
    runInBackground(
        this, [folder] { return sizeOf(folder); },
        [this](std::uint64_t bytes) { m_runsSize->setText(tr("%1 on the disk.").arg(format::bytes(bytes))); });
}

void SettingsPage::setupMachine()
{
    Section& section = addSection(tr("This machine"));
    m_machineSection = section.widget;
    m_machine = new MachinePanel(theme());
    connect(m_machine, &MachinePanel::measured, this,
            [this](const MachineSpeed& speed) { storeSpeed(settings(), speed); });
    section.widget->layout()->addWidget(m_machine);
}

void SettingsPage::setShortcuts(const QList<QAction*>& actions)
{
    m_shortcuts->layout()->addWidget(new ShortcutList(actions, settings()));
}

void SettingsPage::setupAbout()
{
    Section& section = addSection(tr("About"));
    auto* copy = new QPushButton(tr("Copy"));
    connect(copy, &QPushButton::clicked, this, [] { QGuiApplication::clipboard()->setText(aboutText()); });
    addRow(section, tr("Version"), aboutText().replace(QLatin1Char('\n'), QStringLiteral(", ")), copy);
}

void SettingsPage::search(const QString& text)
{
    const QString wanted = text.trimmed();
    bool any = false;
    for (const Section& section : m_all) {
        const auto labels = section.widget->findChildren<QLabel*>();
        bool found = false;
        for (SettingRow* row : section.rows) {
            const bool matches = row->matches(wanted);
            row->setVisible(matches);
            found = found || matches;
        }
        const bool titled = labels.first()->text().contains(wanted, Qt::CaseInsensitive);
        if (titled) {
            for (SettingRow* row : section.rows) {
                row->show();
            }
        }
        if (section.rows.isEmpty()) {
            for (const QLabel* label : labels) {
                found = found || label->text().contains(wanted, Qt::CaseInsensitive);
            }
            const QStringList more = section.widget == m_machineSection  ? m_machine->texts()
                                     : section.widget == m_launchSection ? m_launch->texts()
                                                                         : QStringList();
            for (const QString& each : more) {
                found = found || each.contains(wanted, Qt::CaseInsensitive);
            }
        }
        section.widget->setVisible(titled || found);
        any = any || titled || found;
    }
    m_nothing->setText(tr("No setting matches \"%1\".").arg(wanted));
    m_nothing->setVisible(!any);
}

} // namespace espalier::ui
