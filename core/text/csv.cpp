#include "core/text/csv.h"

namespace espalier::text {
namespace {

class CsvReader
{
public:
    explicit CsvReader(std::string_view text) : m_text(text) {}

    bool atEnd() const { return m_at >= m_text.size(); }
    std::size_t line() const { return m_line; }

    /// False: a quote is never closed.
    bool readRow(std::vector<std::string>& row)
    {
        row.clear();
        while (true) {
            row.emplace_back();
            if (!readField(row.back())) {
                return false;
            }
            if (atEnd()) {
                return true;
            }
            const char separator = m_text[m_at++];
            if (separator == '\r' && !atEnd() && m_text[m_at] == '\n') {
                ++m_at;
            }
            if (separator != ',') {
                ++m_line;
                return true;
            }
        }
    }

private:
    bool readField(std::string& field)
    {
        if (atEnd() || m_text[m_at] != '"') {
            const std::size_t end = std::min(m_text.find_first_of(",\r\n", m_at), m_text.size());
            field = m_text.substr(m_at, end - m_at);
            m_at = end;
            return true;
        }
        ++m_at;
        while (!atEnd()) {
            const char c = m_text[m_at++];
            if (c == '"') {
                if (atEnd() || m_text[m_at] != '"') {
                    return atEnd() || m_text[m_at] == ',' || m_text[m_at] == '\r' || m_text[m_at] == '\n';
                }
                ++m_at;
            }
            m_line += c == '\n' ? 1 : 0;
            field.push_back(c);
        }
        return false;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
};

} // namespace

Result<std::vector<std::vector<std::string>>> parseCsv(std::string_view text)
{
    std::vector<std::vector<std::string>> rows;
    CsvReader reader(text);
    while (!reader.atEnd()) {
        const std::size_t line = reader.line();
        std::vector<std::string> row;
        if (!reader.readRow(row)) {
            return Error{"data.format",
                         "A quoted field does not end with a quote before a comma or the end of the row.",
                         std::to_string(line)};
        }
        if (row.size() == 1 && row[0].empty()) {
            continue; // a blank line
        }
        if (!rows.empty() && row.size() != rows[0].size()) {
            return Error{"data.format",
                         "The row has " + std::to_string(row.size()) + " fields where the header has " +
                             std::to_string(rows[0].size()) +
                             ". Put fields with commas or line breaks in double quotes.",
                         std::to_string(line)};
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace espalier::text
