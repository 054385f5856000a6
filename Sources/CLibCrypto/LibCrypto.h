// SHA-256 of the system's OpenSSL; FewShotDigests alone imports it.
#include <openssl/evp.h>
