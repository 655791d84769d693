#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.h"

struct sqlite3;
struct sqlite3_stmt;

namespace retrovue::catalog {

// One prepared statement; columns and parameters go by position, parameters from 1, columns from 0.
// For lib/catalog only. Errors come out as base::Error (see Catalog).
class Query {
 public:
  Query(Catalog& catalog, std::string_view sql);
  Query(Catalog& catalog, std::string_view sql, std::string_view rest);  // one after the other
  Query(Query&& other) noexcept : statement_(other.statement_), next_(other.next_) { other.statement_ = nullptr; }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  Query& bind(std::int64_t number);
  Query& bind(int number) { return bind(static_cast<std::int64_t>(number)); }
  Query& bind(bool yes) { return bind(std::int64_t{yes}); }
  Query& bind(std::string_view text);  // copied
  Query& bind(const std::string& text) { return bind(std::string_view{text}); }
  Query& bind(const char* text) { return bind(std::string_view{text}); }
  Query& bind_blob(std::string_view bytes);
  Query& bind_null();
  Query& bind_id(std::int64_t id) { return id ? bind(id) : bind_null(); }  // 0 becomes NULL
  template <typename T>
  Query& bind(const std::optional<T>& maybe) {
    return maybe ? bind(*maybe) : bind_null();
  }

  bool step();        // true while there is a row
  void run();         // to the end, then ready for the next binding
  Query& reset();     // ready for the next binding

  bool null(int column) const;
  std::int64_t integer(int column) const;  // NULL reads as 0
  int small(int column) const { return static_cast<int>(integer(column)); }
  bool yes(int column) const { return integer(column) != 0; }
  std::string text(int column) const { return std::string{view(column)}; }  // NULL reads as empty
  std::string_view view(int column) const;                                  // valid until the next step
  std::optional<std::int64_t> maybe(int column) const;
  std::optional<int> maybe_small(int column) const;

 private:
  sqlite3_stmt* statement_ = nullptr;
  int next_ = 1;
};

// INSERT statements of one to many rows, made when first needed: many rows by one statement cost half as much as one by one.
class RowsInsert {
 public:
  // head: up to and with VALUES; row: "(?, ?)"; tail: behind the rows. All must outlive this.
  RowsInsert(Catalog& catalog, std::string_view head, std::string_view row, std::string_view tail = {})
      : catalog_(catalog), head_(head), row_(row), tail_(tail) {}
  static constexpr std::size_t kMost = 24;  // rows of one statement
  // Binds and runs for all values; bind(Query&, value) binds one row.
  template <typename Values, typename Bind>
  void run(const Values& values, Bind bind) {
    for (std::size_t at = 0; at < values.size();) {
      const auto end = std::min(values.size(), at + kMost);
      auto& query = of(end - at);
      for (; at < end; ++at) bind(query, values[at]);
      query.run();
    }
  }

 private:
  Query& of(std::size_t rows);
  Catalog& catalog_;
  std::string_view head_, row_, tail_;
  std::map<std::size_t, Query> made_;
};

// Runs statements that need no parameters and give no rows.
void execute(Catalog& catalog, const char* sql);
std::int64_t last_row_id(Catalog& catalog);
std::int64_t changed_rows(Catalog& catalog);  // by the last statement

// Throws the base::Error that a SQLite result code means.
[[noreturn]] void throw_sqlite(sqlite3* handle, int code);

}  // namespace retrovue::catalog
