#include "ui/recipe/template_delegate.h"

#include <QApplication>
#include <QPainter>

namespace espalier::ui {

namespace {

constexpr int kPadding = 8;
constexpr int kWrapped = Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop;

} // namespace

TemplateDelegate::TemplateDelegate(const Theme& theme, int sentenceRole, int width, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme), m_sentenceRole(sentenceRole), m_width(width)
{
}

QSize TemplateDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const
{
    const QFontMetrics name(Theme::font(TextStyle::Body));
    const QFontMetrics sentence(Theme::font(TextStyle::Caption));
    const QRect text = sentence.boundingRect(QRect(0, 0, m_width - 2 * kPadding, 1000), kWrapped,
                                             index.data(m_sentenceRole).toString());
    return {m_width, name.height() + text.height() + 2 * kPadding};
}

void TemplateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem background(option);
    initStyleOption(&background, index);
    background.text.clear();
    const QStyle* style = option.widget == nullptr ? QApplication::style() : option.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const Colors& colors = m_theme.colors();
    QRect place = option.rect.adjusted(kPadding, kPadding, -kPadding, -kPadding);
    painter->save();
    painter->setFont(Theme::font(TextStyle::Body));
    painter->setPen(selected ? colors.highlightedText : colors.text);
    painter->drawText(place, Qt::AlignLeft | Qt::AlignTop, index.data().toString());
    place.setTop(place.top() + painter->fontMetrics().height());
    painter->setFont(Theme::font(TextStyle::Caption));
    painter->setPen(selected ? colors.highlightedText : colors.placeholder);
    painter->drawText(place, kWrapped, index.data(m_sentenceRole).toString());
    painter->restore();
}

} // namespace espalier::ui
