"""What the master data of a pack becomes in the store: rows with ids that follow from their codes.

Rows hold only the columns that the pack decides. What a running city adds to a row (a camera's
frames, an area's boundary, a version) has the model's default at first, and is not touched again.
"""

from typing import Any

from api.areas.values import AreaLevel
from api.identity.values import agency_id
from api.kit.ids import named
from api.seed.entries import Sourced
from api.seed.pack import Pack

Row = dict[str, Any]


def sourced(entry: Sourced) -> Row:
    """The provenance of an entry."""
    return {
        "synthetic": entry.synthetic,
        "source_name": entry.source_name,
        "source_date": entry.source_date,
        "source_note": entry.source_note,
    }


def city_rows(pack: Pack) -> list[Row]:
    """The one city."""
    city = pack.city
    return [
        {
            "id": named("city", city.code),
            "code": city.code,
            "name_id": city.name_id,
            "name_en": city.name_en,
            "ticket_prefix": city.ticket_prefix,
            "time_zone": city.time_zone,
            "languages": list(city.languages),
            "area_code": city.area_code,
            "latitude": city.latitude,
            "longitude": city.longitude,
            "map_zoom": city.map_zoom,
            "people": city.people,
            "holiday_country": city.holiday_country or "ID",
            "regional_holidays": list(city.regional_holidays),
            "local_holidays": [day.isoformat() for day in city.local_holidays],
            **sourced(city),
        }
    ]


def contact_rows(pack: Pack) -> list[Row]:
    """The city's telephone numbers, in the pack's order."""
    return [
        {
            "id": named("contact", contact.code),
            "code": contact.code,
            "label_id": contact.label_id,
            "label_en": contact.label_en,
            "number": contact.number,
            "position": position,
            **sourced(contact),
        }
        for position, contact in enumerate(pack.contacts)
    ]


def area_rows(pack: Pack) -> list[Row]:
    """The areas, parents before their children."""
    levels = list(AreaLevel)
    return [
        {
            "id": named("area", area.code),
            "code": area.code,
            "level": area.level,
            "kind": area.kind,
            "name": area.name,
            "parent_id": area.parent_code and named("area", area.parent_code),
            "latitude": area.latitude,
            "longitude": area.longitude,
            **sourced(area),
        }
        for area in sorted(pack.areas, key=lambda a: levels.index(a.level))
    ]


def agency_rows(pack: Pack) -> list[Row]:
    """The city's offices."""
    return [
        {
            "id": agency_id(agency.code),
            "code": agency.code,
            "name_id": agency.name_id,
            "name_en": agency.name_en,
            "kind": agency.kind,
            "phone": agency.phone,
            **sourced(agency),
        }
        for agency in pack.agencies
    ]


def category_rows(pack: Pack) -> list[Row]:
    """What can be reported, in the pack's order."""
    return [
        {
            "id": named("category", category.code),
            "code": category.code,
            "name_id": category.name_id,
            "name_en": category.name_en,
            "agency_id": agency_id(category.agency),
            "sla_working_days": category.sla_working_days,
            "is_sensitive": category.sensitive,
            "person_related": category.person_related,
            "needs_completion_photo": category.needs_completion_photo,
            "join_radius_m": category.join_radius_m,
            "emergency_notice_id": category.emergency_notice_id,
            "emergency_notice_en": category.emergency_notice_en,
            "icon": category.icon,
            "position": position,
            **sourced(category),
        }
        for position, category in enumerate(pack.categories)
    ]


def template_rows(pack: Pack) -> list[Row]:
    """The officers' ready-made answers, in the pack's order."""
    return [
        {
            "id": named("template", template.code),
            "code": template.code,
            "category_id": template.category and named("category", template.category),
            "status": template.status,
            "text_id": template.text_id,
            "text_en": template.text_en,
            "position": position,
            **sourced(template),
        }
        for position, template in enumerate(pack.templates)
    ]


def app_rows(pack: Pack) -> list[Row]:
    """The civic apps, in the pack's order."""
    return [
        {
            "id": named("app", app.slug),
            "slug": app.slug,
            "name": app.name,
            "category": app.category,
            "summary_id": app.summary_id,
            "summary_en": app.summary_en,
            "agency_id": app.agency and agency_id(app.agency),
            "android_package": app.android_package,
            "ios_id": app.ios_id,
            "web_url": app.web_url,
            "icon": app.icon,
            "position": position,
            **sourced(app),
        }
        for position, app in enumerate(pack.apps)
    ]


def site_rows(pack: Pack) -> list[Row]:
    """The camera places."""
    return [
        {
            "id": named("site", site.code),
            "code": site.code,
            "name": site.name,
            "village_id": named("area", site.area_code),
            "district_id": named("area", site.area_code.rpartition(".")[0]),
            "latitude": site.latitude,
            "longitude": site.longitude,
            **sourced(site),
        }
        for site in pack.sites
    ]


def camera_rows(pack: Pack) -> list[Row]:
    """The cameras."""
    return [
        {
            "id": named("camera", camera.code),
            "code": camera.code,
            "name": camera.name,
            "site_id": named("site", camera.site),
            "bearing": camera.bearing,
            "range_metres": camera.range_metres,
            "status": camera.status,
            "owner": camera.owner,
            "stream_path": camera.stream_path,
            **sourced(camera),
        }
        for camera in pack.cameras
    ]


def notice_rows(pack: Pack) -> list[Row]:
    """The city's emergency number."""
    return [
        {
            "id": named("emergency", "notice"),
            "number": pack.notice.number,
            "notice_id": pack.notice.notice_id,
            "notice_en": pack.notice.notice_en,
        }
    ]


def shortcut_rows(pack: Pack) -> list[Row]:
    """The numbers that apps dial."""
    return [
        {
            "id": named("shortcut", shortcut.code),
            "code": shortcut.code,
            "label_id": shortcut.label_id,
            "label_en": shortcut.label_en,
            "number": shortcut.number,
            "dial_uri": shortcut.dial_uri,
            "sms_id": shortcut.sms_id,
            "sms_en": shortcut.sms_en,
            "fallback_numbers": list(shortcut.fallback_numbers),
            "icon": shortcut.icon,
            "categories": list(shortcut.categories),
            "position": shortcut.order,
            **sourced(shortcut),
        }
        for shortcut in pack.shortcuts
    ]


def emergency_category_rows(pack: Pack) -> list[Row]:
    """The kinds of emergency, in the pack's order."""
    return [
        {
            "id": named("emergency-category", category.code),
            "code": category.code,
            "label_id": category.label_id,
            "label_en": category.label_en,
            "shortcut_id": named("shortcut", category.shortcut),
            "position": position,
        }
        for position, category in enumerate(pack.emergency_categories)
    ]


def facility_rows(pack: Pack) -> list[Row]:
    """Places to go to in an emergency."""
    return [
        {
            "id": named("facility", facility.code),
            "code": facility.code,
            "kind": facility.kind,
            "name": facility.name,
            "village_id": facility.area_code and named("area", facility.area_code),
            "latitude": facility.latitude,
            "longitude": facility.longitude,
            "phone": facility.phone,
            "open_24h": facility.open_24h,
            **sourced(facility),
        }
        for facility in pack.facilities
    ]
