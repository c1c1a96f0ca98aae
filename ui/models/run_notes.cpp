#include "ui/models/run_notes.h"

namespace espalier::ui {
namespace {

QString textOf(const nlohmann::json& json)
{
    return json.is_string() ? QString::fromStdString(json.get<std::string>()) : QString();
}

} // namespace

nlohmann::json RunNotes::toJson() const
{
    nlohmann::json list = nlohmann::json::array();
    for (const QString& tag : tags) {
        list.push_back(tag.toStdString());
    }
    return {{"name", name.toStdString()}, {"notes", text.toStdString()}, {"tags", std::move(list)}, {"pinned", pinned}};
}

std::optional<RunNotes> RunNotes::fromJson(const nlohmann::json& json)
{
    if (!json.is_object()) {
        return std::nullopt;
    }
    RunNotes notes;
    notes.name = textOf(json.value("name", nlohmann::json()));
    notes.text = textOf(json.value("notes", nlohmann::json()));
    const nlohmann::json pinned = json.value("pinned", nlohmann::json());
    notes.pinned = pinned.is_boolean() && pinned.get<bool>();
    const nlohmann::json tags = json.value("tags", nlohmann::json());
    for (const nlohmann::json& tag : tags.is_array() ? tags : nlohmann::json::array()) {
        if (const QString text = textOf(tag); !text.isEmpty()) {
            notes.tags << text;
        }
    }
    return notes;
}

QStringList RunNotes::tagsFrom(const QString& typed)
{
    QStringList tags;
    for (const QString& part : typed.split(u',')) {
        if (const QString tag = part.simplified(); !tag.isEmpty() && !tags.contains(tag)) {
            tags << tag;
        }
    }
    return tags;
}

} // namespace espalier::ui
