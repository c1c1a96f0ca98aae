#pragma once

#include "ui/page.h"

namespace espalier::ui {

/// The Recipe page.
class RecipePage : public Page
{
    Q_OBJECT

public:
    explicit RecipePage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("recipe"); }
    QString title() const override { return tr("Recipe"); }
    QString iconName() const override { return QStringLiteral("recipe"); }
};

} // namespace espalier::ui
