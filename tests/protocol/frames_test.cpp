#include <random>

#include <QTest>

#include "core/protocol/events.h"
#include "core/protocol/frames.h"

using namespace espalier;
using protocol::FrameReader;

namespace {

std::string helloFrame()
{
    return protocol::encodeFrame(toJson(protocol::Event{"", 0.0, protocol::Hello{.build = "9"}}));
}

std::string frame(int number)
{
    return protocol::encodeFrame({{"n", number}});
}

/// Everything that the reader gives until it waits or fails.
std::vector<nlohmann::json> drain(FrameReader& reader, std::string* code = nullptr)
{
    std::vector<nlohmann::json> frames;
    while (true) {
        auto next = reader.next();
        if (!next) {
            if (code != nullptr) {
                *code = next.error().code;
            }
            return frames;
        }
        if (!*next) {
            return frames;
        }
        frames.push_back(std::move(**next));
    }
}

} // namespace

class FramesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFrameIsItsSizeAndItsText()
    {
        QCOMPARE(protocol::encodeFrame({{"a", 1}}), std::string("\x07\x00\x00\x00{\"a\":1}", 11));
    }

    void framesSplitAtEveryPlaceArriveWhole()
    {
        const std::string bytes = frame(1) + frame(22) + frame(333);
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            FrameReader reader;
            reader.feed(std::string_view(bytes).substr(0, cut));
            auto frames = drain(reader);
            reader.feed(std::string_view(bytes).substr(cut));
            for (auto& later : drain(reader)) {
                frames.push_back(std::move(later));
            }
            QCOMPARE(frames.size(), std::size_t(3));
            QCOMPARE(frames[2].at("n").get<int>(), 333);
            QCOMPARE(reader.pendingBytes(), std::size_t(0));
        }
    }

    void aCutFrameIsPending()
    {
        FrameReader reader;
        reader.feed(std::string_view(frame(1)).substr(0, 6));
        QVERIFY(drain(reader).empty());
        QCOMPARE(reader.pendingBytes(), std::size_t(6));
    }

    void bannerIsSkippedAndReportedByteByByte()
    {
        const std::string banner = "Welcome to host!\n{\"magic\":\"espalier-worker\"}\n\x05\x01\x00\x00{ not yet";
        const std::string bytes = banner + helloFrame() + frame(7);
        FrameReader reader(FrameReader::Banner::SkipToHello);
        std::vector<nlohmann::json> frames;
        for (const char c : bytes) {
            reader.feed({&c, 1});
            for (auto& one : drain(reader)) {
                frames.push_back(std::move(one));
            }
        }
        QCOMPARE(frames.size(), std::size_t(2));
        QCOMPARE(frames[0].at("type").get<std::string>(), std::string("hello"));
        QCOMPARE(reader.takeBanner(), std::string(banner.c_str()) + banner.substr(std::strlen(banner.c_str())));
        QVERIFY(reader.takeBanner().empty());
    }

    void bannerWithoutGreetingEndsAtTheLimit()
    {
        FrameReader reader(FrameReader::Banner::SkipToHello);
        std::string code;
        std::size_t fed = 0;
        while (code.empty() && fed < 4 * protocol::kMaxBannerBytes) {
            reader.feed(std::string(1000, 'x'));
            fed += 1000;
            drain(reader, &code);
        }
        QCOMPARE(code, std::string("protocol.banner"));
        QVERIFY(fed <= protocol::kMaxBannerBytes + 8192);
        reader.feed(helloFrame()); // too late
        QVERIFY(drain(reader, &code).empty());
        QCOMPARE(code, std::string("protocol.banner"));
    }

    void longestAllowedBannerIsSkipped()
    {
        FrameReader reader(FrameReader::Banner::SkipToHello);
        reader.feed(std::string(protocol::kMaxBannerBytes, ' ') + helloFrame());
        QCOMPARE(drain(reader).size(), std::size_t(1));
        QCOMPARE(reader.takeBanner().size(), protocol::kMaxBannerBytes);
    }

    void oversizeAndSenselessFramesAreErrorsForGood()
    {
        std::string code;
        FrameReader oversize;
        oversize.feed(std::string("\x01\x00\x00\x04", 4)); // 64 MiB + 1
        drain(oversize, &code);
        QCOMPARE(code, std::string("protocol.frame.size"));

        for (const char* text : {"nonsense", "[1,2]", "\"text\"", "{\"a\":}", "{\"a\":\"\xff\"}"}) {
            FrameReader reader;
            std::string bytes(4, '\0');
            bytes[0] = static_cast<char>(std::strlen(text));
            reader.feed(bytes + text);
            code.clear();
            QVERIFY(drain(reader, &code).empty());
            QCOMPARE(code, std::string("protocol.frame.json"));
            reader.feed(frame(1));
            QVERIFY(drain(reader, &code).empty());
        }
        FrameReader empty; // a frame of no bytes holds no object
        empty.feed(std::string(4, '\0'));
        code.clear();
        drain(empty, &code);
        QCOMPARE(code, std::string("protocol.frame.json"));
    }

    void randomBytesNeverCrashAndNeverGrowWithoutEnd()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 300; ++round) {
            FrameReader reader(round % 2 == 0 ? FrameReader::Banner::None : FrameReader::Banner::SkipToHello);
            std::string code;
            for (int piece = 0; piece < 40; ++piece) {
                std::string bytes(random() % 4096, '\0');
                for (char& c : bytes) {
                    c = static_cast<char>(random() % 3 == 0 ? random() % 4 : random());
                }
                reader.feed(bytes);
                drain(reader, &code);
                QVERIFY(reader.pendingBytes() <= protocol::kMaxFrameBytes + 4);
            }
            QVERIFY(!code.empty() || reader.pendingBytes() > 0);
        }
    }

    void invalidUtf8IsReplacedWhenWritten()
    {
        FrameReader reader;
        reader.feed(protocol::encodeFrame({{"text", "a\xff"}}));
        const auto frames = drain(reader);
        QCOMPARE(frames.size(), std::size_t(1));
        QCOMPARE(frames[0].at("text").get<std::string>(), std::string("a\xEF\xBF\xBD"));
    }
};

QTEST_GUILESS_MAIN(FramesTest)
#include "frames_test.moc"
