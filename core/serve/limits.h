#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace espalier::serve {

/// What one client, and all of them together, may ask of the server.
struct Limits
{
    std::size_t bodyBytes = std::size_t(8) << 20;
    std::size_t connections = 256;     ///< beyond it a connection is answered with 503 and closed
    std::size_t queueLength = 64;      ///< sequences that wait for a free one; beyond it 429
    std::int64_t answerTokens = 4096;  ///< of one choice; a larger max_tokens is cut down with a notice
    std::int64_t choices = 16;         ///< prompts times n of one request
    std::chrono::seconds request{600}; ///< waiting and answering; then the answer ends with finish_reason "length"
    std::chrono::seconds head{10};     ///< from the first byte of a request to the end of its headers
    std::chrono::seconds body{30};     ///< from there to the end of its body
    std::chrono::seconds write{30};    ///< a client that takes no byte for so long, or that has not taken its answer
                                       ///< so long after `body` and `request`, is gone
    std::chrono::seconds keepAlive{75};
    std::chrono::seconds drain{30}; ///< how long running answers may go on after SIGTERM
};

} // namespace espalier::serve
