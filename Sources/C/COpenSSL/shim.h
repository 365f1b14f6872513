#pragma once
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/kdf.h>
#include <openssl/x509v3.h>
// Macros of OpenSSL as functions.
static inline long tls_set_server_name(SSL *s, const char *host) { return SSL_set_tlsext_host_name(s, host); }
static inline long tls_set_minimum_version(SSL_CTX *c, int version) { return SSL_CTX_set_min_proto_version(c, version); }
static inline void tls_set_modes(SSL_CTX *c) {
    SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
}
static inline int kdf_scrypt(const char *passphrase, size_t passphrase_count, const uint8_t *salt, size_t salt_count,
                             uint64_t n, uint64_t r, uint64_t p, uint8_t *out, size_t out_count) {
    return EVP_PBE_scrypt(passphrase, passphrase_count, salt, salt_count, n, r, p, 256ull << 20, out, out_count);
}
