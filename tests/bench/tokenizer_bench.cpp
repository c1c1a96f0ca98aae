// usage: bench_tokenizer TOKENIZER TEXT : megabytes of text a second on one core, best of five encodings.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/text/tokenizer.h"

int main(int argc, char** argv)
{
    using Clock = std::chrono::steady_clock;
    if (argc != 3) {
        std::fprintf(stderr, "usage: bench_tokenizer TOKENIZER TEXT\n");
        return 2;
    }
    const auto seconds = [](Clock::time_point since) {
        return std::chrono::duration<double>(Clock::now() - since).count();
    };
    const auto loading = Clock::now();
    const auto tokenizer = espalier::text::Tokenizer::load(argv[1]);
    const auto text = espalier::readTextFile(argv[2]);
    if (!tokenizer || !text) {
        std::fprintf(stderr, "%s\n", toString(tokenizer ? text.error() : tokenizer.error()).c_str());
        return 1;
    }
    const double loadSeconds = seconds(loading);
    double best = 1e30;
    std::size_t tokens = 0;
    for (int pass = 0; pass < 5; ++pass) {
        const auto start = Clock::now();
        tokens = (*tokenizer)->encode(*text).size();
        best = std::min(best, seconds(start));
    }
    std::printf("%.1f MB/s, %zu tokens of %zu bytes, loaded in %.2f s\n",
                static_cast<double>(text->size()) / 1e6 / best, tokens, text->size(), loadSeconds);
    return 0;
}
