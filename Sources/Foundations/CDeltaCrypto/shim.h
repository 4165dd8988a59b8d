#ifndef CDELTACRYPTO_SHIM_H
#define CDELTACRYPTO_SHIM_H
#include <openssl/evp.h>
#endif
