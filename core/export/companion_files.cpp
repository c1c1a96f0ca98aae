#include "core/export/companion_files.h"

#include <string>
#include <system_error>
#include <unordered_set>

#include "core/base/atomic_file.h"
#include "core/base/write_error.h"
#include "core/formats/gguf.h"
#include "core/text/tokenizer_json_writer.h"

namespace espalier::exporting {
namespace {

bool isCompanion(const std::string& name)
{
    static const std::unordered_set<std::string> kNames = {
        "added_tokens.json",  "special_tokens_map.json", "vocab.json",     "merges.txt",   "generation_config.json",
        "chat_template.json", "chat_template.jinja",     "tiktoken.model", "USE_POLICY.md"};
    const auto begins = [&](const char* prefix) { return name.rfind(prefix, 0) == 0; };
    return kNames.contains(name) || begins("tokenizer") || begins("LICENSE") || begins("NOTICE") || begins("Notice");
}

Result<void> write(const text::ConvertedTokenizer& converted, const std::filesystem::path& folder)
{
    for (const auto& [name, object] :
         {std::pair{"tokenizer.json", &converted.tokenizer}, std::pair{"tokenizer_config.json", &converted.config}}) {
        if (auto written = writeFileAtomically(folder / name, object->dump(1) + "\n"); !written) {
            return written;
        }
    }
    return {};
}

} // namespace

Result<void> copyCompanionFiles(const std::filesystem::path& source, const std::filesystem::path& target)
{
    if (formats::isGgufFile(source)) {
        const auto converted = text::convertGgufVocabulary(source);
        return !converted ? converted.error() : *converted ? write(**converted, target) : Result<void>();
    }
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(source, failed)) {
        const std::string name = entry.path().filename().string();
        std::error_code ignored;
        if (!isCompanion(name) || !entry.is_regular_file(ignored)) {
            continue;
        }
        const auto content = readTextFile(entry.path());
        if (!content) {
            return content.error();
        }
        if (auto written = writeFileAtomically(target / name, *content); !written) {
            return written;
        }
    }
    return failed ? Result<void>(writeError(source, failed.value())) : Result<void>();
}

Result<CompletedTokenizer> completeTokenizer(const std::filesystem::path& folder)
{
    auto converted = text::convertTokenizer(folder);
    if (!converted && converted.error().code == "tokenizer.unsupported") {
        return CompletedTokenizer{true, {converted.error().message}};
    }
    if (!converted || !*converted) {
        return converted ? Result<CompletedTokenizer>(CompletedTokenizer()) : converted.error();
    }
    if (auto written = write(**converted, folder); !written) {
        return written.error();
    }
    return CompletedTokenizer{(*converted)->leadingSpaces, std::move((*converted)->notes)};
}

} // namespace espalier::exporting
