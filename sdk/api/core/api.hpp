#pragma once

/// Marks what crosses the plugin boundary. Everything is compiled with hidden visibility, so that a
/// plugin exports nothing by accident; a class that two shared objects see needs one vtable and one
/// typeinfo, and both live in libplexus_api.
#define PLEXUS_API __attribute__((visibility("default")))
