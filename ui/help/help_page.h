#pragma once

#include "ui/models/help.h"
#include "ui/page.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace espalier::ui {

/// The manual: topics at the left, what the chosen one says at the right; the search finds words in all of them.
class HelpPage : public Page
{
    Q_OBJECT

public:
    explicit HelpPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("help"); }
    QString title() const override { return tr("Help"); }
    QString iconName() const override { return QStringLiteral("help"); }
    QList<QWidget*> regions() const override;
    QWidget* filterField() const override;

    void showTopic(const QString& id); ///< the first one if there is no such topic
    /// Searches for a word in all topics.
    void search(const QString& text);
    /// The window's actions and their keys, a topic of their own.
    void setShortcuts(const QList<QAction*>& actions);

private:
    void fillTopics();
    void showCurrent();

    QList<HelpTopic> m_topics;
    QLineEdit* m_search;
    QListWidget* m_list;
    QLabel* m_nothing;
    QTextBrowser* m_text;
};

} // namespace espalier::ui
