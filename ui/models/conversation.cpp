#include "ui/models/conversation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include <QUuid>

namespace espalier::ui {

namespace {

constexpr const char* kFormat = "espalier-conversation";
constexpr int kTitleCharacters = 80;

constexpr std::array kStops = {engine::StopReason::EndOfSequence, engine::StopReason::StopText,
                               engine::StopReason::MaximumTokens, engine::StopReason::ContextFull,
                               engine::StopReason::Cancelled};
constexpr std::array kStopNames = {"end", "stop", "length", "context", "cancelled"};

/// A member of an object as text; nothing if it is not there or of another kind.
std::optional<QString> text(const nlohmann::json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? std::optional(QString::fromStdString(found->get<std::string>()))
                                                     : std::nullopt;
}

template <typename Number>
void read(const nlohmann::json& json, const char* key, Number low, Number high, Number& value)
{
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number()) {
        return;
    }
    const double stored = found->get<double>();
    if (std::isfinite(stored) && stored >= double(low) && stored <= double(high)) {
        value = Number(stored);
    }
}

QDateTime time(const nlohmann::json& json, const char* key)
{
    return QDateTime::fromString(text(json, key).value_or(QString()), Qt::ISODateWithMs);
}

nlohmann::json figuresToJson(const ReplyFigures& figures)
{
    return {{"promptTokens", figures.promptTokens},
            {"reusedTokens", figures.reusedTokens},
            {"generatedTokens", figures.generatedTokens},
            {"usedTokens", figures.usedTokens},
            {"contextTokens", figures.contextTokens},
            {"firstTokenSeconds", figures.firstTokenSeconds},
            {"tokensPerSecond", figures.tokensPerSecond},
            {"seed", figures.seed},
            {"stop", kStopNames[std::size_t(std::ranges::find(kStops, figures.stop) - kStops.begin())]}};
}

ReplyFigures figuresFromJson(const nlohmann::json& json)
{
    constexpr std::int64_t kMost = std::int64_t(1) << 40;
    constexpr double kLarge = 1e12;
    ReplyFigures figures;
    read(json, "promptTokens", std::int64_t(0), kMost, figures.promptTokens);
    read(json, "reusedTokens", std::int64_t(0), kMost, figures.reusedTokens);
    read(json, "generatedTokens", std::int64_t(0), kMost, figures.generatedTokens);
    read(json, "usedTokens", std::int64_t(0), kMost, figures.usedTokens);
    read(json, "contextTokens", std::int64_t(0), kMost, figures.contextTokens);
    read(json, "firstTokenSeconds", 0.0, kLarge, figures.firstTokenSeconds);
    read(json, "tokensPerSecond", 0.0, kLarge, figures.tokensPerSecond);
    read(json, "seed", 0U, ~0U, figures.seed);
    const QString stop = text(json, "stop").value_or(QString());
    for (std::size_t i = 0; i < kStops.size(); ++i) {
        if (stop == QLatin1String(kStopNames[i])) {
            figures.stop = kStops[i];
        }
    }
    return figures;
}

/// As short as can be, for a reply has many: [id, end] or [id, end, KL, rank].
nlohmann::json tokensToJson(const ReplyTokens& tokens)
{
    auto json = nlohmann::json::array();
    for (const ReplyToken& token : tokens) {
        auto each = nlohmann::json::array({token.id, token.end});
        if (token.kl && std::isfinite(*token.kl)) {
            each.push_back(double(float(*token.kl)));
            each.push_back(token.denseRank);
        }
        json.push_back(std::move(each));
    }
    return json;
}

/// Nothing unless every token is whole and their texts follow each other within the reply's.
ReplyTokens tokensFromJson(const nlohmann::json& json, qsizetype length)
{
    ReplyTokens tokens;
    const auto isCount = [](const nlohmann::json& number) {
        return number.is_number_unsigned() && number.get<std::uint64_t>() <= std::numeric_limits<int>::max();
    };
    for (const nlohmann::json& each : json) {
        if (!each.is_array() || each.size() < 2 || !isCount(each[0]) || !isCount(each[1])) {
            return {};
        }
        ReplyToken token;
        token.id = each[0].get<int>();
        token.end = each[1].get<int>();
        if (token.end > length || (!tokens.empty() && token.end < tokens.back().end)) {
            return {};
        }
        if (each.size() >= 4 && each[2].is_number() && isCount(each[3])) {
            token.kl = each[2].get<double>();
            token.denseRank = each[3].get<int>();
        }
        tokens.push_back(std::move(token));
    }
    return tokens;
}

/// One line; what is not UTF-8 is replaced, for a file must be readable again.
std::string line(const nlohmann::json& json)
{
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

nlohmann::json parsedObject(std::string_view text)
{
    nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    return json.is_object() ? json : nlohmann::json();
}

QString titleOf(const QString& question)
{
    const QString title = question.simplified();
    return title.size() <= kTitleCharacters ? title : title.left(kTitleCharacters - 1).trimmed() + QChar(0x2026);
}

} // namespace

engine::GenerationOptions ChatSettings::generation(std::uint32_t answerSeed) const
{
    engine::GenerationOptions options;
    options.sampling.temperature = temperature;
    options.sampling.topP = topP;
    options.sampling.topK = topK;
    options.sampling.minP = minP;
    options.sampling.repetitionPenalty = repetitionPenalty;
    options.sampling.seed = seed.value_or(answerSeed);
    options.maxTokens = maxTokens;
    return options;
}

nlohmann::json ChatSettings::toJson() const
{
    nlohmann::json json = {{"systemPrompt", systemPrompt.toStdString()},
                           {"temperature", temperature},
                           {"topP", topP},
                           {"topK", topK},
                           {"minP", minP},
                           {"repetitionPenalty", repetitionPenalty},
                           {"maxTokens", maxTokens}};
    if (seed) {
        json["seed"] = *seed;
    }
    return json;
}

ChatSettings ChatSettings::fromJson(const nlohmann::json& json)
{
    ChatSettings settings;
    if (!json.is_object()) {
        return settings;
    }
    constexpr std::int64_t kMost = 1'000'000'000;
    settings.systemPrompt = text(json, "systemPrompt").value_or(QString());
    read(json, "temperature", 0.0, 10.0, settings.temperature);
    read(json, "topP", 0.0, 1.0, settings.topP);
    read(json, "topK", std::int64_t(0), kMost, settings.topK);
    read(json, "minP", 0.0, 1.0, settings.minP);
    read(json, "repetitionPenalty", 0.1, 10.0, settings.repetitionPenalty);
    read(json, "maxTokens", std::int64_t(-1), kMost, settings.maxTokens);
    if (const auto found = json.find("seed"); found != json.end() && found->is_number_unsigned()) {
        std::uint32_t seed = 0;
        read(json, "seed", 0U, ~0U, seed);
        settings.seed = seed;
    }
    return settings;
}

nlohmann::json ChatMessage::toJson() const
{
    nlohmann::json json = {{"role", role == Role::User ? "user" : "assistant"}, {"text", text.toStdString()}};
    if (!modelName.isEmpty()) {
        json["modelName"] = modelName.toStdString();
        json["modelFolder"] = modelFolder.toStdString();
    }
    if (figures) {
        json["figures"] = figuresToJson(*figures);
    }
    if (unfinished) {
        json["unfinished"] = true;
    }
    if (!failure.isEmpty()) {
        json["failure"] = failure.toStdString();
    }
    if (!tokens.empty()) {
        json["tokens"] = tokensToJson(tokens);
    }
    if (!beside.empty()) {
        json["beside"] = beside.front().toJson();
    }
    if (!branches.empty()) {
        json["place"] = place;
        for (const auto& branch : branches) {
            auto path = nlohmann::json::array();
            for (const ChatMessage& message : branch) {
                path.push_back(message.toJson());
            }
            json["branches"].push_back(std::move(path));
        }
    }
    return json;
}

/// Those of which a message can be read.
static void readBranches(const nlohmann::json& json, ChatMessage& message)
{
    const auto found = json.find("branches");
    if (found == json.end() || !found->is_array()) {
        return;
    }
    for (const nlohmann::json& path : *found) {
        std::vector<ChatMessage> branch;
        for (const nlohmann::json& each : path) {
            if (auto read = ChatMessage::fromJson(each)) {
                branch.push_back(std::move(*read));
            }
        }
        if (!branch.empty()) {
            message.branches.push_back(std::move(branch));
        }
    }
    const int last = int(message.branches.size());
    message.place = last;
    read(json, "place", 0, last, message.place);
}

std::optional<ChatMessage> ChatMessage::fromJson(const nlohmann::json& json)
{
    const auto role = json.is_object() ? ui::text(json, "role") : std::nullopt;
    const auto content = json.is_object() ? ui::text(json, "text") : std::nullopt;
    const bool known = role && (*role == QLatin1String("user") || *role == QLatin1String("assistant"));
    if (!known || !content) {
        return std::nullopt;
    }
    ChatMessage message;
    message.role = *role == QLatin1String("user") ? Role::User : Role::Assistant;
    message.text = *content;
    message.modelName = ui::text(json, "modelName").value_or(QString());
    message.modelFolder = ui::text(json, "modelFolder").value_or(QString());
    if (const auto found = json.find("figures"); found != json.end() && found->is_object()) {
        message.figures = figuresFromJson(*found);
    }
    if (const auto found = json.find("unfinished"); found != json.end() && found->is_boolean()) {
        message.unfinished = found->get<bool>();
    }
    message.failure = ui::text(json, "failure").value_or(QString());
    if (const auto found = json.find("tokens"); found != json.end() && found->is_array()) {
        message.tokens = tokensFromJson(*found, message.text.size());
    }
    if (const auto found = json.find("beside"); found != json.end()) {
        if (auto second = fromJson(*found); second && second->role == Role::Assistant) {
            second->beside.clear();
            second->branches.clear();
            message.beside.push_back(std::move(*second));
        }
    }
    readBranches(json, message);
    return message;
}

Conversation Conversation::make()
{
    Conversation conversation;
    conversation.header.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    conversation.header.changed = QDateTime::currentDateTimeUtc();
    return conversation;
}

void Conversation::add(ChatMessage message)
{
    if (message.role == ChatMessage::Role::User && messages.empty()) {
        header.title = titleOf(message.text);
    }
    header.changed = QDateTime::currentDateTimeUtc();
    if (m_aside && m_aside->index == messages.size()) {
        message.place = int(m_aside->branches.size());
        message.branches = std::move(m_aside->branches);
        m_begun = m_aside->index;
        m_cameFrom = m_aside->place;
    }
    m_aside.reset();
    messages.push_back(std::move(message));
}

void Conversation::startBranch(std::size_t index)
{
    const auto from = messages.begin() + std::ptrdiff_t(index);
    std::vector<ChatMessage> path(std::make_move_iterator(from), std::make_move_iterator(messages.end()));
    messages.erase(from, messages.end());
    Aside aside{index, std::exchange(path.front().branches, {}), std::exchange(path.front().place, 0)};
    aside.branches.insert(aside.branches.begin() + aside.place, std::move(path));
    m_aside = std::move(aside);
}

void Conversation::showBranch(std::size_t index, int place)
{
    startBranch(index);
    auto branches = std::move(m_aside->branches);
    m_aside.reset();
    std::vector<ChatMessage> path = std::move(branches[std::size_t(place)]);
    branches.erase(branches.begin() + place);
    path.front().branches = std::move(branches);
    path.front().place = place;
    std::ranges::move(path, std::back_inserter(messages));
}

void Conversation::withdrawLast()
{
    const std::size_t last = messages.size() - 1;
    if (messages.back().branches.empty()) {
        messages.pop_back();
        return;
    }
    const int gone = messages.back().place;
    showBranch(last, m_begun == last ? m_cameFrom : (gone > 0 ? gone - 1 : 1));
    ChatMessage& shown = messages[last];
    const int among = gone > shown.place ? gone - 1 : gone; // the others are counted without the shown one
    shown.branches.erase(shown.branches.begin() + among);
    shown.place -= shown.place > gone ? 1 : 0;
}

nlohmann::ordered_json Conversation::prompt(std::size_t count, int pane) const
{
    auto prompt = nlohmann::ordered_json::array();
    const auto append = [&prompt](const char* role, const QString& content) {
        prompt.push_back({{"role", role}, {"content", content.toStdString()}});
    };
    if (!settings.systemPrompt.trimmed().isEmpty()) {
        append("system", settings.systemPrompt);
    }
    bool afterQuestion = false;
    for (std::size_t i = 0; i < std::min(count, messages.size()); ++i) {
        const bool second = pane == 1 && !messages[i].beside.empty();
        const ChatMessage& message = second ? messages[i].beside.front() : messages[i];
        const bool question = message.role == ChatMessage::Role::User;
        if (!question && message.text.isEmpty() && !message.failure.isEmpty()) {
            continue; // this model could not reply
        }
        if (question && afterQuestion) { // many templates refuse two in a row
            auto& content = prompt.back()["content"];
            content = content.get<std::string>() + "\n\n" + message.text.toStdString();
        } else {
            append(question ? "user" : "assistant", message.text);
        }
        afterQuestion = question;
    }
    return prompt;
}

std::string Conversation::toText() const
{
    std::string result = line({{"format", kFormat},
                               {"version", kVersion},
                               {"title", header.title.toStdString()},
                               {"changed", header.changed.toString(Qt::ISODateWithMs).toStdString()},
                               {"settings", settings.toJson()}});
    for (const ChatMessage& message : messages) {
        result += line(message.toJson());
    }
    return result;
}

std::optional<ConversationHeader> Conversation::headerFromLine(const QString& id, std::string_view line)
{
    const nlohmann::json json = parsedObject(line);
    if (json.is_null() || text(json, "format") != QLatin1String(kFormat)) {
        return std::nullopt;
    }
    return ConversationHeader{id, text(json, "title").value_or(QString()), time(json, "changed")};
}

Conversation Conversation::fromText(const QString& id, std::string_view stored)
{
    Conversation conversation;
    conversation.header.id = id;
    bool first = true;
    while (!stored.empty()) {
        const std::string_view each = stored.substr(0, stored.find('\n'));
        stored.remove_prefix(std::min(stored.size(), each.size() + 1));
        if (std::exchange(first, false)) {
            if (auto header = headerFromLine(id, each)) {
                conversation.header = std::move(*header);
                const nlohmann::json json = parsedObject(each);
                conversation.settings = ChatSettings::fromJson(json.value("settings", nlohmann::json()));
                continue;
            }
        }
        if (auto message = ChatMessage::fromJson(parsedObject(each))) {
            conversation.messages.push_back(std::move(*message));
        } else if (!each.empty()) {
            ++conversation.damagedLines;
        }
    }
    if (conversation.header.title.isEmpty() && !conversation.messages.empty()) {
        conversation.header.title = titleOf(conversation.messages.front().text);
    }
    return conversation;
}

} // namespace espalier::ui
