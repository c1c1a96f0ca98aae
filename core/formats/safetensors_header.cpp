#include "core/formats/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

namespace espalier::formats {
namespace {

/// `{"__metadata__": {"k": "v"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}`
class HeaderReader : public nlohmann::json_sax<nlohmann::json>
{
public:
    HeaderReader(std::vector<TensorInfo>& tensors, std::map<std::string, std::string>& metadata)
        : m_tensors(tensors), m_metadata(metadata)
    {
    }

    Error takeError() { return std::move(m_error); }

    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("a boolean"); }
    bool number_float(double, const std::string&) override { return unexpected("a number that is not whole"); }
    bool binary(binary_t&) override { return unexpected("binary data"); }

    bool number_integer(std::int64_t number) override
    {
        return number < 0 ? unexpected("a negative number") : number_unsigned(static_cast<std::uint64_t>(number));
    }

    bool number_unsigned(std::uint64_t number) override
    {
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            return unexpected("a number that is too large");
        }
        if (m_place == Place::Shape) {
            m_tensor.shape.push_back(static_cast<std::int64_t>(number));
            return true;
        }
        if (m_place != Place::Offsets) {
            return unexpected("a number");
        }
        m_offsets.push_back(number);
        return m_offsets.size() <= 2 ||
               fail("safetensors.header", "'data_offsets' of tensor '" + m_tensor.name + "' must be two numbers.");
    }

    bool string(std::string& text) override
    {
        if (m_place == Place::Metadata) {
            return m_metadata.emplace(m_key, std::move(text)).second || repeated(m_key);
        }
        if (m_place != Place::Tensor || m_key != "dtype") {
            return unexpected("a string");
        }
        const auto dtype = dtypeFromName(text);
        if (!dtype) {
            return fail("safetensors.header", "Tensor '" + m_tensor.name + "' has the unknown type '" + text + "'.");
        }
        m_tensor.dtype = *dtype;
        return true;
    }

    bool key(std::string& text) override
    {
        m_key = std::move(text);
        if (m_place == Place::Top) {
            return m_key != "__metadata__" || !std::exchange(m_sawMetadata, true) || repeated(m_key);
        }
        if (m_place == Place::Tensor) {
            bool* seen = m_key == "dtype"          ? &m_sawDtype
                         : m_key == "shape"        ? &m_sawShape
                         : m_key == "data_offsets" ? &m_sawOffsets
                                                   : nullptr;
            if (seen == nullptr) {
                return fail("safetensors.header",
                            "Tensor '" + m_tensor.name + "' has the unknown entry '" + m_key + "'.");
            }
            return !std::exchange(*seen, true) || repeated(m_key);
        }
        return true;
    }

    bool start_object(std::size_t) override
    {
        switch (m_place) {
        case Place::Outside:
            m_place = Place::Top;
            return true;
        case Place::Top:
            m_place = m_key == "__metadata__" ? Place::Metadata : Place::Tensor;
            m_tensor = {};
            m_tensor.name = m_key;
            m_offsets.clear();
            m_sawDtype = m_sawShape = m_sawOffsets = false;
            return true;
        default:
            return unexpected("an object");
        }
    }

    bool end_object() override
    {
        if (m_place == Place::Top) {
            m_place = Place::Outside;
            return true;
        }
        if (m_place == Place::Tensor) {
            if (!m_sawDtype || !m_sawShape || m_offsets.size() != 2) {
                return fail("safetensors.header",
                            "Tensor '" + m_tensor.name + "' lacks its type, its shape or its two data offsets.");
            }
            m_tensor.begin = m_offsets[0];
            m_tensor.end = m_offsets[1];
            m_tensors.push_back(std::move(m_tensor));
        }
        m_place = Place::Top;
        return true;
    }

    bool start_array(std::size_t) override
    {
        if (m_place != Place::Tensor || (m_key != "shape" && m_key != "data_offsets")) {
            return unexpected("a list");
        }
        m_place = m_key == "shape" ? Place::Shape : Place::Offsets;
        return true;
    }

    bool end_array() override
    {
        m_place = Place::Tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override
    {
        return fail("safetensors.header", "The header is not valid JSON at byte " + std::to_string(position) + ".");
    }

private:
    enum class Place { Outside, Top, Metadata, Tensor, Shape, Offsets };

    bool fail(const char* code, std::string message)
    {
        m_error = {code, std::move(message), ""};
        return false;
    }
    bool repeated(const std::string& key)
    {
        return fail("safetensors.duplicate", "The header has '" + key + "' twice.");
    }
    bool unexpected(const char* what)
    {
        const bool inside = m_place != Place::Outside && m_place != Place::Top;
        return fail("safetensors.header", std::string("The header has ") + what + " where none belongs" +
                                              (inside ? ", in '" + m_tensor.name + "'." : "."));
    }

    std::vector<TensorInfo>& m_tensors;
    std::map<std::string, std::string>& m_metadata;
    std::string m_key;
    Place m_place = Place::Outside;
    TensorInfo m_tensor; ///< being read
    std::vector<std::uint64_t> m_offsets;
    bool m_sawMetadata = false;
    bool m_sawDtype = false;
    bool m_sawShape = false;
    bool m_sawOffsets = false;
    Error m_error;
};

} // namespace

Result<void> parseHeader(std::string_view json, std::vector<TensorInfo>& tensors,
                         std::map<std::string, std::string>& metadata)
{
    HeaderReader reader(tensors, metadata);
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) {
        return reader.takeError();
    }
    return {};
}

std::optional<std::uint64_t> storedBytes(const TensorInfo& tensor)
{
    std::uint64_t bytes = sizeInBytes(tensor.dtype);
    constexpr auto kLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    // A dimension of 0 must not hide an overflow of the others: readers multiply in any order.
    for (const std::int64_t dimension : tensor.shape) {
        if (dimension < 0) {
            return std::nullopt;
        }
        const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(dimension, 1));
        if (bytes > kLimit / factor) {
            return std::nullopt;
        }
        bytes *= factor;
    }
    return std::ranges::find(tensor.shape, 0) != tensor.shape.end() ? 0 : bytes;
}

} // namespace espalier::formats
