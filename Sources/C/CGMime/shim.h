#pragma once
#include <gmime/gmime.h>
#include <stdbool.h>
// GObject casts and type checks are macros.
static inline bool gm_is_part(void *o) { return GMIME_IS_PART(o); }
static inline bool gm_is_text_part(void *o) { return GMIME_IS_TEXT_PART(o); }
static inline bool gm_is_multipart(void *o) { return GMIME_IS_MULTIPART(o); }
static inline bool gm_is_message_part(void *o) { return GMIME_IS_MESSAGE_PART(o); }
static inline bool gm_is_mailbox(void *o) { return INTERNET_ADDRESS_IS_MAILBOX(o); }
static inline bool gm_is_group(void *o) { return INTERNET_ADDRESS_IS_GROUP(o); }
static inline GMimePart *gm_part(void *o) { return (GMimePart *)o; }
static inline GMimeTextPart *gm_text_part(void *o) { return (GMimeTextPart *)o; }
static inline GMimeObject *gm_object(void *o) { return (GMimeObject *)o; }
static inline GMimeMultipart *gm_multipart(void *o) { return (GMimeMultipart *)o; }
static inline GMimeMessagePart *gm_message_part(void *o) { return (GMimeMessagePart *)o; }
static inline GMimeStreamMem *gm_stream_mem(void *o) { return (GMimeStreamMem *)o; }
static inline InternetAddressMailbox *gm_mailbox(void *o) { return (InternetAddressMailbox *)o; }
static inline InternetAddressGroup *gm_group(void *o) { return (InternetAddressGroup *)o; }
static inline void gm_unref(void *o) { if (o) g_object_unref(o); }
// errno is thread-local behind a macro.
#include <errno.h>
static inline int gm_errno(void) { return errno; }
static inline int gm_e2big(void) { return E2BIG; }
