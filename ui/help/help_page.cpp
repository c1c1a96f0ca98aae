#include "ui/help/help_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTextBrowser>
#include <QTextDocumentFragment>

#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

namespace {

constexpr int kListWidth = 240;
constexpr int kTextWidth = 720; // longer lines are hard to read

bool mentions(const HelpTopic& topic, const QString& wanted)
{
    return topic.title.contains(wanted, Qt::CaseInsensitive) ||
           QTextDocumentFragment::fromHtml(topic.html).toPlainText().contains(wanted, Qt::CaseInsensitive);
}

} // namespace

HelpPage::HelpPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_topics(helpTopics()), m_search(new QLineEdit), m_list(new QListWidget),
      m_nothing(new QLabel), m_text(new QTextBrowser)
{
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(12, 8, 12, 8);
    columns->setSpacing(12);
    auto* left = new QVBoxLayout;
    left->setSpacing(8);
    m_search->setPlaceholderText(tr("Search help"));
    m_search->setAccessibleName(tr("Search help"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(kListWidth);
    m_list->setFixedWidth(kListWidth);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setAccessibleName(tr("Topics"));
    m_nothing->setFixedWidth(kListWidth);
    m_nothing->setWordWrap(true);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->hide();
    left->addWidget(m_search);
    left->addWidget(m_nothing);
    left->addWidget(m_list, 1);
    columns->addLayout(left);
    m_text->setMaximumWidth(kTextWidth);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setOpenExternalLinks(true);
    m_text->setAccessibleName(tr("Text of the topic"));
    m_text->document()->setDocumentMargin(16);
    columns->addWidget(m_text, 1);
    columns->addStretch();
    connect(m_search, &QLineEdit::textChanged, this, &HelpPage::fillTopics);
    connect(m_list, &QListWidget::currentRowChanged, this, &HelpPage::showCurrent);
    fillTopics();
}

QList<QWidget*> HelpPage::regions() const
{
    return {m_search, m_list, m_text};
}

QWidget* HelpPage::filterField() const
{
    return m_search;
}

void HelpPage::showTopic(const QString& id)
{
    m_search->clear();
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole).toString() == id) {
            m_list->setCurrentRow(row);
            return;
        }
    }
    m_list->setCurrentRow(0);
}

void HelpPage::search(const QString& text)
{
    m_search->setText(text);
}

void HelpPage::setShortcuts(const QList<QAction*>& actions)
{
    QString rows;
    for (const QAction* action : actions) {
        const QString keys = QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText);
        if (!keys.isEmpty()) {
            rows += QStringLiteral("<tr><td><code>%1</code>&nbsp;&nbsp;&nbsp;</td><td>%2</td></tr>")
                        .arg(keys.toHtmlEscaped(), action->text().toHtmlEscaped());
        }
    }
    const HelpTopic keys{QStringLiteral("keys"), tr("Keys"),
                         QStringLiteral("<table cellpadding=3>%1</table>").arg(rows)};
    m_topics.erase(
        std::remove_if(m_topics.begin(), m_topics.end(), [&](const HelpTopic& each) { return each.id == keys.id; }),
        m_topics.end());
    m_topics << keys;
    fillTopics();
}

void HelpPage::fillTopics()
{
    const QString wanted = m_search->text().trimmed();
    const QString chosen = m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole).toString() : QString();
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    for (const HelpTopic& topic : m_topics) {
        if (wanted.isEmpty() || mentions(topic, wanted)) {
            auto* row = new QListWidgetItem(topic.title, m_list);
            row->setData(Qt::UserRole, topic.id);
            if (topic.id == chosen) {
                m_list->setCurrentItem(row);
            }
        }
    }
    m_nothing->setText(tr("No topic mentions \"%1\".").arg(wanted));
    m_nothing->setVisible(m_list->count() == 0);
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
    showCurrent();
}

void HelpPage::showCurrent()
{
    const QString id = m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole).toString() : QString();
    for (const HelpTopic& topic : m_topics) {
        if (topic.id == id) {
            m_text->setHtml(QStringLiteral("<h2>%1</h2>%2").arg(topic.title.toHtmlEscaped(), topic.html));
        }
    }
    const QString wanted = m_search->text().trimmed();
    QList<QTextEdit::ExtraSelection> found;
    for (QTextCursor at = m_text->document()->find(wanted); !wanted.isEmpty() && !at.isNull();
         at = m_text->document()->find(wanted, at)) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = at;
        selection.format.setBackground(palette().color(QPalette::Highlight));
        selection.format.setForeground(palette().color(QPalette::HighlightedText));
        found << selection;
    }
    m_text->setExtraSelections(found);
}

} // namespace espalier::ui
