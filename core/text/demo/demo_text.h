#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace espalier::text::demo {

/// Marks in the text that are special tokens of the demo tokenizer (ChatML).
inline constexpr const char* kTurnBegin = "<|im_start|>";
inline constexpr const char* kTurnEnd = "<|im_end|>";
inline constexpr const char* kDocumentEnd = "<|endoftext|>";

/// No document of one split is in another: a hash of its text says where it belongs.
enum class Split { Training, Calibration, Evaluation };

/// Documents of a split (stories, descriptions, chats) until they have `bytes` together. The same on every machine.
std::vector<std::string> documents(Split split, std::size_t bytes);
/// The same as one text, each document followed by the end mark.
std::string text(Split split, std::size_t bytes);

struct Question
{
    std::string question;
    std::string answer; ///< what the training text answers, word for word
};
/// Single questions of a split, without stories and small talk: each has one right answer.
std::vector<Question> questions(Split split, std::size_t count);
/// A question as the model sees it, up to where its answer begins.
std::string prompt(const std::string& question);

} // namespace espalier::text::demo
