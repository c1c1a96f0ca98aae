#include "core/compress/distributed/ranks.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <sstream>
#include <vector>

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#ifdef ESPALIER_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace espalier::compress {
namespace {

/// Gloo takes scratch memory as large as what it sends.
constexpr std::int64_t kPieceBytes = std::int64_t(64) << 20;

/// For all ranks to be there.
[[maybe_unused]] constexpr std::chrono::minutes kMeetingTime{10};

/// The tensor's elements in pieces that share its memory.
void forEachPiece(const at::Tensor& values, const std::function<void(at::Tensor piece)>& visit)
{
    if (!values.is_contiguous())
        throw std::invalid_argument("ranks: expected a contiguous tensor");
    const at::Tensor flat = values.view({-1});
    const std::int64_t step = kPieceBytes / std::int64_t(flat.element_size());
    for (std::int64_t begin = 0; begin < flat.numel(); begin += step)
        visit(flat.narrow(0, begin, std::min(step, flat.numel() - begin)));
}

} // namespace

#ifdef ESPALIER_GLOO

struct Ranks::Group
{
    c10::intrusive_ptr<c10d::Store> store;
    std::unique_ptr<c10d::ProcessGroupGloo> gloo;

    template <typename Work> static void finish(const Work& begin)
    {
        try {
            begin()->wait();
        } catch (const std::exception& exception) {
            const std::string reason = exception.what();
            throw RankLost("Another rank of this run does not answer any more: " + reason.substr(0, reason.find('\n')));
        }
    }
};

bool Ranks::available()
{
    return true;
}

Result<Ranks> Ranks::join(const Launch& launch, std::chrono::seconds timeout)
{
    Ranks ranks;
    if (launch.alone())
        return ranks;
    try {
        c10d::TCPStoreOptions options;
        options.port = launch.port;
        options.isServer = launch.leads();
        options.numWorkers = std::size_t(launch.size);
        options.timeout = std::min<std::chrono::milliseconds>(timeout, kMeetingTime);
        const auto group = std::make_shared<Group>();
        group->store = c10::make_intrusive<c10d::TCPStore>(launch.address, options);
        const auto gloo = c10d::ProcessGroupGloo::Options::create(timeout);
        const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
        const bool local = launch.address == "127.0.0.1" || launch.address == "localhost";
        gloo->devices.push_back(interface != nullptr ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                                : local              ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                                     : c10d::ProcessGroupGloo::createDefaultDevice());
        gloo->threads = 1;
        group->gloo = std::make_unique<c10d::ProcessGroupGloo>(group->store, launch.rank, launch.size, gloo);
        ranks.m_launch = launch;
        ranks.m_group = group;
        return ranks;
    } catch (const std::exception& exception) {
        const std::string reason = exception.what();
        return Error{"run.ranks",
                     "The ranks did not find each other: " + reason.substr(0, reason.find('\n')) +
                         ". Is each of them started, and may they reach rank 0 at this address?",
                     launch.address + ":" + std::to_string(launch.port)};
    }
}

void Ranks::allReduceSum(at::Tensor values) const
{
    if (alone())
        return;
    forEachPiece(values, [&](at::Tensor piece) {
        std::vector<at::Tensor> tensors = {std::move(piece)};
        Group::finish([&] { return m_group->gloo->allreduce(tensors); });
    });
}

void Ranks::broadcast(at::Tensor values, int root) const
{
    if (alone())
        return;
    c10d::BroadcastOptions options;
    options.rootRank = root;
    forEachPiece(values, [&](at::Tensor piece) {
        std::vector<at::Tensor> tensors = {std::move(piece)};
        Group::finish([&] { return m_group->gloo->broadcast(tensors, options); });
    });
}

void Ranks::barrier() const
{
    if (!alone())
        Group::finish([&] { return m_group->gloo->barrier(); });
}

#else

struct Ranks::Group
{
};

bool Ranks::available()
{
    return false;
}

Result<Ranks> Ranks::join(const Launch& launch, std::chrono::seconds)
{
    if (launch.alone())
        return Ranks();
    return Error{
        "run.ranks.unavailable",
        "Several ranks were started, but this build has no Gloo. Install libgloo-dev and build again, or start "
        "one process.",
        {}};
}

void Ranks::allReduceSum(at::Tensor) const {}
void Ranks::broadcast(at::Tensor, int) const {}
void Ranks::barrier() const {}

#endif

std::string Ranks::share(const std::string& text, int root) const
{
    if (alone())
        return text;
    at::Tensor size = at::full({1}, std::int64_t(text.size()), at::kLong);
    broadcast(size, root);
    at::Tensor bytes = at::zeros({size.item<std::int64_t>()}, at::kByte);
    if (rank() == root)
        std::memcpy(bytes.data_ptr(), text.data(), text.size());
    broadcast(bytes, root);
    return std::string(static_cast<const char*>(bytes.data_ptr()), std::size_t(bytes.numel()));
}

at::Tensor Ranks::share(const at::Tensor& values, int root) const
{
    if (alone())
        return values;
    const bool own = rank() == root;
    std::ostringstream described; // the type's number, then the sizes; nothing if undefined
    if (own && values.defined()) {
        described << int(values.scalar_type());
        for (const std::int64_t size : values.sizes())
            described << ' ' << size;
    }
    std::istringstream header(share(described.str(), root));
    int type = 0;
    if (!(header >> type))
        return {};
    std::vector<std::int64_t> sizes;
    for (std::int64_t size = 0; header >> size;)
        sizes.push_back(size);
    at::Tensor shared = own ? values.contiguous() : at::empty(sizes, at::ScalarType(type));
    broadcast(shared, root);
    return shared;
}

} // namespace espalier::compress
