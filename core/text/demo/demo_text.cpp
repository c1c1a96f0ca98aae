#include "core/text/demo/demo_text.h"

#include <cstdint>

#include "core/text/demo/facts.h"

namespace espalier::text::demo {
namespace {

std::uint64_t hashOf(const std::string& text)
{
    std::uint64_t hash = 0xCBF29CE484222325U; // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return hash ^ (hash >> 29);
}

Split splitOf(const std::string& document)
{
    const std::uint64_t part = hashOf(document) % 20;
    return part == 0 ? Split::Evaluation : part == 1 ? Split::Calibration : Split::Training;
}

std::uint64_t seedOf(Split split)
{
    return 20261 + 7919 * std::uint64_t(split);
}

std::string turn(const char* role, const std::string& content)
{
    return std::string(kTurnBegin) + role + "\n" + content + kTurnEnd + "\n";
}

std::string drawChat(Random& random)
{
    std::string chat = random.chance(20) ? turn("system", "You are a helpful assistant.") : "";
    for (int turns = random.between(1, 5); turns > 0; --turns) {
        const Exchange exchange = drawExchange(random);
        chat += turn("user", exchange.question) + turn("assistant", exchange.answer);
    }
    return chat;
}

std::string drawDocument(Random& random)
{
    const int kind = random.between(0, 99);
    if (kind < 25)
        return drawStory(random) + "\n";
    if (kind < 35)
        return drawDescription(random) + "\n";
    return drawChat(random);
}

} // namespace

std::vector<std::string> documents(Split split, std::size_t bytes)
{
    Random random(seedOf(split));
    std::vector<std::string> result;
    for (std::size_t size = 0; size < bytes;) {
        std::string document = drawDocument(random);
        if (splitOf(document) != split)
            continue;
        size += document.size() + std::char_traits<char>::length(kDocumentEnd);
        result.push_back(std::move(document));
    }
    return result;
}

std::string text(Split split, std::size_t bytes)
{
    std::string joined;
    for (const std::string& document : documents(split, bytes))
        joined += document + kDocumentEnd;
    return joined;
}

std::vector<Question> questions(Split split, std::size_t count)
{
    Random random(seedOf(split) + 1);
    std::vector<Question> result;
    while (result.size() < count) {
        Exchange exchange = drawExchange(random);
        const bool asksForOneAnswer = exchange.question.back() == '?' && exchange.answer.size() < 60 &&
                                      exchange.answer.find("Espalier") == std::string::npos;
        if (asksForOneAnswer && splitOf(turn("user", exchange.question) + turn("assistant", exchange.answer)) == split)
            result.push_back({std::move(exchange.question), std::move(exchange.answer)});
    }
    return result;
}

std::string prompt(const std::string& question)
{
    return turn("user", question) + kTurnBegin + "assistant\n";
}

} // namespace espalier::text::demo
