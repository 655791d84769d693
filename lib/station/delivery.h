#pragma once
#include <string>
#include <vector>

#include "base/rational.h"
#include "schedule/traffic.h"
#include "station/campaigns.h"
#include "station/program.h"

// What campaigns were promised and got, and whether stored plans keep the rules for commercials.
namespace retrovue::station {

struct DeliveryDay {
  base::Date date;  // broadcast day
  std::int64_t planned = 0, aired = 0, missed = 0;
};
// One campaign on one channel.
struct Delivery {
  model::Campaign campaign;
  int channel = 0;
  std::int64_t target = 0;       // the channel's share; 0: none
  std::int64_t planned = 0;      // plays in the stored plan, past and to come
  std::int64_t gone = 0;         // of them, those before now
  std::int64_t aired = 0;        // by the as-run
  std::int64_t missed = 0;       // by the as-run: failed, replaced or cut short
  std::int64_t made_good = 0;    // plays beyond the regular ones that stand for missed ones
  std::int64_t owed = 0;         // missed ones that nothing stands for yet
  std::int64_t due = 0;          // what an even delivery would have given by now
  std::vector<DeliveryDay> days; // those with plays
  std::vector<std::string> doubts;
  // Plays before now that were not missed, in hundredths of those due; empty when none are due.
  std::optional<std::int64_t> pace() const;
  std::string state() const;     // coming, running, over
  model::Millis now = 0;
  schedule::Window flight;
};
// Each campaign on each of its channels, in the order of the arguments.
std::vector<Delivery> deliveries(catalog::Catalog& catalog, const std::vector<model::Campaign>& campaigns, const std::vector<model::Channel>& channels,
                                 model::Millis now);

struct CheckedTraffic {
  int number = 0;
  std::size_t spots = 0;
  std::vector<model::Slot> slots;  // what TrafficFinding::slot counts in
  std::vector<schedule::TrafficFinding> findings;
};
// Spots of the stored plan that start in [from, to).
CheckedTraffic check_traffic(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                             model::Millis from, model::Millis to);
// A finding in a sentence, for people.
std::string to_text(const schedule::TrafficFinding& finding);

}  // namespace retrovue::station
