# Every library that Espalier links, found once. The Debian package names are in packaging/dependencies.txt.
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp) # yaml-cpp before 0.8 has the plain name only
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
# Compressed data files and the pages of Parquet files.
find_package(ZLIB REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
find_path(SNAPPY_INCLUDE_DIR snappy-c.h REQUIRED)
find_library(SNAPPY_LIBRARY NAMES snappy REQUIRED)
pkg_check_modules(OPENBLAS REQUIRED IMPORTED_TARGET openblas)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Protobuf REQUIRED)
find_package(ONNX CONFIG REQUIRED)

find_package(Qt6 6.4 REQUIRED COMPONENTS Core DBus Gui Widgets PrintSupport Sql Svg Test LinguistTools)
find_package(QCustomPlotQt6 REQUIRED)
find_library(QSCINTILLA_LIBRARY NAMES qscintilla2_qt6 REQUIRED)

# LibTorch stays out of the desktop app and the CLI: only the targets below core/{nn,compress,eval,worker} link it.
find_package(Torch CONFIG REQUIRED)
add_library(espalier_torch INTERFACE)
target_include_directories(espalier_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
# Headers of single operators alone: a translation unit costs seconds then, not half a minute.
target_compile_definitions(espalier_torch INTERFACE AT_PER_OPERATOR_HEADERS)
target_link_libraries(espalier_torch INTERFACE ${TORCH_LIBRARIES})

# Several ranks of one run: LibTorch's process group over Gloo wants Gloo's headers.
find_path(GLOO_INCLUDE_DIR gloo/rendezvous/store.h)
find_file(C10D_GLOO_HEADER torch/csrc/distributed/c10d/ProcessGroupGloo.hpp PATHS ${TORCH_INCLUDE_DIRS})
if(GLOO_INCLUDE_DIR AND C10D_GLOO_HEADER)
  set(gloo_found ON)
else()
  set(gloo_found OFF)
endif()
option(ESPALIER_GLOO "Build runs of several ranks (needs libgloo-dev)" ${gloo_found})
