#include "ui/models/tensor_names.h"

#include <algorithm>
#include <charconv>

namespace espalier::ui {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Past the digits that start at `begin`.
std::size_t digitsEnd(std::string_view text, std::size_t begin)
{
    while (begin < text.size() && isDigit(text[begin])) {
        ++begin;
    }
    return begin;
}

void insertTensor(model::ModuleNode& root, const formats::TensorInfo& tensor)
{
    const std::string_view name = tensor.name;
    model::ModuleNode* node = &root;
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
        const std::string_view path = name.substr(0, dot);
        auto& children = node->children;
        // tensors come in order, so those of one module are neighbours
        if (children.empty() || children.back().name != path) {
            model::ModuleNode child;
            child.name = path;
            child.classNames = {""};
            children.push_back(std::move(child));
        }
        node = &children.back();
    }
    const std::string_view last = lastPart(name);
    if (last == "weight") {
        node->shape = tensor.shape;
    } else if (last == "bias") {
        node->bias = true;
    }
}

} // namespace

std::string_view moduleOfTensor(std::string_view tensorName)
{
    const std::size_t dot = tensorName.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : tensorName.substr(0, dot);
}

std::string_view lastPart(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

int numberOf(std::string_view part)
{
    int value = -1;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    return error == std::errc() && end == part.data() + part.size() && value >= 0 ? value : -1;
}

bool naturallyLess(std::string_view left, std::string_view right)
{
    // names of one model begin alike: look closer from the first difference on, or the number that it stands in
    std::size_t i = std::size_t(
        std::mismatch(left.begin(), left.begin() + std::ptrdiff_t(std::min(left.size(), right.size())), right.begin())
            .first -
        left.begin());
    while (i > 0 && isDigit(left[i - 1])) {
        --i;
    }
    std::size_t j = i;
    while (i < left.size() && j < right.size()) {
        if (isDigit(left[i]) && isDigit(right[j])) {
            const std::size_t iEnd = digitsEnd(left, i);
            const std::size_t jEnd = digitsEnd(right, j);
            if (iEnd - i != jEnd - j) {
                return iEnd - i < jEnd - j;
            }
            if (const int order = left.substr(i, iEnd - i).compare(right.substr(j, jEnd - j)); order != 0) {
                return order < 0;
            }
            i = iEnd;
            j = jEnd;
        } else if (left[i] != right[j]) {
            // a dot ends a part: it stands before everything else, so that parents' tensors stay together
            return left[i] == '.' || (right[j] != '.' && left[i] < right[j]);
        } else {
            ++i;
            ++j;
        }
    }
    return left.size() - i < right.size() - j;
}

model::ModuleNode treeOfTensors(std::vector<const formats::TensorInfo*> tensors)
{
    std::sort(tensors.begin(), tensors.end(),
              [](const auto* a, const auto* b) { return naturallyLess(a->name, b->name); });
    model::ModuleNode root;
    root.classNames = {""};
    for (const auto* tensor : tensors) {
        insertTensor(root, *tensor);
    }
    return root;
}

} // namespace espalier::ui
