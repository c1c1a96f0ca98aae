#include "core/formats/torch/torch_file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>

#include "core/formats/torch/pickle.h"
#include "core/formats/torch/zip_archive.h"

namespace espalier::formats {
namespace {

using Kind = PickleValue::Kind;
using Bytes = std::span<const std::byte>;

constexpr std::string_view kPickle = "/data.pkl";
constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kRebuildParameter = "torch._utils._rebuild_parameter";

struct StorageType
{
    std::string_view global;
    DType dtype;
};

constexpr std::array<StorageType, 10> kStorages = {{{"torch.FloatStorage", DType::F32},
                                                    {"torch.HalfStorage", DType::F16},
                                                    {"torch.BFloat16Storage", DType::BF16},
                                                    {"torch.DoubleStorage", DType::F64},
                                                    {"torch.LongStorage", DType::I64},
                                                    {"torch.IntStorage", DType::I32},
                                                    {"torch.ShortStorage", DType::I16},
                                                    {"torch.CharStorage", DType::I8},
                                                    {"torch.ByteStorage", DType::U8},
                                                    {"torch.BoolStorage", DType::Bool}}};

std::optional<DType> dtypeOf(std::string_view global)
{
    const auto* found = std::ranges::find(kStorages, global, &StorageType::global);
    return found == kStorages.end() ? std::nullopt : std::optional(found->dtype);
}

bool isKnown(const std::string& global)
{
    return global == "collections.OrderedDict" || global == kRebuildTensor || global == kRebuildParameter ||
           dtypeOf(global).has_value();
}

Error damaged(const std::string& what)
{
    return {"torch.damaged", "The PyTorch file is damaged: " + what + ". Fetch it again.", ""};
}

Error unsupported(const std::string& what)
{
    return {"torch.unsupported", what + " Save the model as safetensors.", ""};
}

/// What torch.save() wrote up to PyTorch 1.5: a pickle that begins with a certain large number. Before, tar archives.
bool isLegacy(Bytes file)
{
    constexpr std::array<unsigned char, 14> kStart = {0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c,
                                                      0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
    constexpr std::string_view kTar = "ustar";
    constexpr std::size_t kTarPlace = 257;
    const auto begins = [&](std::size_t place, const auto& start) {
        return file.size() >= place + start.size() &&
               std::equal(
                   start.begin(), start.end(), file.begin() + static_cast<std::ptrdiff_t>(place),
                   [](auto a, std::byte b) { return static_cast<unsigned char>(a) == static_cast<unsigned char>(b); });
    };
    return begins(0, kStart) || begins(kTarPlace, kTar);
}

/// Makes tensors of the pickle's calls.
class StateDictReader
{
public:
    StateDictReader(const ZipArchive& archive, std::string folder, Bytes file)
        : m_archive(archive), m_folder(std::move(folder)), m_file(file)
    {
    }

    Result<std::vector<TorchTensor>> read(const PickleValue& root) const
    {
        const PickleValue& dict = stateDict(root);
        if (!dict.is(Kind::Dict)) {
            return unsupported("The PyTorch file holds no dict of tensors.");
        }
        std::vector<TorchTensor> tensors;
        std::set<std::string> names;
        for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            const PickleValue& name = *dict.items[i];
            const PickleValue* call = tensorCall(*dict.items[i + 1]);
            if (!name.is(Kind::Text) || !call) {
                continue;
            }
            auto tensor = tensorOf(*call, name.text);
            if (!tensor) {
                return Error{tensor.error().code, tensor.error().message + " (tensor '" + name.text + "')", ""};
            }
            if (!names.insert(name.text).second) {
                return damaged("two tensors have the name '" + name.text + "'");
            }
            tensors.push_back(tensor.take());
        }
        return tensors;
    }

private:
    /// Checkpoints of training keep the state dict among other things.
    static const PickleValue& stateDict(const PickleValue& root)
    {
        for (const char* key : {"state_dict", "model"}) {
            if (const PickleValue* inner = root.find(key); inner && inner->is(Kind::Dict)) {
                return *inner;
            }
        }
        return root;
    }

    /// The call of _rebuild_tensor_v2 that a value is, or wraps as a parameter; nullptr for anything else.
    static const PickleValue* tensorCall(const PickleValue& value)
    {
        const PickleValue* call = &value;
        if (call->is(Kind::Call) && call->text == kRebuildParameter && !call->items.empty()) {
            call = call->items[0];
        }
        return call->is(Kind::Call) && call->text == kRebuildTensor ? call : nullptr;
    }

    static std::optional<std::vector<std::int64_t>> sizes(const PickleValue& tuple)
    {
        std::vector<std::int64_t> result;
        for (const PickleValue* item : tuple.items) {
            if (!item->is(Kind::Integer) || item->integer < 0) {
                return std::nullopt;
            }
            result.push_back(item->integer);
        }
        return tuple.is(Kind::Tuple) ? std::optional(result) : std::nullopt;
    }

    /// ('storage', type, key, device, elements) @return the bytes of its file
    std::optional<Bytes> storage(const PickleValue& reference, DType& dtype) const
    {
        if (!reference.is(Kind::Reference) || !reference.items[0]->is(Kind::Tuple)) {
            return std::nullopt;
        }
        const auto& parts = reference.items[0]->items;
        if (parts.size() < 5 || !parts[0]->is(Kind::Text) || parts[0]->text != "storage" ||
            !parts[1]->is(Kind::Global) || !parts[2]->is(Kind::Text)) {
            return std::nullopt;
        }
        const auto found = m_archive.files().find(m_folder + "/data/" + parts[2]->text);
        const auto type = dtypeOf(parts[1]->text);
        if (found == m_archive.files().end() || !type) {
            return std::nullopt;
        }
        dtype = *type;
        return found->second;
    }

    /// (storage, offset, size, stride, requires_grad, hooks)
    Result<TorchTensor> tensorOf(const PickleValue& call, const std::string& name) const
    {
        const auto& arguments = call.items;
        if (arguments.size() < 4 || !arguments[1]->is(Kind::Integer) || arguments[1]->integer < 0) {
            return damaged("a tensor is not described as PyTorch does");
        }
        TorchTensor tensor;
        tensor.info.name = name;
        const auto bytes = storage(*arguments[0], tensor.info.dtype);
        const auto shape = sizes(*arguments[2]);
        const auto strides = sizes(*arguments[3]);
        if (!bytes || !shape || !strides || shape->size() != strides->size()) {
            return damaged("a tensor's bytes or its shape are missing");
        }
        tensor.info.shape = *shape;
        if (!place(tensor, *strides)) {
            return unsupported("A tensor is stored with strides that are neither a matrix's nor its transpose's.");
        }
        const std::uint64_t width = sizeInBytes(tensor.info.dtype);
        std::uint64_t count = 1;
        for (const std::int64_t size : *shape) {
            const auto factor = static_cast<std::uint64_t>(size);
            if (factor != 0 && count > std::numeric_limits<std::uint64_t>::max() / width / factor) {
                return damaged("a tensor is larger than any memory");
            }
            count *= factor;
        }
        const auto offset = static_cast<std::uint64_t>(arguments[1]->integer);
        if (offset > bytes->size() / width || count > bytes->size() / width - offset) {
            return damaged("a tensor is larger than its storage");
        }
        tensor.info.begin = static_cast<std::uint64_t>(bytes->data() - m_file.data()) + offset * width;
        tensor.info.end = tensor.info.begin + count * width;
        return tensor;
    }

    /// Whether the strides are those of a dense tensor, or of a matrix's transpose; strides of single rows say nothing.
    static bool place(TorchTensor& tensor, const std::vector<std::int64_t>& strides)
    {
        const auto& shape = tensor.info.shape;
        const bool empty = std::ranges::find(shape, 0) != shape.end();
        std::int64_t expected = 1;
        bool dense = true;
        for (std::size_t i = shape.size(); i-- > 0 && !empty && dense;) {
            dense = shape[i] == 1 || strides[i] == expected;
            if (dense && shape[i] > std::numeric_limits<std::int64_t>::max() / expected) {
                return false;
            }
            expected *= dense ? shape[i] : 1;
        }
        tensor.isTransposed = !dense && shape.size() == 2 && strides[0] == 1 && strides[1] == shape[0];
        return dense || tensor.isTransposed;
    }

    const ZipArchive& m_archive;
    std::string m_folder; ///< in the archive
    Bytes m_file;
};

Result<std::vector<TorchTensor>> readTensors(Bytes file)
{
    if (isLegacy(file)) {
        return Error{
            "torch.legacy",
            "This PyTorch file is in the format of before PyTorch 1.6, which is not read: its tensors cannot be "
            "found without executing it. Load and save it with a newer PyTorch, or save it as safetensors.",
            ""};
    }
    const auto archive = ZipArchive::open(file);
    if (!archive) {
        return archive.error();
    }
    std::string folder;
    Bytes pickle;
    for (const auto& [name, content] : archive->files()) {
        if (name.ends_with(kPickle) && name.find('/') == name.size() - kPickle.size()) {
            folder = name.substr(0, name.size() - kPickle.size());
            pickle = content;
        }
    }
    if (folder.empty()) {
        return unsupported("The zip archive is no PyTorch file: it has no data.pkl.");
    }
    const auto order = archive->files().find(folder + "/byteorder");
    if (order != archive->files().end() && !order->second.empty() && order->second[0] != std::byte('l')) {
        return unsupported("The PyTorch file was written on a big-endian machine.");
    }
    if (archive->files().contains(folder + "/constants.pkl")) {
        return unsupported("The PyTorch file is a TorchScript program, not a state dict.");
    }
    const auto description = Pickle::read(pickle, isKnown);
    return description ? StateDictReader(*archive, folder, file).read(description->root()) : description.error();
}

} // namespace

Result<TorchFile> TorchFile::open(const std::filesystem::path& path)
{
    auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    TorchFile file;
    file.m_file = mapped.take();
    auto tensors = readTensors(file.m_file.bytes());
    if (!tensors) {
        return Error{tensors.error().code, tensors.error().message, path.string()};
    }
    file.m_tensors = tensors.take();
    return file;
}

const TorchTensor* TorchFile::find(std::string_view name) const
{
    const auto found = std::ranges::find(m_tensors, name, [](const TorchTensor& t) { return t.info.name; });
    return found == m_tensors.end() ? nullptr : &*found;
}

std::span<const std::byte> TorchFile::data(const TorchTensor& tensor) const
{
    return m_file.bytes().subspan(static_cast<std::size_t>(tensor.info.begin),
                                  static_cast<std::size_t>(tensor.info.bytes()));
}

} // namespace espalier::formats
