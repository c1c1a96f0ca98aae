#include <cstdio>
#include <cstring>
#include <unistd.h>

#include "core/worker/jobs/registry.h"
#include "core/worker/server.h"

using namespace espalier;

int main(int argc, char** argv)
{
    if (argc > 1) {
        if (std::strcmp(argv[1], "--version") == 0) {
            std::puts(ESPALIER_VERSION);
            return 0;
        }
        std::fputs("espalier-worker takes no arguments: espalier and espalier-cli start it and speak with it on its "
                   "standard input and output.\n",
                   stderr);
        return 2;
    }
    const int output = worker::takeStandardOutput();
    const int code = worker::serve(STDIN_FILENO, output, worker::jobKinds(), ESPALIER_VERSION);
    std::fflush(stderr);
    // Tearing LibTorch down takes time and the input thread still waits: nothing is left to be saved
    ::_exit(code);
}
