"""The object store that the settings ask for."""

from api.settings import Settings
from api.storage.store import Store


def open_object_store(settings: Settings) -> Store:
    """A bucket where one is named, else the data folder."""
    if not settings.s3_bucket:
        return Store.on_disk(settings.data / "objects")
    return Store.on_s3(
        settings.s3_bucket,
        settings.s3_endpoint,
        settings.s3_access_key.get_secret_value(),
        settings.s3_secret_key.get_secret_value(),
        settings.s3_region,
    )
