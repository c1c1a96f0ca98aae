#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/compress/input_ranges.h"
#include "core/compress/layer_scope.h"
#include "core/compress/model_view.h"
#include "core/export/hf.h"

namespace espalier::compress {

/// Writes a stage's output folder while its layers are worked on: modules that are made anew from their scopes
/// (compressed-tensors int-quantized, pack-quantized or float-quantized as their schemes say, or dense in the type of
/// the source), every other tensor byte by byte. Without commit() its folder `<folder>.partial` stays, so that a later
/// writer can go on.
class StageWriter
{
public:
    /// @param model the plans as prepare() left them: what is stored, and under which names, is fixed here
    /// @param written tensors that an earlier writer has left on the disk; nothing: begin anew
    /// Errors: `file.*`, `disk.full`, `safetensors.layout`, `export.partial` (what an earlier writer left was made for
    /// another plan)
    static Result<StageWriter> create(const std::filesystem::path& folder, const ModelView& model,
                                      std::optional<std::size_t> written = std::nullopt);

    /// Whether the tensors of the sections before `layer` are the same in name, type, shape and scheme in another
    /// stage's folder. Error `run.fork.mismatch` names the first that is not.
    static Result<void> checkSame(const ModelView& model, const model::Checkpoint& other, int layer);
    /// The next section's tensors, byte by byte from such a folder.
    Result<void> copy(int section, const model::Checkpoint& other);

    static constexpr int kEmbedding = -1;
    static constexpr int kHead = std::numeric_limits<int>::max();
    /// The next section's tensors: kEmbedding, then the layers in order.
    /// @param scope with every written module of the section
    Result<void> write(int section, LayerScope& scope, const InputRanges& ranges);
    /// What stands outside the layers, then the head.
    Result<void> writeHead(LayerScope& scope, const InputRanges& ranges);
    /// Everything written is on the disk when this returns.
    Result<void> sync();
    std::size_t written() const; ///< tensors so far
    const std::filesystem::path& partialFolder() const;
    Result<void> commit();

private:
    enum class Part { Copy, Weight, Shape, Scale, ZeroPoint, InputScale, InputZeroPoint };
    struct Entry
    {
        formats::TensorInfo info; ///< as it is written
        int section = kEmbedding;
        Part part = Part::Copy;
        std::string module;                        ///< of a written one
        std::optional<model::StoredTensor> source; ///< of a copy
        std::string tensor;                        ///< its name in the input, where layers may count otherwise
        std::vector<Entry> pieces = {};            ///< of a fused module's tensor: its parts
        const ModulePlan* plan = nullptr;          ///< of a piece: the part that it belongs to
        bool transposed = false;                   ///< the fused tensor is [in, out]
    };
    /// Of a part or of what a scope holds, as they are written.
    struct Bytes
    {
        at::Tensor values;
        std::optional<model::TensorBytes> copied;
        std::vector<std::byte> joined;

        std::span<const std::byte> span() const;
    };

    explicit StageWriter(std::vector<Entry> entries) : m_entries(std::move(entries)) {}
    static std::vector<Entry> entriesOf(const ModelView& model);
    static void addWritten(const ModulePlan& plan, int section, std::vector<Entry>& entries);
    static void addCopies(const ModelView& model, std::vector<Entry>& entries);
    static void fuse(const ModelView& model, std::vector<Entry>& entries);
    static void describeWhole(Entry& whole, const ModelView& model, const std::string& name, std::string_view suffix,
                              bool dense);
    static std::vector<std::byte> join(const Entry& whole, const std::vector<Bytes>& pieces);
    /// A copy's bytes as another checkpoint of the same tensors has them.
    static Bytes bytesFrom(const Entry& entry, const model::Checkpoint& other);
    Bytes bytesOf(const Entry& entry, LayerScope& scope, const InputRanges& ranges) const;
    static at::Tensor valuesOf(const ModuleScope& module, const Entry& entry);

    std::vector<Entry> m_entries;
    std::size_t m_next = 0;
    std::optional<exporting::HfWriter> m_writer;
};

} // namespace espalier::compress
