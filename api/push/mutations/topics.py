"""The choice of topics as devices and people send it."""

from collections.abc import Sequence

import strawberry

from api.gql.common.references import input_key
from api.push import service
from api.push.values import Theme


@strawberry.input(description="The choice for one topic.")
class PushTopicInput:
    theme: Theme = strawberry.field(description="The topic.")
    enabled: bool = strawberry.field(default=True, description="Whether to get pushes about it.")
    areas: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Districts and villages to get pushes about, at most 20. Pushes for the whole"
        " city come in any case. Leave it empty for REPORTS.",
    )


def requests(path: str, topics: Sequence[PushTopicInput]) -> list[service.ThemeRequest]:
    """The choices for the service; `path` is that of the list. Raises problems.InvalidInput."""
    return [
        service.ThemeRequest(
            topic.theme,
            topic.enabled,
            tuple(
                input_key(f"{path}.{index}.areas.{i}", "area", area)
                for i, area in enumerate(topic.areas)
            ),
        )
        for index, topic in enumerate(topics)
    ]
