#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <QString>

#include "core/base/cancel.h"
#include "ui/models/model_document.h"
#include "ui/models/model_origin.h"

namespace espalier::ui {

/// One line of the module tree: a module, or a fold of equal siblings ("(0-21): 22 × LlamaDecoderLayer").
/// Figures are of the whole subtree; sparsity comes later, from the weights.
struct ModuleRow
{
    const model::ModuleNode* node = nullptr; ///< of a fold: its first member
    int parent = -1;                         ///< index of a row
    int firstChild = -1;                     ///< children are neighbours
    int childCount = 0;
    int foldLast = -1; ///< index in the parent's list of the last member of a fold; -1 for a module
    int foldFirst = -1;
    std::int64_t parameters = 0; ///< as computed with; tied ones once
    std::uint64_t bytes = 0;     ///< as stored
    std::int64_t zeros = 0;      ///< exact ones, of `counted`
    std::int64_t counted = 0;    ///< weights looked at so far
    std::int64_t weights = 0;    ///< weights there are to look at
    float minimum = 0.0F;        ///< of the finite weights; above maximum while none is known
    float maximum = -1.0F;
    std::int16_t dtype = -1; ///< place in dtypeNames(); -1 none, -2 several in the subtree
    float bits = 0.0F;       ///< stored bits of a weight; 0 none, -1 several
    bool unexpected = false; ///< belongs to no module of the model
    bool missing = false;    ///< a tensor of the subtree is not there
};

/// All rows of a model in a flat array, each row after its parent, children side by side. Immutable but for what is
/// counted in the weights.
class ModuleTree
{
public:
    static std::shared_ptr<ModuleTree> build(const ModelDocumentPtr& document);

    const ModelDocumentPtr& document() const { return m_document; }
    const std::vector<ModuleRow>& rows() const { return m_rows; } ///< [0] is the whole model
    bool isFold(int row) const { return m_rows[std::size_t(row)].foldLast >= 0; }
    /// It is a module whose own weight is a matrix that the checkpoint can read.
    bool hasOwnMatrix(int row) const;
    const std::vector<std::string>& dtypeNames() const { return m_dtypeNames; } ///< "BF16", "INT8"
    QString dtypeText(int row) const;                                           ///< empty without one
    QString name(int row) const;  ///< full module name; of a fold its parent's
    QString label(int row) const; ///< as the tree shows it: last part of the name; numbers of a fold: "layers (0-21)"
    QString classText(int row) const;          ///< class, of a fold "22 × LlamaDecoderLayer"; empty if unknown
    bool isTiedHead(int row) const;            ///< its weight is the embedding's
    int find(const QString& moduleName) const; ///< row, or -1
    const std::vector<int>& layerRows() const { return m_layerRows; } ///< of the decoder layers, in order

    /// Adds a module's counted weights to its row and all above.
    void addZeros(int row, std::int64_t zeros, std::int64_t counted);
    /// Widens the range of a module's row and of all above.
    void addRange(int row, float minimum, float maximum);

    /// What the run that made the model knows of it, or one that works on it.
    void setOrigin(const ModelOrigin& origin);
    const ModelOrigin& origin() const { return m_origin; }
    /// Relative output error of the run that made the model; of what holds several the mean of its matrices.
    std::optional<double> error(int row) const;
    bool hasErrors() const { return !m_errors.empty(); }
    std::optional<std::uint64_t> bytesBefore(int row) const; ///< in the model that the run began with
    /// An entry of a recipe's targets for exactly this row: its name, of a fold a pattern.
    QString targetEntry(int row) const;
    /// The pattern for the same place in all layers: "re:model\.layers\.\d+\.mlp\.up_proj$".
    QString patternAcross(int row) const;

    /// Children that a filter leaves, row by row: an empty filter leaves all.
    /// Plain text: part of the full name or class, any case; `re:`: a recipe pattern, matched as in recipes.
    struct View
    {
        std::vector<int> children; ///< rows
        std::vector<int> first;    ///< by row, into children
        std::vector<int> count;    ///< by row
        std::vector<int> place;    ///< by row: index among its siblings, -1 if hidden
        int matches = 0;
    };
    Result<View> filtered(const QString& filter, const CancelToken& cancel) const;

private:
    struct Builder;

    /// First and last member of what a row folds: a fold, or a list of nothing but equal numbered children.
    std::optional<std::pair<const model::ModuleNode*, const model::ModuleNode*>> folded(int row) const;

    ModelDocumentPtr m_document;
    std::vector<ModuleRow> m_rows;
    std::vector<int> m_layerRows;
    std::vector<std::string> m_dtypeNames;
    std::vector<float> m_errors; ///< by row, NaN if not measured; empty without an origin
    ModelOrigin m_origin;        ///< the last one given
    std::vector<std::uint64_t> m_before;
};

} // namespace espalier::ui
