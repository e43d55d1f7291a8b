#pragma once

/// The number of the interfaces that kernel and plugins share: every class, structure and function
/// of `api`. Kept by hand. Raise it in the commit that changes the layout or the meaning of any of
/// them; tests/interface fails as long as that is forgotten. Comments and private code do not
/// count. The build reads this line, and the libraries' SONAMEs follow it.
#define PLEXUS_INTERFACE 1
