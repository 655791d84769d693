#pragma once
#include <functional>
#include <string>

#include "catalog/catalog.h"
#include "model/plan.h"

// What is on air now, so that the as-run log has it even when who airs it is killed.
namespace retrovue::catalog {

// The row of the channel by this program (see base::process_identity); without frames there is none any more.
void set_on_air(Catalog& catalog, const std::string& program, const model::AsRun& row);
// What is in the log now is no longer on air; a row without frames, of what failed, was never.
void end_on_air(Catalog& catalog, const std::string& program, const model::AsRun& row);
// What programs left that do not run any more becomes as-run rows. error comes after what went wrong before.
// In one transaction; how many there were.
int close_on_air(Catalog& catalog, const std::function<bool(const std::string&)>& runs, const std::string& error);

}  // namespace retrovue::catalog
