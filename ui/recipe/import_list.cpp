#include "ui/recipe/import_list.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/recipe/parse.h"
#include "ui/widgets/icon_label.h"

namespace espalier::ui {

namespace {

QLabel* text(const QString& content)
{
    auto* label = new QLabel(content);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ImportList::ImportList(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_title(text({})),
      m_convert(new QPushButton(tr("Convert to Espalier's dialect")))
{
    m_convert->setAutoDefault(false);
    m_convert->setToolTip(tr("Writes the same recipe in Espalier's own keys. Comments are not kept; undo brings the "
                             "file's text back."));
    connect(m_convert, &QPushButton::clicked, this, &ImportList::convertRequested);
    auto* content = new QWidget;
    m_notes = new QVBoxLayout(content);
    m_notes->setContentsMargins(12, 0, 12, 12);
    m_notes->setSpacing(12);
    auto* scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Differences to the program that the recipe was written for"));
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 12, 12, 8);
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addWidget(m_convert, 0, Qt::AlignLeft);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(scroll, 1);
    setFocusProxy(m_convert);
}

void ImportList::show(const RecipeAnalysis& analysis)
{
    while (QLayoutItem* item = m_notes->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_shown = importNotes(analysis);
    m_count = int(m_shown.size());
    const std::string_view program =
        analysis.dialect() ? recipe::programName(*analysis.dialect()) : std::string_view("Espalier");
    const QString name = QString::fromUtf8(program.data(), qsizetype(program.size()));
    m_title->setText(
        m_count == 0 ? tr("This recipe is written for %1 and does the same here.").arg(name)
        : m_count == 1
            ? tr("This recipe is written for %1. One thing is done otherwise here.").arg(name)
            : tr("This recipe is written for %1. %n things are done otherwise here.", nullptr, m_count).arg(name));
    m_convert->setEnabled(analysis.recipe() != nullptr && analysis.count(recipe::Severity::Error) == 0);
    for (const ImportNote& note : m_shown) {
        m_notes->addWidget(noteWidget(note));
    }
    m_notes->addStretch(1);
}

QWidget* ImportList::noteWidget(const ImportNote& note)
{
    const bool warning = note.severity != recipe::Severity::Note;
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(new IconLabel(warning ? m_theme.icon(QStringLiteral("warning"), &Colors::warning)
                                          : m_theme.icon(QStringLiteral("info"), &Colors::accent),
                                  16));
    auto* line = new QToolButton;
    line->setAutoRaise(true);
    line->setText(note.location.line > 0 ? tr("Line %1").arg(note.location.line) : tr("Whole recipe"));
    line->setToolTip(tr("Goes to the line"));
    line->setEnabled(note.location.line > 0);
    connect(line, &QToolButton::clicked, this, [this, location = note.location] { Q_EMIT goToRequested(location); });
    head->addWidget(line);
    head->addStretch(1);
    layout->addLayout(head);
    layout->addWidget(text(note.there));
    if (!note.here.isEmpty()) {
        QLabel* here = text(note.here);
        QFont bold = here->font();
        bold.setWeight(QFont::DemiBold);
        here->setFont(bold);
        layout->addWidget(here);
    }
    return box;
}

} // namespace espalier::ui
