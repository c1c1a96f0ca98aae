#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <QAbstractItemModel>

#include "ui/models/recipe_analysis.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// The current model's modules, each with what the recipe makes of it. Rows follow the module tree.
class TargetModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Module, Class, Effect, ColumnCount };

    explicit TargetModel(const Theme& theme, QObject* parent = nullptr);

    /// A new analysis; the tree is built anew only if the model changed.
    void setAnalysis(const RecipeAnalysisPtr& analysis);
    /// Shows only what these entries hit; empty shows the whole recipe again.
    void setPreview(const std::vector<const model::ModuleNode*>& modules, recipe::EntryKind kind, bool on);
    /// Modules with weights at or below an index that the recipe works on.
    QModelIndex indexOf(const model::ModuleNode* module) const;
    const model::ModuleNode* moduleAt(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    const Theme& theme() const { return m_theme; }

private:
    struct Place
    {
        const model::ModuleNode* parent = nullptr;
        int row = 0;
    };
    /// What one row shows; containers sum what is below.
    struct Look
    {
        bool pruned = false;
        bool quantized = false;
        bool ignored = false;
        int hits = 0;    ///< weights worked on, at or below
        int weights = 0; ///< Linear modules at or below
        double sparsity = 0.0;
        int bits = 0;
    };

    void place(const model::ModuleNode& module);
    Look lookOf(const model::ModuleNode& module) const;
    QString effectText(const model::ModuleNode& module, const Look& look) const;

    const Theme& m_theme;
    RecipeAnalysisPtr m_analysis;
    std::unordered_map<const model::ModuleNode*, Place> m_places;
    mutable std::unordered_map<const model::ModuleNode*, Look> m_looks; ///< filled when asked
    std::unordered_set<const model::ModuleNode*> m_preview;
    bool m_previewing = false;
    recipe::EntryKind m_previewKind = recipe::EntryKind::Target;
};

} // namespace espalier::ui
