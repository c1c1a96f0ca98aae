#include "core/text/demo/demo_folder.h"

#include <string>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/text/demo/demo_text.h"

namespace espalier::text::demo {
namespace {

constexpr const char* kModelFiles[] = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"};

Error writeError(const std::filesystem::path& path, const std::error_code& reason)
{
    return {"file.write", "Cannot write: " + reason.message() + ".", path.string()};
}

Result<void> copyModel(const std::filesystem::path& model, const std::filesystem::path& target)
{
    std::error_code failed;
    std::filesystem::create_directories(target, failed);
    for (const char* name : kModelFiles) {
        if (!failed)
            std::filesystem::copy_file(model / name, target / name, failed);
        // The shipped files may be read-only; the copies are the user's.
        if (!failed)
            std::filesystem::permissions(target / name, std::filesystem::perms::owner_write,
                                         std::filesystem::perm_options::add, failed);
        if (failed)
            return writeError(target / name, failed);
    }
    return {};
}

Result<void> writeFiles(const std::filesystem::path& folder, const std::filesystem::path& model)
{
    if (auto copied = copyModel(model, folder / "model"); !copied)
        return copied;
    const auto recipe = resourcePath("demo/recipe.yaml");
    if (!recipe)
        return recipe.error();
    const auto yaml = readTextFile(*recipe);
    if (!yaml)
        return yaml.error();
    if (auto written = writeFileAtomically(folder / "recipe.yaml", *yaml); !written)
        return written;
    if (auto written = writeFileAtomically(folder / "calibration.txt", text(Split::Calibration, kCalibrationBytes));
        !written)
        return written;
    return writeFileAtomically(folder / "evaluation.txt", text(Split::Evaluation, kEvaluationBytes));
}

} // namespace

Result<std::filesystem::path> shippedModel()
{
    return resourcePath("demo/model");
}

Result<void> writeDemo(const std::filesystem::path& folder, const std::filesystem::path& model)
{
    std::error_code failed;
    if (std::filesystem::exists(folder, failed))
        return Error{"demo.exists", "The folder is there already. Choose another name or remove it.", folder.string()};
    const std::filesystem::path target = std::filesystem::absolute(folder).lexically_normal();
    const std::filesystem::path whole = target.has_filename() ? target : target.parent_path();
    const std::filesystem::path temporary = whole.string() + ".incomplete";
    std::filesystem::remove_all(temporary, failed);
    std::filesystem::create_directories(temporary, failed);
    if (failed)
        return writeError(temporary, failed);
    auto written = writeFiles(temporary, model);
    if (written)
        written = commitDirectory(temporary, whole);
    if (!written)
        std::filesystem::remove_all(temporary, failed);
    return written;
}

} // namespace espalier::text::demo
