#include "ui/settings/launch_panel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "ui/models/format.h"
#include "ui/widgets/icon_label.h"
#include "ui/worker/worker_client.h"

namespace espalier::ui {

namespace {
using Kind = LaunchProfile::Kind;
constexpr int kMostRanks = 1024;
constexpr int kIconSize = 16;
} // namespace

LaunchPanel::LaunchPanel(QSettings& settings, QString runsFolder, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_settings(settings), m_runsFolder(std::move(runsFolder)), m_theme(theme),
      m_profiles(LaunchProfiles::load(settings)), m_choice(new QComboBox), m_add(new QPushButton(tr("Add profile"))),
      m_remove(new QPushButton(tr("Remove"))), m_testButton(new QPushButton(tr("Test"))), m_form(new QWidget),
      m_rows(new QFormLayout(m_form)), m_name(new QLineEdit), m_kind(new QComboBox), m_target(new QLineEdit),
      m_ranks(new QSpinBox), m_program(new QLineEdit), m_help(new QLabel), m_resultIcon(new IconLabel({}, kIconSize)),
      m_result(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(8);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    m_choice->setAccessibleName(tr("Where runs work"));
    m_choice->setMinimumWidth(220);
    top->addWidget(m_choice);
    top->addStretch();
    for (QPushButton* each : {m_testButton, m_remove, m_add}) {
        top->addWidget(each);
    }
    m_testButton->setToolTip(tr("Starts a worker by this profile and waits for its answer. Nothing else is started."));
    layout->addLayout(top);
    m_help->setWordWrap(true);
    m_help->setFont(Theme::font(TextStyle::Caption));
    m_help->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_help);
    setupForm();
    layout->addWidget(m_form);
    auto* result = new QHBoxLayout;
    result->setSpacing(8);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    result->addWidget(m_resultIcon, 0, Qt::AlignTop);
    result->addWidget(m_result, 1);
    layout->addLayout(result);
    m_resultIcon->hide();
    m_result->hide();
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        m_profiles.current = index;
        showProfile();
        edited();
    });
    connect(m_add, &QPushButton::clicked, this, &LaunchPanel::addProfile);
    connect(m_remove, &QPushButton::clicked, this, &LaunchPanel::removeProfile);
    connect(m_testButton, &QPushButton::clicked, this, &LaunchPanel::startTest);
    connect(&m_test, &LaunchTest::ended, this, &LaunchPanel::showResult);
    fillChoice();
    showProfile();
}

void LaunchPanel::setupForm()
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(16);
    m_kind->addItem(tr("This computer"), int(Kind::Local));
    m_kind->addItem(tr("This computer, several processes"), int(Kind::Ranks));
    m_kind->addItem(tr("Another computer (ssh)"), int(Kind::Ssh));
    m_kind->addItem(tr("Slurm (srun)"), int(Kind::Slurm));
    m_kind->addItem(tr("Own command"), int(Kind::Command));
    m_ranks->setRange(1, kMostRanks);
    m_program->setPlaceholderText(QStringLiteral("espalier-worker"));
    m_rows->addRow(tr("Name"), m_name);
    m_rows->addRow(tr("Kind"), m_kind);
    m_rows->addRow(tr("Target"), m_target);
    m_rows->addRow(tr("Processes"), m_ranks);
    m_rows->addRow(tr("Worker there"), m_program);
    connect(m_name, &QLineEdit::editingFinished, this, &LaunchPanel::edited);
    connect(m_target, &QLineEdit::editingFinished, this, &LaunchPanel::edited);
    connect(m_program, &QLineEdit::editingFinished, this, &LaunchPanel::edited);
    connect(m_ranks, &QSpinBox::valueChanged, this, &LaunchPanel::edited);
    connect(m_kind, &QComboBox::activated, this, [this] {
        edited();
        showProfile();
    });
}

void LaunchPanel::fillChoice()
{
    m_choice->clear();
    for (const LaunchProfile& each : m_profiles.all) {
        m_choice->addItem(each.name);
    }
    m_choice->setCurrentIndex(m_profiles.current);
}

QString LaunchPanel::helpText() const
{
    switch (profile().kind) {
    case Kind::Local:
        return tr("Runs work on this computer, one process each.");
    case Kind::Ranks:
        return tr("A run is shared among several processes of this computer. Worth it where a machine has several "
                  "sockets: each process takes its own share of memory.");
    case Kind::Ssh:
        return tr("The worker is started over ssh, with a key: a password cannot be asked for. The other computer has "
                  "to see models, texts and %1 under the same names.")
            .arg(m_runsFolder);
    case Kind::Slurm:
        return tr("The worker is started by srun, one task a process; the options are those of srun. The nodes have to "
                  "see models, texts and %1 under the same names.")
            .arg(m_runsFolder);
    case Kind::Command:
        break;
    }
    return tr("A command that starts espalier-worker and passes its standard input and output through. It has to see "
              "models, texts and %1 under the same names.")
        .arg(m_runsFolder);
}

void LaunchPanel::showProfile()
{
    m_filling = true;
    const LaunchProfile& shown = profile();
    const bool fixed = m_profiles.current == 0; // this computer is always there
    m_form->setVisible(!fixed);
    m_remove->setVisible(!fixed);
    m_name->setText(shown.name);
    m_kind->setCurrentIndex(m_kind->findData(int(shown.kind)));
    m_target->setText(shown.target);
    m_ranks->setValue(shown.ranks);
    m_program->setText(shown.program);
    const bool remote = shown.kind == Kind::Ssh || shown.kind == Kind::Slurm;
    const auto showRow = [this](QWidget* field, bool visible, const QString& label = {}) {
        field->setVisible(visible);
        auto* name = qobject_cast<QLabel*>(m_rows->labelForField(field));
        name->setVisible(visible);
        if (!label.isEmpty()) {
            name->setText(label);
        }
        field->setAccessibleName(name->text());
    };
    showRow(m_name, true);
    showRow(m_kind, true);
    showRow(m_target, remote || shown.kind == Kind::Command,
            shown.kind == Kind::Ssh     ? tr("Host")
            : shown.kind == Kind::Slurm ? tr("Options of srun")
                                        : tr("Command"));
    m_target->setPlaceholderText(shown.kind == Kind::Ssh     ? QStringLiteral("user@host")
                                 : shown.kind == Kind::Slurm ? QStringLiteral("--partition=cpu --cpus-per-task=16")
                                                             : QStringLiteral("podman exec -i box espalier-worker"));
    showRow(m_ranks, shown.kind == Kind::Ranks || shown.kind == Kind::Slurm);
    showRow(m_program, remote);
    m_help->setText(shown.isComplete() ? helpText()
                                       : tr("%1 Until it says where, runs work on this computer.").arg(helpText()));
    m_testButton->setEnabled(shown.isComplete() && !m_test.isRunning());
    m_resultIcon->hide();
    m_result->hide();
    m_filling = false;
}

void LaunchPanel::edited()
{
    if (m_filling) {
        return;
    }
    if (m_profiles.current > 0) {
        LaunchProfile& changed = m_profiles.all[m_profiles.current];
        changed = {m_name->text().trimmed(), Kind(m_kind->currentData().toInt()), m_target->text().trimmed(),
                   m_program->text().trimmed(), m_ranks->value()};
        m_choice->setItemText(m_profiles.current, changed.name);
        showProfile();
    }
    m_profiles.store(m_settings);
    Q_EMIT profileChanged(used());
}

void LaunchPanel::addProfile()
{
    m_profiles.all << LaunchProfile{tr("New profile"), Kind::Ssh, {}, {}, 2};
    m_profiles.current = int(m_profiles.all.size()) - 1;
    fillChoice();
    showProfile();
    edited();
    m_name->setFocus();
    m_name->selectAll();
}

void LaunchPanel::removeProfile()
{
    m_profiles.all.removeAt(m_profiles.current);
    m_profiles.current = 0;
    fillChoice();
    showProfile();
    edited();
}

const LaunchProfile& LaunchPanel::used() const
{
    return profile().isComplete() ? profile() : m_profiles.all.first();
}

QStringList LaunchPanel::testCommand() const
{
    LaunchProfile one = profile();
    one.ranks = 1; // several would wait for each other
    const QStringList command = commandsOf(one, m_runsFolder, WorkerClient::ownWorker(), freePort()).first();
    return command.isEmpty() ? QStringList{WorkerClient::ownWorker()} : command;
}

void LaunchPanel::startTest()
{
    m_testButton->setEnabled(false);
    m_resultIcon->hide();
    m_result->setText(tr("Waiting for a worker..."));
    m_result->show();
    m_test.start(testCommand());
}

void LaunchPanel::showResult(const QString& problem, double seconds)
{
    m_testButton->setEnabled(true);
    const bool good = problem.isEmpty();
    m_resultIcon->setIcon(good ? m_theme.icon(QStringLiteral("ok"), &Colors::ok)
                               : m_theme.icon(QStringLiteral("error"), &Colors::error));
    m_resultIcon->show();
    m_result->setText(good ? tr("A worker answered after %1.").arg(format::duration(seconds)) : problem);
    m_result->show();
}

QStringList LaunchPanel::texts() const
{
    QStringList all = {tr("Where runs work"), tr("Launch profile"), QStringLiteral("ssh"), QStringLiteral("srun")};
    for (const LaunchProfile& each : m_profiles.all) {
        all << each.name;
    }
    return all;
}

} // namespace espalier::ui
