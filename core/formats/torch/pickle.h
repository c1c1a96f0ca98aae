#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace espalier::formats {

/// A value of a pickle. Values point to each other and belong to their Pickle, so that neither depth nor cycles matter.
struct PickleValue
{
    enum class Kind { None, Bool, Integer, Number, Text, Tuple, List, Dict, Global, Reference, Call };

    Kind kind = Kind::None;
    std::int64_t integer = 0; ///< of Bool and Integer
    double number = 0.0;
    std::string text; ///< of Text; of Global "module.name"; of Call the global's
    /// Elements of Tuple and List; keys and values in turn of Dict; of Reference the persistent id; of Call the
    /// arguments.
    std::vector<const PickleValue*> items;

    bool is(Kind wanted) const { return kind == wanted; }
    /// Of a Dict the value of a text key; nullptr if there is none.
    const PickleValue* find(const std::string& key) const;
};

/// Reads a pickle of protocol 2 to 5 without executing anything: a global is a name, a call a name with arguments, and
/// only names that the reader's caller knows are let through. Classes (NEWOBJ, INST and the like) and extensions are
/// refused. State that BUILD would set is dropped.
/// Errors: `pickle.damaged`, `pickle.refused` (names the global or the operation).
class Pickle
{
public:
    /// @param isKnown whether a global ("collections.OrderedDict") may occur
    static Result<Pickle> read(std::span<const std::byte> bytes,
                               const std::function<bool(const std::string& global)>& isKnown);

    const PickleValue& root() const { return *m_root; }

private:
    friend class PickleReader;
    std::deque<PickleValue> m_values;
    const PickleValue* m_root = nullptr;
};

} // namespace espalier::formats
