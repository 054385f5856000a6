#include "CShopGuideFetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/// A transfer under way.
typedef struct {
    const sg_fetch_request *request;
    sg_fetch_result *result;
    CURL *curl;
    int met_private;
} transfer;

static void start_curl(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

/// Opens a socket to an address that was resolved, and no other: a name that resolves to another one the next time is checked again.
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    transfer *transfer = context;
    if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
    if (!transfer->request->allows_private && !sg_is_public(&address->addr)) {
        transfer->met_private = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Keeps the value of a header, without the blanks around it.
static void keep(const char *line, size_t length, const char *name, char *value, size_t capacity) {
    size_t start = strlen(name);
    if (length < start || strncasecmp(line, name, start) != 0) return;
    while (length > start && strchr(" \t\r\n", line[length - 1])) length--;
    while (start < length && strchr(" \t", line[start])) start++;
    value[0] = 0;
    if (length - start >= capacity) return;
    memcpy(value, line + start, length - start);
    value[length - start] = 0;
}

static size_t receive_header(char *line, size_t size, size_t count, void *context) {
    sg_fetch_result *result = ((transfer *)context)->result;
    size_t length = size * count;
    // The headers of another response: of one that redirects, say.
    if (length > 5 && strncmp(line, "HTTP/", 5) == 0) result->etag[0] = result->modified[0] = 0;
    keep(line, length, "ETag:", result->etag, sizeof result->etag);
    keep(line, length, "Last-Modified:", result->modified, sizeof result->modified);
    return length;
}

static int stop(transfer *transfer, sg_fetch_outcome outcome) {
    transfer->result->outcome = outcome;
    return 0;
}

static size_t receive_body(char *bytes, size_t size, size_t count, void *context) {
    transfer *transfer = context;
    size_t length = size * count;
    long status = 0;
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status / 100 != 2) return (size_t)stop(transfer, sg_fetch_refused);
    if ((int64_t)length > transfer->request->max_bytes - transfer->result->bytes) {
        return (size_t)stop(transfer, sg_fetch_too_large);
    }
    for (size_t written = 0; written < length;) {
        ssize_t part = write(transfer->request->file, bytes + written, length - written);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) {
            transfer->result->system_error = errno;
            return (size_t)stop(transfer, sg_fetch_unwritable);
        }
        written += (size_t)part;
    }
    transfer->result->bytes += (int64_t)length;
    return length;
}

static int report(void *context, curl_off_t of, curl_off_t received, curl_off_t to_send, curl_off_t sent) {
    (void)to_send, (void)sent, (void)received;
    transfer *transfer = context;
    const sg_fetch_request *request = transfer->request;
    return request->progress ? request->progress(request->context, transfer->result->bytes, of) : 0;
}

static sg_fetch_outcome outcome(CURLcode code, const transfer *transfer) {
    // What a callback ended has its reason already.
    if (transfer->result->outcome != sg_fetch_done) return transfer->result->outcome;
    switch (code) {
    case CURLE_OK:
        if (transfer->result->status == 304) return sg_fetch_unchanged;
        return transfer->result->status / 100 == 2 ? sg_fetch_done : sg_fetch_refused;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return sg_fetch_bad_address;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return sg_fetch_unknown_host;
    case CURLE_COULDNT_CONNECT: return transfer->met_private ? sg_fetch_private : sg_fetch_unreachable;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR: return sg_fetch_bad_certificate;
    case CURLE_FILESIZE_EXCEEDED: return sg_fetch_too_large;
    case CURLE_OPERATION_TIMEDOUT: return sg_fetch_too_late;
    case CURLE_TOO_MANY_REDIRECTS: return sg_fetch_too_many_redirects;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR: return sg_fetch_broken_off;
    case CURLE_ABORTED_BY_CALLBACK: return sg_fetch_cancelled;
    default: return sg_fetch_failed;
    }
}

/// Adds a header whose value the server once sent; returns NULL where there is no memory.
static struct curl_slist *with_header(struct curl_slist *headers, const char *name, const char *value) {
    char line[640];
    if (!value || !value[0] || snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line) return headers;
    struct curl_slist *longer = curl_slist_append(headers, line);
    return longer ? longer : headers;
}

/// Names the file of trusted certificates where it isn't where this libcurl was built to look: a bundle runs on other systems too.
static void find_certificates(CURL *curl) {
    static const char *const places[] = {
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Arch
        "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora, RHEL
        "/etc/ssl/cert.pem",                   // Alpine
        "/etc/ssl/ca-bundle.pem",              // openSUSE
    };
    char *own = NULL;
    if (curl_easy_getinfo(curl, CURLINFO_CAINFO, &own) == CURLE_OK && own && access(own, R_OK) == 0) return;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (access(places[i], R_OK) != 0) continue;
        curl_easy_setopt(curl, CURLOPT_CAINFO, places[i]);
        return;
    }
}

static void set_options(CURL *curl, transfer *transfer, struct curl_slist *headers) {
    const sg_fetch_request *request = transfer->request;
    curl_easy_setopt(curl, CURLOPT_URL, request->address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, request->max_redirects);
    find_certificates(curl);
    curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, request->user_agent);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->max_milliseconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)request->max_connect_milliseconds);
    // A server that stalls is given up long before the time is over: less than a byte a second for a minute.
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 60L);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->max_bytes);
    // A proxy would connect where this process doesn't see it.
    if (!request->allows_private) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, report);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
}

void sg_fetch(const sg_fetch_request *request, sg_fetch_result *result) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_curl);
    memset(result, 0, sizeof *result);
    CURL *curl = curl_easy_init();
    if (!curl) {
        result->outcome = sg_fetch_failed;
        return;
    }
    transfer transfer = {request, result, curl, 0};
    struct curl_slist *headers = with_header(NULL, "Accept", "*/*");
    headers = with_header(headers, "If-None-Match", request->etag);
    headers = with_header(headers, "If-Modified-Since", request->modified);
    char message[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
    set_options(curl, &transfer, headers);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result->status);
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_COUNT, &result->redirects);
    result->outcome = outcome(code, &transfer);
    snprintf(result->message, sizeof result->message, "%s", message[0] ? message : code ? curl_easy_strerror(code) : "");
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}
