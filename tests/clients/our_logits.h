#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

#include <QString>

#include "core/formats/safetensors.h"
#include "tests/support/program.h"

namespace espalier::tests {

/// Logits of the reference forward pass, [ids, vocabulary]. @param file where the program leaves them
inline std::vector<float> ourLogits(const QString& model, const std::vector<std::int64_t>& ids, const QString& file)
{
    QStringList numbers;
    for (const std::int64_t id : ids) {
        numbers << QString::number(id);
    }
    const ProgramRun run = runCli({"logits", model, "--ids", numbers.join(','), "--out", file, "--json"});
    if (run.exitCode != 0) {
        throw std::runtime_error(run.standardError.toStdString());
    }
    const auto tensors = formats::SafetensorsFile::open(file.toStdString());
    const formats::TensorInfo* info = tensors ? tensors->find("logits") : nullptr;
    if (info == nullptr) {
        throw std::runtime_error("no logits in the file");
    }
    std::vector<float> logits(std::size_t(info->elements()));
    std::memcpy(logits.data(), tensors->data(*info).data(), logits.size() * sizeof(float));
    return logits;
}

/// exp of the mean negative log likelihood of ids[1..] (families.md's definition).
inline double perplexity(const std::vector<float>& logits, const std::vector<std::int64_t>& ids)
{
    const std::size_t vocabulary = logits.size() / ids.size();
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
        const std::span row(logits.data() + i * vocabulary, vocabulary);
        const double highest = *std::ranges::max_element(row);
        double total = 0.0;
        for (const float value : row) {
            total += std::exp(double(value) - highest);
        }
        sum += highest + std::log(total) - double(row[std::size_t(ids[i + 1])]);
    }
    return std::exp(sum / double(ids.size() - 1));
}

/// How far the logit of a chosen id lies below the highest at most. @param prompt ids before the first chosen one
inline double furthestBelow(const std::vector<float>& logits, const std::vector<std::int64_t>& ids, std::size_t prompt)
{
    const std::size_t vocabulary = logits.size() / ids.size();
    double below = 0.0;
    for (std::size_t i = prompt; i < ids.size(); ++i) {
        const std::span row(logits.data() + (i - 1) * vocabulary, vocabulary);
        below = std::max(below, double(*std::ranges::max_element(row)) - double(row[std::size_t(ids[i])]));
    }
    return below;
}

} // namespace espalier::tests
