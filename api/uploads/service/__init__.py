"""Photos on their way in: promised, received, used, forgotten.

An upload's id is a secret, known to whoever asked for it: it is all that the PUT needs.
"""

from api.uploads.service.receive import UploadExpired, open_upload, receive, sweep
from api.uploads.service.request import request_upload
from api.uploads.service.use import claim_uploads, forget_source, taken

__all__ = [
    "UploadExpired",
    "claim_uploads",
    "forget_source",
    "open_upload",
    "receive",
    "request_upload",
    "sweep",
    "taken",
]
