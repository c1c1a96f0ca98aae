#pragma once

#include <optional>

#include "ui/models/target_choice.h"
#include "ui/recipe/module_mark.h"
#include "ui/recipe/target_model.h"

namespace espalier::ui {

/// The module tree with boxes to tick: what one modifier is to work on, and what stands against it.
class TargetChoiceModel : public TargetModel
{
    Q_OBJECT

public:
    TargetChoiceModel(const Theme& theme, std::shared_ptr<TargetChoice> choice, QObject* parent = nullptr);

    /// Shows these alone as hit; nothing shows the choice again.
    void setEntryPreview(std::optional<ModuleSet> modules);
    /// The choice was changed from outside.
    void refresh();

    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void chosenChanged();

private:
    bool isHit(const model::ModuleNode& module) const;
    QString effect(const model::ModuleNode& module) const;
    ModuleMark markOf(const model::ModuleNode& module) const;

    std::shared_ptr<TargetChoice> m_choice; ///< views ask until the last moment
    std::optional<ModuleSet> m_entryPreview;
};

} // namespace espalier::ui
