"""The paths of the faults that each mutation may name."""

_CONTENT = (
    "content.area content.article content.body.english content.body.indonesian content.expiresAt"
    " content.sendAt content.theme content.title.english content.title.indonesian content.urgency"
)

EXPECTED = {
    mutation: set(paths.split())
    for mutation, paths in {
        "acceptCompletion": "idempotencyKey report",
        "addToReport": "idempotencyKey note photos report",
        "advanceReport": "idempotencyKey internalNote photos publicNote report template to until",
        "approveBroadcast": "broadcast",
        "assignReport": "agency idempotencyKey officer publicNote reason report template",
        "broadcast": f"{_CONTENT} idempotencyKey",
        "cancelBroadcast": "broadcast",
        "correctArticle": "article body.english body.indonesian by kind note.english"
        " note.indonesian summary.english summary.indonesian title.english title.indonesian",
        "correctBroadcast": "body.english body.indonesian broadcast expiresAt idempotencyKey"
        " title.english title.indonesian urgency",
        "deleteBroadcastTemplate": "template",
        "joinReport": "report",
        "leaveReport": "report",
        "markNotificationOpened": "device notification",
        "markNotificationsRead": "ids",
        "mergeReports": "into reason report",
        "moderateReport": "action idempotencyKey photo reason report title",
        "noteReport": "idempotencyKey internalNote photos publicNote report template",
        "previewBroadcast": _CONTENT,
        "publishArticle": "agency area body.english body.indonesian embargoUntil idempotencyKey"
        " images publishAt slug summary.english summary.indonesian title.english title.indonesian"
        " topics",
        "rateReport": "comment rating report",
        "recategoriseReport": "category idempotencyKey reason report",
        "rejectCompletion": "idempotencyKey reason report",
        "registerDevice": "address.installationId address.token app appVersion phoneId"
        " previousToken topics.0.areas",
        "removeDevice": "device",
        "reopenReport": "idempotencyKey reason report",
        "requestUpload": "byteSize contentType idempotencyKey",
        "revealReporter": "idempotencyKey reason report",
        "saveBroadcastDraft": "broadcast content.area content.article content.body.english"
        " idempotencyKey",
        "saveBroadcastTemplate": "body.english body.indonesian code position theme title.english"
        " title.indonesian urgency",
        "submitBroadcastDraft": "broadcast idempotencyKey",
        "submitReport": "address category description idempotencyKey observedAt photos point title",
        "updateBroadcast": f"broadcast {_CONTENT}",
        "updatePushPreferences": "quietHours.until topics.0.areas",
        "withdrawArticle": "article note.english note.indonesian",
    }.items()
}
"""Which paths the trials below must meet, so that none of them is checked by nobody."""
