// The compiled copy of Asio that the kernel and all plugins share.
#include <boost/asio/impl/src.hpp>
