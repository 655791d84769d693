#pragma once
#include <sys/types.h>

namespace retrovue::base {

// The process groups of the children that are alive, so that a program that is told to end can take them along.
// All three may be called in a signal handler and from any thread. More than 1024 at a time are not kept in mind.
void remember_child(pid_t pid) noexcept;
void forget_child(pid_t pid) noexcept;
void kill_children() noexcept;  // SIGKILL to every group; nothing is reaped

}  // namespace retrovue::base
