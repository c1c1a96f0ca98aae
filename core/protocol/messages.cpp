#include "core/protocol/messages.h"

#include "core/protocol/fields.h"

namespace espalier::protocol {

nlohmann::json toJson(const Message& message)
{
    if (const auto* start = std::get_if<Start>(&message)) {
        return {{"type", "start"}, {"job", start->job}, {"kind", start->kind}, {"parameters", start->parameters}};
    }
    return {{"type", "cancel"}, {"job", std::get<Cancel>(message).job}};
}

Result<Message> messageFromJson(const nlohmann::json& json)
{
    const auto wrong = [](const std::string& what) {
        return Error{"protocol.message", "The worker was sent a message that it cannot read: " + what + ".", ""};
    };
    if (!json.is_object()) {
        return wrong("it is no JSON object");
    }
    std::string type;
    std::string job;
    FieldReader reader(json);
    reader("type", type);
    reader("job", job);
    Message message = Cancel{job};
    if (type == "start") {
        Start start{job, {}, {}};
        reader("kind", start.kind);
        reader("parameters", start.parameters);
        message = std::move(start);
    } else if (reader.problem().empty() && type != "cancel") {
        return wrong("its type \"" + type + "\" is unknown");
    }
    if (!reader.problem().empty()) {
        return wrong(reader.problem());
    }
    if (job.empty()) {
        return wrong("its job id is empty");
    }
    return message;
}

} // namespace espalier::protocol
