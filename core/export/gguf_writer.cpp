#include "core/export/gguf_writer.h"

#include <cerrno>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <unistd.h>

#include "core/base/preallocated_file.h"
#include "core/base/write_error.h"

namespace espalier::exporting {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kAlignment = 32; // of the format, where the file names no other

/// The numbers of value types in a file.
enum class ValueType : std::uint32_t { U8 = 0, U32 = 4, I32 = 5, F32 = 6, Bool = 7, Text = 8, Array = 9 };

std::uint64_t aligned(std::uint64_t place)
{
    return (place + kAlignment - 1) / kAlignment * kAlignment;
}

/// Values one after another, little-endian.
class Head
{
public:
    template <typename T> void number(T value) { m_bytes.append(reinterpret_cast<const char*>(&value), sizeof(value)); }
    void type(ValueType type) { number(static_cast<std::uint32_t>(type)); }
    void text(const std::string& text)
    {
        number(static_cast<std::uint64_t>(text.size()));
        m_bytes += text;
    }
    void value(const GgufValue& value)
    {
        std::visit([this](const auto& content) { write(content); }, value);
    }
    std::string take() { return std::move(m_bytes); }
    std::size_t size() const { return m_bytes.size(); }

private:
    void write(bool value)
    {
        type(ValueType::Bool);
        number(static_cast<std::uint8_t>(value));
    }
    void write(std::uint32_t value)
    {
        type(ValueType::U32);
        number(value);
    }
    void write(float value)
    {
        type(ValueType::F32);
        number(value);
    }
    void write(const std::string& value)
    {
        type(ValueType::Text);
        text(value);
    }
    void write(const std::vector<std::uint32_t>& values) { array(ValueType::U32, values); }
    void write(const std::vector<std::int32_t>& values) { array(ValueType::I32, values); }
    void write(const std::vector<std::uint8_t>& values) { array(ValueType::U8, values); }
    void write(const std::vector<float>& values) { array(ValueType::F32, values); }
    void write(const std::vector<std::string>& values)
    {
        arrayHead(ValueType::Text, values.size());
        for (const std::string& value : values) {
            text(value);
        }
    }
    void arrayHead(ValueType element, std::size_t count)
    {
        type(ValueType::Array);
        type(element);
        number(static_cast<std::uint64_t>(count));
    }
    template <typename T> void array(ValueType element, const std::vector<T>& values)
    {
        arrayHead(element, values.size());
        for (const T value : values) {
            number(value);
        }
    }

    std::string m_bytes;
};

/// Everything before the data part.
std::string headOf(const GgufMetadata& metadata, const std::vector<GgufDeclaration>& tensors)
{
    Head head;
    head.number(std::uint32_t(0x46554747)); // "GGUF"
    head.number(std::uint32_t(3));
    head.number(static_cast<std::uint64_t>(tensors.size()));
    head.number(static_cast<std::uint64_t>(metadata.size()));
    for (const auto& [key, value] : metadata) {
        head.text(key);
        head.value(value);
    }
    std::uint64_t place = 0;
    for (const GgufDeclaration& tensor : tensors) {
        head.text(tensor.name);
        head.number(static_cast<std::uint32_t>(tensor.shape.size()));
        for (auto dimension = tensor.shape.rbegin(); dimension != tensor.shape.rend(); ++dimension) {
            head.number(static_cast<std::uint64_t>(*dimension));
        }
        head.number(static_cast<std::uint32_t>(tensor.type));
        head.number(place);
        place = aligned(place + tensor.bytes());
    }
    std::string bytes = head.take();
    bytes.resize(aligned(bytes.size()), '\0');
    return bytes;
}

} // namespace

std::uint64_t GgufDeclaration::bytes() const
{
    std::uint64_t weights = 1;
    for (const std::int64_t dimension : shape) {
        weights *= static_cast<std::uint64_t>(dimension);
    }
    const formats::GgmlTypeInfo& layout = formats::info(type);
    return weights / layout.blockWeights * layout.blockBytes;
}

struct GgufWriter::State
{
    ~State()
    {
        file.reset();
        if (!committed) {
            std::error_code ignored;
            fs::remove(temporary, ignored);
        }
    }

    fs::path out;
    fs::path temporary;
    std::vector<GgufDeclaration> tensors;
    std::optional<PreallocatedFile> file;
    bool committed = false;
    std::size_t tensor = 0;    ///< being written
    std::uint64_t begin = 0;   ///< its place in the file
    std::uint64_t written = 0; ///< bytes of it
    std::uint64_t fileBytes = 0;
};

GgufWriter::GgufWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
GgufWriter::GgufWriter(GgufWriter&&) noexcept = default;
GgufWriter& GgufWriter::operator=(GgufWriter&&) noexcept = default;
GgufWriter::~GgufWriter() = default;

Result<GgufWriter> GgufWriter::create(const fs::path& out, const GgufMetadata& metadata,
                                      std::vector<GgufDeclaration> tensors)
{
    std::error_code code;
    if (fs::exists(out, code)) {
        return Error{"file.exists", "The file is there already. Choose another name.", out.string()};
    }
    auto state = std::make_unique<State>();
    state->out = fs::absolute(out);
    state->temporary =
        state->out.parent_path() / (state->out.stem().string() + ".partial-" + std::to_string(::getpid()) + ".gguf");
    state->tensors = std::move(tensors);
    fs::create_directories(state->out.parent_path(), code);
    if (code) {
        return writeError(state->out.parent_path(), code.value());
    }
    const std::string head = headOf(metadata, state->tensors);
    state->begin = head.size();
    state->fileBytes = head.size();
    for (const GgufDeclaration& tensor : state->tensors) {
        state->fileBytes += aligned(tensor.bytes());
    }
    fs::remove(state->temporary, code); // of a process that died
    auto file = PreallocatedFile::create(state->temporary, state->fileBytes);
    if (!file) {
        return file.error();
    }
    state->file.emplace(file.take());
    if (auto written = state->file->writeAt(0, std::as_bytes(std::span(head))); !written) {
        return written.error();
    }
    return GgufWriter(std::move(state));
}

Result<void> GgufWriter::append(std::span<const std::byte> data)
{
    State& state = *m_state;
    const std::uint64_t size = state.tensor < state.tensors.size() ? state.tensors[state.tensor].bytes() : 0;
    if (data.size() > size - state.written) {
        throw std::invalid_argument("GgufWriter: " + std::to_string(data.size()) + " bytes are more than the " +
                                    std::to_string(size - state.written) + " that the tensor lacks");
    }
    if (auto written = state.file->writeAt(state.begin + state.written, data); !written) {
        return written;
    }
    state.written += data.size();
    if (state.written == size) {
        ++state.tensor;
        state.begin += aligned(size);
        state.written = 0;
    }
    return {};
}

Result<void> GgufWriter::finish()
{
    State& state = *m_state;
    if (state.tensor != state.tensors.size()) {
        throw std::logic_error("GgufWriter: '" + state.tensors[state.tensor].name + "' was not written in full");
    }
    return state.file->sync();
}

Result<void> GgufWriter::commit()
{
    State& state = *m_state;
    if (::rename(state.temporary.c_str(), state.out.c_str()) != 0) {
        return writeError(state.out, errno);
    }
    state.committed = true;
    return syncDirectory(state.out.parent_path());
}

const fs::path& GgufWriter::temporary() const
{
    return m_state->temporary;
}

std::uint64_t GgufWriter::fileBytes() const
{
    return m_state->fileBytes;
}

} // namespace espalier::exporting
