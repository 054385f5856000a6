// Fetches a file over HTTP with libcurl, whose options are variadic and so out of Swift's reach.

#ifndef C_SHOPGUIDE_FETCH_H
#define C_SHOPGUIDE_FETCH_H

#include <stdint.h>
#include <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The outcome of a fetch.
typedef enum {
    sg_fetch_done = 0,
    /// The server says that nothing has changed (304).
    sg_fetch_unchanged,
    /// The server answered with another status than 2xx.
    sg_fetch_refused,
    /// The address, or one that it redirects to, isn't one of http or https, or can't be read.
    sg_fetch_bad_address,
    /// The host is on this machine or in its network.
    sg_fetch_private,
    sg_fetch_unknown_host,
    sg_fetch_unreachable,
    sg_fetch_bad_certificate,
    sg_fetch_too_large,
    sg_fetch_too_late,
    sg_fetch_too_many_redirects,
    /// The connection broke off before the end.
    sg_fetch_broken_off,
    /// `progress` returned something else than 0.
    sg_fetch_cancelled,
    /// The file can't be written; `system_error` says why.
    sg_fetch_unwritable,
    sg_fetch_failed,
} sg_fetch_outcome;

/// A fetch.
typedef struct {
    const char *address;
    const char *user_agent;
    /// The versions that are known already, or NULL.
    const char *etag;
    const char *modified;
    /// The file that receives the body.
    int file;
    int64_t max_bytes;
    int64_t max_milliseconds;
    int64_t max_connect_milliseconds;
    long max_redirects;
    /// Whether hosts on this machine and in its network may be asked, and the proxies that the environment names.
    int allows_private;
    /// Told of the bytes received, and of all there will be, or 0; returns something else than 0 to end the fetch.
    int (*progress)(void *context, int64_t bytes, int64_t of);
    void *context;
} sg_fetch_request;

/// The result of a fetch.
typedef struct {
    sg_fetch_outcome outcome;
    long status;
    long redirects;
    int64_t bytes;
    int system_error;
    /// The versions that the server names; empty where it names none.
    char etag[512];
    char modified[128];
    /// libcurl's own words; empty where there are none.
    char message[256];
} sg_fetch_result;

/// Fetches a file; blocks until it is there.
void sg_fetch(const sg_fetch_request *request, sg_fetch_result *result);

/// Whether an address is one of the public internet: not of this machine, its network, or a reserved range.
int sg_is_public(const struct sockaddr *address);

#ifdef __cplusplus
}
#endif

#endif
