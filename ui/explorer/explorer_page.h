#pragma once

#include "ui/page.h"

namespace espalier::ui {

/// The Explorer: what is in the current model.
class ExplorerPage : public Page
{
    Q_OBJECT

public:
    explicit ExplorerPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("explorer"); }
    QString title() const override { return tr("Explorer"); }
    QString iconName() const override { return QStringLiteral("explorer"); }
};

} // namespace espalier::ui
