#include "core/text/sentencepiece_model.h"

#include <cstring>
#include <optional>

namespace espalier::text {
namespace {

/// One field of a protobuf message (https://protobuf.dev/programming-guides/encoding/).
struct Field
{
    std::uint32_t number = 0;
    std::uint64_t integer = 0; ///< wire types 0, 1 and 5
    std::string_view bytes;    ///< wire type 2

    float real() const
    {
        const auto bits = static_cast<std::uint32_t>(integer);
        float value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
};

class MessageReader
{
public:
    explicit MessageReader(std::string_view bytes) : m_rest(bytes) {}

    /// The next field; none at the end or when the bytes are damaged.
    std::optional<Field> next()
    {
        if (m_rest.empty()) {
            return {};
        }
        Field field;
        const std::uint64_t tag = varint();
        field.number = static_cast<std::uint32_t>(tag >> 3);
        switch (tag & 7) {
        case 0:
            field.integer = varint();
            break;
        case 1:
            field.integer = fixed(8);
            break;
        case 2:
            field.bytes = take(varint());
            break;
        case 5:
            field.integer = fixed(4);
            break;
        default:
            m_damaged = true;
        }
        m_damaged = m_damaged || field.number == 0;
        return m_damaged ? std::nullopt : std::optional(field);
    }
    bool damaged() const { return m_damaged; }

private:
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_rest[0]);
            m_rest.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) {
                return value;
            }
        }
        m_damaged = true;
        return 0;
    }

    std::string_view take(std::uint64_t count)
    {
        if (count > m_rest.size()) {
            m_damaged = true;
            return {};
        }
        const std::string_view part = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return part;
    }

    std::uint64_t fixed(std::size_t count)
    {
        std::uint64_t value = 0;
        const std::string_view part = take(count);
        for (std::size_t i = part.size(); i-- > 0;) {
            value = value << 8 | static_cast<unsigned char>(part[i]);
        }
        return value;
    }

    std::string_view m_rest;
    bool m_damaged = false;
};

bool readPiece(std::string_view bytes, SentencePieceModel& model)
{
    SentencePieceModel::Piece piece;
    MessageReader reader(bytes);
    while (const auto field = reader.next()) {
        switch (field->number) {
        case 1:
            piece.text = field->bytes;
            break;
        case 2:
            piece.score = field->real();
            break;
        case 3:
            if (field->integer < 1 || field->integer > 6) {
                return false;
            }
            piece.type = static_cast<SentencePieceModel::Type>(field->integer);
            break;
        default:
            break;
        }
    }
    model.pieces.push_back(std::move(piece));
    return !reader.damaged();
}

struct ControlNames
{
    std::string_view beginOfSequence = "<s>";
    std::string_view endOfSequence = "</s>";
};

bool readTrainerSpec(std::string_view bytes, SentencePieceModel& model, ControlNames& names)
{
    MessageReader reader(bytes);
    while (const auto field = reader.next()) {
        switch (field->number) {
        case 3:
            model.algorithm = static_cast<SentencePieceModel::Algorithm>(field->integer);
            break;
        case 24:
            model.treatWhitespaceAsSuffix = field->integer != 0;
            break;
        case 35:
            model.byteFallback = field->integer != 0;
            break;
        case 44:
            model.unknownSurface = field->bytes;
            break;
        case 46:
            names.beginOfSequence = field->bytes;
            break;
        case 47:
            names.endOfSequence = field->bytes;
            break;
        default:
            break;
        }
    }
    return !reader.damaged();
}

bool readNormalizerSpec(std::string_view bytes, SentencePieceModel& model)
{
    MessageReader reader(bytes);
    while (const auto field = reader.next()) {
        switch (field->number) {
        case 2:
            model.charsMap = field->bytes;
            break;
        case 3:
            model.addDummyPrefix = field->integer != 0;
            break;
        case 4:
            model.removeExtraWhitespaces = field->integer != 0;
            break;
        case 5:
            model.escapeWhitespaces = field->integer != 0;
            break;
        default:
            break;
        }
    }
    return !reader.damaged();
}

/// The special ids follow from the names and types of the pieces; the ids in the trainer specification are hints only.
Result<SentencePieceModel> withSpecialIds(SentencePieceModel model, const ControlNames& names)
{
    using Type = SentencePieceModel::Type;
    model.unknownId = model.beginOfSequenceId = model.endOfSequenceId = -1;
    for (int i = 0; i < static_cast<int>(model.pieces.size()); ++i) {
        const SentencePieceModel::Piece& piece = model.pieces[static_cast<std::size_t>(i)];
        if (piece.text.empty()) {
            return Error{"tokenizer.format", "Piece " + std::to_string(i) + " of the SentencePiece model is empty.",
                         ""};
        }
        if (piece.type == Type::Unknown) {
            model.unknownId = i;
        } else if (piece.type == Type::Control && piece.text == names.beginOfSequence) {
            model.beginOfSequenceId = i;
        } else if (piece.type == Type::Control && piece.text == names.endOfSequence) {
            model.endOfSequenceId = i;
        }
    }
    if (model.unknownId < 0) {
        return Error{"tokenizer.format", "The SentencePiece model has no piece of type UNKNOWN.", ""};
    }
    return model;
}

} // namespace

Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes)
{
    SentencePieceModel model;
    ControlNames names;
    MessageReader reader(bytes);
    bool intact = true;
    while (const auto field = reader.next()) {
        if (field->number == 1) {
            intact = intact && readPiece(field->bytes, model);
        } else if (field->number == 2) {
            intact = intact && readTrainerSpec(field->bytes, model, names);
        } else if (field->number == 3) {
            intact = intact && readNormalizerSpec(field->bytes, model);
        }
    }
    if (!intact || reader.damaged() || model.pieces.empty()) {
        return Error{"tokenizer.format", "This is not a SentencePiece model, or it is damaged; fetch it again.", ""};
    }
    return withSpecialIds(std::move(model), names);
}

} // namespace espalier::text
