#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/sensitivity/levels.h"

namespace espalier::compress::sensitivity {

/// What one decoder layer under one level does to the model, all other layers dense.
struct Cell
{
    int layer = 0;
    std::string level;             ///< Level::id
    std::string failure;           ///< why there are no figures; empty if there are
    double kl = 0.0;               ///< mean KL(dense || changed) over the predictions, nats a token
    std::optional<double> klError; ///< standard error over windows; absent of one window
    double perplexity = 0.0;
    std::optional<double> lossError;     ///< standard error over windows of the mean loss' difference to dense, nats
    std::optional<double> relativeError; ///< of the layer's matrices on their inputs, the mean of those known
    std::int64_t windows = 0;
    std::int64_t tokens = 0; ///< predictions
    double seconds = 0.0;
    std::string note; ///< fallbacks of the modifiers; empty normally
};
nlohmann::json toJson(const Cell& cell);
std::optional<Cell> cellFromJson(const nlohmann::json& json);

/// Bytes of one decoder layer's matrices.
struct LayerBytes
{
    std::uint64_t compact = 0; ///< with zeros left out where that saves (a bit for each place), as sparse-bitmask does
    std::uint64_t folder = 0;  ///< as a run's folder holds them, zeros and all
};

/// A sweep as its folder holds it: `sweep.json`, what was asked and how it is measured, and `cells.jsonl`, a line for
/// each cell, on the disk before the next is begun.
struct Record
{
    static constexpr const char* kHeadName = "sweep.json";
    static constexpr const char* kCellsName = "cells.jsonl";

    std::string model;                               ///< folder or file, as it was given
    std::vector<std::string> layers;                 ///< names of the decoder layers
    std::vector<Level> levels;                       ///< columns
    std::uint64_t otherBytes = 0;                    ///< of the model outside its decoder layers' matrices
    std::vector<LayerBytes> denseBytes;              ///< by layer
    std::vector<std::vector<LayerBytes>> levelBytes; ///< by level, then layer
    nlohmann::json protocol;                         ///< split, windows, windowTokens, samples, files
    double densePerplexity = 0.0;
    std::optional<double> densePerplexityError;
    nlohmann::json request;                              ///< what the sweep was asked, for whoever resumes it
    nlohmann::json fingerprint;                          ///< of all that a cell depends on but its level
    std::vector<std::vector<std::optional<Cell>>> cells; ///< by layer, then level

    std::uint64_t denseModelBytes() const;
    std::size_t cellsDone() const;
    bool complete() const { return cellsDone() == layers.size() * levels.size(); }
    /// Its column; nothing for a level that the sweep does not have.
    std::optional<std::size_t> column(const std::string& level) const;
    /// Takes a cell in whose level and layer the sweep has.
    void add(Cell cell);
    /// Makes room for cells of all layers and levels; what is there stays.
    void shape();

    /// A cut last line is left out. Errors: `file.open`, `sweep.format`.
    static Result<Record> read(const std::filesystem::path& folder);
    /// Of sweep.json's text. Error `sweep.format`.
    static Result<Record> parseHead(const std::string& text, const std::filesystem::path& folder);
    std::string headText() const;
};

/// Writes a sweep's folder. Errors of all: `file.write`, `disk.full`.
class Journal
{
public:
    /// Makes the folder if need be, writes sweep.json and opens the list of cells, whose cut last line is removed.
    static Result<Journal> open(const std::filesystem::path& folder, const Record& record);
    Journal(Journal&& other) noexcept;
    Journal& operator=(Journal&&) = delete;
    ~Journal();

    /// On the disk when this returns.
    Result<void> append(const Cell& cell);

private:
    Journal(std::filesystem::path path, int descriptor) : m_path(std::move(path)), m_descriptor(descriptor) {}

    std::filesystem::path m_path;
    int m_descriptor;
};

} // namespace espalier::compress::sensitivity
