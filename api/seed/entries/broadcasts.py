"""The kind of entries with which editors start a broadcast."""

from pathlib import Path

from api.push.models import BroadcastTemplate
from api.push.service.broadcast_content import MAX_BODY, MAX_TITLE, text_faults, theme_faults
from api.push.values import Theme, Urgency
from api.seed.entries import fields
from api.seed.entries.entry import Bilingual, Source, Sourced
from api.seed.faults import Faults
from api.seed.plan import Part


class BroadcastTemplateEntry(Sourced):
    """A ready-made text of a broadcast; editors fill in what stands in square brackets."""

    SOURCE = Source(
        "broadcast_templates.csv", "broadcast-template", Part.BROADCASTS, BroadcastTemplate,
        ordered=True, optional=True,
    )  # fmt: skip
    code: fields.Slug
    theme: Theme
    urgency: Urgency
    title: Bilingual[fields.Title]
    body: Bilingual[fields.Sentence]

    def check(self, faults: Faults, folder: Path) -> None:
        texts = (
            ("title_id", self.title.id, MAX_TITLE),
            ("title_en", self.title.en, MAX_TITLE),
            ("body_id", self.body.id, MAX_BODY),
            ("body_en", self.body.en, MAX_BODY),
        )
        wrong = [*text_faults(texts, blanks=True), *theme_faults(self.theme, self.urgency, "")]
        for fault in wrong:
            faults.at(self.origin, fault.path.removeprefix("."), "broadcast", reason=fault.words)
