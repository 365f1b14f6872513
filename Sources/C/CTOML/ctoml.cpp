#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include "ctoml.h"
#include <cstring>
#include <sstream>
#include <string>
#include <string_view>
#include <toml++/toml.h>

namespace {

struct Walk {
    ctoml_visit visit;
    void *context;

    void emit(ctoml_kind kind, const std::string &key, uint32_t line, const char *text = "", int64_t integer = 0,
              double number = 0) const {
        visit(context, kind, key.c_str(), text, integer, number, line);
    }

    void table(const toml::table &table, const std::string &key, uint32_t line) const {
        emit(ctoml_table_begin, key, line);
        for (auto &&[name, value] : table) {
            std::string child{name.str()};
            // The line of the key itself; tables of the form [a.b] carry their own.
            uint32_t at = name.source().begin.line ? name.source().begin.line : value.source().begin.line;
            node(value, child, at);
        }
        emit(ctoml_table_end, key, line);
    }

    void node(const toml::node &node, const std::string &key, uint32_t line) const {
        switch (node.type()) {
        case toml::node_type::table: table(*node.as_table(), key, line); break;
        case toml::node_type::array:
            emit(ctoml_array_begin, key, line);
            for (auto &&element : *node.as_array()) this->node(element, std::string{}, element.source().begin.line);
            emit(ctoml_array_end, key, line);
            break;
        case toml::node_type::string: emit(ctoml_string, key, line, node.as_string()->get().c_str()); break;
        case toml::node_type::integer: emit(ctoml_integer, key, line, "", node.as_integer()->get()); break;
        case toml::node_type::floating_point:
            emit(ctoml_float, key, line, "", 0, node.as_floating_point()->get());
            break;
        case toml::node_type::boolean: emit(ctoml_boolean, key, line, "", node.as_boolean()->get() ? 1 : 0); break;
        default: {
            std::ostringstream text;
            if (auto date = node.as_date()) text << date->get();
            else if (auto time = node.as_time()) text << time->get();
            else if (auto moment = node.as_date_time()) text << moment->get();
            emit(ctoml_time, key, line, text.str().c_str());
        }
        }
    }
};

}  // namespace

extern "C" bool ctoml_parse(const char *source, uint64_t count, ctoml_visit visit, void *context, char *error,
                            uint64_t capacity, uint32_t *error_line, uint32_t *error_column) {
    auto result = toml::parse(std::string_view{source, static_cast<size_t>(count)});
    if (!result) {
        auto description = result.error().description();
        size_t length = description.size() < capacity - 1 ? description.size() : capacity - 1;
        std::memcpy(error, description.data(), length);
        error[length] = 0;
        *error_line = result.error().source().begin.line;
        *error_column = result.error().source().begin.column;
        return false;
    }
    Walk{visit, context}.table(result.table(), std::string{}, 1);
    return true;
}
