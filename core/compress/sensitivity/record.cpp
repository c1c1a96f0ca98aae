#include "core/compress/sensitivity/record.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <numeric>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/atomic_file.h"

namespace espalier::compress::sensitivity {
namespace {

using nlohmann::json;
constexpr int kFormat = 1;

Error damaged(const std::filesystem::path& folder)
{
    return {"sweep.format",
            "The folder's sweep.json cannot be read, so there is no sweep to go by. Choose another folder, or sweep "
            "again into a new one.",
            (folder / Record::kHeadName).string()};
}

Error writeError(const std::filesystem::path& path)
{
    const bool full = errno == ENOSPC || errno == EDQUOT;
    return {full ? "disk.full" : "file.write",
            full ? "The disk is full. Free some space and resume the sweep; its cells so far are kept."
                 : std::string("The sweep's cells cannot be written: ") + std::strerror(errno) + ".",
            path.string()};
}

json finiteOrNull(double value)
{
    return std::isfinite(value) ? json(value) : json(nullptr);
}

json toJson(const std::vector<LayerBytes>& layers)
{
    json list = json::array();
    for (const LayerBytes& bytes : layers)
        list.push_back({bytes.compact, bytes.folder});
    return list;
}

std::vector<LayerBytes> bytesFromJson(const json& list)
{
    std::vector<LayerBytes> layers;
    for (const json& entry : list)
        layers.push_back({entry.at(0).get<std::uint64_t>(), entry.at(1).get<std::uint64_t>()});
    return layers;
}

std::optional<double> optionalNumber(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

} // namespace

json toJson(const Cell& cell)
{
    json object = {{"layer", cell.layer}, {"level", cell.level}, {"seconds", cell.seconds}};
    if (!cell.note.empty())
        object["note"] = cell.note;
    if (!cell.failure.empty()) {
        object["failure"] = cell.failure;
        return object;
    }
    object["kl"] = finiteOrNull(cell.kl);
    object["perplexity"] = finiteOrNull(cell.perplexity);
    object["windows"] = cell.windows;
    object["tokens"] = cell.tokens;
    const auto put = [&](const char* key, const std::optional<double>& value) {
        if (value)
            object[key] = finiteOrNull(*value);
    };
    put("klError", cell.klError);
    put("lossError", cell.lossError);
    put("relativeError", cell.relativeError);
    return object;
}

std::optional<Cell> cellFromJson(const json& object)
try {
    Cell cell;
    cell.layer = object.at("layer").get<int>();
    cell.level = object.at("level").get<std::string>();
    cell.seconds = object.value("seconds", 0.0);
    cell.note = object.value("note", std::string());
    cell.failure = object.value("failure", std::string());
    if (!cell.failure.empty())
        return cell;
    cell.kl = object.at("kl").get<double>();
    cell.perplexity = object.at("perplexity").get<double>();
    cell.windows = object.value("windows", std::int64_t(0));
    cell.tokens = object.value("tokens", std::int64_t(0));
    cell.klError = optionalNumber(object, "klError");
    cell.lossError = optionalNumber(object, "lossError");
    cell.relativeError = optionalNumber(object, "relativeError");
    return cell;
} catch (const json::exception&) {
    return std::nullopt;
}

std::uint64_t Record::denseModelBytes() const
{
    return std::accumulate(denseBytes.begin(), denseBytes.end(), otherBytes,
                           [](std::uint64_t sum, const LayerBytes& layer) { return sum + layer.compact; });
}

std::size_t Record::cellsDone() const
{
    std::size_t count = 0;
    for (const auto& row : cells)
        count += std::size_t(std::count_if(row.begin(), row.end(), [](const auto& cell) { return cell.has_value(); }));
    return count;
}

std::optional<std::size_t> Record::column(const std::string& level) const
{
    const auto found = std::find_if(levels.begin(), levels.end(), [&](const Level& one) { return one.id == level; });
    return found == levels.end() ? std::nullopt : std::optional(std::size_t(found - levels.begin()));
}

void Record::shape()
{
    cells.resize(layers.size());
    for (auto& row : cells)
        row.resize(levels.size());
}

void Record::add(Cell cell)
{
    shape();
    const auto place = column(cell.level);
    if (place && cell.layer >= 0 && std::size_t(cell.layer) < layers.size())
        cells[std::size_t(cell.layer)][*place] = std::move(cell);
}

std::string Record::headText() const
{
    json columns = json::array();
    for (std::size_t i = 0; i < levels.size(); ++i)
        columns.push_back({{"level", levels[i].id}, {"bytes", toJson(levelBytes[i])}});
    json head = {{"format", kFormat},        {"model", model},
                 {"layers", layers},         {"levels", std::move(columns)},
                 {"otherBytes", otherBytes}, {"denseBytes", toJson(denseBytes)},
                 {"protocol", protocol},     {"densePerplexity", finiteOrNull(densePerplexity)},
                 {"request", request},       {"fingerprint", fingerprint}};
    if (densePerplexityError)
        head["densePerplexityError"] = finiteOrNull(*densePerplexityError);
    return head.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Record> Record::parseHead(const std::string& text, const std::filesystem::path& folder)
try {
    const json head = json::parse(text);
    if (head.at("format") != kFormat)
        return damaged(folder);
    Record record;
    record.model = head.at("model").get<std::string>();
    record.layers = head.at("layers").get<std::vector<std::string>>();
    record.otherBytes = head.at("otherBytes").get<std::uint64_t>();
    record.denseBytes = bytesFromJson(head.at("denseBytes"));
    record.protocol = head.at("protocol");
    record.densePerplexity = head.at("densePerplexity").get<double>();
    record.densePerplexityError = optionalNumber(head, "densePerplexityError");
    record.request = head.value("request", json());
    record.fingerprint = head.at("fingerprint");
    bool whole = record.denseBytes.size() == record.layers.size();
    for (const json& column : head.at("levels")) {
        auto level = parseLevel(column.at("level").get<std::string>());
        if (!level)
            return damaged(folder);
        record.levels.push_back(level.take());
        record.levelBytes.push_back(bytesFromJson(column.at("bytes")));
        whole = whole && record.levelBytes.back().size() == record.layers.size();
    }
    if (!whole || record.levels.empty())
        return damaged(folder);
    record.shape();
    return record;
} catch (const json::exception&) {
    return damaged(folder);
}

Result<Record> Record::read(const std::filesystem::path& folder)
{
    const auto head = readTextFile(folder / kHeadName);
    if (!head)
        return Error{"sweep.format", "There is no sweep in this folder. Name one that `sensitivity sweep` has written.",
                     folder.string()};
    auto record = parseHead(*head, folder);
    if (!record)
        return record.error();
    std::error_code ignored;
    if (!std::filesystem::exists(folder / kCellsName, ignored))
        return record;
    const auto lines = readTextFile(folder / kCellsName);
    if (!lines)
        return lines.error();
    std::istringstream in(*lines);
    for (std::string line; std::getline(in, line);) {
        if (auto cell = cellFromJson(json::parse(line, nullptr, false)))
            record->add(std::move(*cell));
    }
    return record;
}

Result<Journal> Journal::open(const std::filesystem::path& folder, const Record& record)
{
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return Error{"file.write", "The sweep's folder cannot be made: " + failed.message() + ".", folder.string()};
    if (auto written = writeFileAtomically(folder / Record::kHeadName, record.headText()); !written)
        return written.error();
    const std::filesystem::path path = folder / Record::kCellsName;
    std::string text;
    if (std::filesystem::exists(path, failed)) {
        auto read = readTextFile(path);
        if (!read)
            return read.error();
        text = read.take();
    }
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return writeError(path);
    Journal journal(path, descriptor);
    const auto end = text.find_last_of('\n'); // what a crash cut goes
    const auto whole = end == std::string::npos ? 0 : end + 1;
    if (whole != text.size() && ::ftruncate(descriptor, off_t(whole)) != 0)
        return writeError(path);
    return journal;
}

Journal::Journal(Journal&& other) noexcept
    : m_path(std::move(other.m_path)), m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

Journal::~Journal()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<void> Journal::append(const Cell& cell)
{
    const std::string line = toJson(cell).dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    for (std::size_t written = 0; written < line.size();) {
        const ssize_t count = ::write(m_descriptor, line.data() + written, line.size() - written);
        if (count < 0 && errno != EINTR)
            return writeError(m_path);
        written += count > 0 ? std::size_t(count) : 0;
    }
    if (::fdatasync(m_descriptor) != 0)
        return writeError(m_path);
    return {};
}

} // namespace espalier::compress::sensitivity
