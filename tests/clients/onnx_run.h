#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <vector>

#include <QByteArray>
#include <QList>
#include <QString>

#include <nlohmann/json.hpp>

#include "tests/clients/node_packages.h"

namespace espalier::tests {

/// What onnxruntime makes of each case of onnx_run.mjs: one line each; empty if it failed.
inline QList<QByteArray> runOnnx(const QString& node, const std::filesystem::path& model, const nlohmann::json& cases)
{
    const QByteArray input = QByteArray::fromStdString(cases.dump());
    QList<QByteArray> lines =
        outputOf("node", {"onnx_run.mjs", QString::fromStdString(model.string())}, input, node).split('\n');
    lines.removeLast();
    return lines;
}

inline std::vector<float> logitsOf(const QByteArray& line)
{
    const QByteArray bytes = QByteArray::fromBase64(line);
    std::vector<float> logits(std::size_t(bytes.size()) / sizeof(float));
    std::memcpy(logits.data(), bytes.data(), logits.size() * sizeof(float));
    return logits;
}

/// Infinite if they differ in number.
inline float largestDifference(const std::vector<float>& a, const std::vector<float>& b)
{
    float largest = a.size() == b.size() && !a.empty() ? 0.0F : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        largest = std::max(largest, std::abs(a[i] - b[i]));
    }
    return largest;
}

} // namespace espalier::tests
