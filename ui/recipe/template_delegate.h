#pragma once

#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace espalier::ui {

/// A template's name over the sentence that says what it does, wrapped.
class TemplateDelegate : public QStyledItemDelegate
{
public:
    /// @param sentenceRole of the items; @param width of a row
    TemplateDelegate(const Theme& theme, int sentenceRole, int width, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    int m_sentenceRole;
    int m_width;
};

} // namespace espalier::ui
