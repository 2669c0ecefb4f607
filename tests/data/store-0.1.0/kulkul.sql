--
-- PostgreSQL database dump
--

\restrict kulkul

-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: agency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agency (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    name_id character varying NOT NULL,
    name_en character varying NOT NULL,
    kind character varying NOT NULL,
    phone character varying
);


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: app; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.app (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    slug character varying(64) NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL,
    category character varying(32) NOT NULL,
    summary_id character varying NOT NULL,
    summary_en character varying NOT NULL,
    agency_id uuid,
    android_package character varying,
    ios_id character varying,
    web_url character varying,
    icon character varying,
    "position" integer NOT NULL,
    CONSTRAINT "ck_app_AppCategory" CHECK (((category)::text = ANY ((ARRAY['SERVICES'::character varying, 'COMPLAINTS'::character varying, 'HEALTH'::character varying, 'EDUCATION'::character varying, 'TOURISM'::character varying, 'PERMITS'::character varying, 'POPULATION'::character varying, 'FINANCE'::character varying, 'PLANNING'::character varying, 'INFORMATION'::character varying])::text[])))
);


--
-- Name: area; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.area (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(16) NOT NULL COLLATE pg_catalog."C",
    level character varying(32) NOT NULL,
    kind character varying NOT NULL,
    name character varying NOT NULL,
    parent_id uuid,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    boundary text,
    CONSTRAINT "ck_area_AreaLevel" CHECK (((level)::text = ANY ((ARRAY['PROVINCE'::character varying, 'CITY'::character varying, 'DISTRICT'::character varying, 'VILLAGE'::character varying])::text[])))
);


--
-- Name: article; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.article (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    slug character varying(160) NOT NULL COLLATE pg_catalog."C",
    kind character varying(32) NOT NULL,
    title_id character varying NOT NULL,
    title_en character varying,
    summary_id text NOT NULL,
    summary_en text,
    body_id text NOT NULL,
    body_en text,
    html_id text NOT NULL,
    html_en text,
    text_id text NOT NULL,
    text_en text,
    agency_id uuid,
    area_id uuid,
    district_id uuid,
    topics text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    embargo_until timestamp with time zone,
    visible_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    withdrawn boolean NOT NULL,
    author_id uuid,
    search tsvector GENERATED ALWAYS AS (to_tsvector('indonesian'::regconfig, (((((((((((COALESCE(title_id, ''::character varying))::text || ' '::text) || (COALESCE(title_en, ''::character varying))::text) || ' '::text) || COALESCE(summary_id, ''::text)) || ' '::text) || COALESCE(summary_en, ''::text)) || ' '::text) || COALESCE(text_id, ''::text)) || ' '::text) || COALESCE(text_en, ''::text)))) STORED,
    CONSTRAINT "ck_article_ArticleKind" CHECK (((kind)::text = ANY ((ARRAY['PRESS_RELEASE'::character varying, 'NEWS'::character varying, 'ANNOUNCEMENT'::character varying, 'HOAX_CLARIFICATION'::character varying])::text[]))),
    CONSTRAINT ck_article_title_en_length CHECK ((length((title_en)::text) <= 300)),
    CONSTRAINT ck_article_title_id_length CHECK ((length((title_id)::text) <= 300)),
    CONSTRAINT ck_article_visible_at CHECK (((visible_at >= published_at) AND ((embargo_until IS NULL) OR (visible_at >= embargo_until))))
);


--
-- Name: article_image; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.article_image (
    id uuid NOT NULL,
    article_id uuid NOT NULL,
    image_digest character varying(64) NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL
);


--
-- Name: article_topic; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.article_topic (
    article_id uuid NOT NULL,
    topic character varying(64) NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: broadcast; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.broadcast (
    id uuid NOT NULL,
    author_id uuid NOT NULL,
    theme character varying(32) NOT NULL,
    area_id uuid,
    urgency character varying(32) NOT NULL,
    title_id character varying NOT NULL,
    title_en character varying NOT NULL,
    body_id character varying NOT NULL,
    body_en character varying NOT NULL,
    article_id uuid,
    status character varying(32) NOT NULL,
    send_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT "ck_broadcast_BroadcastStatus" CHECK (((status)::text = ANY ((ARRAY['SCHEDULED'::character varying, 'SENT'::character varying, 'CANCELLED'::character varying])::text[]))),
    CONSTRAINT "ck_broadcast_Theme" CHECK (((theme)::text = ANY ((ARRAY['REPORTS'::character varying, 'ALERTS'::character varying, 'ANNOUNCEMENTS'::character varying, 'NEWS'::character varying])::text[]))),
    CONSTRAINT "ck_broadcast_Urgency" CHECK (((urgency)::text = ANY ((ARRAY['LOW'::character varying, 'NORMAL'::character varying, 'HIGH'::character varying, 'SEVERE'::character varying, 'EXTREME'::character varying])::text[])))
);


--
-- Name: camera; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.camera (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL,
    site_id uuid CONSTRAINT camera_site_id_not_null1 NOT NULL,
    bearing integer,
    range_metres integer,
    status character varying(32) NOT NULL,
    owner character varying(32) NOT NULL,
    stream_path character varying NOT NULL,
    image_digest character varying(64) COLLATE pg_catalog."C",
    captured_at timestamp with time zone,
    fetched_at timestamp with time zone,
    failures integer NOT NULL,
    last_failure character varying,
    CONSTRAINT "ck_camera_CameraOwner" CHECK (((owner)::text = ANY ((ARRAY['CITY'::character varying, 'POLICE'::character varying, 'PROVINCE'::character varying, 'VILLAGE'::character varying])::text[]))),
    CONSTRAINT "ck_camera_CameraStatus" CHECK (((status)::text = ANY ((ARRAY['ACTIVE'::character varying, 'MAINTENANCE'::character varying, 'RETIRED'::character varying])::text[]))),
    CONSTRAINT ck_camera_bearing CHECK (((bearing >= 0) AND (bearing <= 359))),
    CONSTRAINT ck_camera_frame_whole CHECK ((((image_digest IS NULL) = (captured_at IS NULL)) AND ((image_digest IS NULL) = (fetched_at IS NULL)))),
    CONSTRAINT ck_camera_range_metres CHECK (((range_metres >= 0) AND (range_metres <= 8000)))
);


--
-- Name: camera_site; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.camera_site (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL,
    village_id uuid NOT NULL,
    district_id uuid NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL
);


--
-- Name: city; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.city (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    sole integer NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    name_id character varying NOT NULL,
    name_en character varying NOT NULL,
    ticket_prefix character varying(8) NOT NULL COLLATE pg_catalog."C",
    time_zone character varying NOT NULL,
    languages text NOT NULL,
    area_code character varying(16) NOT NULL COLLATE pg_catalog."C",
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    map_zoom integer NOT NULL,
    people integer,
    holiday_country character varying(2) NOT NULL COLLATE pg_catalog."C",
    regional_holidays text NOT NULL,
    local_holidays text NOT NULL,
    CONSTRAINT ck_city_sole CHECK ((sole = 1))
);


--
-- Name: city_contact; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.city_contact (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    label_id character varying NOT NULL,
    label_en character varying NOT NULL,
    number character varying NOT NULL,
    "position" integer NOT NULL
);


--
-- Name: completion_hash; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.completion_hash (
    number bigint NOT NULL,
    photo_id uuid NOT NULL,
    "position" integer NOT NULL,
    hash bigint NOT NULL,
    band_0 integer NOT NULL,
    band_1 integer NOT NULL,
    band_2 integer NOT NULL
);


--
-- Name: completion_hash_number_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.completion_hash_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: completion_hash_number_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.completion_hash_number_seq OWNED BY public.completion_hash.number;


--
-- Name: completion_proof; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.completion_proof (
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    update_id uuid NOT NULL,
    verdict character varying(32) NOT NULL,
    similar_photo_id uuid,
    checked_at timestamp with time zone NOT NULL,
    replaced_at timestamp with time zone,
    CONSTRAINT "ck_completion_proof_ProofVerdict" CHECK (((verdict)::text = ANY ((ARRAY['VERIFIED'::character varying, 'NEEDS_REVIEW'::character varying, 'REJECTED'::character varying])::text[])))
);


--
-- Name: correction; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.correction (
    id uuid NOT NULL,
    article_id uuid NOT NULL,
    by_article_id uuid,
    kind character varying(32) NOT NULL,
    note_id text NOT NULL,
    note_en text,
    corrected_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_correction_CorrectionKind" CHECK (((kind)::text = ANY ((ARRAY['CORRECTION'::character varying, 'RIGHT_OF_REPLY'::character varying, 'WITHDRAWAL'::character varying])::text[])))
);


--
-- Name: delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delivery (
    id uuid NOT NULL,
    notification_id uuid NOT NULL,
    device_id uuid NOT NULL,
    status character varying(32) NOT NULL,
    message_name text,
    code character varying(64) COLLATE pg_catalog."C",
    error text,
    updated_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    CONSTRAINT "ck_delivery_DeliveryStatus" CHECK (((status)::text = ANY ((ARRAY['QUEUED'::character varying, 'SENT'::character varying, 'FAILED'::character varying])::text[])))
);


--
-- Name: device; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device (
    id uuid NOT NULL,
    person_id uuid,
    installation_id character varying(255) COLLATE pg_catalog."C",
    token character varying(4096) COLLATE pg_catalog."C",
    phone_key character varying(64) COLLATE pg_catalog."C",
    app_slug character varying(64) NOT NULL COLLATE pg_catalog."C",
    platform character varying(32) NOT NULL,
    app_version character varying NOT NULL,
    language character varying(2) NOT NULL COLLATE pg_catalog."C",
    time_zone character varying NOT NULL,
    status character varying(32) NOT NULL,
    off_reason character varying,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_device_DeviceStatus" CHECK (((status)::text = ANY ((ARRAY['ACTIVE'::character varying, 'OFF'::character varying])::text[]))),
    CONSTRAINT "ck_device_Platform" CHECK (((platform)::text = ANY ((ARRAY['ANDROID'::character varying, 'IOS'::character varying, 'WEB'::character varying])::text[]))),
    CONSTRAINT ck_device_reachable CHECK (((installation_id IS NOT NULL) OR (token IS NOT NULL)))
);


--
-- Name: emergency_category; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.emergency_category (
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    label_id character varying NOT NULL,
    label_en character varying NOT NULL,
    shortcut_id uuid NOT NULL,
    "position" integer NOT NULL
);


--
-- Name: emergency_notice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.emergency_notice (
    id uuid NOT NULL,
    number character varying NOT NULL,
    notice_id text NOT NULL,
    notice_en text NOT NULL
);


--
-- Name: emergency_shortcut; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.emergency_shortcut (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    label_id character varying NOT NULL,
    label_en character varying NOT NULL,
    number character varying NOT NULL,
    dial_uri character varying NOT NULL,
    sms_id character varying,
    sms_en character varying,
    fallback_numbers text NOT NULL,
    icon character varying NOT NULL,
    categories text NOT NULL,
    "position" integer NOT NULL
);


--
-- Name: facility; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.facility (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    kind character varying(32) NOT NULL,
    name character varying NOT NULL,
    village_id uuid,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    phone character varying,
    open_24h boolean NOT NULL,
    CONSTRAINT "ck_facility_FacilityKind" CHECK (((kind)::text = ANY ((ARRAY['HOSPITAL'::character varying, 'HEALTH_CENTRE'::character varying, 'POLICE'::character varying, 'FIRE_STATION'::character varying, 'SHELTER'::character varying, 'COMMAND_CENTER'::character varying])::text[])))
);


--
-- Name: idempotency_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_key (
    person_id uuid NOT NULL,
    operation character varying(64) NOT NULL COLLATE pg_catalog."C",
    key character varying(128) NOT NULL COLLATE pg_catalog."C",
    request character varying(64) NOT NULL COLLATE pg_catalog."C",
    result_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: identity_disclosure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.identity_disclosure (
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    reporter_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    recipient_role character varying(32) NOT NULL,
    agency_id uuid,
    reason text NOT NULL,
    disclosed_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_identity_disclosure_Role" CHECK (((recipient_role)::text = ANY ((ARRAY['ANONYMOUS'::character varying, 'CITIZEN'::character varying, 'PARTNER'::character varying, 'OFFICER'::character varying, 'EDITOR'::character varying, 'ADMIN'::character varying, 'SYSTEM'::character varying])::text[]))),
    CONSTRAINT ck_identity_disclosure_reason_length CHECK ((length(reason) <= 1000))
);


--
-- Name: image; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.image (
    digest character varying(64) NOT NULL COLLATE pg_catalog."C",
    width integer NOT NULL,
    height integer NOT NULL,
    thumbhash character varying NOT NULL,
    byte_size integer NOT NULL,
    alt_id character varying,
    alt_en character varying,
    credit character varying,
    licence character varying,
    created_at timestamp with time zone NOT NULL,
    likeness bytea
);


--
-- Name: job; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job (
    id uuid NOT NULL,
    kind character varying(64) NOT NULL COLLATE pg_catalog."C",
    lane character varying(64) NOT NULL COLLATE pg_catalog."C",
    rank integer NOT NULL,
    payload text NOT NULL,
    dedupe_key character varying(255) COLLATE pg_catalog."C",
    state character varying(32) NOT NULL,
    run_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    lease character varying(36) COLLATE pg_catalog."C",
    leased_until timestamp with time zone,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT "ck_job_JobState" CHECK (((state)::text = ANY ((ARRAY['READY'::character varying, 'RUNNING'::character varying, 'DONE'::character varying, 'DEAD'::character varying])::text[])))
);


--
-- Name: lane_pause; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lane_pause (
    lane character varying(160) NOT NULL COLLATE pg_catalog."C",
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    detail text NOT NULL,
    needs_operator boolean NOT NULL
);


--
-- Name: notification; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notification (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    theme character varying(32) NOT NULL,
    subject_kind character varying(16) NOT NULL COLLATE pg_catalog."C",
    subject_id uuid NOT NULL,
    title_id character varying NOT NULL,
    title_en character varying NOT NULL,
    body_id character varying NOT NULL,
    body_en character varying NOT NULL,
    deep_link character varying,
    urgency character varying(32) NOT NULL,
    collapse_key character varying,
    ttl_seconds integer NOT NULL,
    dedupe_key character varying(255) NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    deferred_until timestamp with time zone,
    broadcast_id uuid,
    CONSTRAINT "ck_notification_NotificationKind" CHECK (((kind)::text = ANY ((ARRAY['REPORT_UPDATED'::character varying, 'ARTICLE_PUBLISHED'::character varying, 'ALERT'::character varying, 'BROADCAST'::character varying])::text[]))),
    CONSTRAINT "ck_notification_Theme" CHECK (((theme)::text = ANY ((ARRAY['REPORTS'::character varying, 'ALERTS'::character varying, 'ANNOUNCEMENTS'::character varying, 'NEWS'::character varying])::text[]))),
    CONSTRAINT "ck_notification_Urgency" CHECK (((urgency)::text = ANY ((ARRAY['LOW'::character varying, 'NORMAL'::character varying, 'HIGH'::character varying, 'SEVERE'::character varying, 'EXTREME'::character varying])::text[])))
);


--
-- Name: person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    subject character varying(255) NOT NULL COLLATE pg_catalog."C",
    role character varying(32) NOT NULL,
    name character varying,
    agency_id uuid,
    area_id uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_person_Role" CHECK (((role)::text = ANY ((ARRAY['ANONYMOUS'::character varying, 'CITIZEN'::character varying, 'PARTNER'::character varying, 'OFFICER'::character varying, 'EDITOR'::character varying, 'ADMIN'::character varying, 'SYSTEM'::character varying])::text[])))
);


--
-- Name: proof_finding; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.proof_finding (
    id uuid NOT NULL,
    proof_id uuid NOT NULL,
    "position" integer NOT NULL,
    finding character varying(32) NOT NULL,
    CONSTRAINT "ck_proof_finding_Finding" CHECK (((finding)::text = ANY ((ARRAY['OTHER_SHOT'::character varying, 'NO_REPORTERS_PHOTO'::character varying, 'REPORTERS_UNKNOWN'::character varying, 'ALTERED_SHOT'::character varying, 'SAME_SHOT'::character varying, 'REPORTERS_PHOTO'::character varying, 'FIRST_USE'::character varying, 'USE_UNKNOWN'::character varying, 'LIKE_EARLIER'::character varying, 'USED_BEFORE'::character varying, 'TIME_FITS'::character varying, 'NO_TIME'::character varying, 'TOO_EARLY'::character varying, 'IN_FUTURE'::character varying, 'PLACE_FITS'::character varying, 'NO_PLACE'::character varying, 'ELSEWHERE'::character varying, 'BY_OFFICER'::character varying, 'BY_REPORTER'::character varying, 'WAITING'::character varying, 'WITHDRAWN'::character varying, 'REJECTED'::character varying])::text[])))
);


--
-- Name: push_area_choice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.push_area_choice (
    id uuid NOT NULL,
    person_id uuid,
    device_id uuid,
    theme character varying(32) NOT NULL,
    area_id uuid NOT NULL,
    CONSTRAINT "ck_push_area_choice_Theme" CHECK (((theme)::text = ANY ((ARRAY['REPORTS'::character varying, 'ALERTS'::character varying, 'ANNOUNCEMENTS'::character varying, 'NEWS'::character varying])::text[]))),
    CONSTRAINT ck_push_area_choice_one_owner CHECK (((person_id IS NULL) <> (device_id IS NULL)))
);


--
-- Name: push_preference; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.push_preference (
    person_id uuid NOT NULL,
    quiet_from character varying(5) COLLATE pg_catalog."C",
    quiet_until character varying(5) COLLATE pg_catalog."C",
    time_zone character varying NOT NULL,
    follows_phone_zone boolean NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_push_preference_quiet_hours CHECK ((((quiet_from IS NULL) = (quiet_until IS NULL)) AND ((quiet_from)::text <> (quiet_until)::text)))
);


--
-- Name: push_theme_choice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.push_theme_choice (
    id uuid NOT NULL,
    person_id uuid,
    device_id uuid,
    theme character varying(32) NOT NULL,
    enabled boolean NOT NULL,
    CONSTRAINT "ck_push_theme_choice_Theme" CHECK (((theme)::text = ANY ((ARRAY['REPORTS'::character varying, 'ALERTS'::character varying, 'ANNOUNCEMENTS'::character varying, 'NEWS'::character varying])::text[]))),
    CONSTRAINT ck_push_theme_choice_one_owner CHECK (((person_id IS NULL) <> (device_id IS NULL)))
);


--
-- Name: report; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    ticket character varying(24) NOT NULL COLLATE pg_catalog."C",
    status character varying(32) NOT NULL,
    category_id uuid CONSTRAINT report_category_id_not_null1 NOT NULL,
    agency_id uuid NOT NULL,
    village_id uuid,
    district_id uuid,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    shown_latitude double precision NOT NULL,
    shown_longitude double precision NOT NULL,
    small_cell bigint NOT NULL,
    middle_cell bigint NOT NULL,
    large_cell bigint NOT NULL,
    address character varying,
    title character varying NOT NULL,
    description text,
    reporter_id uuid,
    hide_name boolean NOT NULL,
    hide_report boolean NOT NULL,
    is_sensitive boolean NOT NULL,
    is_public boolean NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    observed_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    clock_from timestamp with time zone,
    days_used integer NOT NULL,
    days_allowed integer NOT NULL,
    overdue_notified_at timestamp with time zone,
    closed_at timestamp with time zone,
    postponed_until date,
    joined_count integer NOT NULL,
    rating integer,
    rating_comment text,
    rated_at timestamp with time zone,
    rating_changed boolean NOT NULL,
    reopened_at timestamp with time zone,
    assignee_id uuid,
    completed_by_id uuid,
    status_before_hiding character varying(32),
    merged_into_id uuid,
    version integer NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('indonesian'::regconfig, (((COALESCE(title, ''::character varying))::text || ' '::text) || COALESCE(description, ''::text)))) STORED,
    CONSTRAINT "ck_report_ReportStatus" CHECK (((status)::text = ANY ((ARRAY['RECEIVED'::character varying, 'VERIFIED'::character varying, 'COORDINATED'::character varying, 'ASSIGNED'::character varying, 'WORKING'::character varying, 'AWAITING_CHECK'::character varying, 'POSTPONED'::character varying, 'DONE'::character varying, 'REJECTED'::character varying, 'OTHER_AGENCY'::character varying, 'DUPLICATE'::character varying, 'HIDDEN'::character varying])::text[]))),
    CONSTRAINT ck_report_closed_at CHECK ((((status)::text = 'HIDDEN'::text) OR ((closed_at IS NOT NULL) = ((status)::text = ANY ((ARRAY['DONE'::character varying, 'REJECTED'::character varying, 'OTHER_AGENCY'::character varying, 'DUPLICATE'::character varying])::text[]))))),
    CONSTRAINT ck_report_completed_by CHECK ((((status)::text = ANY ((ARRAY['AWAITING_CHECK'::character varying, 'HIDDEN'::character varying])::text[])) OR (completed_by_id IS NULL))),
    CONSTRAINT ck_report_description_length CHECK ((length(description) <= 4000)),
    CONSTRAINT ck_report_hidden_from CHECK ((((status)::text = 'HIDDEN'::text) OR (status_before_hiding IS NULL))),
    CONSTRAINT ck_report_is_public CHECK ((is_public = ((NOT hide_report) AND (NOT is_sensitive) AND ((status)::text <> 'HIDDEN'::text)))),
    CONSTRAINT ck_report_joined_count CHECK ((joined_count >= 0)),
    CONSTRAINT ck_report_latitude CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
    CONSTRAINT ck_report_longitude CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
    CONSTRAINT ck_report_merged_into CHECK ((((status)::text = ANY ((ARRAY['DUPLICATE'::character varying, 'HIDDEN'::character varying])::text[])) OR (merged_into_id IS NULL))),
    CONSTRAINT ck_report_not_into_itself CHECK ((merged_into_id <> id)),
    CONSTRAINT ck_report_observed_at CHECK ((observed_at <= submitted_at)),
    CONSTRAINT ck_report_rating CHECK (((rating >= 1) AND (rating <= 5))),
    CONSTRAINT ck_report_rating_comment_length CHECK ((length(rating_comment) <= 500)),
    CONSTRAINT ck_report_sensitive_hidden CHECK ((hide_report OR (NOT is_sensitive))),
    CONSTRAINT ck_report_status_before_hiding CHECK (((status_before_hiding)::text = ANY ((ARRAY['RECEIVED'::character varying, 'VERIFIED'::character varying, 'COORDINATED'::character varying, 'ASSIGNED'::character varying, 'WORKING'::character varying, 'AWAITING_CHECK'::character varying, 'POSTPONED'::character varying, 'DONE'::character varying, 'REJECTED'::character varying, 'OTHER_AGENCY'::character varying, 'DUPLICATE'::character varying, 'HIDDEN'::character varying])::text[]))),
    CONSTRAINT ck_report_title_length CHECK ((length((title)::text) <= 140))
);


--
-- Name: report_category; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_category (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    name_id character varying NOT NULL,
    name_en character varying NOT NULL,
    agency_id uuid NOT NULL,
    sla_working_days integer NOT NULL,
    is_sensitive boolean NOT NULL,
    person_related boolean NOT NULL,
    needs_completion_photo boolean NOT NULL,
    join_radius_m integer NOT NULL,
    emergency_notice_id text,
    emergency_notice_en text,
    icon character varying NOT NULL,
    "position" integer NOT NULL
);


--
-- Name: report_follower; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_follower (
    report_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    followed_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_report_follower_FollowKind" CHECK (((kind)::text = ANY ((ARRAY['REPORTER'::character varying, 'JOINED'::character varying])::text[])))
);


--
-- Name: report_photo; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_photo (
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    shown_on_id uuid NOT NULL,
    update_id uuid,
    image_digest character varying(64) NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    from_reporter boolean NOT NULL,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone
);


--
-- Name: report_revision; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_revision (
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    action character varying(32) NOT NULL,
    title character varying NOT NULL,
    description text,
    address character varying,
    photo_id uuid,
    reason text NOT NULL,
    author_id uuid NOT NULL,
    author_role character varying(32) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_report_revision_ModerationAction" CHECK (((action)::text = ANY ((ARRAY['HIDE'::character varying, 'UNHIDE'::character varying, 'EDIT'::character varying, 'REDACT_PHOTO'::character varying])::text[]))),
    CONSTRAINT "ck_report_revision_Role" CHECK (((author_role)::text = ANY ((ARRAY['ANONYMOUS'::character varying, 'CITIZEN'::character varying, 'PARTNER'::character varying, 'OFFICER'::character varying, 'EDITOR'::character varying, 'ADMIN'::character varying, 'SYSTEM'::character varying])::text[]))),
    CONSTRAINT ck_report_revision_description_length CHECK ((length(description) <= 4000)),
    CONSTRAINT ck_report_revision_reason_length CHECK ((length(reason) <= 1000)),
    CONSTRAINT ck_report_revision_title_length CHECK ((length((title)::text) <= 140))
);


--
-- Name: report_update; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.report_update (
    id uuid NOT NULL,
    report_id uuid NOT NULL,
    shown_on_id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    status character varying(32) NOT NULL,
    note_id text,
    note_en text,
    internal_note text,
    is_internal boolean NOT NULL,
    author_id uuid,
    author_role character varying(32) NOT NULL,
    agency_id uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_report_update_ReportStatus" CHECK (((status)::text = ANY ((ARRAY['RECEIVED'::character varying, 'VERIFIED'::character varying, 'COORDINATED'::character varying, 'ASSIGNED'::character varying, 'WORKING'::character varying, 'AWAITING_CHECK'::character varying, 'POSTPONED'::character varying, 'DONE'::character varying, 'REJECTED'::character varying, 'OTHER_AGENCY'::character varying, 'DUPLICATE'::character varying, 'HIDDEN'::character varying])::text[]))),
    CONSTRAINT "ck_report_update_Role" CHECK (((author_role)::text = ANY ((ARRAY['ANONYMOUS'::character varying, 'CITIZEN'::character varying, 'PARTNER'::character varying, 'OFFICER'::character varying, 'EDITOR'::character varying, 'ADMIN'::character varying, 'SYSTEM'::character varying])::text[]))),
    CONSTRAINT "ck_report_update_UpdateKind" CHECK (((kind)::text = ANY ((ARRAY['STEP'::character varying, 'ASSIGNED'::character varying, 'NOTE'::character varying, 'ADDITION'::character varying, 'REOPENED'::character varying, 'MERGED'::character varying, 'MODERATED'::character varying, 'RECATEGORISED'::character varying])::text[]))),
    CONSTRAINT ck_report_update_note_en_length CHECK ((length(note_en) <= 4000)),
    CONSTRAINT ck_report_update_note_id_length CHECK ((length(note_id) <= 4000))
);


--
-- Name: response_template; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.response_template (
    synthetic boolean NOT NULL,
    source_name character varying,
    source_date date,
    source_note character varying,
    id uuid NOT NULL,
    code character varying(64) NOT NULL COLLATE pg_catalog."C",
    category_id uuid,
    status character varying(32) NOT NULL,
    text_id text NOT NULL,
    text_en text NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT "ck_response_template_ReportStatus" CHECK (((status)::text = ANY ((ARRAY['RECEIVED'::character varying, 'VERIFIED'::character varying, 'COORDINATED'::character varying, 'ASSIGNED'::character varying, 'WORKING'::character varying, 'AWAITING_CHECK'::character varying, 'POSTPONED'::character varying, 'DONE'::character varying, 'REJECTED'::character varying, 'OTHER_AGENCY'::character varying, 'DUPLICATE'::character varying, 'HIDDEN'::character varying])::text[]))),
    CONSTRAINT ck_response_template_text_en_length CHECK ((length(text_en) <= 2000)),
    CONSTRAINT ck_response_template_text_id_length CHECK ((length(text_id) <= 2000))
);


--
-- Name: snapshot; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.snapshot (
    id uuid NOT NULL,
    camera_id uuid NOT NULL,
    image_digest character varying(64) NOT NULL COLLATE pg_catalog."C",
    captured_at timestamp with time zone NOT NULL,
    fetched_at timestamp with time zone NOT NULL
);


--
-- Name: ticket_day; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ticket_day (
    day character varying(6) NOT NULL COLLATE pg_catalog."C",
    last integer NOT NULL
);


--
-- Name: topic_membership; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.topic_membership (
    registration character varying(2048) NOT NULL COLLATE pg_catalog."C",
    topic character varying(80) NOT NULL COLLATE pg_catalog."C",
    wanted boolean NOT NULL,
    held boolean NOT NULL,
    due_at timestamp with time zone,
    attempts integer NOT NULL
);


--
-- Name: topic_message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.topic_message (
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    subject_kind character varying(16) NOT NULL COLLATE pg_catalog."C",
    subject_id uuid NOT NULL,
    topics text NOT NULL,
    language character varying(2) NOT NULL COLLATE pg_catalog."C",
    title character varying NOT NULL,
    body character varying NOT NULL,
    deep_link character varying,
    urgency character varying(32) NOT NULL,
    collapse_key character varying,
    ttl_seconds integer NOT NULL,
    dedupe_key character varying(255) NOT NULL COLLATE pg_catalog."C",
    broadcast_id uuid,
    status character varying(32) NOT NULL,
    message_name text,
    code character varying(64) COLLATE pg_catalog."C",
    error text,
    opened_before integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT "ck_topic_message_DeliveryStatus" CHECK (((status)::text = ANY ((ARRAY['QUEUED'::character varying, 'SENT'::character varying, 'FAILED'::character varying])::text[]))),
    CONSTRAINT "ck_topic_message_NotificationKind" CHECK (((kind)::text = ANY ((ARRAY['REPORT_UPDATED'::character varying, 'ARTICLE_PUBLISHED'::character varying, 'ALERT'::character varying, 'BROADCAST'::character varying])::text[]))),
    CONSTRAINT "ck_topic_message_Urgency" CHECK (((urgency)::text = ANY ((ARRAY['LOW'::character varying, 'NORMAL'::character varying, 'HIGH'::character varying, 'SEVERE'::character varying, 'EXTREME'::character varying])::text[])))
);


--
-- Name: topic_opening; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.topic_opening (
    message_id uuid NOT NULL,
    phone character varying(64) NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: upload; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.upload (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    content_type character varying NOT NULL,
    byte_size integer NOT NULL,
    state character varying(32) NOT NULL,
    image_digest character varying(64) COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    keeps_taken boolean NOT NULL,
    taken_at character varying(40) COLLATE pg_catalog."C",
    taken_latitude double precision,
    taken_longitude double precision,
    CONSTRAINT "ck_upload_UploadState" CHECK (((state)::text = ANY ((ARRAY['WAITING'::character varying, 'READY'::character varying, 'REFUSED'::character varying, 'USED'::character varying])::text[])))
);


--
-- Name: completion_hash number; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.completion_hash ALTER COLUMN number SET DEFAULT nextval('public.completion_hash_number_seq'::regclass);


--
-- Data for Name: agency; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.agency (synthetic, source_name, source_date, source_note, id, code, name_id, name_en, kind, phone) FROM stdin;
t	\N	\N	Contoh.	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	pupr	Dinas pupr	pupr office	dinas	0361-0
f	BPS	2025-02-28	\N	45e037f7-3c34-54b4-929b-dd558ede9a57	dlhk	Dinas dlhk	dlhk office	dinas	\N
f	\N	\N	\N	a869a797-6c13-5a5f-b4ad-2695515379a0	satpolpp	Dinas satpolpp	satpolpp office	dinas	0361-2
t	\N	\N	Contoh.	f3882c46-e9e1-5c3e-8c1c-c9806380d215	dp3a	Dinas dp3a	dp3a office	dinas	\N
f	BPS	2025-02-28	\N	d8f2896f-d45b-53b0-b767-3ba802c9fd10	kominfo	Dinas kominfo	kominfo office	dinas	0361-4
\.


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.alembic_version (version_num) FROM stdin;
0001
\.


--
-- Data for Name: app; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.app (synthetic, source_name, source_date, source_note, id, slug, name, category, summary_id, summary_en, agency_id, android_package, ios_id, web_url, icon, "position") FROM stdin;
t	\N	\N	Contoh.	df97f72f-5992-5bc2-8f97-d783ba9d1ce0	app-0	App 0	SERVICES	Ringkasan 0	Summary 0	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	123	\N	\N	0
f	BPS	2025-02-28	\N	9bc6d612-3227-58a8-b458-8b16554a801b	app-1	App 1	COMPLAINTS	Ringkasan 1	Summary 1	45e037f7-3c34-54b4-929b-dd558ede9a57	id.go.app	\N	\N	dot	0
f	\N	\N	\N	113c4650-658d-585d-9241-ce576ff74cbf	app-2	App 2	HEALTH	Ringkasan 2	Summary 2	\N	\N	123	\N	dot	1
t	\N	\N	Contoh.	877a7d96-ad85-5142-86b3-064bbf0c6fc0	app-3	App 3	EDUCATION	Ringkasan 3	Summary 3	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	id.go.app	\N	\N	dot	1
f	BPS	2025-02-28	\N	28d29edc-1f79-5687-9d64-f8b30b9d5573	app-4	App 4	SERVICES	Ringkasan 4	Summary 4	45e037f7-3c34-54b4-929b-dd558ede9a57	\N	123	\N	dot	2
\.


--
-- Data for Name: area; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.area (synthetic, source_name, source_date, source_note, id, code, level, kind, name, parent_id, latitude, longitude, boundary) FROM stdin;
t	\N	\N	Contoh.	d751b534-4c25-5fa6-86f3-a89fc85a2a47	51.03	CITY	kabupaten	Wilayah 51.03	\N	-8.7	115.17	\N
f	BPS	2025-02-28	\N	00b4bfab-66ea-5e84-84a2-bad031d8911f	51.03.01	DISTRICT	kecamatan	Wilayah 51.03.01	d751b534-4c25-5fa6-86f3-a89fc85a2a47	-8.733333333333333	115.18428571428572	\N
f	\N	\N	\N	f2827938-c334-5e0a-8083-3e5473a9ead3	51.03.02	DISTRICT	kecamatan	Wilayah 51.03.02	d751b534-4c25-5fa6-86f3-a89fc85a2a47	-8.766666666666666	115.19857142857143	\N
t	\N	\N	Contoh.	29de4b6b-7c09-51b1-9f12-7692a2918067	51.03.03	DISTRICT	kecamatan	Wilayah 51.03.03	d751b534-4c25-5fa6-86f3-a89fc85a2a47	-8.799999999999999	115.21285714285715	\N
f	BPS	2025-02-28	\N	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	51.03.01.1001	VILLAGE	desa	Wilayah 51.03.01.1001	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.833333333333332	115.22714285714287	\N
f	\N	\N	\N	89358c2a-b6cf-5773-a853-49f335f4df7e	51.03.01.1002	VILLAGE	desa	Wilayah 51.03.01.1002	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.866666666666665	115.24142857142857	\N
t	\N	\N	Contoh.	f66c5ed5-f1c6-5600-bc4c-494a20912544	51.03.01.2003	VILLAGE	desa	Wilayah 51.03.01.2003	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.899999999999999	115.25571428571429	\N
f	BPS	2025-02-28	\N	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	51.03.02.2001	VILLAGE	desa	Wilayah 51.03.02.2001	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.933333333333332	115.27	\N
f	\N	\N	\N	49d5e44b-6cde-574d-8d42-61193cc8f81f	51.03.02.2002	VILLAGE	desa	Wilayah 51.03.02.2002	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.966666666666667	115.28428571428572	\N
\.


--
-- Data for Name: article; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.article (synthetic, source_name, source_date, source_note, id, slug, kind, title_id, title_en, summary_id, summary_en, body_id, body_en, html_id, html_en, text_id, text_en, agency_id, area_id, district_id, topics, published_at, embargo_until, visible_at, updated_at, version, withdrawn, author_id) FROM stdin;
t	\N	\N	Contoh.	c7fa55c3-8dba-59d8-9234-362b8501fac7	warta-0	PRESS_RELEASE	Warta 0 tentang jalan	News 0	Ringkas 0	Short 0	x	x	<p>Isi 0</p>	<p>Text 0</p>	Isi 0 pembangunan	Text 0	\N	\N	\N	[]	2026-11-23 04:00:00+00	\N	2026-11-23 04:00:00+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	44ab30da-0704-55b5-8962-58c8857629ec	warta-1	NEWS	Warta 1 tentang jalan	\N	Ringkas 1	\N	x	\N	<p>Isi 1</p>	\N	Isi 1 pembangunan	\N	45e037f7-3c34-54b4-929b-dd558ede9a57	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	["banjir", "warga"]	2026-11-23 04:00:00+00	\N	2026-11-23 04:00:00+00	2026-11-24 04:00:00+00	2	f	\N
f	\N	\N	\N	c81fec60-7540-5dd1-8f3e-b6c9e060e935	warta-2	ANNOUNCEMENT	Warta 2 tentang jalan	News 2	Ringkas 2	Short 2	x	x	<p>Isi 2</p>	<p>Text 2</p>	Isi 2 pembangunan	Text 2	a869a797-6c13-5a5f-b4ad-2695515379a0	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	["pajak", "warga"]	2026-11-23 04:00:00+00	\N	2026-11-23 04:00:00+00	2026-11-24 04:00:00+00	3	f	\N
t	\N	\N	Contoh.	c9b501a7-743d-5694-b76d-6e1748f875d3	warta-3	HOAX_CLARIFICATION	Warta 3 tentang jalan	\N	Ringkas 3	\N	x	\N	<p>Isi 3</p>	\N	Isi 3 pembangunan	\N	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	["jalan", "warga"]	2026-11-23 04:00:00+00	2026-11-24 05:00:00+00	2026-11-24 05:00:00+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	53483722-f87f-5026-8dbc-0f084d9f0334	warta-4	PRESS_RELEASE	Warta 4 tentang jalan	News 4	Ringkas 4	Short 4	x	x	<p>Isi 4</p>	<p>Text 4</p>	Isi 4 pembangunan	Text 4	45e037f7-3c34-54b4-929b-dd558ede9a57	49d5e44b-6cde-574d-8d42-61193cc8f81f	f2827938-c334-5e0a-8083-3e5473a9ead3	[]	2026-11-23 04:00:00+00	\N	2026-11-23 04:00:00+00	2026-11-24 04:00:00+00	2	f	\N
f	\N	\N	\N	cc468131-30a4-548e-83f4-71130ddd427d	warta-5	NEWS	Warta 5 tentang jalan	\N	Ringkas 5	\N	x	\N	<p>Isi 5</p>	\N	Isi 5 pembangunan	\N	\N	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	["pajak", "warga"]	2026-11-23 04:00:00+00	2026-11-24 03:30:00+00	2026-11-24 03:30:00+00	2026-11-24 04:00:00+00	3	f	\N
t	\N	\N	Contoh.	2fc7ed40-36de-58a9-ab49-00ae7ed90573	warta-6	ANNOUNCEMENT	Warta 6 tentang jalan	News 6	Ringkas 6	Short 6	x	x	<p>Isi 6</p>	<p>Text 6</p>	Isi 6 pembangunan	Text 6	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	["jalan", "warga"]	2026-11-22 04:00:00.12+00	\N	2026-11-22 04:00:00.12+00	2026-11-24 04:00:00+00	1	t	\N
f	BPS	2025-02-28	\N	c0934f0d-f94f-51e7-a9dc-ee2b97e57ebc	warta-7	HOAX_CLARIFICATION	Warta 7 tentang jalan	\N	Ringkas 7	\N	x	\N	<p>Isi 7</p>	\N	Isi 7 pembangunan	\N	45e037f7-3c34-54b4-929b-dd558ede9a57	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	["banjir", "warga"]	2026-11-22 04:00:00.12+00	\N	2026-11-22 04:00:00.12+00	2026-11-24 04:00:00+00	2	f	\N
f	\N	\N	\N	a0c0556b-ccd7-55a9-ae4c-1d2724e38b17	warta-8	PRESS_RELEASE	Warta 8 tentang jalan	News 8	Ringkas 8	Short 8	x	x	<p>Isi 8</p>	<p>Text 8</p>	Isi 8 pembangunan	Text 8	a869a797-6c13-5a5f-b4ad-2695515379a0	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	[]	2026-11-22 04:00:00.12+00	\N	2026-11-22 04:00:00.12+00	2026-11-24 04:00:00+00	3	f	\N
t	\N	\N	Contoh.	c7cf98cf-4808-5df5-a75a-978dfa6176db	warta-9	NEWS	Warta 9 tentang jalan	\N	Ringkas 9	\N	x	\N	<p>Isi 9</p>	\N	Isi 9 pembangunan	\N	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	["jalan", "warga"]	2026-11-22 04:00:00.12+00	\N	2026-11-22 04:00:00.12+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	7cc512c6-cb94-5de9-a198-f27fb68e8d0f	warta-10	ANNOUNCEMENT	Warta 10 tentang jalan	News 10	Ringkas 10	Short 10	x	x	<p>Isi 10</p>	<p>Text 10</p>	Isi 10 pembangunan	Text 10	\N	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	["banjir", "warga"]	2026-11-22 04:00:00.12+00	\N	2026-11-22 04:00:00.12+00	2026-11-24 04:00:00+00	2	f	\N
f	\N	\N	\N	780f9a4c-0747-57fb-86d6-85a248586486	warta-11	HOAX_CLARIFICATION	Warta 11 tentang jalan	\N	Ringkas 11	\N	x	\N	<p>Isi 11</p>	\N	Isi 11 pembangunan	\N	a869a797-6c13-5a5f-b4ad-2695515379a0	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	["pajak", "warga"]	2026-11-22 04:00:00.12+00	2026-11-24 05:00:00+00	2026-11-24 05:00:00+00	2026-11-24 04:00:00+00	3	f	\N
t	\N	\N	Contoh.	966faf21-42bc-524b-9146-d579fabd4aa4	warta-12	PRESS_RELEASE	Warta 12 tentang jalan	News 12	Ringkas 12	Short 12	x	x	<p>Isi 12</p>	<p>Text 12</p>	Isi 12 pembangunan	Text 12	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	[]	2026-11-25 04:00:00+00	\N	2026-11-25 04:00:00+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	803f32f8-ea31-56fa-9981-40764d1965f3	warta-13	NEWS	Warta 13 tentang jalan	\N	Ringkas 13	\N	x	\N	<p>Isi 13</p>	\N	Isi 13 pembangunan	\N	45e037f7-3c34-54b4-929b-dd558ede9a57	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	["banjir", "warga"]	2026-11-25 04:00:00+00	2026-11-24 03:30:00+00	2026-11-25 04:00:00+00	2026-11-24 04:00:00+00	2	t	\N
f	\N	\N	\N	3de8594f-9070-54ec-ac0f-1594b9049777	warta-14	ANNOUNCEMENT	Warta 14 tentang jalan	News 14	Ringkas 14	Short 14	x	x	<p>Isi 14</p>	<p>Text 14</p>	Isi 14 pembangunan	Text 14	a869a797-6c13-5a5f-b4ad-2695515379a0	49d5e44b-6cde-574d-8d42-61193cc8f81f	f2827938-c334-5e0a-8083-3e5473a9ead3	["pajak", "warga"]	2026-11-21 04:00:00.123+00	\N	2026-11-21 04:00:00.123+00	2026-11-24 04:00:00+00	3	f	\N
t	\N	\N	Contoh.	533cfe49-407f-5fbd-990e-52a7a4a92d73	warta-15	HOAX_CLARIFICATION	Warta 15 tentang jalan	\N	Ringkas 15	\N	x	\N	<p>Isi 15</p>	\N	Isi 15 pembangunan	\N	\N	\N	\N	["jalan", "warga"]	2026-11-21 04:00:00.123+00	\N	2026-11-21 04:00:00.123+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	750b3c60-c1f1-5784-bb15-75bbe8f61a52	warta-16	PRESS_RELEASE	Warta 16 tentang jalan	News 16	Ringkas 16	Short 16	x	x	<p>Isi 16</p>	<p>Text 16</p>	Isi 16 pembangunan	Text 16	45e037f7-3c34-54b4-929b-dd558ede9a57	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	[]	2026-11-21 04:00:00.123+00	\N	2026-11-21 04:00:00.123+00	2026-11-24 04:00:00+00	2	f	\N
f	\N	\N	\N	cf80373c-dcbc-575b-bee5-1c172f6c01e6	warta-17	NEWS	Warta 17 tentang jalan	\N	Ringkas 17	\N	x	\N	<p>Isi 17</p>	\N	Isi 17 pembangunan	\N	a869a797-6c13-5a5f-b4ad-2695515379a0	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	["pajak", "warga"]	2026-11-21 04:00:00.123+00	\N	2026-11-21 04:00:00.123+00	2026-11-24 04:00:00+00	3	f	\N
t	\N	\N	Contoh.	929e6f54-f48a-567d-8579-5f779abd7b39	warta-18	ANNOUNCEMENT	Warta 18 tentang jalan	News 18	Ringkas 18	Short 18	x	x	<p>Isi 18</p>	<p>Text 18</p>	Isi 18 pembangunan	Text 18	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	["jalan", "warga"]	2026-11-20 04:00:00.1+00	\N	2026-11-20 04:00:00.1+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	22861d2f-3643-5115-88c4-c74af1e901a0	warta-19	HOAX_CLARIFICATION	Warta 19 tentang jalan	\N	Ringkas 19	\N	x	\N	<p>Isi 19</p>	\N	Isi 19 pembangunan	\N	45e037f7-3c34-54b4-929b-dd558ede9a57	49d5e44b-6cde-574d-8d42-61193cc8f81f	f2827938-c334-5e0a-8083-3e5473a9ead3	["banjir", "warga"]	2026-11-20 04:00:00.1+00	2026-11-24 05:00:00+00	2026-11-24 05:00:00+00	2026-11-24 04:00:00+00	2	f	\N
f	\N	\N	\N	c789975c-5e61-50be-9e0c-396fc75f0682	warta-20	PRESS_RELEASE	Warta 20 tentang jalan	News 20	Ringkas 20	Short 20	x	x	<p>Isi 20</p>	<p>Text 20</p>	Isi 20 pembangunan	Text 20	\N	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	[]	2026-11-20 04:00:00.1+00	\N	2026-11-20 04:00:00.1+00	2026-11-24 04:00:00+00	3	t	\N
t	\N	\N	Contoh.	8f1dd5c8-3796-5fb7-9bb2-429312e44d7a	warta-21	NEWS	Warta 21 tentang jalan	\N	Ringkas 21	\N	x	\N	<p>Isi 21</p>	\N	Isi 21 pembangunan	\N	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	["jalan", "warga"]	2026-11-20 04:00:00.1+00	2026-11-24 03:30:00+00	2026-11-24 03:30:00+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	01905719-91af-5581-961f-22bc7e3fa271	warta-22	ANNOUNCEMENT	Warta 22 tentang jalan	News 22	Ringkas 22	Short 22	x	x	<p>Isi 22</p>	<p>Text 22</p>	Isi 22 pembangunan	Text 22	45e037f7-3c34-54b4-929b-dd558ede9a57	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	["banjir", "warga"]	2026-11-20 04:00:00.1+00	\N	2026-11-20 04:00:00.1+00	2026-11-24 04:00:00+00	2	f	\N
f	\N	\N	\N	bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	warta-23	HOAX_CLARIFICATION	Warta 23 tentang jalan	\N	Ringkas 23	\N	x	\N	<p>Isi 23</p>	\N	Isi 23 pembangunan	\N	a869a797-6c13-5a5f-b4ad-2695515379a0	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	["pajak", "warga"]	2026-11-20 04:00:00.1+00	\N	2026-11-20 04:00:00.1+00	2026-11-24 04:00:00+00	3	f	\N
t	\N	\N	Contoh.	436de142-f540-5b54-95ab-dc4eddcc6d75	warta-24	PRESS_RELEASE	Warta 24 tentang jalan	News 24	Ringkas 24	Short 24	x	x	<p>Isi 24</p>	<p>Text 24</p>	Isi 24 pembangunan	Text 24	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	[]	2026-11-19 04:00:00.123456+00	\N	2026-11-19 04:00:00.123456+00	2026-11-24 04:00:00+00	1	f	\N
f	BPS	2025-02-28	\N	272ea122-b376-5e33-b53d-01c3465edde2	warta-25	NEWS	Warta 25 tentang jalan	\N	Ringkas 25	\N	x	\N	<p>Isi 25</p>	\N	Isi 25 pembangunan	\N	\N	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	["banjir", "warga"]	2026-11-19 04:00:00.123456+00	\N	2026-11-19 04:00:00.123456+00	2026-11-24 04:00:00+00	2	f	\N
\.


--
-- Data for Name: article_image; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.article_image (id, article_id, image_digest, "position") FROM stdin;
8cf05b6f-fa7a-540a-b248-d94ab38c1e9f	44ab30da-0704-55b5-8962-58c8857629ec	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	0
11afd0cf-22ff-58ee-8761-f782cbf3f9c7	c81fec60-7540-5dd1-8f3e-b6c9e060e935	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	0
d8c089e9-0ea0-5de5-a423-ad4693571736	c81fec60-7540-5dd1-8f3e-b6c9e060e935	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	1
4bfc7c6f-eec2-5894-a44d-c2abef8528ce	c9b501a7-743d-5694-b76d-6e1748f875d3	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0
327b8260-69c4-5a59-8a3e-074fd01459f7	c9b501a7-743d-5694-b76d-6e1748f875d3	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	1
e89ff6e5-89ba-5f78-9f28-b5bc29cd86b5	c9b501a7-743d-5694-b76d-6e1748f875d3	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	2
b1cec8d6-e5c0-5ff0-a2d6-960263fe5342	cc468131-30a4-548e-83f4-71130ddd427d	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	0
12600be7-1a4e-53f0-8d35-55a274d8189b	2fc7ed40-36de-58a9-ab49-00ae7ed90573	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0
33286d94-4240-57d3-95a0-8fc29f9a0c8e	2fc7ed40-36de-58a9-ab49-00ae7ed90573	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	1
752eb20e-98cd-5e16-a4bf-7ab4224c253c	c0934f0d-f94f-51e7-a9dc-ee2b97e57ebc	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	0
7df397e7-0afd-5d5f-88d3-af0dc821c002	c0934f0d-f94f-51e7-a9dc-ee2b97e57ebc	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	1
ae559d3d-0cd5-591f-8d6b-ea3090013e13	c0934f0d-f94f-51e7-a9dc-ee2b97e57ebc	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	2
cdd17120-c612-595b-ab5b-1391ec884001	c7cf98cf-4808-5df5-a75a-978dfa6176db	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0
efa51686-8a92-56eb-9ab6-c12d607a6776	7cc512c6-cb94-5de9-a198-f27fb68e8d0f	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	0
a6fae347-692f-5bf9-8b4e-5e3c2bd4265d	7cc512c6-cb94-5de9-a198-f27fb68e8d0f	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	1
aa16dd31-0317-50a9-8d15-f3e95b13f429	780f9a4c-0747-57fb-86d6-85a248586486	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	0
ddf0ff2f-1a3c-53f4-b578-e89106da913d	780f9a4c-0747-57fb-86d6-85a248586486	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	1
e5508693-f736-5640-b95f-941cba748c50	780f9a4c-0747-57fb-86d6-85a248586486	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	2
048d0a46-630f-5050-9141-1de7fd237e1c	803f32f8-ea31-56fa-9981-40764d1965f3	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	0
cccdceca-69c5-5efa-9649-629fc5b08cb3	3de8594f-9070-54ec-ac0f-1594b9049777	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	0
aa0f53d2-e420-51c0-9b02-83559d714eb8	3de8594f-9070-54ec-ac0f-1594b9049777	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	1
3e9e3278-06f2-507e-892d-666948d8d140	533cfe49-407f-5fbd-990e-52a7a4a92d73	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0
abafa3ca-aa6e-585b-8b3b-7744ef239301	533cfe49-407f-5fbd-990e-52a7a4a92d73	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	1
40d9ca36-f78b-550b-8a6a-f216508616db	533cfe49-407f-5fbd-990e-52a7a4a92d73	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	2
8027237d-9c01-58b4-aae1-33cd76fb44cd	cf80373c-dcbc-575b-bee5-1c172f6c01e6	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	0
2910e321-6901-5823-8457-acd0b28cc3d0	929e6f54-f48a-567d-8579-5f779abd7b39	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0
4431a9ad-ca79-5e5f-8d1e-14b471cb4626	929e6f54-f48a-567d-8579-5f779abd7b39	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	1
a70441a1-565c-577c-91c2-3e99302273a3	22861d2f-3643-5115-88c4-c74af1e901a0	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	0
2dd667cd-4093-5bc4-a1e6-adcae052f781	22861d2f-3643-5115-88c4-c74af1e901a0	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	1
15125929-f673-5ed3-9b56-54f79630d1fa	22861d2f-3643-5115-88c4-c74af1e901a0	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	2
8e42afb0-01cd-5fcb-a733-7e5a1b9950e2	8f1dd5c8-3796-5fb7-9bb2-429312e44d7a	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0
138f1467-ad83-5ef1-92f1-d61637a7d3c3	01905719-91af-5581-961f-22bc7e3fa271	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	0
6eba45e4-12dc-5b4a-9b5d-8345d73c0f5c	01905719-91af-5581-961f-22bc7e3fa271	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	1
ad9a21fd-2478-5928-b5fd-63d308d3c7e7	bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	0
a709f55f-e15e-5caf-8a0e-e6d4c4714812	bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	1
a476b839-b239-5671-9cf4-851de1b607f5	bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	2
10dabcc4-a2a4-5507-8dcc-6d8f915de6c3	272ea122-b376-5e33-b53d-01c3465edde2	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	0
\.


--
-- Data for Name: article_topic; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.article_topic (article_id, topic) FROM stdin;
44ab30da-0704-55b5-8962-58c8857629ec	banjir
44ab30da-0704-55b5-8962-58c8857629ec	warga
c81fec60-7540-5dd1-8f3e-b6c9e060e935	pajak
c81fec60-7540-5dd1-8f3e-b6c9e060e935	warga
c9b501a7-743d-5694-b76d-6e1748f875d3	jalan
c9b501a7-743d-5694-b76d-6e1748f875d3	warga
cc468131-30a4-548e-83f4-71130ddd427d	pajak
cc468131-30a4-548e-83f4-71130ddd427d	warga
2fc7ed40-36de-58a9-ab49-00ae7ed90573	jalan
2fc7ed40-36de-58a9-ab49-00ae7ed90573	warga
c0934f0d-f94f-51e7-a9dc-ee2b97e57ebc	banjir
c0934f0d-f94f-51e7-a9dc-ee2b97e57ebc	warga
c7cf98cf-4808-5df5-a75a-978dfa6176db	jalan
c7cf98cf-4808-5df5-a75a-978dfa6176db	warga
7cc512c6-cb94-5de9-a198-f27fb68e8d0f	banjir
7cc512c6-cb94-5de9-a198-f27fb68e8d0f	warga
780f9a4c-0747-57fb-86d6-85a248586486	pajak
780f9a4c-0747-57fb-86d6-85a248586486	warga
803f32f8-ea31-56fa-9981-40764d1965f3	banjir
803f32f8-ea31-56fa-9981-40764d1965f3	warga
3de8594f-9070-54ec-ac0f-1594b9049777	pajak
3de8594f-9070-54ec-ac0f-1594b9049777	warga
533cfe49-407f-5fbd-990e-52a7a4a92d73	jalan
533cfe49-407f-5fbd-990e-52a7a4a92d73	warga
cf80373c-dcbc-575b-bee5-1c172f6c01e6	pajak
cf80373c-dcbc-575b-bee5-1c172f6c01e6	warga
929e6f54-f48a-567d-8579-5f779abd7b39	jalan
929e6f54-f48a-567d-8579-5f779abd7b39	warga
22861d2f-3643-5115-88c4-c74af1e901a0	banjir
22861d2f-3643-5115-88c4-c74af1e901a0	warga
8f1dd5c8-3796-5fb7-9bb2-429312e44d7a	jalan
8f1dd5c8-3796-5fb7-9bb2-429312e44d7a	warga
01905719-91af-5581-961f-22bc7e3fa271	banjir
01905719-91af-5581-961f-22bc7e3fa271	warga
bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	pajak
bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	warga
272ea122-b376-5e33-b53d-01c3465edde2	banjir
272ea122-b376-5e33-b53d-01c3465edde2	warga
\.


--
-- Data for Name: broadcast; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.broadcast (id, author_id, theme, area_id, urgency, title_id, title_en, body_id, body_en, article_id, status, send_at, created_at, ended_at) FROM stdin;
ca46f883-0c5b-51ea-a819-7aec24f9742e	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORTS	\N	LOW	Siaran 0	Broadcast 0	Isi	Body	c7fa55c3-8dba-59d8-9234-362b8501fac7	SCHEDULED	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	\N
5eff0e62-8a0e-53ee-aefb-4984d8d034e7	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERTS	f2827938-c334-5e0a-8083-3e5473a9ead3	NORMAL	Siaran 1	Broadcast 1	Isi	Body	\N	SENT	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
c4ad6d96-9f0f-55c1-ab91-86386f2f28aa	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ANNOUNCEMENTS	00b4bfab-66ea-5e84-84a2-bad031d8911f	HIGH	Siaran 2	Broadcast 2	Isi	Body	\N	CANCELLED	2026-11-24 03:00:00+00	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
5fab5d97-8499-5d8a-8edb-55bc612233df	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	NEWS	\N	SEVERE	Siaran 3	Broadcast 3	Isi	Body	\N	SCHEDULED	2026-11-24 03:00:00+00	2026-11-24 04:00:00+00	\N
b8a06799-74ef-5bb3-a82c-a0c2611da14a	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORTS	00b4bfab-66ea-5e84-84a2-bad031d8911f	EXTREME	Siaran 4	Broadcast 4	Isi	Body	53483722-f87f-5026-8dbc-0f084d9f0334	SENT	2026-11-24 02:00:00+00	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
f42a96b6-1b48-5974-9b1e-5bbe7507f3bc	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERTS	f2827938-c334-5e0a-8083-3e5473a9ead3	LOW	Siaran 5	Broadcast 5	Isi	Body	\N	CANCELLED	2026-11-24 02:00:00+00	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
f13c8577-719c-539b-b4f2-b19ac2829265	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ANNOUNCEMENTS	\N	NORMAL	Siaran 6	Broadcast 6	Isi	Body	\N	SCHEDULED	2026-11-24 01:00:00+00	2026-11-24 04:00:00+00	\N
a21b5bc1-5002-534a-a6f2-9e630e65a7ef	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	NEWS	f2827938-c334-5e0a-8083-3e5473a9ead3	HIGH	Siaran 7	Broadcast 7	Isi	Body	\N	SENT	2026-11-24 01:00:00+00	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
8b19fd13-d908-58fb-b99b-c8a6077348bb	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORTS	00b4bfab-66ea-5e84-84a2-bad031d8911f	SEVERE	Siaran 8	Broadcast 8	Isi	Body	a0c0556b-ccd7-55a9-ae4c-1d2724e38b17	CANCELLED	2026-11-24 00:00:00+00	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
\.


--
-- Data for Name: camera; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.camera (synthetic, source_name, source_date, source_note, id, code, name, site_id, bearing, range_metres, status, owner, stream_path, image_digest, captured_at, fetched_at, failures, last_failure) FROM stdin;
t	\N	\N	Contoh.	e33b9242-e310-56b7-ac1d-07213af9bfa1	CAM-000	Kamera 0	8e4a8eda-d440-50c6-bc4b-7c16cbfae87d	\N	100	ACTIVE	CITY	rahasia/0	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	0	\N
f	BPS	2025-02-28	\N	67d49ed0-8de4-541b-904b-0334fe5eb0cf	CAM-001	Kamera 1	bb284459-ddba-58e5-b492-400480cfa8fa	30	\N	MAINTENANCE	POLICE	rahasia/1	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 03:59:00+00	2026-11-24 03:59:00+00	0	\N
f	\N	\N	\N	81da2ba1-795e-56dd-8f7c-9db2c025b6d3	CAM-002	Kamera 2	029b0cd2-953f-5517-9161-0d516b03284a	\N	\N	RETIRED	PROVINCE	rahasia/2	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	2026-11-24 03:58:00+00	2026-11-24 03:58:00+00	0	\N
t	\N	\N	Contoh.	65b28d99-5c17-535b-8eb9-8a979a52526f	CAM-003	Kamera 3	8e4a8eda-d440-50c6-bc4b-7c16cbfae87d	90	100	ACTIVE	VILLAGE	rahasia/3	\N	\N	\N	0	\N
f	BPS	2025-02-28	\N	c5c0fbb9-368d-5edb-9ce6-8e203636f413	CAM-004	Kamera 4	bb284459-ddba-58e5-b492-400480cfa8fa	\N	\N	MAINTENANCE	CITY	rahasia/4	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	2026-11-24 03:56:00+00	2026-11-24 03:56:00+00	0	\N
f	\N	\N	\N	b1b4db83-0adb-5572-8f7c-6fca5e57ece8	CAM-005	Kamera 5	029b0cd2-953f-5517-9161-0d516b03284a	150	\N	RETIRED	POLICE	rahasia/5	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	2026-11-24 03:55:00+00	2026-11-24 03:55:00+00	0	\N
t	\N	\N	Contoh.	5d75d8f9-1854-5ce4-98ec-f8cf73673a6a	CAM-006	Kamera 6	8e4a8eda-d440-50c6-bc4b-7c16cbfae87d	\N	100	ACTIVE	PROVINCE	rahasia/6	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	2026-11-24 03:54:00+00	2026-11-24 03:54:00+00	0	\N
f	BPS	2025-02-28	\N	78b5560f-4ef7-5235-9915-1b3cb9bffd2c	CAM-007	Kamera 7	bb284459-ddba-58e5-b492-400480cfa8fa	210	\N	MAINTENANCE	VILLAGE	rahasia/7	\N	\N	\N	0	\N
f	\N	\N	\N	47aae456-1496-5606-b233-f07846b0762c	CAM-008	Kamera 8	029b0cd2-953f-5517-9161-0d516b03284a	\N	\N	RETIRED	CITY	rahasia/8	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	2026-11-24 03:52:00+00	2026-11-24 03:52:00+00	0	\N
t	\N	\N	Contoh.	e93daa1b-bda3-51c9-9965-8b65f032e284	CAM-009	Kamera 9	8e4a8eda-d440-50c6-bc4b-7c16cbfae87d	270	100	ACTIVE	POLICE	rahasia/9	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 03:51:00+00	2026-11-24 03:51:00+00	0	\N
f	BPS	2025-02-28	\N	28127401-51f2-507d-b383-d3ec02ae1c4c	CAM-010	Kamera 10	bb284459-ddba-58e5-b492-400480cfa8fa	\N	\N	MAINTENANCE	PROVINCE	rahasia/10	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 03:50:00+00	2026-11-24 03:50:00+00	0	\N
\.


--
-- Data for Name: camera_site; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.camera_site (synthetic, source_name, source_date, source_note, id, code, name, village_id, district_id, latitude, longitude) FROM stdin;
t	\N	\N	Contoh.	8e4a8eda-d440-50c6-bc4b-7c16cbfae87d	BDR	Simpang BDR	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.74	115.16
f	BPS	2025-02-28	\N	bb284459-ddba-58e5-b492-400480cfa8fa	KTA	Simpang KTA	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.737	115.16123456789012
f	\N	\N	\N	029b0cd2-953f-5517-9161-0d516b03284a	LGN	Simpang LGN	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.734	115.16246913578024
t	\N	\N	Contoh.	14a759ba-0c21-5051-9a0a-8b61b5383e6b	MGW	Simpang MGW	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.74	115.16
\.


--
-- Data for Name: city; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.city (synthetic, source_name, source_date, source_note, id, sole, code, name_id, name_en, ticket_prefix, time_zone, languages, area_code, latitude, longitude, map_zoom, people, holiday_country, regional_holidays, local_holidays) FROM stdin;
f	BPS	2025-02-28	\N	fb40e05b-afc3-5a5e-817c-19e8c12312ac	1	badung	Kabupaten Badung	Badung Regency	BDG	Asia/Makassar	["ID", "EN"]	51.03	-8.58285	115	10	549300	ID	[]	[]
\.


--
-- Data for Name: city_contact; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.city_contact (synthetic, source_name, source_date, source_note, id, code, label_id, label_en, number, "position") FROM stdin;
f	\N	\N	\N	e1fba08c-4af9-53b7-9efb-a4c1db062f35	balai	Balai	BALAI	03610	0
f	\N	\N	\N	1ea4a796-499d-5096-92d2-fbf5342fb804	kantor	Kantor	KANTOR	03611	1
\.


--
-- Data for Name: completion_hash; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.completion_hash (number, photo_id, "position", hash, band_0, band_1, band_2) FROM stdin;
1	abef950d-bc17-5d15-8d20-95cfed75d147	0	-4611686018427387899	1	2	3
\.


--
-- Data for Name: completion_proof; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.completion_proof (id, report_id, update_id, verdict, similar_photo_id, checked_at, replaced_at) FROM stdin;
b456a738-1ae1-567a-91a4-ffa421118dd6	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	d6956843-42b6-5e0f-b6d9-6df7ec54c135	REJECTED	81f81bf5-5854-5bf5-91fb-cf08058a4707	2026-11-23 04:00:00+00	\N
792bd651-be25-5138-b5d4-41dda38311a8	503c2ea0-20b4-54fe-be3f-f1fc9e820306	fe5fdbeb-001b-5c62-8dab-5caeae916e3b	NEEDS_REVIEW	\N	2026-11-22 04:00:00.12+00	\N
52cdb608-f384-504f-ace6-a334cd43834d	503c2ea0-20b4-54fe-be3f-f1fc9e820306	fe5fdbeb-001b-5c62-8dab-5caeae916e3b	NEEDS_REVIEW	\N	2026-11-22 04:00:00.12+00	2026-11-24 04:00:00+00
001bf1a4-fb4d-5891-bbc7-45bc6b0090af	d393c8e4-bc09-5616-98ce-28978a7fbe78	5268cfb6-b54a-5c27-a1cf-ab08acf33ace	VERIFIED	abef950d-bc17-5d15-8d20-95cfed75d147	2026-11-21 04:00:00.123+00	\N
3fb3b62a-2d4e-5448-9913-da2801ef900d	e2618074-b905-5a6b-a52c-a5ccdd3f470d	11adf3c0-7ce7-5e7f-b25d-0c1c0e800f34	REJECTED	81f81bf5-5854-5bf5-91fb-cf08058a4707	2026-11-20 04:00:00.1+00	\N
8e175f1b-7113-5671-8970-2adf5bdd077c	e2618074-b905-5a6b-a52c-a5ccdd3f470d	11adf3c0-7ce7-5e7f-b25d-0c1c0e800f34	REJECTED	81f81bf5-5854-5bf5-91fb-cf08058a4707	2026-11-20 04:00:00.1+00	2026-11-24 04:00:00+00
cc66901d-4ca1-5535-b537-2b65115d6ea5	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	919af27a-9849-5d97-b489-b937b7dc4766	REJECTED	81f81bf5-5854-5bf5-91fb-cf08058a4707	2026-11-18 04:00:00.00001+00	\N
3e5f2758-0c59-5699-a594-ebd1c3bb8284	2aba90ad-7732-519a-84ab-daa5211dce4b	df84e868-3413-58de-b48d-87cce362b928	NEEDS_REVIEW	\N	2026-11-17 04:00:00+00	\N
255251b0-1b7e-5cd2-a59b-011865c8a28c	2aba90ad-7732-519a-84ab-daa5211dce4b	df84e868-3413-58de-b48d-87cce362b928	NEEDS_REVIEW	\N	2026-11-17 04:00:00+00	2026-11-24 04:00:00+00
67c9f810-6cf3-5157-9496-49bde26b2309	beb6c307-57db-545f-a044-d4ef751701be	477a76bd-7f98-5f8b-b6b3-ff17cbb73101	VERIFIED	abef950d-bc17-5d15-8d20-95cfed75d147	2026-11-16 04:00:00.12+00	\N
3cf046ac-6c62-58b0-8382-e70e5b1aa13d	ef68036f-bc03-5702-a820-543a058d6fc8	a6f2a7e9-41d0-5d38-87b7-9ecb17007278	REJECTED	81f81bf5-5854-5bf5-91fb-cf08058a4707	2026-11-15 04:00:00.123+00	\N
73e0db89-6f85-5790-8824-b9675c4aa166	ef68036f-bc03-5702-a820-543a058d6fc8	a6f2a7e9-41d0-5d38-87b7-9ecb17007278	REJECTED	81f81bf5-5854-5bf5-91fb-cf08058a4707	2026-11-15 04:00:00.123+00	2026-11-24 04:00:00+00
\.


--
-- Data for Name: correction; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.correction (id, article_id, by_article_id, kind, note_id, note_en, corrected_at) FROM stdin;
5899399c-afb3-504e-9b87-61e27ae3d85f	44ab30da-0704-55b5-8962-58c8857629ec	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
96fe8b18-dd6d-560a-b67d-e7bcd7feb0d5	c81fec60-7540-5dd1-8f3e-b6c9e060e935	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
e6b1df55-5c23-5cc9-87f4-7ea72df4b29f	c81fec60-7540-5dd1-8f3e-b6c9e060e935	\N	RIGHT_OF_REPLY	Ralat 1	\N	2026-11-24 04:00:00+00
dc339086-b08b-51da-a2bb-990e7e4de8c3	53483722-f87f-5026-8dbc-0f084d9f0334	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
339f047f-15e6-56a4-b896-25c04c784892	cc468131-30a4-548e-83f4-71130ddd427d	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
5a8e18d8-1e72-539b-aea3-4f6568146aa7	cc468131-30a4-548e-83f4-71130ddd427d	\N	RIGHT_OF_REPLY	Ralat 1	Correction 1	2026-11-24 04:00:00+00
979f8677-e794-54e9-8c71-6b04ddbdb0de	c0934f0d-f94f-51e7-a9dc-ee2b97e57ebc	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
b5506790-1aea-50a6-9dd9-0b9ad878cd39	a0c0556b-ccd7-55a9-ae4c-1d2724e38b17	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
45b35d52-b72e-56d6-ad8a-59d3ff0d8090	a0c0556b-ccd7-55a9-ae4c-1d2724e38b17	\N	RIGHT_OF_REPLY	Ralat 1	\N	2026-11-24 04:00:00+00
efc5ae2f-cfc5-5929-a929-c2724f2428d6	7cc512c6-cb94-5de9-a198-f27fb68e8d0f	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
5736a205-6784-54ac-a7cc-239eaa95eed8	780f9a4c-0747-57fb-86d6-85a248586486	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
dc437485-4cab-50a4-b48d-6d659b7f9512	780f9a4c-0747-57fb-86d6-85a248586486	\N	RIGHT_OF_REPLY	Ralat 1	Correction 1	2026-11-24 04:00:00+00
d3c00471-42fc-55ee-b9d1-36c732930376	803f32f8-ea31-56fa-9981-40764d1965f3	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
89b18045-41b4-595b-a808-7838cbe63d9f	3de8594f-9070-54ec-ac0f-1594b9049777	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
5c0c40ae-7c11-56b8-80ed-4223b70bf6c7	3de8594f-9070-54ec-ac0f-1594b9049777	\N	RIGHT_OF_REPLY	Ralat 1	\N	2026-11-24 04:00:00+00
dbff8d73-a462-5cbe-b8f9-a35e2d6f7472	750b3c60-c1f1-5784-bb15-75bbe8f61a52	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
d5860770-5473-56b6-bf78-42862cf67a9b	cf80373c-dcbc-575b-bee5-1c172f6c01e6	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
c9e604ca-b09d-51cf-9bd8-876335949365	cf80373c-dcbc-575b-bee5-1c172f6c01e6	\N	RIGHT_OF_REPLY	Ralat 1	Correction 1	2026-11-24 04:00:00+00
9f052d8c-5e6e-5c14-83c1-137d10bf1d9f	22861d2f-3643-5115-88c4-c74af1e901a0	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
eb892154-7ee4-5355-9f8a-9ae3464b9f44	c789975c-5e61-50be-9e0c-396fc75f0682	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
9a11d68d-29bb-5a13-a620-0cf36889e325	c789975c-5e61-50be-9e0c-396fc75f0682	\N	RIGHT_OF_REPLY	Ralat 1	\N	2026-11-24 04:00:00+00
757b6907-62ba-5392-858f-29784a0266f7	01905719-91af-5581-961f-22bc7e3fa271	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	\N	2026-11-24 04:00:00+00
842d47c8-affa-500e-94d0-617bdd12aa93	bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	966faf21-42bc-524b-9146-d579fabd4aa4	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
6a3286f0-7c06-5692-b03b-d60ed44bd05b	bd8b0add-31af-547d-9f8b-c1fe6bc4ae5c	\N	RIGHT_OF_REPLY	Ralat 1	Correction 1	2026-11-24 04:00:00+00
28990f34-92e4-58b8-ad50-d46d84b4cbad	272ea122-b376-5e33-b53d-01c3465edde2	c7fa55c3-8dba-59d8-9234-362b8501fac7	CORRECTION	Ralat 0	Correction 0	2026-11-24 04:00:00+00
\.


--
-- Data for Name: delivery; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.delivery (id, notification_id, device_id, status, message_name, code, error, updated_at, opened_at) FROM stdin;
468bf002-6188-5fcb-a613-5383d4be01d0	52456b06-2da5-5625-8b7c-623666087b4f	ec5c817f-d1c4-58e3-a9e1-c56960b79edc	QUEUED	\N	\N	\N	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
946b4eb9-fb74-5e09-a091-68bff1aa40d8	35877160-0d65-53df-b32a-97b1b558b6a9	6c27d9d0-a036-5b9f-81a8-aa0220257360	SENT	\N	\N	\N	2026-11-24 04:00:00+00	\N
\.


--
-- Data for Name: device; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.device (id, person_id, installation_id, token, phone_key, app_slug, platform, app_version, language, time_zone, status, off_reason, created_at, seen_at) FROM stdin;
ec5c817f-d1c4-58e3-a9e1-c56960b79edc	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	inst-0	\N	\N	app-1	ANDROID	1.0	ID	Asia/Makassar	ACTIVE	\N	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
6c27d9d0-a036-5b9f-81a8-aa0220257360	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	inst-1	\N	\N	app-1	IOS	1.0	EN	Asia/Makassar	ACTIVE	\N	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
72c7e11f-2285-5312-99eb-4f2b21ec3365	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	inst-2	\N	\N	app-1	WEB	1.0	ID	Asia/Makassar	OFF	\N	2026-11-24 04:00:00+00	2026-11-24 03:00:00+00
253332a3-fac0-5761-8dab-3f9e59a6ab95	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	inst-3	\N	\N	app-1	ANDROID	1.0	ID	Asia/Makassar	ACTIVE	\N	2026-11-24 04:00:00+00	2026-11-24 03:00:00+00
be4da0b5-c103-56e3-bc7c-031b2ba178df	\N	inst-4	\N	\N	app-1	IOS	1.0	ID	Asia/Makassar	ACTIVE	\N	2026-11-24 04:00:00+00	2026-11-24 02:00:00+00
\.


--
-- Data for Name: emergency_category; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.emergency_category (id, code, label_id, label_en, shortcut_id, "position") FROM stdin;
b25a02a7-b49b-5967-aa53-5f984d17271d	api	Kebakaran	Fire	b9aa856d-6092-5c8d-88b1-d72f473aaab9	1
\.


--
-- Data for Name: emergency_notice; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.emergency_notice (id, number, notice_id, notice_en) FROM stdin;
ff8d2a55-4a7e-56c7-9e0a-ad8b49297e6d	112	Hubungi 112.	Call 112.
\.


--
-- Data for Name: emergency_shortcut; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.emergency_shortcut (synthetic, source_name, source_date, source_note, id, code, label_id, label_en, number, dial_uri, sms_id, sms_en, fallback_numbers, icon, categories, "position") FROM stdin;
t	\N	\N	example	b9aa856d-6092-5c8d-88b1-d72f473aaab9	112	Darurat	Emergency	112	tel:112	\N	\N	["110", "113"]	siren	["api"]	1
\.


--
-- Data for Name: facility; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.facility (synthetic, source_name, source_date, source_note, id, code, kind, name, village_id, latitude, longitude, phone, open_24h) FROM stdin;
t	\N	\N	example	1a7bacce-2f38-5a9c-9509-71d8698e5a8b	rs-01	HOSPITAL	Rumah Sakit “Kuta”	89358c2a-b6cf-5773-a853-49f335f4df7e	-8.721	115.171	\N	t
\.


--
-- Data for Name: idempotency_key; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.idempotency_key (person_id, operation, key, request, result_id, created_at) FROM stdin;
a75d54e9-080e-5ec1-9974-e0ac7ce29a10	submitReport	an app's own key	a9e69d797ff69aa32a64efe3b0649691c31943c5a9b16284cb1a2fb415f1efec	d99bb699-d22d-509a-ad0a-e12ea598d137	2026-11-24 04:00:00+00
\.


--
-- Data for Name: identity_disclosure; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.identity_disclosure (id, report_id, reporter_id, recipient_id, recipient_role, agency_id, reason, disclosed_at) FROM stdin;
b2fca5a7-2780-598e-a38d-3f7e2101bf1a	d99bb699-d22d-509a-ad0a-e12ea598d137	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
0464165c-b46e-591d-b089-e39fb864d4bc	d99bb699-d22d-509a-ad0a-e12ea598d137	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
676cf05a-1a17-5323-8029-b1e998adf396	ff67233f-f3e5-539f-aa0d-2d65c9192826	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
5ca851c8-c4b2-5881-a4c3-5aa100ffccce	ff67233f-f3e5-539f-aa0d-2d65c9192826	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
17c4e446-fc58-5f28-8614-610f2acfd6b9	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
d1a17cca-0748-50ff-bb38-339b2898582a	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
1c71a77d-d478-584f-85d7-86a33836a575	6e3b4d54-7b9c-56b6-963d-c557333e0379	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
4bb449de-9b4d-51cc-aa2a-fa90f5044552	6e3b4d54-7b9c-56b6-963d-c557333e0379	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
5c536a5c-1ac3-5b88-8e3d-c83940ad3d18	3f9dcff4-56b1-533d-b112-ff4865804dc6	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
cfc54b8a-32a4-5422-a215-3bb9b5b54a88	3f9dcff4-56b1-533d-b112-ff4865804dc6	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
03016bb2-2922-5a32-86d0-6f509bb1f264	2c83db44-bddb-589f-87cc-fc740f5364d5	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
04fb7b01-9db3-51b9-9879-f75f192f6c75	2c83db44-bddb-589f-87cc-fc740f5364d5	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
88b51209-ba79-5428-a855-8d34dc01d7c2	8d32405c-9975-5025-b12b-f0e122c3b226	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
35acda15-fc7b-5cdc-b054-654fa4b73aa8	8d32405c-9975-5025-b12b-f0e122c3b226	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
fd359b5c-2c73-52d4-9434-be2ace73f24d	b50c7eb7-4991-5995-9159-488756e45f77	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
3df931e9-2d8f-5529-8198-9bd254007a1e	b50c7eb7-4991-5995-9159-488756e45f77	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
36823653-7e29-5782-ad89-52ab5693269c	9c951bdf-2aa7-58cd-9648-db83b83729eb	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	Perlu	2026-11-24 04:00:00+00
37b68c8a-2da3-5409-8843-c73d61ef0f69	9c951bdf-2aa7-58cd-9648-db83b83729eb	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	50b08344-203a-5df4-bdc5-33f11aba4046	OFFICER	\N	Perlu	2026-11-24 04:00:00+00
\.


--
-- Data for Name: image; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.image (digest, width, height, thumbhash, byte_size, alt_id, alt_en, credit, licence, created_at, likeness) FROM stdin;
b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	1920	1080	hash0	9	\N	\N	Humas	\N	2026-11-24 04:00:00+00	\N
2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	1919	1080	hash1	9	Gambar 1	Picture 1	\N	\N	2026-11-24 04:00:00+00	\N
44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	1918	1080	hash2	9	Gambar 2	\N	\N	\N	2026-11-24 04:00:00+00	\N
847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	1917	1080	hash3	9	\N	Picture 3	\N	\N	2026-11-24 04:00:00+00	\N
d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	1916	1080	hash4	9	Gambar 4	\N	Humas	\N	2026-11-24 04:00:00+00	\N
4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	1915	1080	hash5	9	Gambar 5	Picture 5	\N	\N	2026-11-24 04:00:00+00	\N
52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	1914	1080	hash6	9	\N	\N	\N	\N	2026-11-24 04:00:00+00	\N
3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	1913	1080	hash7	9	Gambar 7	Picture 7	\N	\N	2026-11-24 04:00:00+00	\N
063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	1912	1080	hash8	9	Gambar 8	\N	Humas	\N	2026-11-24 04:00:00+00	\N
\.


--
-- Data for Name: job; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.job (id, kind, lane, rank, payload, dedupe_key, state, run_at, attempts, lease, leased_until, last_error, created_at, finished_at) FROM stdin;
484a993e-c112-515f-8796-c6cead32390f	push.deliver	push.android	1	{"delivery": "…"}	push.deliver:1	DEAD	2026-11-24 04:00:00+00	5	\N	\N	UNAVAILABLE	2026-11-24 04:00:00+00	2026-11-24 05:00:00+00
\.


--
-- Data for Name: lane_pause; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.lane_pause (lane, since, until, code, detail, needs_operator) FROM stdin;
push.android	2026-11-24 04:00:00+00	2026-11-24 05:00:00+00	QUOTA_EXCEEDED	retry later	f
\.


--
-- Data for Name: notification; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.notification (id, person_id, kind, theme, subject_kind, subject_id, title_id, title_en, body_id, body_en, deep_link, urgency, collapse_key, ttl_seconds, dedupe_key, created_at, read_at, deferred_until, broadcast_id) FROM stdin;
52456b06-2da5-5625-8b7c-623666087b4f	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORT_UPDATED	REPORTS	report	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	Kabar 0	News 0	Lihat	Look	kulkul://0	NORMAL	\N	60	0	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	\N	5eff0e62-8a0e-53ee-aefb-4984d8d034e7
35877160-0d65-53df-b32a-97b1b558b6a9	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ARTICLE_PUBLISHED	ALERTS	article	c7fa55c3-8dba-59d8-9234-362b8501fac7	Kabar 1	News 1	Lihat	Look	\N	NORMAL	\N	60	1	2026-11-24 04:00:00+00	\N	\N	5eff0e62-8a0e-53ee-aefb-4984d8d034e7
18514d0a-bc66-5955-83a0-617b0910722a	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERT	ANNOUNCEMENTS	report	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	Kabar 2	News 2	Lihat	Look	kulkul://2	NORMAL	\N	60	2	2026-11-24 04:00:00+00	\N	\N	\N
ff20ad5d-305e-5885-96a5-c510b126da82	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	BROADCAST	NEWS	report	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	Kabar 3	News 3	Lihat	Look	\N	NORMAL	\N	60	3	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	\N	\N
f35a6d6d-7f02-55a5-90f9-12c6811b29c2	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORT_UPDATED	REPORTS	article	c9b501a7-743d-5694-b76d-6e1748f875d3	Kabar 4	News 4	Lihat	Look	kulkul://4	NORMAL	\N	60	4	2026-11-24 03:59:00+00	\N	\N	\N
46ed6119-fe86-535c-8dbd-82caedbc6ba3	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ARTICLE_PUBLISHED	ALERTS	article	966faf21-42bc-524b-9146-d579fabd4aa4	Kabar 5	News 5	Lihat	Look	\N	NORMAL	\N	60	5	2026-11-24 03:59:00+00	\N	\N	\N
91929810-7b65-5f30-8d7f-4da6536ce99d	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERT	ANNOUNCEMENTS	report	d3c908b9-8e36-53e6-8088-7f60ae27bc71	Kabar 6	News 6	Lihat	Look	kulkul://6	NORMAL	\N	60	6	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00	\N	\N
06df1ff2-9ff5-5126-aa3f-5cee88b8e147	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	BROADCAST	NEWS	alert	39878342-e7e6-5dda-b071-df650ffe2fdc	Kabar 7	News 7	Lihat	Look	\N	NORMAL	\N	60	7	2026-11-24 03:59:00+00	\N	\N	\N
41545bda-a7f8-54a7-b262-f776c7b10e80	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORT_UPDATED	REPORTS	report	625ed7cc-a53d-5205-a05f-a79193780c3a	Kabar 8	News 8	Lihat	Look	kulkul://8	NORMAL	\N	60	8	2026-11-24 03:58:00+00	\N	\N	\N
ce7e3e78-c60c-5cb7-a72c-af830705c9c2	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ARTICLE_PUBLISHED	ALERTS	article	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	Kabar 9	News 9	Lihat	Look	\N	NORMAL	\N	60	9	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00	\N	\N
ebfaf2af-33f8-543d-bcce-4c51d29fd771	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERT	ANNOUNCEMENTS	broadcast	5eff0e62-8a0e-53ee-aefb-4984d8d034e7	Kabar 10	News 10	Lihat	Look	kulkul://10	NORMAL	\N	60	10	2026-11-24 03:58:00+00	\N	\N	\N
417e6503-9f81-5059-8ee2-fbaadc19b685	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	BROADCAST	NEWS	broadcast	ca46f883-0c5b-51ea-a819-7aec24f9742e	Kabar 11	News 11	Lihat	Look	\N	NORMAL	\N	60	11	2026-11-24 03:58:00+00	\N	\N	\N
eed43482-d7ea-53b2-aced-693f1d7b1939	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORT_UPDATED	REPORTS	report	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	Kabar 12	News 12	Lihat	Look	kulkul://12	NORMAL	\N	60	12	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00	\N	\N
cd111097-307e-50c8-bee7-0144664dd7bd	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ARTICLE_PUBLISHED	ALERTS	article	c7fa55c3-8dba-59d8-9234-362b8501fac7	Kabar 13	News 13	Lihat	Look	\N	NORMAL	\N	60	13	2026-11-24 03:57:00+00	\N	\N	\N
05b350e0-230b-539a-94c2-5cb2bf846e8b	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERT	ANNOUNCEMENTS	report	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	Kabar 14	News 14	Lihat	Look	kulkul://14	NORMAL	\N	60	14	2026-11-24 03:57:00+00	\N	\N	\N
ae2b674a-64f1-5db5-998a-41cfce568254	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	BROADCAST	NEWS	report	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	Kabar 15	News 15	Lihat	Look	\N	NORMAL	\N	60	15	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00	\N	\N
e844069c-678e-56ff-9e2c-0d0816b75fa9	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORT_UPDATED	REPORTS	article	c9b501a7-743d-5694-b76d-6e1748f875d3	Kabar 16	News 16	Lihat	Look	kulkul://16	NORMAL	\N	60	16	2026-11-24 03:56:00+00	\N	\N	\N
2356ca45-299a-5a17-8bca-254f27ca3190	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ARTICLE_PUBLISHED	ALERTS	article	966faf21-42bc-524b-9146-d579fabd4aa4	Kabar 17	News 17	Lihat	Look	\N	NORMAL	\N	60	17	2026-11-24 03:56:00+00	\N	\N	\N
644239b6-511e-5a44-8a04-e1f23846a914	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERT	ANNOUNCEMENTS	report	d3c908b9-8e36-53e6-8088-7f60ae27bc71	Kabar 18	News 18	Lihat	Look	kulkul://18	NORMAL	\N	60	18	2026-11-24 03:56:00+00	2026-11-24 04:00:00+00	\N	\N
6cda6d49-493f-5898-beaa-3e593bcdd8f8	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	BROADCAST	NEWS	alert	39878342-e7e6-5dda-b071-df650ffe2fdc	Kabar 19	News 19	Lihat	Look	\N	NORMAL	\N	60	19	2026-11-24 03:56:00+00	\N	\N	\N
26b1fb10-9d76-5e5c-af7c-7f2ffbe16718	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	REPORT_UPDATED	REPORTS	report	625ed7cc-a53d-5205-a05f-a79193780c3a	Kabar 20	News 20	Lihat	Look	kulkul://20	NORMAL	\N	60	20	2026-11-24 03:55:00+00	\N	\N	\N
732029bd-2369-571d-9f12-2a00a1b67378	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ARTICLE_PUBLISHED	ALERTS	article	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	Kabar 21	News 21	Lihat	Look	\N	NORMAL	\N	60	21	2026-11-24 03:55:00+00	2026-11-24 04:00:00+00	\N	\N
ecace9c7-944f-5d7d-94bf-b6026b573e5b	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	ALERT	ANNOUNCEMENTS	broadcast	5eff0e62-8a0e-53ee-aefb-4984d8d034e7	Kabar 22	News 22	Lihat	Look	kulkul://22	NORMAL	\N	60	22	2026-11-24 03:55:00+00	\N	\N	\N
0007ddba-6850-5296-b84e-4b9245350ca6	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	BROADCAST	NEWS	broadcast	ca46f883-0c5b-51ea-a819-7aec24f9742e	Kabar 23	News 23	Lihat	Look	\N	NORMAL	\N	60	23	2026-11-24 03:55:00+00	\N	\N	\N
8e35f96c-e3dc-53ea-b6f3-03abef584afd	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	REPORT_UPDATED	REPORTS	report	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	Kabar 0	News 0	Lihat	Look	kulkul://0	NORMAL	\N	60	0	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	\N	5eff0e62-8a0e-53ee-aefb-4984d8d034e7
91ddbb37-13bf-531e-91d3-4fe82277fc5b	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	ARTICLE_PUBLISHED	ALERTS	article	c7fa55c3-8dba-59d8-9234-362b8501fac7	Kabar 1	News 1	Lihat	Look	\N	NORMAL	\N	60	1	2026-11-24 04:00:00+00	\N	\N	5eff0e62-8a0e-53ee-aefb-4984d8d034e7
ad071e0f-aada-55db-a931-087cfe6835a7	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	ALERT	ANNOUNCEMENTS	report	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	Kabar 2	News 2	Lihat	Look	kulkul://2	NORMAL	\N	60	2	2026-11-24 04:00:00+00	\N	\N	\N
1c30916f-10bd-5f05-9b61-67855f1ce71b	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	BROADCAST	NEWS	report	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	Kabar 3	News 3	Lihat	Look	\N	NORMAL	\N	60	3	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	\N	\N
1d936f82-9603-5a5a-88f5-29ed09ace6ba	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	REPORT_UPDATED	REPORTS	article	c9b501a7-743d-5694-b76d-6e1748f875d3	Kabar 4	News 4	Lihat	Look	kulkul://4	NORMAL	\N	60	4	2026-11-24 03:59:00+00	\N	\N	\N
9efd4c2b-e383-53af-94fa-731017e37925	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	ARTICLE_PUBLISHED	ALERTS	article	966faf21-42bc-524b-9146-d579fabd4aa4	Kabar 5	News 5	Lihat	Look	\N	NORMAL	\N	60	5	2026-11-24 03:59:00+00	\N	\N	\N
c621caae-1dd2-5fd0-a28c-03aa19117d85	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	ALERT	ANNOUNCEMENTS	report	d3c908b9-8e36-53e6-8088-7f60ae27bc71	Kabar 6	News 6	Lihat	Look	kulkul://6	NORMAL	\N	60	6	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00	\N	\N
a89f3a06-a07c-58ba-8042-214b4693fd51	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	BROADCAST	NEWS	alert	39878342-e7e6-5dda-b071-df650ffe2fdc	Kabar 7	News 7	Lihat	Look	\N	NORMAL	\N	60	7	2026-11-24 03:59:00+00	\N	\N	\N
b6a23f84-ce76-5d0e-8ab0-69d6ae48ab47	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	REPORT_UPDATED	REPORTS	report	625ed7cc-a53d-5205-a05f-a79193780c3a	Kabar 8	News 8	Lihat	Look	kulkul://8	NORMAL	\N	60	8	2026-11-24 03:58:00+00	\N	\N	\N
\.


--
-- Data for Name: person; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.person (synthetic, source_name, source_date, source_note, id, subject, role, name, agency_id, area_id, created_at) FROM stdin;
f	\N	\N	\N	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	world:sari	CITIZEN	Sari	\N	\N	2026-11-24 04:00:00+00
f	\N	\N	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	world:wayan	CITIZEN	I Wayan	\N	\N	2026-11-24 04:00:00+00
f	\N	\N	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	world:made	CITIZEN	\N	\N	\N	2026-11-24 04:00:00+00
f	\N	\N	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	world:ketut	OFFICER	Ketut	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	2026-11-24 04:00:00+00
f	\N	\N	\N	ab2b8b71-60eb-586d-b30d-28f1a6281052	world:putu	OFFICER	Putu	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	2026-11-24 04:00:00+00
f	\N	\N	\N	50b08344-203a-5df4-bdc5-33f11aba4046	world:komang	OFFICER	Komang	f3882c46-e9e1-5c3e-8c1c-c9806380d215	\N	2026-11-24 04:00:00+00
\.


--
-- Data for Name: proof_finding; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.proof_finding (id, proof_id, "position", finding) FROM stdin;
1ce7ec48-ba63-554b-a06d-b8674b55e79e	b456a738-1ae1-567a-91a4-ffa421118dd6	4	REPORTERS_PHOTO
036b1573-c598-5082-8a92-bb54c75102ab	b456a738-1ae1-567a-91a4-ffa421118dd6	3	TOO_EARLY
8c6740d2-d106-5fbb-baa6-12d049e228b4	b456a738-1ae1-567a-91a4-ffa421118dd6	2	WAITING
c64e1f35-b5cc-5f93-85e8-4dd539d891d6	b456a738-1ae1-567a-91a4-ffa421118dd6	1	SAME_SHOT
51f5e831-3f52-59b5-b59d-05ce457e9b0b	b456a738-1ae1-567a-91a4-ffa421118dd6	0	NO_TIME
df3cc46d-6186-5463-9bba-d486a3212ac1	792bd651-be25-5138-b5d4-41dda38311a8	4	TIME_FITS
2fd4c421-005c-5f74-8506-630e7e44ab16	792bd651-be25-5138-b5d4-41dda38311a8	3	BY_OFFICER
b615ddf8-ba59-5f25-8a5a-508692882cfe	792bd651-be25-5138-b5d4-41dda38311a8	2	REPORTERS_UNKNOWN
754773d6-bd20-5a68-93fa-c6b971ceb1bc	792bd651-be25-5138-b5d4-41dda38311a8	1	USED_BEFORE
301e24c7-97a0-55ee-a20a-4200a085463d	792bd651-be25-5138-b5d4-41dda38311a8	0	ELSEWHERE
e5c4217e-8c3e-5307-839a-2d0a8e63039b	52cdb608-f384-504f-ace6-a334cd43834d	4	TIME_FITS
24ac0d55-1e23-57f6-b2ae-543c16a61b54	52cdb608-f384-504f-ace6-a334cd43834d	3	BY_OFFICER
c41853fc-16a2-59a2-bf68-e8e65aebe4bf	52cdb608-f384-504f-ace6-a334cd43834d	2	REPORTERS_UNKNOWN
5ac6794c-cbff-5af6-a39b-1522019bab2b	52cdb608-f384-504f-ace6-a334cd43834d	1	USED_BEFORE
1c717e6f-8483-5b4f-85cb-cfe917e0044d	52cdb608-f384-504f-ace6-a334cd43834d	0	ELSEWHERE
a23c5a17-d6cf-5e37-8d32-29ed45e0829b	001bf1a4-fb4d-5891-bbc7-45bc6b0090af	4	NO_PLACE
e7a0fb0f-edb1-5ec5-9ed6-36da1050152a	001bf1a4-fb4d-5891-bbc7-45bc6b0090af	3	OTHER_SHOT
78193d14-6679-5f78-98f0-4df1b46d8b45	001bf1a4-fb4d-5891-bbc7-45bc6b0090af	2	USE_UNKNOWN
5302f3e6-38d4-5274-b2c0-0122650e01d0	001bf1a4-fb4d-5891-bbc7-45bc6b0090af	1	PLACE_FITS
aca96425-ad83-5c8d-9c84-5d896a3bc23e	001bf1a4-fb4d-5891-bbc7-45bc6b0090af	0	REJECTED
71f944fb-1e26-5538-ae6c-dc1caf2e8627	3fb3b62a-2d4e-5448-9913-da2801ef900d	4	WITHDRAWN
62a4ca59-e5ba-561d-91c2-be81f3fa6d20	3fb3b62a-2d4e-5448-9913-da2801ef900d	3	REPORTERS_PHOTO
8884ae44-589e-5d42-ab1e-f2e1ec496baf	3fb3b62a-2d4e-5448-9913-da2801ef900d	2	TOO_EARLY
c187bb0c-f4e1-5cef-b8f8-2faa431d3a1f	3fb3b62a-2d4e-5448-9913-da2801ef900d	1	WAITING
2cb4c4a6-6d09-5c7c-bb43-57c72ca5b6d5	3fb3b62a-2d4e-5448-9913-da2801ef900d	0	SAME_SHOT
6501d113-2735-55be-97c7-8a57447767d8	8e175f1b-7113-5671-8970-2adf5bdd077c	4	WITHDRAWN
03588059-6822-5463-9329-d91f5ad87bee	8e175f1b-7113-5671-8970-2adf5bdd077c	3	REPORTERS_PHOTO
a75b634e-ffa0-5195-819e-d0ab5b90c16a	8e175f1b-7113-5671-8970-2adf5bdd077c	2	TOO_EARLY
01ad6e4f-c909-5d0c-b9c4-e8f5d6b93a38	8e175f1b-7113-5671-8970-2adf5bdd077c	1	WAITING
891d4379-c6f0-586a-8486-c9bb81625cea	8e175f1b-7113-5671-8970-2adf5bdd077c	0	SAME_SHOT
9ab021cd-a4e2-5d16-bba2-399ef22ef482	cc66901d-4ca1-5535-b537-2b65115d6ea5	4	IN_FUTURE
1ccfde69-bc18-55a9-a7e5-34844725ade6	cc66901d-4ca1-5535-b537-2b65115d6ea5	3	WITHDRAWN
f2d765d1-d2bf-5086-8f79-92f71fd3935e	cc66901d-4ca1-5535-b537-2b65115d6ea5	2	REPORTERS_PHOTO
4db5573d-f44e-5939-8f85-a2d36cf9ab3c	cc66901d-4ca1-5535-b537-2b65115d6ea5	1	TOO_EARLY
cd75f69a-1bb0-5a7e-a9bd-01d638c61178	cc66901d-4ca1-5535-b537-2b65115d6ea5	0	WAITING
dd10db4d-472c-5d28-8aad-1713cda3cd09	3e5f2758-0c59-5699-a594-ebd1c3bb8284	4	BY_REPORTER
84a29bd1-0f54-5199-9b11-1ed1f65884d6	3e5f2758-0c59-5699-a594-ebd1c3bb8284	3	ALTERED_SHOT
8eb56ba6-b6e9-51e0-88d6-6697ef4eed58	3e5f2758-0c59-5699-a594-ebd1c3bb8284	2	TIME_FITS
6bf8514a-5386-501e-9201-9e8990907b34	3e5f2758-0c59-5699-a594-ebd1c3bb8284	1	BY_OFFICER
69dab52b-586a-57e6-9b08-d34899e27620	3e5f2758-0c59-5699-a594-ebd1c3bb8284	0	REPORTERS_UNKNOWN
0abf0e32-246c-570d-b43b-ceffae3c3ecc	255251b0-1b7e-5cd2-a59b-011865c8a28c	4	BY_REPORTER
4de217e9-df02-54e6-9290-4188417f8061	255251b0-1b7e-5cd2-a59b-011865c8a28c	3	ALTERED_SHOT
6c33e31d-7aa0-55ae-8619-fc55a5ffc0cc	255251b0-1b7e-5cd2-a59b-011865c8a28c	2	TIME_FITS
4d0122f2-b6dc-556c-8fc0-2d34308ae82f	255251b0-1b7e-5cd2-a59b-011865c8a28c	1	BY_OFFICER
77e2fd43-778a-573b-a38c-9a7901622415	255251b0-1b7e-5cd2-a59b-011865c8a28c	0	REPORTERS_UNKNOWN
9f6f1f29-584e-54e6-99be-6cd339e072a5	67c9f810-6cf3-5157-9496-49bde26b2309	4	NO_REPORTERS_PHOTO
31e5e2f3-5edd-554b-9445-eb504f25fbc4	67c9f810-6cf3-5157-9496-49bde26b2309	3	LIKE_EARLIER
eb9b9ee6-8e6d-5f35-98a2-b51094580d42	67c9f810-6cf3-5157-9496-49bde26b2309	2	NO_PLACE
fa39c674-12b9-5125-b913-31dcb25193cb	67c9f810-6cf3-5157-9496-49bde26b2309	1	OTHER_SHOT
26a068ae-e018-5d85-a8ea-b111b5744ba8	67c9f810-6cf3-5157-9496-49bde26b2309	0	USE_UNKNOWN
96e724fe-9ae4-5fd6-8ce4-f938fd6078f9	3cf046ac-6c62-58b0-8382-e70e5b1aa13d	4	FIRST_USE
2a4e69ac-a73c-5e3b-b245-aa43552cfecc	3cf046ac-6c62-58b0-8382-e70e5b1aa13d	3	IN_FUTURE
ec3da192-d9f2-5415-b1e1-16c8c6a6ebf7	3cf046ac-6c62-58b0-8382-e70e5b1aa13d	2	WITHDRAWN
7dadb35d-6e44-5d2b-bc71-e522f3fadcf2	3cf046ac-6c62-58b0-8382-e70e5b1aa13d	1	REPORTERS_PHOTO
05230379-7d4e-5768-9a99-f0156be78750	3cf046ac-6c62-58b0-8382-e70e5b1aa13d	0	TOO_EARLY
cc17d046-bfda-5ee7-9351-d1447306a869	73e0db89-6f85-5790-8824-b9675c4aa166	4	FIRST_USE
58a720b0-29f1-57d2-9bc6-780a5f9c3c6f	73e0db89-6f85-5790-8824-b9675c4aa166	3	IN_FUTURE
66813f97-b061-5f2f-be9a-6c666c23828b	73e0db89-6f85-5790-8824-b9675c4aa166	2	WITHDRAWN
c1024424-2d17-51b1-9d22-5ce2862d732d	73e0db89-6f85-5790-8824-b9675c4aa166	1	REPORTERS_PHOTO
6b2964d1-8140-5575-b2db-74f72b897ced	73e0db89-6f85-5790-8824-b9675c4aa166	0	TOO_EARLY
\.


--
-- Data for Name: push_area_choice; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.push_area_choice (id, person_id, device_id, theme, area_id) FROM stdin;
2e0e6ac8-8fdb-56c8-a0a0-32ff649d09e8	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	\N	NEWS	f2827938-c334-5e0a-8083-3e5473a9ead3
fe7163dc-5d01-5ca0-a007-fcb12e652aaf	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	\N	NEWS	00b4bfab-66ea-5e84-84a2-bad031d8911f
4f2c47dd-a181-5fc6-805e-d71df0de5e7c	\N	be4da0b5-c103-56e3-bc7c-031b2ba178df	NEWS	00b4bfab-66ea-5e84-84a2-bad031d8911f
\.


--
-- Data for Name: push_preference; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.push_preference (person_id, quiet_from, quiet_until, time_zone, follows_phone_zone, updated_at) FROM stdin;
a75d54e9-080e-5ec1-9974-e0ac7ce29a10	22:00	06:00	Asia/Makassar	f	2026-11-24 04:00:00+00
41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	\N	\N	Asia/Makassar	t	2026-11-24 04:00:00+00
\.


--
-- Data for Name: push_theme_choice; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.push_theme_choice (id, person_id, device_id, theme, enabled) FROM stdin;
6f2fe2a5-d385-5721-b73a-f8187cb9e67c	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	\N	NEWS	t
63955d63-ec52-5292-b0ca-23e72e145dc1	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	\N	ALERTS	f
59ed0ccc-c9b7-5284-a8cf-fd8013066f07	\N	be4da0b5-c103-56e3-bc7c-031b2ba178df	NEWS	t
\.


--
-- Data for Name: report; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.report (synthetic, source_name, source_date, source_note, id, ticket, status, category_id, agency_id, village_id, district_id, latitude, longitude, shown_latitude, shown_longitude, small_cell, middle_cell, large_cell, address, title, description, reporter_id, hide_name, hide_report, is_sensitive, is_public, submitted_at, observed_at, updated_at, due_at, clock_from, days_used, days_allowed, overdue_notified_at, closed_at, postponed_until, joined_count, rating, rating_comment, rated_at, rating_changed, reopened_at, assignee_id, completed_by_id, status_before_hiding, merged_into_id, version) FROM stdin;
t	\N	\N	Contoh.	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	BDG2611230000	RECEIVED	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.7	115.17	-8.7	115.17	2727946027	340927717	42599580	Gang 0	Lubang di jalan dekat pasar	\N	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-23 04:00:00+00	\N	2026-11-24 04:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	BPS	2025-02-28	\N	d99bb699-d22d-509a-ad0a-e12ea598d137	BDG2611230001	VERIFIED	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.7007123456789	115.1710987654321	-8.700712	115.171099	2727946027	340927717	42599580	Gang 1	Sampah menumpuk di tepi sungai	Uraian 1: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	t	f	f	t	2026-11-23 04:00:00+00	\N	2026-11-24 03:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	2026-11-23 07:00:00+00	\N	\N	\N	\N	1
f	\N	\N	\N	c676a48e-571d-50cd-bb88-c347e26ccd46	BDG2611230002	COORDINATED	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.7014246913578	115.17219753086422	-8.701	115.172	2727946028	340927717	42599580	Gang 2	Kata "kutip" dan \\garis\\ miring	Uraian 2: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	t	f	f	2026-11-23 04:00:00+00	2026-11-22 19:00:00+00	2026-11-24 02:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	BDG2611230003	ASSIGNED	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.702137037036703	115.17329629629633	-8.702	115.173	2727946028	340927717	42599580	\N	[1, 2] bukan daftar	\N	\N	f	t	t	f	2026-11-23 04:00:00+00	\N	2026-11-24 01:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	BDG2611230004	WORKING	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.702849382715604	115.17439506172843	-8.702849	115.174395	2727946028	340927717	42599580	Gang 4	{"a": null}	Uraian 4: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-23 04:00:00+00	\N	2026-11-24 00:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	\N	\N	\N	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	BDG2611230005	AWAITING_CHECK	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.703561728394504	115.17549382716055	-8.703562	115.175494	2727814956	340927717	42599580	Gang 5	Lampu jalan padam 🔥 di Jalan Raya	Uraian 5: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-23 04:00:00+00	\N	2026-11-23 23:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	\N	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	\N	\N	1
t	\N	\N	Contoh.	ff67233f-f3e5-539f-aa0d-2d65c9192826	BDG2611230006	POSTPONED	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.704274074073405	115.17659259259266	-8.704274	115.176593	2727814957	340927717	42599580	Gang 6	null	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	t	f	f	t	2026-11-22 04:00:00.12+00	\N	2026-11-23 22:00:00+00	2026-11-23 04:00:00+00	2026-11-25 04:00:00+00	0	0	\N	\N	2027-01-01	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	fe5aa6b3-1548-575f-8549-bb6bbb13703b	BDG2611230007	DONE	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.704986419752306	115	-8.705	115	2727814912	340927712	42599580	\N	Baris\ndua\tdan tab akhir	Uraian 7: air tergenang di jalan.	\N	f	f	f	t	2026-11-22 04:00:00.12+00	\N	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	3	3	Terima kasih	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	4f03b4f1-2795-53bd-9ee3-d12aa4609f15	BDG2611230008	REJECTED	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.705698765431208	115.17879012345688	-8.706	115.179	2727814957	340927717	42599580	Gang 8	Jalanan berlubang dan perjalanan terganggu	Uraian 8: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	t	t	f	2026-11-22 04:00:00.12+00	\N	2026-11-24 03:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
t	\N	\N	Contoh.	5271081e-5b68-5542-a0d8-4d444fa4d770	BDG2611230009	OTHER_AGENCY	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	-8.706411111110109	115.17988888888898	-8.706411	115.179889	2727814958	340927717	42599580	Gang 9	' OR 1=1 -- $1 ?1 %s :x	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-22 04:00:00.12+00	2026-11-21 19:00:00.12+00	2026-11-24 02:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	1	\N	\N	\N	f	2026-11-22 07:00:00.12+00	\N	\N	\N	\N	1
f	\N	\N	\N	625ed7cc-a53d-5205-a05f-a79193780c3a	BDG2611230011	HIDDEN	c7231f15-2d88-504f-97bc-e596df4a140d	a869a797-6c13-5a5f-b4ad-2695515379a0	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.70783580246791	115.1820864197532	-8.707836	115.182086	2727683886	340927717	42599580	\N	Sampah menumpuk di tepi sungai	Uraian 11: air tergenang di jalan.	\N	t	t	f	f	2026-11-22 04:00:00.12+00	\N	2026-11-24 00:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	2cf63e5b-1eab-5acd-9efd-7cd8315abba5	BDG2611230012	RECEIVED	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.70854814814681	115.18318518518531	-8.709	115.183	2727683886	340927717	42599580	Gang 12	Kata "kutip" dan \\garis\\ miring	\N	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-21 04:00:00.123+00	\N	2026-11-23 23:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	BPS	2025-02-28	\N	a49b19e7-0de1-55ae-8dde-9e0bbf611195	BDG2611230013	VERIFIED	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.709260493825711	115.17	-8.709	115.17	2727683883	340927717	42599580	Gang 13	[1, 2] bukan daftar	Uraian 13: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	t	t	f	2026-11-21 04:00:00.123+00	\N	2026-11-23 22:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	82a86cef-d488-5c7a-a082-cf602f20cdbd	BDG2611230014	COORDINATED	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.709972839504614	115.1710987654321	-8.709973	115.171099	2727683883	340927717	42599580	Gang 14	{"a": null}	Uraian 14: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-21 04:00:00.123+00	\N	2026-11-24 04:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	d393c8e4-bc09-5616-98ce-28978a7fbe78	BDG2611230015	ASSIGNED	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.710685185183515	115.17219753086422	-8.710685	115.172198	2727683884	340927717	42599580	\N	Lampu jalan padam 🔥 di Jalan Raya	\N	\N	f	f	f	t	2026-11-21 04:00:00.123+00	\N	2026-11-24 03:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	BDG2611230016	WORKING	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.711397530862415	115.17329629629633	-8.711398	115.173296	2727552812	340927717	42599580	Gang 16	null	Uraian 16: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	t	f	f	t	2026-11-21 04:00:00.123+00	2026-11-20 19:00:00.123+00	2026-11-24 02:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	\N	\N	\N	4457c718-e46f-5cc0-8506-9f6dc9136e8c	BDG2611230017	AWAITING_CHECK	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.712109876541316	115.17439506172843	-8.712	115.174	2727552812	340927717	42599580	Gang 17	Baris\ndua\tdan tab akhir	Uraian 17: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-21 04:00:00.123+00	\N	2026-11-24 01:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	2026-11-21 07:00:00.123+00	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	\N	\N	1
t	\N	\N	Contoh.	10a3d4ea-e604-5ff3-8762-1c7d7b5d647f	BDG2611230018	POSTPONED	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.712822222220217	115.17549382716055	-8.713	115.175	2727552812	340927717	42599580	Gang 18	Jalanan berlubang dan perjalanan terganggu	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	t	t	f	2026-11-20 04:00:00.1+00	\N	2026-11-24 00:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	2027-01-01	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	d5643182-7140-5ba1-89d2-2171f88efccc	BDG2611230019	DONE	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	-8.713534567899119	115.17659259259266	-8.713535	115.176593	2727552813	340927717	42599580	\N	' OR 1=1 -- $1 ?1 %s :x	Uraian 19: air tergenang di jalan.	\N	f	f	f	t	2026-11-20 04:00:00.1+00	\N	2026-11-23 23:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	3	5	Terima kasih	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	e2618074-b905-5a6b-a52c-a5ccdd3f470d	BDG2611230020	REJECTED	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.71424691357802	115.17769135802476	-8.714247	115.177691	2727552813	340927717	42599580	Gang 20	Lubang di jalan dekat pasar	Uraian 20: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	t	f	f	2026-11-20 04:00:00.1+00	\N	2026-11-23 22:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
t	\N	\N	Contoh.	6e3b4d54-7b9c-56b6-963d-c557333e0379	BDG2611230021	OTHER_AGENCY	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.71495925925692	115.17879012345688	-8.714959	115.17879	2727421741	340927717	42599580	Gang 21	Sampah menumpuk di tepi sungai	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	t	f	f	t	2026-11-20 04:00:00.1+00	\N	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	1	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	478f04be-21c0-5e27-bdd9-bf34c054352a	BDG2611230023	HIDDEN	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.716383950614722	115.18098765432109	-8.716	115.181	2727421742	340927717	42599580	\N	[1, 2] bukan daftar	Uraian 23: air tergenang di jalan.	\N	f	t	t	f	2026-11-20 04:00:00.1+00	2026-11-19 19:00:00.1+00	2026-11-24 02:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	bb161aa8-5bb5-55a4-bfe6-0ef198a29caf	BDG2611230024	RECEIVED	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.717096296293624	115.1820864197532	-8.717096	115.182086	2727421742	340927717	42599580	Gang 24	{"a": null}	\N	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-19 04:00:00.123456+00	\N	2026-11-24 01:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	BPS	2025-02-28	\N	49fd89b1-5f4f-532e-95be-3a5ed1744096	BDG2611230025	VERIFIED	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.717808641972525	115.18318518518531	-8.717809	115.183185	2727421742	340927717	42599580	Gang 25	Lampu jalan padam 🔥 di Jalan Raya	Uraian 25: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-19 04:00:00.123456+00	\N	2026-11-24 00:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	2026-11-19 07:00:00.123456+00	\N	\N	\N	\N	1
f	\N	\N	\N	3f9dcff4-56b1-533d-b112-ff4865804dc6	BDG2611230026	COORDINATED	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.718520987651425	115.17	-8.718521	115.17	2727421739	340927717	42599580	Gang 26	null	Uraian 26: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	t	f	f	t	2026-11-19 04:00:00.123456+00	\N	2026-11-23 23:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	d8f895ea-bbba-5b96-99d7-73beb365003d	BDG2611230027	ASSIGNED	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.719233333330326	115.1710987654321	-8.719	115.171	2727290667	340796645	42599580	\N	Baris\ndua\tdan tab akhir	\N	\N	f	f	f	t	2026-11-19 04:00:00.123456+00	\N	2026-11-23 22:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	3ab65448-dd3c-5135-b50a-dd44df423543	BDG2611230028	WORKING	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.719945679009227	115.17219753086422	-8.72	115.172	2727290668	340796645	42599580	Gang 28	Jalanan berlubang dan perjalanan terganggu	Uraian 28: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	t	t	f	2026-11-19 04:00:00.123456+00	\N	2026-11-24 04:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	\N	\N	\N	33fc7210-ef01-5ecc-b03b-c86b90786531	BDG2611230029	AWAITING_CHECK	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	-8.72065802468813	115.17329629629633	-8.720658	115.173296	2727290668	340796645	42599580	Gang 29	' OR 1=1 -- $1 ?1 %s :x	Uraian 29: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	t	f	f	2026-11-19 04:00:00.123456+00	\N	2026-11-24 03:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	fed2a16a-e992-5ccd-b191-fe718f049964	BDG2611230030	POSTPONED	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.72137037036703	115.17439506172843	-8.72137	115.174395	2727290668	340796645	42599580	Gang 30	Lubang di jalan dekat pasar	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-18 04:00:00.00001+00	2026-11-17 19:00:00.00001+00	2026-11-24 02:00:00+00	2026-11-22 04:00:00+00	2026-11-25 04:00:00+00	0	0	\N	\N	2027-01-01	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	c8e4695f-c57a-5ad8-be12-4a8621777de3	BDG2611230031	DONE	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.72208271604593	115.17549382716055	-8.722083	115.175494	2727290668	340796645	42599580	\N	Sampah menumpuk di tepi sungai	Uraian 31: air tergenang di jalan.	\N	t	f	f	t	2026-11-18 04:00:00.00001+00	\N	2026-11-24 01:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	3	2	Terima kasih	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	9f771499-d02a-51ba-9bda-38f8cf40b87c	BDG2611230032	REJECTED	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.722795061724831	115.17659259259266	-8.723	115.177	2727159597	340796645	42599580	Gang 32	Kata "kutip" dan \\garis\\ miring	Uraian 32: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-18 04:00:00.00001+00	\N	2026-11-24 00:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
t	\N	\N	Contoh.	d359b55d-a538-5e8f-bed6-c69b05aef468	BDG2611230033	OTHER_AGENCY	7d82e802-a248-55a1-bb3f-f8a28703757d	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.723507407403732	115.17769135802476	-8.724	115.178	2727159597	340796645	42599580	Gang 33	[1, 2] bukan daftar	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	t	t	f	2026-11-18 04:00:00.00001+00	\N	2026-11-23 23:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	1	\N	\N	\N	f	2026-11-18 07:00:00.00001+00	\N	\N	\N	\N	1
f	\N	\N	\N	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	BDG2611230035	HIDDEN	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.724932098761535	115.17988888888898	-8.724932	115.179889	2727159598	340796645	42599580	\N	Lampu jalan padam 🔥 di Jalan Raya	Uraian 35: air tergenang di jalan.	\N	f	f	f	f	2026-11-18 04:00:00.00001+00	\N	2026-11-24 04:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	2c83db44-bddb-589f-87cc-fc740f5364d5	BDG2611230036	RECEIVED	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.725644444440436	115.18098765432109	-8.725644	115.180988	2727159598	340796645	42599580	Gang 36	null	\N	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	t	f	f	t	2026-11-17 04:00:00+00	\N	2026-11-24 03:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	BPS	2025-02-28	\N	81cc7fc8-ddf8-520f-adfd-5ca4151ccc46	BDG2611230037	VERIFIED	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.726356790119336	115.1820864197532	-8.726	115.182	2727159598	340796645	42599580	Gang 37	Baris\ndua\tdan tab akhir	Uraian 37: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-17 04:00:00+00	2026-11-16 19:00:00+00	2026-11-24 02:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	6f1e9c05-4d32-5f09-9032-3b882ca930ff	BDG2611230038	COORDINATED	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.727069135798237	115.18318518518531	-8.727	115.183	2727028526	340796645	42599580	Gang 38	Jalanan berlubang dan perjalanan terganggu	Uraian 38: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	t	t	f	2026-11-17 04:00:00+00	\N	2026-11-24 01:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	aaf43440-2ac2-5ffc-8480-6734d7648ad1	BDG2611230039	ASSIGNED	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	-8.727781481477138	115.17	-8.727781	115.17	2727028523	340796645	42599580	\N	' OR 1=1 -- $1 ?1 %s :x	\N	\N	f	f	f	t	2026-11-17 04:00:00+00	\N	2026-11-24 00:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	2aba90ad-7732-519a-84ab-daa5211dce4b	BDG2611230040	WORKING	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.72849382715604	115.1710987654321	-8.728494	115.171099	2727028523	340796645	42599580	Gang 40	Lubang di jalan dekat pasar	Uraian 40: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-17 04:00:00+00	\N	2026-11-23 23:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	\N	\N	\N	8d32405c-9975-5025-b12b-f0e122c3b226	BDG2611230041	AWAITING_CHECK	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.72920617283494	115.17219753086422	-8.729206	115.172198	2727028524	340796645	42599580	Gang 41	Sampah menumpuk di tepi sungai	Uraian 41: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	t	f	f	t	2026-11-17 04:00:00+00	\N	2026-11-23 22:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	2026-11-17 07:00:00+00	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	\N	\N	1
t	\N	\N	Contoh.	b54f70d6-2b08-52a6-8431-0a6c37b27640	BDG2611230042	POSTPONED	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.729918518513841	115.17329629629633	-8.73	115.173	2727028524	340796645	42599580	Gang 42	Kata "kutip" dan \\garis\\ miring	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-16 04:00:00.12+00	\N	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	2027-01-01	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	51b1a870-d050-5492-a1c4-de8bde4b26d6	BDG2611230043	DONE	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.730630864192742	115.17439506172843	-8.731	115.174	2726897452	340796645	42599580	\N	[1, 2] bukan daftar	Uraian 43: air tergenang di jalan.	\N	f	t	t	f	2026-11-16 04:00:00.12+00	\N	2026-11-24 03:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	3	4	Terima kasih	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	8858509a-19bd-5798-b480-878c3f45f9aa	BDG2611230044	REJECTED	eff2ff33-85c4-5dd5-8db1-572c073db374	a869a797-6c13-5a5f-b4ad-2695515379a0	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.731343209871643	115.17549382716055	-8.731343	115.175494	2726897452	340796645	42599580	Gang 44	{"a": null}	Uraian 44: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-16 04:00:00.12+00	2026-11-15 19:00:00.12+00	2026-11-24 02:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
t	\N	\N	Contoh.	beb6c307-57db-545f-a044-d4ef751701be	BDG2611230045	OTHER_AGENCY	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.732055555550545	115.17659259259266	-8.732056	115.176593	2726897453	340796645	42599580	Gang 45	Lampu jalan padam 🔥 di Jalan Raya	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-16 04:00:00.12+00	\N	2026-11-24 01:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	1	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	5bc381fc-a1a9-5039-826f-581e83160d02	BDG2611230047	HIDDEN	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.733480246908346	115.17879012345688	-8.733	115.179	2726897453	340796645	42599580	\N	Baris\ndua\tdan tab akhir	Uraian 47: air tergenang di jalan.	\N	f	t	f	f	2026-11-16 04:00:00.12+00	\N	2026-11-23 23:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	a1126293-7a77-5c18-936d-8e5f7c917682	BDG2611230048	RECEIVED	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.734192592587247	115.17988888888898	-8.734	115.18	2726897454	340796645	42599580	Gang 48	Jalanan berlubang dan perjalanan terganggu	\N	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	t	t	f	2026-11-15 04:00:00.123+00	\N	2026-11-23 22:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	BPS	2025-02-28	\N	d6c3c325-229b-5fd6-ad7e-3723bac0c570	BDG2611230049	VERIFIED	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	-8.734904938266148	115.18098765432109	-8.734905	115.180988	2726766382	340796645	42599580	Gang 49	' OR 1=1 -- $1 ?1 %s :x	Uraian 49: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-15 04:00:00.123+00	\N	2026-11-24 04:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	2026-11-15 07:00:00.123+00	\N	\N	\N	\N	1
f	\N	\N	\N	ef68036f-bc03-5702-a820-543a058d6fc8	BDG2611230050	COORDINATED	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.73561728394505	115.1820864197532	-8.735617	115.182086	2726766382	340796645	42599580	Gang 50	Lubang di jalan dekat pasar	Uraian 50: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-15 04:00:00.123+00	\N	2026-11-24 03:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
t	\N	\N	Contoh.	86eb4e2d-d35c-5413-b2f3-63264d790832	BDG2611230051	ASSIGNED	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.73632962962395	115.18318518518531	-8.73633	115.183185	2726766382	340796645	42599580	\N	Sampah menumpuk di tepi sungai	\N	\N	t	f	f	t	2026-11-15 04:00:00.123+00	2026-11-14 19:00:00.123+00	2026-11-24 02:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	1c22f69b-f579-55f5-93d3-c707f9aa1e70	BDG2611230052	WORKING	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.737041975302851	115.17	-8.737	115.17	2726766379	340796645	42599580	Gang 52	Kata "kutip" dan \\garis\\ miring	Uraian 52: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	f	f	f	t	2026-11-15 04:00:00.123+00	\N	2026-11-24 01:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	\N	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
f	\N	\N	\N	d3cdd832-422e-5229-9cab-2b2580602164	BDG2611230053	AWAITING_CHECK	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.737754320981752	115.1710987654321	-8.738	115.171	2726766379	340796645	42599580	Gang 53	[1, 2] bukan daftar	Uraian 53: air tergenang di jalan.	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	t	t	f	2026-11-15 04:00:00.123+00	\N	2026-11-24 00:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	1	\N	\N	\N	f	\N	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	\N	\N	1
t	\N	\N	Contoh.	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	BDG2611230054	POSTPONED	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.738466666660653	115.17219753086422	-8.738467	115.172198	2726635308	340796645	42599580	Gang 54	{"a": null}	\N	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-14 04:00:00.1+00	\N	2026-11-23 23:00:00+00	2026-11-26 04:00:00+00	2026-11-25 04:00:00+00	0	0	\N	\N	2027-01-01	2	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	61862dbf-6adc-5b4a-acdd-69cd8d43d62b	BDG2611230055	DONE	cf980983-8789-5d52-904b-929091b897cb	45e037f7-3c34-54b4-929b-dd558ede9a57	f2875c6f-2518-5e9d-84ee-98a18d9e0b85	f2827938-c334-5e0a-8083-3e5473a9ead3	-8.739179012339553	115.17329629629633	-8.739179	115.173296	2726635308	340796645	42599580	\N	Lampu jalan padam 🔥 di Jalan Raya	Uraian 55: air tergenang di jalan.	\N	f	f	f	t	2026-11-14 04:00:00.1+00	\N	2026-11-23 22:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	3	1	Terima kasih	\N	f	\N	\N	\N	\N	\N	1
f	\N	\N	\N	9c951bdf-2aa7-58cd-9648-db83b83729eb	BDG2611230056	REJECTED	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	e9cc2cc1-9c8b-5555-82da-4cabb98ac3a5	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.739891358018456	115.17439506172843	-8.739891	115.174395	2726635308	340796645	42599580	Gang 56	null	Uraian 56: air tergenang di jalan.	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	t	t	f	f	2026-11-14 04:00:00.1+00	\N	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	0	\N	\N	\N	f	\N	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	\N	\N	\N	1
t	\N	\N	Contoh.	020ec18d-1177-5e3f-bb93-523fa1ae04cc	BDG2611230057	OTHER_AGENCY	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	a869a797-6c13-5a5f-b4ad-2695515379a0	89358c2a-b6cf-5773-a853-49f335f4df7e	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.740603703697357	115.17549382716055	-8.741	115.175	2726635308	340796645	42599580	Gang 57	Baris\ndua\tdan tab akhir	\N	41d532ad-e087-5bdb-a3d1-c33b7ae0d4d5	f	f	f	t	2026-11-14 04:00:00.1+00	\N	2026-11-24 03:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	1	\N	\N	\N	f	2026-11-14 07:00:00.1+00	\N	\N	\N	\N	1
f	\N	\N	\N	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	BDG2611230059	HIDDEN	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	\N	\N	-8.742028395055158	115.17769135802476	-8.742028	115.177691	2726635309	340796645	42599580	\N	' OR 1=1 -- $1 ?1 %s :x	Uraian 59: air tergenang di jalan.	\N	f	f	f	f	2026-11-14 04:00:00.1+00	\N	2026-11-24 01:00:00+00	\N	2026-11-23 04:00:00+00	0	0	\N	\N	\N	3	\N	\N	\N	f	\N	\N	\N	\N	\N	1
f	BPS	2025-02-28	\N	503c2ea0-20b4-54fe-be3f-f1fc9e820306	BDG2611230010	DUPLICATE	cf980983-8789-5d52-904b-929091b897cb	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.70712345678901	115.18098765432109	-8.707123	115.180988	2727683886	340927717	42599580	Gang 10	Lubang di jalan dekat pasar	Uraian 10: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-22 04:00:00.12+00	\N	2026-11-24 01:00:00+00	2026-11-22 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	2	\N	\N	\N	f	\N	\N	\N	\N	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	1
f	BPS	2025-02-28	\N	9a9e8188-e20f-5308-bad0-ffe36c690c3f	BDG2611230022	DUPLICATE	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	45e037f7-3c34-54b4-929b-dd558ede9a57	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.715671604935821	115.17988888888898	-8.716	115.18	2727421742	340927717	42599580	Gang 22	Kata "kutip" dan \\garis\\ miring	Uraian 22: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-20 04:00:00.1+00	\N	2026-11-24 03:00:00+00	2026-11-24 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	2	\N	\N	\N	f	\N	\N	\N	\N	c676a48e-571d-50cd-bb88-c347e26ccd46	1
f	BPS	2025-02-28	\N	b50c7eb7-4991-5995-9159-488756e45f77	BDG2611230046	DUPLICATE	c7231f15-2d88-504f-97bc-e596df4a140d	45e037f7-3c34-54b4-929b-dd558ede9a57	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.732767901229446	115.17769135802476	-8.732768	115.177691	2726897453	340796645	42599580	Gang 46	null	Uraian 46: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	t	f	f	t	2026-11-16 04:00:00.12+00	\N	2026-11-24 00:00:00+00	2026-11-23 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	2	\N	\N	\N	f	\N	\N	\N	\N	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1
f	BPS	2025-02-28	\N	dabedf6a-26f6-5993-a222-9d71311e98a4	BDG2611230034	DUPLICATE	eff2ff33-85c4-5dd5-8db1-572c073db374	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.724219753082632	115.17879012345688	-8.72422	115.17879	2727159597	340796645	42599580	Gang 34	{"a": null}	Uraian 34: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	f	f	t	2026-11-18 04:00:00.00001+00	\N	2026-11-23 22:00:00+00	2026-11-26 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	2	\N	\N	\N	f	\N	\N	\N	\N	503c2ea0-20b4-54fe-be3f-f1fc9e820306	1
f	BPS	2025-02-28	\N	eae5eb82-befe-5f6e-8bd0-b29d941279f5	BDG2611230058	DUPLICATE	7d82e802-a248-55a1-bb3f-f8a28703757d	f3882c46-e9e1-5c3e-8c1c-c9806380d215	f66c5ed5-f1c6-5600-bc4c-494a20912544	00b4bfab-66ea-5e84-84a2-bad031d8911f	-8.741316049376257	115.17659259259266	-8.741	115.177	2726635309	340796645	42599580	Gang 58	Jalanan berlubang dan perjalanan terganggu	Uraian 58: air tergenang di jalan.	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	f	t	t	f	2026-11-14 04:00:00.1+00	2026-11-13 19:00:00.1+00	2026-11-24 02:00:00+00	2026-11-25 04:00:00+00	2026-11-23 04:00:00+00	0	0	\N	2026-11-24 04:00:00+00	\N	2	\N	\N	\N	f	\N	\N	\N	\N	2c83db44-bddb-589f-87cc-fc740f5364d5	1
\.


--
-- Data for Name: report_category; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.report_category (synthetic, source_name, source_date, source_note, id, code, name_id, name_en, agency_id, sla_working_days, is_sensitive, person_related, needs_completion_photo, join_radius_m, emergency_notice_id, emergency_notice_en, icon, "position") FROM stdin;
t	\N	\N	Contoh.	cf980983-8789-5d52-904b-929091b897cb	jalan	Soal jalan	About jalan	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	1	f	f	t	50	\N	\N	dot	0
f	BPS	2025-02-28	\N	c7231f15-2d88-504f-97bc-e596df4a140d	sampah	Soal sampah	About sampah	45e037f7-3c34-54b4-929b-dd558ede9a57	2	f	f	f	50	Hubungi 112	\N	dot	0
f	\N	\N	\N	6f9e2b26-6d77-5dc1-b885-5868bf1e11ef	keributan	Soal keributan	About keributan	a869a797-6c13-5a5f-b4ad-2695515379a0	3	f	t	f	50	\N	\N	dot	1
t	\N	\N	Contoh.	7d82e802-a248-55a1-bb3f-f8a28703757d	kekerasan	Soal kekerasan	About kekerasan	f3882c46-e9e1-5c3e-8c1c-c9806380d215	4	t	t	f	50	Hubungi 112	Call 112	dot	1
f	BPS	2025-02-28	\N	eff2ff33-85c4-5dd5-8db1-572c073db374	lampu	Soal lampu	About lampu	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	5	f	f	f	50	\N	\N	dot	2
\.


--
-- Data for Name: report_follower; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.report_follower (report_id, person_id, kind, followed_at) FROM stdin;
dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
c676a48e-571d-50cd-bb88-c347e26ccd46	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
ff67233f-f3e5-539f-aa0d-2d65c9192826	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
4f03b4f1-2795-53bd-9ee3-d12aa4609f15	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
503c2ea0-20b4-54fe-be3f-f1fc9e820306	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
2cf63e5b-1eab-5acd-9efd-7cd8315abba5	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
82a86cef-d488-5c7a-a082-cf602f20cdbd	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
10a3d4ea-e604-5ff3-8762-1c7d7b5d647f	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
e2618074-b905-5a6b-a52c-a5ccdd3f470d	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
9a9e8188-e20f-5308-bad0-ffe36c690c3f	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
bb161aa8-5bb5-55a4-bfe6-0ef198a29caf	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
3f9dcff4-56b1-533d-b112-ff4865804dc6	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
3ab65448-dd3c-5135-b50a-dd44df423543	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
fed2a16a-e992-5ccd-b191-fe718f049964	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
9f771499-d02a-51ba-9bda-38f8cf40b87c	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
dabedf6a-26f6-5993-a222-9d71311e98a4	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
2c83db44-bddb-589f-87cc-fc740f5364d5	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
6f1e9c05-4d32-5f09-9032-3b882ca930ff	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
2aba90ad-7732-519a-84ab-daa5211dce4b	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
b54f70d6-2b08-52a6-8431-0a6c37b27640	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
8858509a-19bd-5798-b480-878c3f45f9aa	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
b50c7eb7-4991-5995-9159-488756e45f77	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
a1126293-7a77-5c18-936d-8e5f7c917682	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
ef68036f-bc03-5702-a820-543a058d6fc8	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
1c22f69b-f579-55f5-93d3-c707f9aa1e70	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
ce4051ff-bd0f-5e59-9c7d-27d860f995a8	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
9c951bdf-2aa7-58cd-9648-db83b83729eb	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
eae5eb82-befe-5f6e-8bd0-b29d941279f5	3844c5d3-f4a4-5dca-bc52-292d19dc88d8	JOINED	2026-11-24 04:00:00+00
\.


--
-- Data for Name: report_photo; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.report_photo (id, report_id, shown_on_id, update_id, image_digest, "position", from_reporter, added_at, removed_at) FROM stdin;
abef950d-bc17-5d15-8d20-95cfed75d147	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	\N	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	t	2026-11-24 04:00:00+00	\N
faf4cb60-5d2a-54fa-b116-8b0ab5b864fb	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	\N	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	0	t	2026-11-24 04:00:00+00	\N
fae30392-48b1-5a72-88c1-2aac8b0e126d	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	\N	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	1	t	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
533699a5-229b-5493-8758-4c4b345036a4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	d51d6bba-68be-50e1-8146-ea54b4ca326e	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	f	2026-11-24 03:57:00+00	\N
77c21658-a9b0-5661-bbfa-631408e75213	ff67233f-f3e5-539f-aa0d-2d65c9192826	ff67233f-f3e5-539f-aa0d-2d65c9192826	\N	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	t	2026-11-24 04:00:00+00	\N
a29412b3-9016-5750-986f-5488d6eae686	ff67233f-f3e5-539f-aa0d-2d65c9192826	ff67233f-f3e5-539f-aa0d-2d65c9192826	\N	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	0	t	2026-11-24 04:00:00+00	\N
01cffbc4-8ab8-5714-8684-c1e4f4caeb7a	5271081e-5b68-5542-a0d8-4d444fa4d770	5271081e-5b68-5542-a0d8-4d444fa4d770	\N	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	t	2026-11-24 04:00:00+00	\N
bfc50038-b3ee-5358-8d6b-81ad29db076b	5271081e-5b68-5542-a0d8-4d444fa4d770	5271081e-5b68-5542-a0d8-4d444fa4d770	65b81db3-6d1e-50df-b548-1fc673f85768	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	f	2026-11-24 03:51:00+00	\N
06ee8b13-c10e-5b38-8769-06dea2882292	d393c8e4-bc09-5616-98ce-28978a7fbe78	d393c8e4-bc09-5616-98ce-28978a7fbe78	\N	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	t	2026-11-24 04:00:00+00	\N
7912e2ab-f308-5e38-af37-a25c1f2cdb40	d393c8e4-bc09-5616-98ce-28978a7fbe78	d393c8e4-bc09-5616-98ce-28978a7fbe78	\N	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	0	t	2026-11-24 04:00:00+00	\N
9fb47173-1992-58f9-89c2-a36e6f6fe590	d393c8e4-bc09-5616-98ce-28978a7fbe78	d393c8e4-bc09-5616-98ce-28978a7fbe78	\N	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	1	t	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
74643500-3114-5529-98d2-5d637c204d0d	d393c8e4-bc09-5616-98ce-28978a7fbe78	d393c8e4-bc09-5616-98ce-28978a7fbe78	5268cfb6-b54a-5c27-a1cf-ab08acf33ace	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	f	2026-11-24 03:45:00+00	\N
df56d0d7-f47b-5188-a211-8d6fd0b891e3	10a3d4ea-e604-5ff3-8762-1c7d7b5d647f	10a3d4ea-e604-5ff3-8762-1c7d7b5d647f	\N	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	t	2026-11-24 04:00:00+00	\N
535f90f3-ae7f-5b9a-932c-b02fdfb4a1cf	10a3d4ea-e604-5ff3-8762-1c7d7b5d647f	10a3d4ea-e604-5ff3-8762-1c7d7b5d647f	\N	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	0	t	2026-11-24 04:00:00+00	\N
782908ee-f0e4-5f37-bd68-9ae4a7316ff4	6e3b4d54-7b9c-56b6-963d-c557333e0379	6e3b4d54-7b9c-56b6-963d-c557333e0379	\N	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	t	2026-11-24 04:00:00+00	\N
3dbae2bb-176c-5a33-b396-4b989720f9b8	6e3b4d54-7b9c-56b6-963d-c557333e0379	6e3b4d54-7b9c-56b6-963d-c557333e0379	b8ad4c88-e2b5-5ee7-9db5-9ac5f5ac111b	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	f	2026-11-24 03:39:00+00	\N
81f81bf5-5854-5bf5-91fb-cf08058a4707	d8f895ea-bbba-5b96-99d7-73beb365003d	d8f895ea-bbba-5b96-99d7-73beb365003d	\N	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	t	2026-11-24 04:00:00+00	\N
927e9345-a955-575f-a587-374211b53bbc	d8f895ea-bbba-5b96-99d7-73beb365003d	d8f895ea-bbba-5b96-99d7-73beb365003d	\N	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	0	t	2026-11-24 04:00:00+00	\N
e93610d2-39fb-5cdf-ab89-9c2a9f607021	d8f895ea-bbba-5b96-99d7-73beb365003d	d8f895ea-bbba-5b96-99d7-73beb365003d	\N	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	1	t	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
3a31e775-25ba-59b6-b486-184ea505a399	d8f895ea-bbba-5b96-99d7-73beb365003d	d8f895ea-bbba-5b96-99d7-73beb365003d	3ac0e4ad-7c0a-5bb0-817a-a03f00f07bad	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	f	2026-11-24 03:33:00+00	\N
a6d77792-d62a-5ed0-a9c2-14bf31e36d86	fed2a16a-e992-5ccd-b191-fe718f049964	fed2a16a-e992-5ccd-b191-fe718f049964	\N	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	t	2026-11-24 04:00:00+00	\N
9de34948-db0d-5d93-b21f-ad4dfa6b0be2	fed2a16a-e992-5ccd-b191-fe718f049964	fed2a16a-e992-5ccd-b191-fe718f049964	\N	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	0	t	2026-11-24 04:00:00+00	\N
e9f96f25-71bd-5a5c-9484-a5f815b1da72	d359b55d-a538-5e8f-bed6-c69b05aef468	d359b55d-a538-5e8f-bed6-c69b05aef468	\N	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	t	2026-11-24 04:00:00+00	\N
5a81e116-b63b-5f6b-8534-8eebf45f9dee	d359b55d-a538-5e8f-bed6-c69b05aef468	d359b55d-a538-5e8f-bed6-c69b05aef468	d687ca86-7b08-52ed-98f1-d8004c8de586	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	f	2026-11-24 03:27:00+00	\N
eebc9ca3-ee1a-56d8-b5d1-ac6440c30d24	aaf43440-2ac2-5ffc-8480-6734d7648ad1	aaf43440-2ac2-5ffc-8480-6734d7648ad1	\N	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	t	2026-11-24 04:00:00+00	\N
743546ce-467f-5ba3-bd72-549b6a7b5831	aaf43440-2ac2-5ffc-8480-6734d7648ad1	aaf43440-2ac2-5ffc-8480-6734d7648ad1	\N	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	0	t	2026-11-24 04:00:00+00	\N
6c9658d4-ca30-51dd-9aee-1781fa63195c	aaf43440-2ac2-5ffc-8480-6734d7648ad1	aaf43440-2ac2-5ffc-8480-6734d7648ad1	\N	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	1	t	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
28503781-372a-5da6-8f7a-1b36b6cfca6a	aaf43440-2ac2-5ffc-8480-6734d7648ad1	aaf43440-2ac2-5ffc-8480-6734d7648ad1	77bb5d17-e1cf-5e5b-b366-7559f9882af9	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	f	2026-11-24 03:21:00+00	\N
c54c38a5-e9bb-5304-8591-dbb1da6a2526	b54f70d6-2b08-52a6-8431-0a6c37b27640	b54f70d6-2b08-52a6-8431-0a6c37b27640	\N	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	t	2026-11-24 04:00:00+00	\N
7124fddf-2d95-5394-8594-f4e02ad46daa	b54f70d6-2b08-52a6-8431-0a6c37b27640	b54f70d6-2b08-52a6-8431-0a6c37b27640	\N	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	0	t	2026-11-24 04:00:00+00	\N
a71e9cce-0797-5dd2-8bcb-555f6493182c	beb6c307-57db-545f-a044-d4ef751701be	beb6c307-57db-545f-a044-d4ef751701be	\N	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	t	2026-11-24 04:00:00+00	\N
9000ebf8-c755-5867-8c37-052a8de4f1fa	beb6c307-57db-545f-a044-d4ef751701be	beb6c307-57db-545f-a044-d4ef751701be	477a76bd-7f98-5f8b-b6b3-ff17cbb73101	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	f	2026-11-24 03:15:00+00	\N
07dbc9b2-f05b-5061-a72e-bf8916ca69da	86eb4e2d-d35c-5413-b2f3-63264d790832	86eb4e2d-d35c-5413-b2f3-63264d790832	\N	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	t	2026-11-24 04:00:00+00	\N
b8f5a1c9-8489-591a-9a98-9e3e0c6f817e	86eb4e2d-d35c-5413-b2f3-63264d790832	86eb4e2d-d35c-5413-b2f3-63264d790832	\N	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	0	t	2026-11-24 04:00:00+00	\N
38fcd5dc-84aa-540f-9523-dd649faa7a08	86eb4e2d-d35c-5413-b2f3-63264d790832	86eb4e2d-d35c-5413-b2f3-63264d790832	\N	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	1	t	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
fdf14101-8bd4-5181-b20d-7b620d40f0fd	86eb4e2d-d35c-5413-b2f3-63264d790832	86eb4e2d-d35c-5413-b2f3-63264d790832	6fe2d9fa-70e2-5151-8796-4f84fe2a81c6	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	0	f	2026-11-24 03:09:00+00	\N
568f9881-e466-5b87-877a-2ac95d6378b4	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	\N	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	0	t	2026-11-24 04:00:00+00	\N
3f3c58ec-4287-5802-bb17-1df464b078ca	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	\N	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	0	t	2026-11-24 04:00:00+00	\N
4355089f-d775-54cf-ac48-c0ac8ed76ea7	020ec18d-1177-5e3f-bb93-523fa1ae04cc	020ec18d-1177-5e3f-bb93-523fa1ae04cc	\N	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	t	2026-11-24 04:00:00+00	\N
e0fad1af-6f2c-5c4a-964d-8f92a0a34bab	020ec18d-1177-5e3f-bb93-523fa1ae04cc	020ec18d-1177-5e3f-bb93-523fa1ae04cc	fe9b2b62-f88f-5d31-b586-017fa365d4bf	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	0	f	2026-11-24 03:03:00+00	\N
\.


--
-- Data for Name: report_revision; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.report_revision (id, report_id, action, title, description, address, photo_id, reason, author_id, author_role, created_at) FROM stdin;
26252092-ebd0-5289-8f59-9d3b27b1b613	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	HIDE	Dahulu	\N	\N	\N	Sebab 0	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
82cc481f-2e07-55fe-b945-b7cc6b9819e5	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	UNHIDE	Dahulu	\N	\N	\N	Sebab 1	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
3fa299a6-9790-5e9b-ad98-828e19305a88	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	EDIT	Dahulu	\N	\N	\N	Sebab 2	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 03:00:00+00
0fb0caa4-bac0-56d9-b705-146c26a4dbbc	82a86cef-d488-5c7a-a082-cf602f20cdbd	HIDE	Dahulu	\N	\N	\N	Sebab 0	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
31f361e0-ac9a-53ae-bbed-6577eab9314a	82a86cef-d488-5c7a-a082-cf602f20cdbd	UNHIDE	Dahulu	\N	\N	\N	Sebab 1	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
17b1d3e9-7e84-5a1e-ab98-42d74aa8446e	82a86cef-d488-5c7a-a082-cf602f20cdbd	EDIT	Dahulu	\N	\N	\N	Sebab 2	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 03:00:00+00
17660dab-ca38-5f4e-83e9-38bf1088655e	bb161aa8-5bb5-55a4-bfe6-0ef198a29caf	HIDE	Dahulu	\N	\N	\N	Sebab 0	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
c69bdc4b-1fa1-55cd-90d2-4f88f8f14114	bb161aa8-5bb5-55a4-bfe6-0ef198a29caf	UNHIDE	Dahulu	\N	\N	\N	Sebab 1	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
0eb9cdf9-5db1-56c2-a885-c5dc3e222d90	bb161aa8-5bb5-55a4-bfe6-0ef198a29caf	EDIT	Dahulu	\N	\N	\N	Sebab 2	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 03:00:00+00
8ccc5e1d-af0b-5589-8a91-b55848b84b72	dabedf6a-26f6-5993-a222-9d71311e98a4	HIDE	Dahulu	\N	\N	\N	Sebab 0	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
96e8ca78-007e-5af4-beed-7f32832fcdaa	dabedf6a-26f6-5993-a222-9d71311e98a4	UNHIDE	Dahulu	\N	\N	\N	Sebab 1	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
a276ef74-d71d-5403-9f18-97dceb160e20	dabedf6a-26f6-5993-a222-9d71311e98a4	EDIT	Dahulu	\N	\N	\N	Sebab 2	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 03:00:00+00
5848da4c-4a33-5df2-91e1-6b1f99a7500f	8858509a-19bd-5798-b480-878c3f45f9aa	HIDE	Dahulu	\N	\N	\N	Sebab 0	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
11762a8a-9567-5b86-b742-f286a5a497ea	8858509a-19bd-5798-b480-878c3f45f9aa	UNHIDE	Dahulu	\N	\N	\N	Sebab 1	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
41c38a6a-b9da-592a-a417-3dd6f46f77fb	8858509a-19bd-5798-b480-878c3f45f9aa	EDIT	Dahulu	\N	\N	\N	Sebab 2	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 03:00:00+00
aef9aef8-18b8-5e47-b111-f6739943cdc5	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	HIDE	Dahulu	\N	\N	\N	Sebab 0	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
6fb0f056-5016-566e-b63b-7f80d0791a4c	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	UNHIDE	Dahulu	\N	\N	\N	Sebab 1	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 04:00:00+00
cbc6cfeb-8a5e-5765-b2b5-d38979cdb716	ce4051ff-bd0f-5e59-9c7d-27d860f995a8	EDIT	Dahulu	\N	\N	\N	Sebab 2	57e7ff03-eaad-5a63-ae40-26ef0d2aca58	OFFICER	2026-11-24 03:00:00+00
\.


--
-- Data for Name: report_update; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.report_update (id, report_id, shown_on_id, kind, status, note_id, note_en, internal_note, is_internal, author_id, author_role, agency_id, created_at) FROM stdin;
9cc98e95-7a80-5c50-8b15-b3016f02d7e5	d99bb699-d22d-509a-ad0a-e12ea598d137	d99bb699-d22d-509a-ad0a-e12ea598d137	STEP	VERIFIED	Catatan 0	\N	Hanya petugas 1/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-23 04:00:00+00
e49b12d3-8024-5306-93ad-f4eddaeb9fb6	c676a48e-571d-50cd-bb88-c347e26ccd46	c676a48e-571d-50cd-bb88-c347e26ccd46	STEP	COORDINATED	Catatan 0	\N	Hanya petugas 2/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-23 04:00:00+00
03813a59-678d-565e-8981-e9ba44194c53	c676a48e-571d-50cd-bb88-c347e26ccd46	c676a48e-571d-50cd-bb88-c347e26ccd46	ASSIGNED	ASSIGNED	Catatan 1	Note 1	Hanya petugas 2/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-23 04:00:00+00
c85689b9-3c3f-51d8-ba26-b5bc260bdf87	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	STEP	ASSIGNED	Catatan 0	\N	Hanya petugas 3/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-23 04:00:00+00
d51d6bba-68be-50e1-8146-ea54b4ca326e	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	ASSIGNED	WORKING	Catatan 1	Note 1	Hanya petugas 3/1	f	\N	ADMIN	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-23 04:00:00+00
cb8e7c8a-a8a6-5cb3-b07f-ad8479d45bc2	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	NOTE	AWAITING_CHECK	Catatan 2	\N	\N	f	\N	SYSTEM	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-23 04:00:00+00
66dfa2a6-5a18-57f5-8ecf-f12ea181e729	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	STEP	WORKING	Catatan 0	\N	Hanya petugas 4/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 04:00:00+00
17e4057b-c850-532d-8f1f-4cb02d0da842	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	ASSIGNED	AWAITING_CHECK	Catatan 1	Note 1	Hanya petugas 4/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 04:00:00+00
57f08751-4cb4-56ca-95ae-3f918dc64b3e	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	NOTE	POSTPONED	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 04:00:00+00
c682e938-121a-526d-a720-92cb6ecd0fae	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	ADDITION	DONE	\N	Note 3	Hanya petugas 4/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-23 05:00:00+00
eb1832be-a4c5-5a76-a4f4-30ffeaaa77d7	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	REOPENED	REJECTED	Catatan 4	\N	Hanya petugas 4/4	f	\N	ADMIN	\N	2026-11-23 05:00:00+00
6c18f7c1-f765-5ae6-8a96-8b6b1dc86b6e	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	MERGED	OTHER_AGENCY	Catatan 5	Note 5	\N	t	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 05:00:00+00
4d242ccd-7bbe-5870-88dc-dd91f8b00f3f	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	MODERATED	DUPLICATE	Catatan 6	\N	Hanya petugas 4/6	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 06:00:00+00
ee7ebf42-74fc-5c38-a366-d3a664824d4c	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	RECATEGORISED	HIDDEN	\N	Note 7	Hanya petugas 4/7	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 06:00:00+00
f0168684-4875-5469-88bb-00e8962914ab	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	STEP	RECEIVED	Catatan 8	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 06:00:00+00
df8a9c67-332d-5477-b8fe-d7b9b0f14af1	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	ASSIGNED	VERIFIED	Catatan 9	Note 9	Hanya petugas 4/9	f	\N	OFFICER	\N	2026-11-23 07:00:00+00
aeac899a-1a5b-5c96-ad7a-d230a1bec0bf	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	NOTE	COORDINATED	Catatan 10	\N	Hanya petugas 4/10	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 07:00:00+00
05a5d5bf-cdd0-59ac-87fd-914185ee803e	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	ADDITION	ASSIGNED	\N	Note 11	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 07:00:00+00
8261555a-a1d2-5694-bd35-90045efd2555	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	REOPENED	WORKING	Catatan 12	\N	Hanya petugas 4/12	t	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 08:00:00+00
01d6ec9e-fe1a-5e12-a158-985709181de1	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	MERGED	AWAITING_CHECK	Catatan 13	Note 13	Hanya petugas 4/13	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 08:00:00+00
ff50bf3e-dd12-55aa-9713-9fd95ce170d9	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	MODERATED	POSTPONED	Catatan 14	\N	\N	f	\N	SYSTEM	\N	2026-11-23 08:00:00+00
ef59141f-b438-53a0-a290-8db2e70c009f	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	RECATEGORISED	DONE	\N	Note 15	Hanya petugas 4/15	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 09:00:00+00
9b60d6fa-b014-52c4-b0eb-3694fc9915a8	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	STEP	REJECTED	Catatan 16	\N	Hanya petugas 4/16	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 09:00:00+00
49713b0e-5cc7-574b-85bf-611f60992bc8	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	ASSIGNED	OTHER_AGENCY	Catatan 17	Note 17	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 09:00:00+00
f8de6662-d446-54e4-a4c7-3f3b7621c480	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	NOTE	DUPLICATE	Catatan 18	\N	Hanya petugas 4/18	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 10:00:00+00
c49159f0-e3d3-5c23-9e18-64c2a6786230	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	ADDITION	HIDDEN	\N	Note 19	Hanya petugas 4/19	t	\N	ADMIN	\N	2026-11-23 10:00:00+00
ecf12c7b-9747-5eeb-97b0-f0aa373a079d	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	REOPENED	RECEIVED	Catatan 20	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 10:00:00+00
5ff2d493-4cfe-5948-8370-7ab58c75ce02	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	MERGED	VERIFIED	Catatan 21	Note 21	Hanya petugas 4/21	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 11:00:00+00
b56596d3-6493-5c01-8388-0d53623507ff	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	MODERATED	COORDINATED	Catatan 22	\N	Hanya petugas 4/22	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 11:00:00+00
96be3c0d-aa79-5074-9b08-335f554d0ac5	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	RECATEGORISED	ASSIGNED	\N	Note 23	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 11:00:00+00
73532032-cbf1-5cf9-9f61-7ceede39035b	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	9bf995cd-0354-5e3f-bb4c-b28ae98d5dea	STEP	WORKING	Catatan 24	\N	Hanya petugas 4/24	f	\N	OFFICER	\N	2026-11-23 12:00:00+00
b3d74ff4-9f23-5254-a605-aa1c9504355d	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	STEP	AWAITING_CHECK	Catatan 0	\N	Hanya petugas 5/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 04:00:00+00
d6956843-42b6-5e0f-b6d9-6df7ec54c135	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	ASSIGNED	POSTPONED	Catatan 1	Note 1	Hanya petugas 5/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 04:00:00+00
21a97a97-e84a-5d92-a736-d3c2276201b9	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	NOTE	DONE	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-23 04:00:00+00
dc7231dd-9e19-5348-bf77-f3df42e56dc4	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	ADDITION	REJECTED	\N	Note 3	Hanya petugas 5/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-23 05:00:00+00
f2a28f89-d0e3-516a-921c-1400a172cba2	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	68b2bc7f-a380-5444-a3fc-b1d8f9e2a5c9	REOPENED	OTHER_AGENCY	Catatan 4	\N	Hanya petugas 5/4	f	\N	ADMIN	\N	2026-11-23 05:00:00+00
11c5870d-c203-5da3-9ada-6a999339aa82	fe5aa6b3-1548-575f-8549-bb6bbb13703b	fe5aa6b3-1548-575f-8549-bb6bbb13703b	STEP	DONE	Catatan 0	\N	Hanya petugas 7/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-22 04:00:00.12+00
abca7cb9-0d13-5e35-b01e-2f2f7dea70f9	4f03b4f1-2795-53bd-9ee3-d12aa4609f15	4f03b4f1-2795-53bd-9ee3-d12aa4609f15	STEP	REJECTED	Catatan 0	\N	Hanya petugas 8/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-22 04:00:00.12+00
d948cb9f-5e13-514b-977f-b32423a71b0f	4f03b4f1-2795-53bd-9ee3-d12aa4609f15	4f03b4f1-2795-53bd-9ee3-d12aa4609f15	ASSIGNED	OTHER_AGENCY	Catatan 1	Note 1	Hanya petugas 8/1	f	\N	ADMIN	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-22 04:00:00.12+00
65cee545-addd-53cb-b87a-2423dd18b9ce	5271081e-5b68-5542-a0d8-4d444fa4d770	5271081e-5b68-5542-a0d8-4d444fa4d770	STEP	OTHER_AGENCY	Catatan 0	\N	Hanya petugas 9/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-22 04:00:00.12+00
65b81db3-6d1e-50df-b548-1fc673f85768	5271081e-5b68-5542-a0d8-4d444fa4d770	5271081e-5b68-5542-a0d8-4d444fa4d770	ASSIGNED	DUPLICATE	Catatan 1	Note 1	Hanya petugas 9/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-22 04:00:00.12+00
2f6fb71f-cb6f-545e-8c30-0bf2633719b8	5271081e-5b68-5542-a0d8-4d444fa4d770	5271081e-5b68-5542-a0d8-4d444fa4d770	NOTE	HIDDEN	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-22 04:00:00.12+00
92f2c828-232e-571b-af10-4823094a83b7	503c2ea0-20b4-54fe-be3f-f1fc9e820306	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	STEP	DUPLICATE	Catatan 0	\N	Hanya petugas 10/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-22 04:00:00.12+00
fe5fdbeb-001b-5c62-8dab-5caeae916e3b	503c2ea0-20b4-54fe-be3f-f1fc9e820306	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	ASSIGNED	HIDDEN	Catatan 1	Note 1	Hanya petugas 10/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-22 04:00:00.12+00
a60ff9e1-b3fc-5802-9f33-e9d7b6c238fc	503c2ea0-20b4-54fe-be3f-f1fc9e820306	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	NOTE	RECEIVED	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-22 04:00:00.12+00
cb3ecd57-05d0-564f-b508-3c0714bba482	503c2ea0-20b4-54fe-be3f-f1fc9e820306	dda15b7d-40a4-5773-8acc-e0ea3fbf65d5	ADDITION	VERIFIED	\N	Note 3	Hanya petugas 10/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-22 05:00:00.12+00
4379162b-9e2b-5251-94c3-b68c4816618f	625ed7cc-a53d-5205-a05f-a79193780c3a	625ed7cc-a53d-5205-a05f-a79193780c3a	STEP	HIDDEN	Catatan 0	\N	Hanya petugas 11/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-22 04:00:00.12+00
7efd52bb-38fb-5321-b5db-1c7b175cfb72	625ed7cc-a53d-5205-a05f-a79193780c3a	625ed7cc-a53d-5205-a05f-a79193780c3a	ASSIGNED	RECEIVED	Catatan 1	Note 1	Hanya petugas 11/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-22 04:00:00.12+00
91f4e10a-99ac-5e23-9f28-e086d8ac65d0	625ed7cc-a53d-5205-a05f-a79193780c3a	625ed7cc-a53d-5205-a05f-a79193780c3a	NOTE	VERIFIED	Catatan 2	\N	\N	f	\N	SYSTEM	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-22 04:00:00.12+00
99bf5393-6d6a-5ea3-8f4e-0e729b710f56	625ed7cc-a53d-5205-a05f-a79193780c3a	625ed7cc-a53d-5205-a05f-a79193780c3a	ADDITION	COORDINATED	\N	Note 3	Hanya petugas 11/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-22 05:00:00.12+00
ada35dfa-c64f-5dd4-8a4d-f48df7466d70	625ed7cc-a53d-5205-a05f-a79193780c3a	625ed7cc-a53d-5205-a05f-a79193780c3a	REOPENED	ASSIGNED	Catatan 4	\N	Hanya petugas 11/4	f	\N	ADMIN	\N	2026-11-22 05:00:00.12+00
6f9c22f5-4d38-5c14-9b0a-81adc3f0ea2d	a49b19e7-0de1-55ae-8dde-9e0bbf611195	a49b19e7-0de1-55ae-8dde-9e0bbf611195	STEP	VERIFIED	Catatan 0	\N	Hanya petugas 13/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-21 04:00:00.123+00
3bf59f5f-d579-5a83-8708-0e0729e260a2	82a86cef-d488-5c7a-a082-cf602f20cdbd	82a86cef-d488-5c7a-a082-cf602f20cdbd	STEP	COORDINATED	Catatan 0	\N	Hanya petugas 14/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-21 04:00:00.123+00
9f2121fb-8a32-593a-89a6-e73c78e9f2ca	82a86cef-d488-5c7a-a082-cf602f20cdbd	82a86cef-d488-5c7a-a082-cf602f20cdbd	ASSIGNED	ASSIGNED	Catatan 1	Note 1	Hanya petugas 14/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-21 04:00:00.123+00
5046825f-a8fd-57b5-a7b8-7d5e1423ead5	d393c8e4-bc09-5616-98ce-28978a7fbe78	d393c8e4-bc09-5616-98ce-28978a7fbe78	STEP	ASSIGNED	Catatan 0	\N	Hanya petugas 15/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-21 04:00:00.123+00
5268cfb6-b54a-5c27-a1cf-ab08acf33ace	d393c8e4-bc09-5616-98ce-28978a7fbe78	d393c8e4-bc09-5616-98ce-28978a7fbe78	ASSIGNED	WORKING	Catatan 1	Note 1	Hanya petugas 15/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-21 04:00:00.123+00
fc113386-240b-5f3e-9dbe-16b0fe0aaeb6	d393c8e4-bc09-5616-98ce-28978a7fbe78	d393c8e4-bc09-5616-98ce-28978a7fbe78	NOTE	AWAITING_CHECK	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-21 04:00:00.123+00
b045a356-c370-5de3-b877-5e7109487287	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	STEP	WORKING	Catatan 0	\N	Hanya petugas 16/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-21 04:00:00.123+00
524a53d3-521e-5511-ae86-942f3f744ecd	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	ASSIGNED	AWAITING_CHECK	Catatan 1	Note 1	Hanya petugas 16/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-21 04:00:00.123+00
43dacd74-7154-5083-85a4-77721466a226	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	NOTE	POSTPONED	Catatan 2	\N	\N	f	\N	SYSTEM	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-21 04:00:00.123+00
4ded4250-175a-5756-b02b-7909f89976db	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	b069ba87-b6bb-5b08-bd8e-fcb9e6cbbe4c	ADDITION	DONE	\N	Note 3	Hanya petugas 16/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-21 05:00:00.123+00
8eab1aa1-a324-58f9-88b9-b97d89186b17	4457c718-e46f-5cc0-8506-9f6dc9136e8c	4457c718-e46f-5cc0-8506-9f6dc9136e8c	STEP	AWAITING_CHECK	Catatan 0	\N	Hanya petugas 17/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-21 04:00:00.123+00
f70eb340-f0ce-5b26-bb29-051619b74e3c	4457c718-e46f-5cc0-8506-9f6dc9136e8c	4457c718-e46f-5cc0-8506-9f6dc9136e8c	ASSIGNED	POSTPONED	Catatan 1	Note 1	Hanya petugas 17/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-21 04:00:00.123+00
b58df520-53f6-549f-8e9e-662617f57279	4457c718-e46f-5cc0-8506-9f6dc9136e8c	4457c718-e46f-5cc0-8506-9f6dc9136e8c	NOTE	DONE	Catatan 2	\N	\N	f	\N	SYSTEM	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-21 04:00:00.123+00
59ffc09b-5a5c-5047-9dca-c8681a4dbdac	4457c718-e46f-5cc0-8506-9f6dc9136e8c	4457c718-e46f-5cc0-8506-9f6dc9136e8c	ADDITION	REJECTED	\N	Note 3	Hanya petugas 17/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-21 05:00:00.123+00
0d67164a-db3b-551e-b6c3-462867bb6005	4457c718-e46f-5cc0-8506-9f6dc9136e8c	4457c718-e46f-5cc0-8506-9f6dc9136e8c	REOPENED	OTHER_AGENCY	Catatan 4	\N	Hanya petugas 17/4	f	\N	ADMIN	\N	2026-11-21 05:00:00.123+00
9e3fae65-2101-5e38-a83a-09ce4705d43c	d5643182-7140-5ba1-89d2-2171f88efccc	d5643182-7140-5ba1-89d2-2171f88efccc	STEP	DONE	Catatan 0	\N	Hanya petugas 19/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-20 04:00:00.1+00
aa0405d8-395a-57a7-80ab-d959c84dd510	e2618074-b905-5a6b-a52c-a5ccdd3f470d	e2618074-b905-5a6b-a52c-a5ccdd3f470d	STEP	REJECTED	Catatan 0	\N	Hanya petugas 20/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-20 04:00:00.1+00
11adf3c0-7ce7-5e7f-b25d-0c1c0e800f34	e2618074-b905-5a6b-a52c-a5ccdd3f470d	e2618074-b905-5a6b-a52c-a5ccdd3f470d	ASSIGNED	OTHER_AGENCY	Catatan 1	Note 1	Hanya petugas 20/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-20 04:00:00.1+00
06f25915-2f36-5718-befc-b101949e4315	6e3b4d54-7b9c-56b6-963d-c557333e0379	6e3b4d54-7b9c-56b6-963d-c557333e0379	STEP	OTHER_AGENCY	Catatan 0	\N	Hanya petugas 21/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 04:00:00.1+00
b8ad4c88-e2b5-5ee7-9db5-9ac5f5ac111b	6e3b4d54-7b9c-56b6-963d-c557333e0379	6e3b4d54-7b9c-56b6-963d-c557333e0379	ASSIGNED	DUPLICATE	Catatan 1	Note 1	Hanya petugas 21/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 04:00:00.1+00
62de584e-e079-5539-8187-886de254bb9d	6e3b4d54-7b9c-56b6-963d-c557333e0379	6e3b4d54-7b9c-56b6-963d-c557333e0379	NOTE	HIDDEN	Catatan 2	\N	\N	f	\N	SYSTEM	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 04:00:00.1+00
8e067c96-e41c-59cc-adb9-c84bdb512e88	9a9e8188-e20f-5308-bad0-ffe36c690c3f	c676a48e-571d-50cd-bb88-c347e26ccd46	STEP	DUPLICATE	Catatan 0	\N	Hanya petugas 22/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 04:00:00.1+00
abc7e1ff-66bb-5d82-bac9-1f6bc404d0de	9a9e8188-e20f-5308-bad0-ffe36c690c3f	c676a48e-571d-50cd-bb88-c347e26ccd46	ASSIGNED	HIDDEN	Catatan 1	Note 1	Hanya petugas 22/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 04:00:00.1+00
86f3da77-d1fa-5e4a-a03b-8775e0cb3626	9a9e8188-e20f-5308-bad0-ffe36c690c3f	c676a48e-571d-50cd-bb88-c347e26ccd46	NOTE	RECEIVED	Catatan 2	\N	\N	f	\N	SYSTEM	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 04:00:00.1+00
4e93ad6c-1a96-520c-b625-2758f06feade	9a9e8188-e20f-5308-bad0-ffe36c690c3f	c676a48e-571d-50cd-bb88-c347e26ccd46	ADDITION	VERIFIED	\N	Note 3	Hanya petugas 22/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 05:00:00.1+00
759ec1d9-a884-5343-8c97-6aa1ba80b2cd	478f04be-21c0-5e27-bdd9-bf34c054352a	478f04be-21c0-5e27-bdd9-bf34c054352a	STEP	HIDDEN	Catatan 0	\N	Hanya petugas 23/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-20 04:00:00.1+00
c1fb20bf-fc39-5b5f-abb1-564257f28d52	478f04be-21c0-5e27-bdd9-bf34c054352a	478f04be-21c0-5e27-bdd9-bf34c054352a	ASSIGNED	RECEIVED	Catatan 1	Note 1	Hanya petugas 23/1	f	\N	ADMIN	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-20 04:00:00.1+00
be5406d9-aa00-5b7a-b01c-c1c9c767beda	478f04be-21c0-5e27-bdd9-bf34c054352a	478f04be-21c0-5e27-bdd9-bf34c054352a	NOTE	VERIFIED	Catatan 2	\N	\N	f	\N	SYSTEM	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-20 04:00:00.1+00
1b23cd6f-a6ff-527a-bfaa-a34161a4dde9	478f04be-21c0-5e27-bdd9-bf34c054352a	478f04be-21c0-5e27-bdd9-bf34c054352a	ADDITION	COORDINATED	\N	Note 3	Hanya petugas 23/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-20 05:00:00.1+00
6c920cb1-4487-5824-ae25-394b134a9754	478f04be-21c0-5e27-bdd9-bf34c054352a	478f04be-21c0-5e27-bdd9-bf34c054352a	REOPENED	ASSIGNED	Catatan 4	\N	Hanya petugas 23/4	f	\N	ADMIN	\N	2026-11-20 05:00:00.1+00
6b6439bb-d65e-5b9c-a4d0-eb31c7699413	49fd89b1-5f4f-532e-95be-3a5ed1744096	49fd89b1-5f4f-532e-95be-3a5ed1744096	STEP	VERIFIED	Catatan 0	\N	Hanya petugas 25/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-19 04:00:00.123456+00
18c310aa-974d-568c-bd33-96c793f22e24	3f9dcff4-56b1-533d-b112-ff4865804dc6	3f9dcff4-56b1-533d-b112-ff4865804dc6	STEP	COORDINATED	Catatan 0	\N	Hanya petugas 26/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-19 04:00:00.123456+00
57a0d293-d36f-5b97-ab9f-860923747979	3f9dcff4-56b1-533d-b112-ff4865804dc6	3f9dcff4-56b1-533d-b112-ff4865804dc6	ASSIGNED	ASSIGNED	Catatan 1	Note 1	Hanya petugas 26/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-19 04:00:00.123456+00
7d8d897e-e6a0-51b3-b616-1043261c2569	d8f895ea-bbba-5b96-99d7-73beb365003d	d8f895ea-bbba-5b96-99d7-73beb365003d	STEP	ASSIGNED	Catatan 0	\N	Hanya petugas 27/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-19 04:00:00.123456+00
3ac0e4ad-7c0a-5bb0-817a-a03f00f07bad	d8f895ea-bbba-5b96-99d7-73beb365003d	d8f895ea-bbba-5b96-99d7-73beb365003d	ASSIGNED	WORKING	Catatan 1	Note 1	Hanya petugas 27/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-19 04:00:00.123456+00
47911c9a-3dfe-5113-9f1f-2ac3bfd131bf	d8f895ea-bbba-5b96-99d7-73beb365003d	d8f895ea-bbba-5b96-99d7-73beb365003d	NOTE	AWAITING_CHECK	Catatan 2	\N	\N	f	\N	SYSTEM	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-19 04:00:00.123456+00
706dcb7b-00e1-5cd1-bc51-bd07a93db4f4	3ab65448-dd3c-5135-b50a-dd44df423543	3ab65448-dd3c-5135-b50a-dd44df423543	STEP	WORKING	Catatan 0	\N	Hanya petugas 28/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-19 04:00:00.123456+00
d1b74fcd-ba48-52d8-bb5e-362daab8969a	3ab65448-dd3c-5135-b50a-dd44df423543	3ab65448-dd3c-5135-b50a-dd44df423543	ASSIGNED	AWAITING_CHECK	Catatan 1	Note 1	Hanya petugas 28/1	f	\N	ADMIN	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-19 04:00:00.123456+00
f936ee6d-3bbc-5e99-b9c2-2acc3b2fb9c7	3ab65448-dd3c-5135-b50a-dd44df423543	3ab65448-dd3c-5135-b50a-dd44df423543	NOTE	POSTPONED	Catatan 2	\N	\N	f	\N	SYSTEM	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-19 04:00:00.123456+00
cf6dffdc-f9a7-5c3b-ae59-2af5ef67117c	3ab65448-dd3c-5135-b50a-dd44df423543	3ab65448-dd3c-5135-b50a-dd44df423543	ADDITION	DONE	\N	Note 3	Hanya petugas 28/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-19 05:00:00.123456+00
67432346-198f-554a-9c12-a3f072d40584	33fc7210-ef01-5ecc-b03b-c86b90786531	33fc7210-ef01-5ecc-b03b-c86b90786531	STEP	AWAITING_CHECK	Catatan 0	\N	Hanya petugas 29/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-19 04:00:00.123456+00
bbe38e7b-eab0-5fe8-8f11-86da1f69889e	33fc7210-ef01-5ecc-b03b-c86b90786531	33fc7210-ef01-5ecc-b03b-c86b90786531	ASSIGNED	POSTPONED	Catatan 1	Note 1	Hanya petugas 29/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-19 04:00:00.123456+00
49ab7804-4707-5dc7-a77a-f09004d843c0	33fc7210-ef01-5ecc-b03b-c86b90786531	33fc7210-ef01-5ecc-b03b-c86b90786531	NOTE	DONE	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-19 04:00:00.123456+00
fd912756-225d-59d5-b9f9-ecdc2024f694	33fc7210-ef01-5ecc-b03b-c86b90786531	33fc7210-ef01-5ecc-b03b-c86b90786531	ADDITION	REJECTED	\N	Note 3	Hanya petugas 29/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-19 05:00:00.123456+00
5c0629f3-9062-5c67-a155-920574d7f99b	33fc7210-ef01-5ecc-b03b-c86b90786531	33fc7210-ef01-5ecc-b03b-c86b90786531	REOPENED	OTHER_AGENCY	Catatan 4	\N	Hanya petugas 29/4	f	\N	ADMIN	\N	2026-11-19 05:00:00.123456+00
ffbc7c62-1e51-5bd9-a10d-8fa1d5b5a936	c8e4695f-c57a-5ad8-be12-4a8621777de3	c8e4695f-c57a-5ad8-be12-4a8621777de3	STEP	DONE	Catatan 0	\N	Hanya petugas 31/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-18 04:00:00.00001+00
e55165ca-0c4f-554b-9adc-601b25d212f1	9f771499-d02a-51ba-9bda-38f8cf40b87c	9f771499-d02a-51ba-9bda-38f8cf40b87c	STEP	REJECTED	Catatan 0	\N	Hanya petugas 32/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-18 04:00:00.00001+00
6e6754fe-8c73-5ab8-aa23-ecc8c63a2a94	9f771499-d02a-51ba-9bda-38f8cf40b87c	9f771499-d02a-51ba-9bda-38f8cf40b87c	ASSIGNED	OTHER_AGENCY	Catatan 1	Note 1	Hanya petugas 32/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-18 04:00:00.00001+00
af402909-9d0e-5ea4-9fef-3385e9dcaf6f	d359b55d-a538-5e8f-bed6-c69b05aef468	d359b55d-a538-5e8f-bed6-c69b05aef468	STEP	OTHER_AGENCY	Catatan 0	\N	Hanya petugas 33/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
d687ca86-7b08-52ed-98f1-d8004c8de586	d359b55d-a538-5e8f-bed6-c69b05aef468	d359b55d-a538-5e8f-bed6-c69b05aef468	ASSIGNED	DUPLICATE	Catatan 1	Note 1	Hanya petugas 33/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
e0eafa2a-e534-5292-a959-238d1aa27f27	d359b55d-a538-5e8f-bed6-c69b05aef468	d359b55d-a538-5e8f-bed6-c69b05aef468	NOTE	HIDDEN	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
4087b087-95d0-5b91-bfc2-c7100179fdf3	dabedf6a-26f6-5993-a222-9d71311e98a4	503c2ea0-20b4-54fe-be3f-f1fc9e820306	STEP	DUPLICATE	Catatan 0	\N	Hanya petugas 34/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
ccf887bd-f0c9-5d0f-9838-996fcfee0d43	dabedf6a-26f6-5993-a222-9d71311e98a4	503c2ea0-20b4-54fe-be3f-f1fc9e820306	ASSIGNED	HIDDEN	Catatan 1	Note 1	Hanya petugas 34/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
b6d56d09-0a68-5efa-9ef3-ba13490af580	dabedf6a-26f6-5993-a222-9d71311e98a4	503c2ea0-20b4-54fe-be3f-f1fc9e820306	NOTE	RECEIVED	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
4fd2eaaa-4d71-55ac-b855-b18d7e005070	dabedf6a-26f6-5993-a222-9d71311e98a4	503c2ea0-20b4-54fe-be3f-f1fc9e820306	ADDITION	VERIFIED	\N	Note 3	Hanya petugas 34/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-18 05:00:00.00001+00
d173e867-3472-5f2c-b15c-f6672639ba7d	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	STEP	HIDDEN	Catatan 0	\N	Hanya petugas 35/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
919af27a-9849-5d97-b489-b937b7dc4766	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	ASSIGNED	RECEIVED	Catatan 1	Note 1	Hanya petugas 35/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
88b6c16c-9997-5e8e-b562-d3d5b0306ca0	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	NOTE	VERIFIED	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-18 04:00:00.00001+00
3e21426b-2532-5d03-b64b-0b2e13453acd	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	ADDITION	COORDINATED	\N	Note 3	Hanya petugas 35/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-18 05:00:00.00001+00
bec60f1d-353c-5808-bec3-b87eed6ff31a	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	f12971e7-c0f4-5ebe-bab3-a71b872f08cf	REOPENED	ASSIGNED	Catatan 4	\N	Hanya petugas 35/4	f	\N	ADMIN	\N	2026-11-18 05:00:00.00001+00
63b91259-b19f-5c4c-8751-b931f995d525	81cc7fc8-ddf8-520f-adfd-5ca4151ccc46	81cc7fc8-ddf8-520f-adfd-5ca4151ccc46	STEP	VERIFIED	Catatan 0	\N	Hanya petugas 37/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-17 04:00:00+00
f18bef20-823e-50ff-90f1-c8ca5f127644	6f1e9c05-4d32-5f09-9032-3b882ca930ff	6f1e9c05-4d32-5f09-9032-3b882ca930ff	STEP	COORDINATED	Catatan 0	\N	Hanya petugas 38/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-17 04:00:00+00
26903cfa-71e5-5bb7-9580-f901e682f729	6f1e9c05-4d32-5f09-9032-3b882ca930ff	6f1e9c05-4d32-5f09-9032-3b882ca930ff	ASSIGNED	ASSIGNED	Catatan 1	Note 1	Hanya petugas 38/1	f	\N	ADMIN	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-17 04:00:00+00
43cb3a98-b4a9-5fa9-800c-db5078b52da5	aaf43440-2ac2-5ffc-8480-6734d7648ad1	aaf43440-2ac2-5ffc-8480-6734d7648ad1	STEP	ASSIGNED	Catatan 0	\N	Hanya petugas 39/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-17 04:00:00+00
77bb5d17-e1cf-5e5b-b366-7559f9882af9	aaf43440-2ac2-5ffc-8480-6734d7648ad1	aaf43440-2ac2-5ffc-8480-6734d7648ad1	ASSIGNED	WORKING	Catatan 1	Note 1	Hanya petugas 39/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-17 04:00:00+00
f28da006-c957-5aa1-b32f-0d011a99a70e	aaf43440-2ac2-5ffc-8480-6734d7648ad1	aaf43440-2ac2-5ffc-8480-6734d7648ad1	NOTE	AWAITING_CHECK	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-17 04:00:00+00
3a42a68b-b85a-5753-bcb0-13b410fa813b	2aba90ad-7732-519a-84ab-daa5211dce4b	2aba90ad-7732-519a-84ab-daa5211dce4b	STEP	WORKING	Catatan 0	\N	Hanya petugas 40/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-17 04:00:00+00
df84e868-3413-58de-b48d-87cce362b928	2aba90ad-7732-519a-84ab-daa5211dce4b	2aba90ad-7732-519a-84ab-daa5211dce4b	ASSIGNED	AWAITING_CHECK	Catatan 1	Note 1	Hanya petugas 40/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-17 04:00:00+00
35a37d41-0df0-5208-a493-15207c474801	2aba90ad-7732-519a-84ab-daa5211dce4b	2aba90ad-7732-519a-84ab-daa5211dce4b	NOTE	POSTPONED	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-17 04:00:00+00
123a480d-652b-5784-b903-0536af294145	2aba90ad-7732-519a-84ab-daa5211dce4b	2aba90ad-7732-519a-84ab-daa5211dce4b	ADDITION	DONE	\N	Note 3	Hanya petugas 40/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-17 05:00:00+00
8dd458ea-f1dd-5681-b97f-0faf1a2e4e0c	8d32405c-9975-5025-b12b-f0e122c3b226	8d32405c-9975-5025-b12b-f0e122c3b226	STEP	AWAITING_CHECK	Catatan 0	\N	Hanya petugas 41/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-17 04:00:00+00
b00a16c6-052b-5214-b80d-a13183105100	8d32405c-9975-5025-b12b-f0e122c3b226	8d32405c-9975-5025-b12b-f0e122c3b226	ASSIGNED	POSTPONED	Catatan 1	Note 1	Hanya petugas 41/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-17 04:00:00+00
34642ddb-cb1a-5056-95dc-b9cf6e7a780d	8d32405c-9975-5025-b12b-f0e122c3b226	8d32405c-9975-5025-b12b-f0e122c3b226	NOTE	DONE	Catatan 2	\N	\N	f	\N	SYSTEM	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-17 04:00:00+00
d33b90f9-2a2c-5679-8514-a989fb2b5671	8d32405c-9975-5025-b12b-f0e122c3b226	8d32405c-9975-5025-b12b-f0e122c3b226	ADDITION	REJECTED	\N	Note 3	Hanya petugas 41/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-17 05:00:00+00
53e229a4-e3e8-5bc4-971a-6236c3c8ae56	8d32405c-9975-5025-b12b-f0e122c3b226	8d32405c-9975-5025-b12b-f0e122c3b226	REOPENED	OTHER_AGENCY	Catatan 4	\N	Hanya petugas 41/4	f	\N	ADMIN	\N	2026-11-17 05:00:00+00
b0c13a9a-371d-5b42-9ec4-3f3d43103894	51b1a870-d050-5492-a1c4-de8bde4b26d6	51b1a870-d050-5492-a1c4-de8bde4b26d6	STEP	DONE	Catatan 0	\N	Hanya petugas 43/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-16 04:00:00.12+00
d5aca05e-2c2c-5853-b7ed-748000563862	8858509a-19bd-5798-b480-878c3f45f9aa	8858509a-19bd-5798-b480-878c3f45f9aa	STEP	REJECTED	Catatan 0	\N	Hanya petugas 44/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-16 04:00:00.12+00
02df0ffd-a7be-5b68-8653-86a63d1c2154	8858509a-19bd-5798-b480-878c3f45f9aa	8858509a-19bd-5798-b480-878c3f45f9aa	ASSIGNED	OTHER_AGENCY	Catatan 1	Note 1	Hanya petugas 44/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-16 04:00:00.12+00
1922143c-3ed0-55db-8908-76bf28ddc248	beb6c307-57db-545f-a044-d4ef751701be	beb6c307-57db-545f-a044-d4ef751701be	STEP	OTHER_AGENCY	Catatan 0	\N	Hanya petugas 45/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-16 04:00:00.12+00
477a76bd-7f98-5f8b-b6b3-ff17cbb73101	beb6c307-57db-545f-a044-d4ef751701be	beb6c307-57db-545f-a044-d4ef751701be	ASSIGNED	DUPLICATE	Catatan 1	Note 1	Hanya petugas 45/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-16 04:00:00.12+00
b4338ce9-d7ad-5abb-9f90-96a32a1de341	beb6c307-57db-545f-a044-d4ef751701be	beb6c307-57db-545f-a044-d4ef751701be	NOTE	HIDDEN	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-16 04:00:00.12+00
bbe442cd-2b3e-59d6-b8a7-0aece5ee054a	b50c7eb7-4991-5995-9159-488756e45f77	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	STEP	DUPLICATE	Catatan 0	\N	Hanya petugas 46/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-16 04:00:00.12+00
af9ae67e-e27e-568d-a689-181aa1cb4388	b50c7eb7-4991-5995-9159-488756e45f77	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	ASSIGNED	HIDDEN	Catatan 1	Note 1	Hanya petugas 46/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-16 04:00:00.12+00
3f4e4ef8-d1cf-5cfb-87cc-43b3a8f4d174	b50c7eb7-4991-5995-9159-488756e45f77	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	NOTE	RECEIVED	Catatan 2	\N	\N	f	\N	SYSTEM	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-16 04:00:00.12+00
3c6a4d0a-b3f8-5fc0-a4ba-7badb779e86a	b50c7eb7-4991-5995-9159-488756e45f77	1243aa9c-29a9-57c8-8d62-17c1c373ecb4	ADDITION	VERIFIED	\N	Note 3	Hanya petugas 46/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-16 05:00:00.12+00
d9bc5513-bf4d-5494-9a2b-86763333c98f	5bc381fc-a1a9-5039-826f-581e83160d02	5bc381fc-a1a9-5039-826f-581e83160d02	STEP	HIDDEN	Catatan 0	\N	Hanya petugas 47/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-16 04:00:00.12+00
b57a5f8c-de84-5e8b-8510-ac0e66233301	5bc381fc-a1a9-5039-826f-581e83160d02	5bc381fc-a1a9-5039-826f-581e83160d02	ASSIGNED	RECEIVED	Catatan 1	Note 1	Hanya petugas 47/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-16 04:00:00.12+00
e0207e36-e26f-5479-a6b0-1ea5a939ce9d	5bc381fc-a1a9-5039-826f-581e83160d02	5bc381fc-a1a9-5039-826f-581e83160d02	NOTE	VERIFIED	Catatan 2	\N	\N	f	\N	SYSTEM	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-16 04:00:00.12+00
3a16b9bd-2e74-5958-bbbc-3cd54bad8aab	5bc381fc-a1a9-5039-826f-581e83160d02	5bc381fc-a1a9-5039-826f-581e83160d02	ADDITION	COORDINATED	\N	Note 3	Hanya petugas 47/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-16 05:00:00.12+00
85a05150-493e-5e2c-8018-4ab773771375	5bc381fc-a1a9-5039-826f-581e83160d02	5bc381fc-a1a9-5039-826f-581e83160d02	REOPENED	ASSIGNED	Catatan 4	\N	Hanya petugas 47/4	f	\N	ADMIN	\N	2026-11-16 05:00:00.12+00
0b382509-d4ac-5e7e-90e5-890541dfb1a8	d6c3c325-229b-5fd6-ad7e-3723bac0c570	d6c3c325-229b-5fd6-ad7e-3723bac0c570	STEP	VERIFIED	Catatan 0	\N	Hanya petugas 49/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-15 04:00:00.123+00
45fe70a9-fe16-5b45-ae51-5f7f1a9758ac	ef68036f-bc03-5702-a820-543a058d6fc8	ef68036f-bc03-5702-a820-543a058d6fc8	STEP	COORDINATED	Catatan 0	\N	Hanya petugas 50/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-15 04:00:00.123+00
a6f2a7e9-41d0-5d38-87b7-9ecb17007278	ef68036f-bc03-5702-a820-543a058d6fc8	ef68036f-bc03-5702-a820-543a058d6fc8	ASSIGNED	ASSIGNED	Catatan 1	Note 1	Hanya petugas 50/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-15 04:00:00.123+00
d6976acb-683c-5490-8cc7-9ff1ee0d5b81	86eb4e2d-d35c-5413-b2f3-63264d790832	86eb4e2d-d35c-5413-b2f3-63264d790832	STEP	ASSIGNED	Catatan 0	\N	Hanya petugas 51/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-15 04:00:00.123+00
6fe2d9fa-70e2-5151-8796-4f84fe2a81c6	86eb4e2d-d35c-5413-b2f3-63264d790832	86eb4e2d-d35c-5413-b2f3-63264d790832	ASSIGNED	WORKING	Catatan 1	Note 1	Hanya petugas 51/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-15 04:00:00.123+00
2562111e-90b5-560b-8500-c4616d344514	86eb4e2d-d35c-5413-b2f3-63264d790832	86eb4e2d-d35c-5413-b2f3-63264d790832	NOTE	AWAITING_CHECK	Catatan 2	\N	\N	f	\N	SYSTEM	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-15 04:00:00.123+00
911091cb-53ef-5806-9ca2-635401b61ad8	1c22f69b-f579-55f5-93d3-c707f9aa1e70	1c22f69b-f579-55f5-93d3-c707f9aa1e70	STEP	WORKING	Catatan 0	\N	Hanya petugas 52/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-15 04:00:00.123+00
cd0f5038-aa00-55a0-8996-822fe740bea3	1c22f69b-f579-55f5-93d3-c707f9aa1e70	1c22f69b-f579-55f5-93d3-c707f9aa1e70	ASSIGNED	AWAITING_CHECK	Catatan 1	Note 1	Hanya petugas 52/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-15 04:00:00.123+00
160403c5-d3be-559d-98e5-38ef24f43bf2	1c22f69b-f579-55f5-93d3-c707f9aa1e70	1c22f69b-f579-55f5-93d3-c707f9aa1e70	NOTE	POSTPONED	Catatan 2	\N	\N	f	\N	SYSTEM	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-15 04:00:00.123+00
6752b3ae-3690-5d50-9219-d887d4d94f62	1c22f69b-f579-55f5-93d3-c707f9aa1e70	1c22f69b-f579-55f5-93d3-c707f9aa1e70	ADDITION	DONE	\N	Note 3	Hanya petugas 52/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-15 05:00:00.123+00
efc480f5-df00-5561-8373-b1b321c4db71	d3cdd832-422e-5229-9cab-2b2580602164	d3cdd832-422e-5229-9cab-2b2580602164	STEP	AWAITING_CHECK	Catatan 0	\N	Hanya petugas 53/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-15 04:00:00.123+00
76edc150-1090-5253-8ae8-b0095605e759	d3cdd832-422e-5229-9cab-2b2580602164	d3cdd832-422e-5229-9cab-2b2580602164	ASSIGNED	POSTPONED	Catatan 1	Note 1	Hanya petugas 53/1	f	\N	ADMIN	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-15 04:00:00.123+00
1434e8c4-5588-5be7-b86b-aaf605f83d75	d3cdd832-422e-5229-9cab-2b2580602164	d3cdd832-422e-5229-9cab-2b2580602164	NOTE	DONE	Catatan 2	\N	\N	f	\N	SYSTEM	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-15 04:00:00.123+00
4c5b1c00-afa9-53e0-bdae-28c6c292aa66	d3cdd832-422e-5229-9cab-2b2580602164	d3cdd832-422e-5229-9cab-2b2580602164	ADDITION	REJECTED	\N	Note 3	Hanya petugas 53/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-15 05:00:00.123+00
dc942ea6-70cd-5ed3-8772-cffb61cfe79e	d3cdd832-422e-5229-9cab-2b2580602164	d3cdd832-422e-5229-9cab-2b2580602164	REOPENED	OTHER_AGENCY	Catatan 4	\N	Hanya petugas 53/4	f	\N	ADMIN	\N	2026-11-15 05:00:00.123+00
0481696d-f887-5487-90be-646aaec2e917	61862dbf-6adc-5b4a-acdd-69cd8d43d62b	61862dbf-6adc-5b4a-acdd-69cd8d43d62b	STEP	DONE	Catatan 0	\N	Hanya petugas 55/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-14 04:00:00.1+00
4e2207db-dbf5-5f31-9dea-498813fa78dc	9c951bdf-2aa7-58cd-9648-db83b83729eb	9c951bdf-2aa7-58cd-9648-db83b83729eb	STEP	REJECTED	Catatan 0	\N	Hanya petugas 56/0	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-14 04:00:00.1+00
a81a2230-ec2b-5a81-a5fd-01dda902428c	9c951bdf-2aa7-58cd-9648-db83b83729eb	9c951bdf-2aa7-58cd-9648-db83b83729eb	ASSIGNED	OTHER_AGENCY	Catatan 1	Note 1	Hanya petugas 56/1	f	\N	ADMIN	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-14 04:00:00.1+00
0bfcc126-0273-55d4-acc5-4de14e4bdc5c	020ec18d-1177-5e3f-bb93-523fa1ae04cc	020ec18d-1177-5e3f-bb93-523fa1ae04cc	STEP	OTHER_AGENCY	Catatan 0	\N	Hanya petugas 57/0	f	\N	OFFICER	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-14 04:00:00.1+00
fe9b2b62-f88f-5d31-b586-017fa365d4bf	020ec18d-1177-5e3f-bb93-523fa1ae04cc	020ec18d-1177-5e3f-bb93-523fa1ae04cc	ASSIGNED	DUPLICATE	Catatan 1	Note 1	Hanya petugas 57/1	f	\N	ADMIN	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-14 04:00:00.1+00
9f076d88-1b22-5530-b1fe-128c9df76457	020ec18d-1177-5e3f-bb93-523fa1ae04cc	020ec18d-1177-5e3f-bb93-523fa1ae04cc	NOTE	HIDDEN	Catatan 2	\N	\N	f	\N	SYSTEM	a869a797-6c13-5a5f-b4ad-2695515379a0	2026-11-14 04:00:00.1+00
d4916981-c050-54dc-acb3-1bad62fbe2e5	eae5eb82-befe-5f6e-8bd0-b29d941279f5	2c83db44-bddb-589f-87cc-fc740f5364d5	STEP	DUPLICATE	Catatan 0	\N	Hanya petugas 58/0	f	\N	OFFICER	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-14 04:00:00.1+00
d2dd7fe3-dae2-566d-8f5a-54a92f63607b	eae5eb82-befe-5f6e-8bd0-b29d941279f5	2c83db44-bddb-589f-87cc-fc740f5364d5	ASSIGNED	HIDDEN	Catatan 1	Note 1	Hanya petugas 58/1	f	\N	ADMIN	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-14 04:00:00.1+00
86899755-8262-5018-b4cc-3a6e8fb795ba	eae5eb82-befe-5f6e-8bd0-b29d941279f5	2c83db44-bddb-589f-87cc-fc740f5364d5	NOTE	RECEIVED	Catatan 2	\N	\N	f	\N	SYSTEM	f3882c46-e9e1-5c3e-8c1c-c9806380d215	2026-11-14 04:00:00.1+00
28cc11c7-74ae-551c-a79d-048facc955c2	eae5eb82-befe-5f6e-8bd0-b29d941279f5	2c83db44-bddb-589f-87cc-fc740f5364d5	ADDITION	VERIFIED	\N	Note 3	Hanya petugas 58/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-14 05:00:00.1+00
07eeced8-b912-5abe-a537-0ac5b03e2f66	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	STEP	HIDDEN	Catatan 0	\N	Hanya petugas 59/0	f	\N	OFFICER	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-14 04:00:00.1+00
ea70c1bd-3f5a-566a-b174-7f66b0691845	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	ASSIGNED	RECEIVED	Catatan 1	Note 1	Hanya petugas 59/1	f	\N	ADMIN	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-14 04:00:00.1+00
cb510708-73f0-58e7-8228-d58c47f5aa98	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	NOTE	VERIFIED	Catatan 2	\N	\N	f	\N	SYSTEM	3cb6402e-b56e-5fbf-841d-8e43e1ce88ab	2026-11-14 04:00:00.1+00
a990177b-d09e-5a80-b291-c09ee280843b	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	ADDITION	COORDINATED	\N	Note 3	Hanya petugas 59/3	f	\N	OFFICER	45e037f7-3c34-54b4-929b-dd558ede9a57	2026-11-14 05:00:00.1+00
108e28ab-04d2-5ecc-ac89-3db1fc4b87ab	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	6d84a040-ced7-5efa-952d-4ec78e5eb2f4	REOPENED	ASSIGNED	Catatan 4	\N	Hanya petugas 59/4	f	\N	ADMIN	\N	2026-11-14 05:00:00.1+00
\.


--
-- Data for Name: response_template; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.response_template (synthetic, source_name, source_date, source_note, id, code, category_id, status, text_id, text_en, "position") FROM stdin;
f	\N	\N	\N	59bfeefb-2816-5621-9f9d-ff970a28b2de	jawab-0	\N	RECEIVED	Jawaban 0	Answer 0	0
f	\N	\N	\N	78b62280-94a3-5047-8a2f-c95736d00fcf	jawab-1	cf980983-8789-5d52-904b-929091b897cb	VERIFIED	Jawaban 1	Answer 1	0
f	\N	\N	\N	0a791873-fbab-57e1-960c-619e93b8480a	jawab-2	\N	RECEIVED	Jawaban 2	Answer 2	1
f	\N	\N	\N	1bf268a9-52b3-59be-8e66-627ef79a2c15	jawab-3	cf980983-8789-5d52-904b-929091b897cb	VERIFIED	Jawaban 3	Answer 3	1
\.


--
-- Data for Name: snapshot; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.snapshot (id, camera_id, image_digest, captured_at, fetched_at) FROM stdin;
634b4a40-25c7-5995-b322-34eca5726fd9	67d49ed0-8de4-541b-904b-0334fe5eb0cf	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
24af6d57-7b64-5a42-8e71-af89a8033bb1	81da2ba1-795e-56dd-8f7c-9db2c025b6d3	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
94d34daa-c9e5-537a-aad0-3b67098fa649	81da2ba1-795e-56dd-8f7c-9db2c025b6d3	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
5f85caff-37af-5868-b14f-1dc71cea2ec8	c5c0fbb9-368d-5edb-9ce6-8e203636f413	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
b29abcb9-ee84-59bf-870e-7b769181755c	c5c0fbb9-368d-5edb-9ce6-8e203636f413	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
3ce7ae35-9044-59b9-a877-4521e5a6177f	c5c0fbb9-368d-5edb-9ce6-8e203636f413	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
ee065a9e-5079-50ba-b460-22ae2d385487	c5c0fbb9-368d-5edb-9ce6-8e203636f413	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
5aa3ce8c-b4c8-5f92-8676-7668737342b3	b1b4db83-0adb-5572-8f7c-6fca5e57ece8	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
de700b9e-7ed2-5bf6-8a6e-71bb2baa10b9	b1b4db83-0adb-5572-8f7c-6fca5e57ece8	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
1d643ecf-ccaf-5109-b11e-c0812b5ff2fa	b1b4db83-0adb-5572-8f7c-6fca5e57ece8	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
1e06daad-dc91-5ce2-bda2-33d4a895daa6	b1b4db83-0adb-5572-8f7c-6fca5e57ece8	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
0befd572-3f94-51de-bf8f-faa35138fc2e	b1b4db83-0adb-5572-8f7c-6fca5e57ece8	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
45bba9bd-1bfd-515e-9d17-30a4e889049f	5d75d8f9-1854-5ce4-98ec-f8cf73673a6a	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
f16a442e-5566-55fd-aa4a-16d90e1f1666	5d75d8f9-1854-5ce4-98ec-f8cf73673a6a	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
5f9e4c92-5d4f-5679-8f53-db9c4e01fc8f	5d75d8f9-1854-5ce4-98ec-f8cf73673a6a	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
fd35710e-c93b-5881-b794-164829457a74	5d75d8f9-1854-5ce4-98ec-f8cf73673a6a	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
f76c76c8-1a5c-5682-bf63-ea5d725e2c26	5d75d8f9-1854-5ce4-98ec-f8cf73673a6a	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
799e411c-07de-50b3-bf81-08eee8b63869	5d75d8f9-1854-5ce4-98ec-f8cf73673a6a	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
cdbc7c62-a3ba-54fb-8133-e37430c2ed80	47aae456-1496-5606-b233-f07846b0762c	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
36565b29-2e4e-5f04-8424-f9d050e83e92	47aae456-1496-5606-b233-f07846b0762c	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
f7537971-40cc-5cb3-a8f5-622ee26bf014	47aae456-1496-5606-b233-f07846b0762c	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
180b76f0-912c-5277-a13c-0f64ab528af4	47aae456-1496-5606-b233-f07846b0762c	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
61425cb8-2b04-5ed0-8ec6-721a3d89a23f	47aae456-1496-5606-b233-f07846b0762c	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
63abd0b0-2132-565f-bb25-faebc5ed9f48	47aae456-1496-5606-b233-f07846b0762c	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
3700fb3b-9209-56fa-80aa-721099bfa6b4	47aae456-1496-5606-b233-f07846b0762c	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00
7598eb7e-4264-5113-b7be-01636eb5b3cf	47aae456-1496-5606-b233-f07846b0762c	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00
3034a506-23e0-55d1-97b8-bebd318d38ad	e93daa1b-bda3-51c9-9965-8b65f032e284	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
8389ead2-0b98-5805-9160-e89f28f2996b	e93daa1b-bda3-51c9-9965-8b65f032e284	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
12437317-00c5-5e92-8199-1903a1610160	e93daa1b-bda3-51c9-9965-8b65f032e284	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
629ff293-0cb5-5007-9411-7f5ee4c23643	e93daa1b-bda3-51c9-9965-8b65f032e284	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
310b6723-5c8b-51c5-a80f-b653a221be19	e93daa1b-bda3-51c9-9965-8b65f032e284	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
93b84cb9-63cf-5724-96d7-7e0a8b949090	e93daa1b-bda3-51c9-9965-8b65f032e284	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
e5f7a921-5e90-5fa2-8784-b238f7b1ab5f	e93daa1b-bda3-51c9-9965-8b65f032e284	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00
f2a204e5-9fc2-53d2-9181-d178739b017f	e93daa1b-bda3-51c9-9965-8b65f032e284	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00
3a56177c-8883-5d9f-99b4-11ae07806304	e93daa1b-bda3-51c9-9965-8b65f032e284	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	2026-11-24 03:56:00+00	2026-11-24 04:00:00+00
d627acac-bd12-5e0c-bccf-74c7ff56a5f2	28127401-51f2-507d-b383-d3ec02ae1c4c	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
45d10181-3ac9-577d-aace-dbf71ebfd17f	28127401-51f2-507d-b383-d3ec02ae1c4c	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
5f439ee9-064e-5885-9d4f-472a77a34625	28127401-51f2-507d-b383-d3ec02ae1c4c	44f53bd737577450478c9be340f9bc77938f17c3df08ccdaf99144425dce9412	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
ac6478d8-4839-57ad-afef-8f2c2f1c8137	28127401-51f2-507d-b383-d3ec02ae1c4c	847afbbaf422d2eb96c14579268ca37fe2ae83744eddc31ead995f0dd3d00974	2026-11-24 03:59:00+00	2026-11-24 04:00:00+00
9fe53fe3-70e2-577d-9936-22de0cd419fb	28127401-51f2-507d-b383-d3ec02ae1c4c	d467a289c3ad342189286a29fecf76b31bb12fee78ad1225f830663e0096a299	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
b39a74fd-d497-5fb0-b2c8-12c599ab0b9f	28127401-51f2-507d-b383-d3ec02ae1c4c	4d597ddcdf9af392fba7f27880b4732ecc81ff15bb1b090887061c932b73f21b	2026-11-24 03:58:00+00	2026-11-24 04:00:00+00
681c67f5-1c90-5918-abc3-8155902cb41a	28127401-51f2-507d-b383-d3ec02ae1c4c	52c0ec467cd0da5dd13bc4a097e9d404906fc19fff8a0418d070c3acfde5ce10	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00
07214aac-31ae-5edc-ad1f-6cd0c40ef263	28127401-51f2-507d-b383-d3ec02ae1c4c	3c6919b670b4abbd5f01da94c7ac0bfe6b9094b9894492befc807375290ac595	2026-11-24 03:57:00+00	2026-11-24 04:00:00+00
09159a52-0502-5075-bac0-6bca5467dc08	28127401-51f2-507d-b383-d3ec02ae1c4c	063e36c7249760b0bbb742ef7ae54885948d45b43240800870dda84a56d9ce57	2026-11-24 03:56:00+00	2026-11-24 04:00:00+00
c3f2b3e5-b4cb-5c6f-8611-e4adabaf963b	28127401-51f2-507d-b383-d3ec02ae1c4c	b6864edf273b0d661bfc9b47fff2a0f5e2e9e6d7bb76c8e0fa871eb76b14b23d	2026-11-24 03:56:00+00	2026-11-24 04:00:00+00
\.


--
-- Data for Name: ticket_day; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.ticket_day (day, last) FROM stdin;
261124	7
\.


--
-- Data for Name: topic_membership; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.topic_membership (registration, topic, wanted, held, due_at, attempts) FROM stdin;
a registration token	news_id	t	f	2026-11-24 04:00:00+00	1
\.


--
-- Data for Name: topic_message; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.topic_message (id, kind, subject_kind, subject_id, topics, language, title, body, deep_link, urgency, collapse_key, ttl_seconds, dedupe_key, broadcast_id, status, message_name, code, error, opened_before, created_at, updated_at) FROM stdin;
df4a28c2-9a10-5b06-8c3a-552efc583fa2	BROADCAST	broadcast	5eff0e62-8a0e-53ee-aefb-4984d8d034e7	["news_in_city_id"]	ID	Kabar	Isi	\N	NORMAL	\N	60	broadcast:0	5eff0e62-8a0e-53ee-aefb-4984d8d034e7	SENT	\N	\N	\N	0	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
291de55b-e637-5e36-af33-74dc842a4b0d	BROADCAST	broadcast	5eff0e62-8a0e-53ee-aefb-4984d8d034e7	["news_in_city_id"]	EN	Kabar	Isi	\N	NORMAL	\N	60	broadcast:1	5eff0e62-8a0e-53ee-aefb-4984d8d034e7	FAILED	\N	\N	\N	3	2026-11-24 04:00:00+00	2026-11-24 04:00:00+00
\.


--
-- Data for Name: topic_opening; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.topic_opening (message_id, phone) FROM stdin;
df4a28c2-9a10-5b06-8c3a-552efc583fa2	a
df4a28c2-9a10-5b06-8c3a-552efc583fa2	b
\.


--
-- Data for Name: upload; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.upload (id, person_id, content_type, byte_size, state, image_digest, created_at, expires_at, keeps_taken, taken_at, taken_latitude, taken_longitude) FROM stdin;
763102b8-0605-5554-b866-6df59a865c20	a75d54e9-080e-5ec1-9974-e0ac7ce29a10	image/jpeg	81234	READY	2dabd364013897cccceb7b1526cffb689610f8202cff6b4a8c387525982ad437	2026-11-24 04:00:00+00	2026-11-24 05:00:00+00	t	2026-11-24T11:08:07	-8.7178	115.1689
\.


--
-- Name: completion_hash_number_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.completion_hash_number_seq', 1, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: agency pk_agency; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency
    ADD CONSTRAINT pk_agency PRIMARY KEY (id);


--
-- Name: app pk_app; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app
    ADD CONSTRAINT pk_app PRIMARY KEY (id);


--
-- Name: area pk_area; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.area
    ADD CONSTRAINT pk_area PRIMARY KEY (id);


--
-- Name: article pk_article; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article
    ADD CONSTRAINT pk_article PRIMARY KEY (id);


--
-- Name: article_image pk_article_image; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article_image
    ADD CONSTRAINT pk_article_image PRIMARY KEY (id);


--
-- Name: article_topic pk_article_topic; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article_topic
    ADD CONSTRAINT pk_article_topic PRIMARY KEY (article_id, topic);


--
-- Name: broadcast pk_broadcast; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.broadcast
    ADD CONSTRAINT pk_broadcast PRIMARY KEY (id);


--
-- Name: camera pk_camera; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT pk_camera PRIMARY KEY (id);


--
-- Name: camera_site pk_camera_site; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera_site
    ADD CONSTRAINT pk_camera_site PRIMARY KEY (id);


--
-- Name: city pk_city; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city
    ADD CONSTRAINT pk_city PRIMARY KEY (id);


--
-- Name: city_contact pk_city_contact; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city_contact
    ADD CONSTRAINT pk_city_contact PRIMARY KEY (id);


--
-- Name: completion_hash pk_completion_hash; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.completion_hash
    ADD CONSTRAINT pk_completion_hash PRIMARY KEY (number);


--
-- Name: completion_proof pk_completion_proof; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.completion_proof
    ADD CONSTRAINT pk_completion_proof PRIMARY KEY (id);


--
-- Name: correction pk_correction; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.correction
    ADD CONSTRAINT pk_correction PRIMARY KEY (id);


--
-- Name: delivery pk_delivery; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT pk_delivery PRIMARY KEY (id);


--
-- Name: device pk_device; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT pk_device PRIMARY KEY (id);


--
-- Name: emergency_category pk_emergency_category; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emergency_category
    ADD CONSTRAINT pk_emergency_category PRIMARY KEY (id);


--
-- Name: emergency_notice pk_emergency_notice; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emergency_notice
    ADD CONSTRAINT pk_emergency_notice PRIMARY KEY (id);


--
-- Name: emergency_shortcut pk_emergency_shortcut; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emergency_shortcut
    ADD CONSTRAINT pk_emergency_shortcut PRIMARY KEY (id);


--
-- Name: facility pk_facility; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.facility
    ADD CONSTRAINT pk_facility PRIMARY KEY (id);


--
-- Name: idempotency_key pk_idempotency_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT pk_idempotency_key PRIMARY KEY (person_id, operation, key);


--
-- Name: identity_disclosure pk_identity_disclosure; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identity_disclosure
    ADD CONSTRAINT pk_identity_disclosure PRIMARY KEY (id);


--
-- Name: image pk_image; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image
    ADD CONSTRAINT pk_image PRIMARY KEY (digest);


--
-- Name: job pk_job; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT pk_job PRIMARY KEY (id);


--
-- Name: lane_pause pk_lane_pause; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lane_pause
    ADD CONSTRAINT pk_lane_pause PRIMARY KEY (lane);


--
-- Name: notification pk_notification; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT pk_notification PRIMARY KEY (id);


--
-- Name: person pk_person; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT pk_person PRIMARY KEY (id);


--
-- Name: proof_finding pk_proof_finding; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proof_finding
    ADD CONSTRAINT pk_proof_finding PRIMARY KEY (id);


--
-- Name: push_area_choice pk_push_area_choice; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_area_choice
    ADD CONSTRAINT pk_push_area_choice PRIMARY KEY (id);


--
-- Name: push_preference pk_push_preference; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_preference
    ADD CONSTRAINT pk_push_preference PRIMARY KEY (person_id);


--
-- Name: push_theme_choice pk_push_theme_choice; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_theme_choice
    ADD CONSTRAINT pk_push_theme_choice PRIMARY KEY (id);


--
-- Name: report pk_report; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT pk_report PRIMARY KEY (id);


--
-- Name: report_category pk_report_category; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_category
    ADD CONSTRAINT pk_report_category PRIMARY KEY (id);


--
-- Name: report_follower pk_report_follower; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_follower
    ADD CONSTRAINT pk_report_follower PRIMARY KEY (report_id, person_id);


--
-- Name: report_photo pk_report_photo; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_photo
    ADD CONSTRAINT pk_report_photo PRIMARY KEY (id);


--
-- Name: report_revision pk_report_revision; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_revision
    ADD CONSTRAINT pk_report_revision PRIMARY KEY (id);


--
-- Name: report_update pk_report_update; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_update
    ADD CONSTRAINT pk_report_update PRIMARY KEY (id);


--
-- Name: response_template pk_response_template; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.response_template
    ADD CONSTRAINT pk_response_template PRIMARY KEY (id);


--
-- Name: snapshot pk_snapshot; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.snapshot
    ADD CONSTRAINT pk_snapshot PRIMARY KEY (id);


--
-- Name: ticket_day pk_ticket_day; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ticket_day
    ADD CONSTRAINT pk_ticket_day PRIMARY KEY (day);


--
-- Name: topic_membership pk_topic_membership; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.topic_membership
    ADD CONSTRAINT pk_topic_membership PRIMARY KEY (registration, topic);


--
-- Name: topic_message pk_topic_message; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.topic_message
    ADD CONSTRAINT pk_topic_message PRIMARY KEY (id);


--
-- Name: topic_opening pk_topic_opening; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.topic_opening
    ADD CONSTRAINT pk_topic_opening PRIMARY KEY (message_id, phone);


--
-- Name: upload pk_upload; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT pk_upload PRIMARY KEY (id);


--
-- Name: agency uq_agency_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency
    ADD CONSTRAINT uq_agency_code UNIQUE (code);


--
-- Name: app uq_app_slug; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app
    ADD CONSTRAINT uq_app_slug UNIQUE (slug);


--
-- Name: area uq_area_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.area
    ADD CONSTRAINT uq_area_code UNIQUE (code);


--
-- Name: article_image uq_article_image_article_id_position; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article_image
    ADD CONSTRAINT uq_article_image_article_id_position UNIQUE (article_id, "position");


--
-- Name: article uq_article_slug; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article
    ADD CONSTRAINT uq_article_slug UNIQUE (slug);


--
-- Name: camera uq_camera_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT uq_camera_code UNIQUE (code);


--
-- Name: camera_site uq_camera_site_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera_site
    ADD CONSTRAINT uq_camera_site_code UNIQUE (code);


--
-- Name: city_contact uq_city_contact_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city_contact
    ADD CONSTRAINT uq_city_contact_code UNIQUE (code);


--
-- Name: city uq_city_sole; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.city
    ADD CONSTRAINT uq_city_sole UNIQUE (sole);


--
-- Name: delivery uq_delivery_notification_id_device_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT uq_delivery_notification_id_device_id UNIQUE (notification_id, device_id);


--
-- Name: device uq_device_installation_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT uq_device_installation_id UNIQUE (installation_id);


--
-- Name: device uq_device_token; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT uq_device_token UNIQUE (token);


--
-- Name: emergency_category uq_emergency_category_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emergency_category
    ADD CONSTRAINT uq_emergency_category_code UNIQUE (code);


--
-- Name: emergency_shortcut uq_emergency_shortcut_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emergency_shortcut
    ADD CONSTRAINT uq_emergency_shortcut_code UNIQUE (code);


--
-- Name: facility uq_facility_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.facility
    ADD CONSTRAINT uq_facility_code UNIQUE (code);


--
-- Name: job uq_job_dedupe_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT uq_job_dedupe_key UNIQUE (dedupe_key);


--
-- Name: notification uq_notification_person_id_dedupe_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT uq_notification_person_id_dedupe_key UNIQUE (person_id, dedupe_key);


--
-- Name: person uq_person_subject; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT uq_person_subject UNIQUE (subject);


--
-- Name: push_area_choice uq_push_area_choice_device_id_theme_area_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_area_choice
    ADD CONSTRAINT uq_push_area_choice_device_id_theme_area_id UNIQUE (device_id, theme, area_id);


--
-- Name: push_area_choice uq_push_area_choice_person_id_theme_area_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_area_choice
    ADD CONSTRAINT uq_push_area_choice_person_id_theme_area_id UNIQUE (person_id, theme, area_id);


--
-- Name: push_theme_choice uq_push_theme_choice_device_id_theme; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_theme_choice
    ADD CONSTRAINT uq_push_theme_choice_device_id_theme UNIQUE (device_id, theme);


--
-- Name: push_theme_choice uq_push_theme_choice_person_id_theme; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_theme_choice
    ADD CONSTRAINT uq_push_theme_choice_person_id_theme UNIQUE (person_id, theme);


--
-- Name: report_category uq_report_category_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_category
    ADD CONSTRAINT uq_report_category_code UNIQUE (code);


--
-- Name: report uq_report_ticket; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT uq_report_ticket UNIQUE (ticket);


--
-- Name: response_template uq_response_template_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.response_template
    ADD CONSTRAINT uq_response_template_code UNIQUE (code);


--
-- Name: topic_message uq_topic_message_dedupe_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.topic_message
    ADD CONSTRAINT uq_topic_message_dedupe_key UNIQUE (dedupe_key);


--
-- Name: ix_app_agency_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_app_agency_id ON public.app USING btree (agency_id);


--
-- Name: ix_area_parent_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_area_parent_id ON public.area USING btree (parent_id);


--
-- Name: ix_article_agency_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_article_agency_id ON public.article USING btree (agency_id);


--
-- Name: ix_article_area_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_article_area_id ON public.article USING btree (area_id);


--
-- Name: ix_article_district_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_article_district_id ON public.article USING btree (district_id);


--
-- Name: ix_article_image_image_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_article_image_image_digest ON public.article_image USING btree (image_digest);


--
-- Name: ix_article_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_article_search ON public.article USING gin (search);


--
-- Name: ix_article_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_article_time ON public.article USING btree (published_at, id);


--
-- Name: ix_article_topic_topic; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_article_topic_topic ON public.article_topic USING btree (topic, article_id);


--
-- Name: ix_broadcast_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_broadcast_time ON public.broadcast USING btree (send_at, id);


--
-- Name: ix_camera_site_district_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_camera_site_district_id ON public.camera_site USING btree (district_id);


--
-- Name: ix_camera_site_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_camera_site_id ON public.camera USING btree (site_id);


--
-- Name: ix_camera_site_latitude; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_camera_site_latitude ON public.camera_site USING btree (latitude);


--
-- Name: ix_camera_site_village_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_camera_site_village_id ON public.camera_site USING btree (village_id);


--
-- Name: ix_completion_hash_band_0; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_completion_hash_band_0 ON public.completion_hash USING btree (band_0, hash, number);


--
-- Name: ix_completion_hash_band_1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_completion_hash_band_1 ON public.completion_hash USING btree (band_1, hash, number);


--
-- Name: ix_completion_hash_band_2; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_completion_hash_band_2 ON public.completion_hash USING btree (band_2, hash, number);


--
-- Name: ix_completion_proof_report_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_completion_proof_report_id ON public.completion_proof USING btree (report_id);


--
-- Name: ix_completion_proof_update_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_completion_proof_update_id ON public.completion_proof USING btree (update_id);


--
-- Name: ix_correction_article; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_correction_article ON public.correction USING btree (article_id, corrected_at, id);


--
-- Name: ix_correction_by_article_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_correction_by_article_id ON public.correction USING btree (by_article_id);


--
-- Name: ix_correction_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_correction_time ON public.correction USING btree (corrected_at, id);


--
-- Name: ix_delivery_device_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_delivery_device_id ON public.delivery USING btree (device_id);


--
-- Name: ix_device_person_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_device_person_id ON public.device USING btree (person_id);


--
-- Name: ix_device_phone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_device_phone ON public.device USING btree (phone_key) WHERE (phone_key IS NOT NULL);


--
-- Name: ix_device_seen; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_device_seen ON public.device USING btree (seen_at, id);


--
-- Name: ix_emergency_category_shortcut_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_emergency_category_shortcut_id ON public.emergency_category USING btree (shortcut_id);


--
-- Name: ix_facility_village_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_facility_village_id ON public.facility USING btree (village_id);


--
-- Name: ix_idempotency_key_created_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_idempotency_key_created_at ON public.idempotency_key USING btree (created_at);


--
-- Name: ix_identity_disclosure_report; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_identity_disclosure_report ON public.identity_disclosure USING btree (report_id, disclosed_at, id);


--
-- Name: ix_identity_disclosure_reporter; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_identity_disclosure_reporter ON public.identity_disclosure USING btree (reporter_id, disclosed_at, id);


--
-- Name: ix_job_claim; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_job_claim ON public.job USING btree (state, lane, rank, run_at, id);


--
-- Name: ix_notification_broadcast; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_notification_broadcast ON public.notification USING btree (broadcast_id) WHERE (broadcast_id IS NOT NULL);


--
-- Name: ix_notification_deferred; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_notification_deferred ON public.notification USING btree (deferred_until) WHERE (deferred_until IS NOT NULL);


--
-- Name: ix_notification_person_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_notification_person_time ON public.notification USING btree (person_id, created_at, id);


--
-- Name: ix_notification_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_notification_waiting ON public.notification USING btree (person_id) WHERE (deferred_until IS NOT NULL);


--
-- Name: ix_person_agency_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_person_agency_id ON public.person USING btree (agency_id);


--
-- Name: ix_push_area_choice_area_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_push_area_choice_area_id ON public.push_area_choice USING btree (area_id);


--
-- Name: ix_push_preference_quiet; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_push_preference_quiet ON public.push_preference USING btree (person_id) WHERE (quiet_from IS NOT NULL);


--
-- Name: ix_report_agency_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_agency_due ON public.report USING btree (agency_id, due_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_agency_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_agency_time ON public.report USING btree (agency_id, submitted_at, id);


--
-- Name: ix_report_assignee_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_assignee_time ON public.report USING btree (assignee_id, submitted_at, id);


--
-- Name: ix_report_category_agency_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_category_agency_id ON public.report_category USING btree (agency_id);


--
-- Name: ix_report_category_middle_cell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_category_middle_cell ON public.report USING btree (category_id, middle_cell, submitted_at, id);


--
-- Name: ix_report_category_small_cell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_category_small_cell ON public.report USING btree (category_id, small_cell, submitted_at, id);


--
-- Name: ix_report_category_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_category_time ON public.report USING btree (category_id, submitted_at, id);


--
-- Name: ix_report_district_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_district_time ON public.report USING btree (district_id, submitted_at, id);


--
-- Name: ix_report_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_due ON public.report USING btree (due_at) WHERE ((closed_at IS NULL) AND (overdue_notified_at IS NULL));


--
-- Name: ix_report_follower_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_follower_person ON public.report_follower USING btree (person_id, followed_at, report_id);


--
-- Name: ix_report_large_cell_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_large_cell_time ON public.report USING btree (large_cell, submitted_at, id);


--
-- Name: ix_report_merged_into_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_merged_into_id ON public.report USING btree (merged_into_id);


--
-- Name: ix_report_middle_cell_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_middle_cell_time ON public.report USING btree (middle_cell, submitted_at, id);


--
-- Name: ix_report_open_category; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_category ON public.report USING btree (category_id, submitted_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_open_district; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_district ON public.report USING btree (district_id, submitted_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_open_large_cell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_large_cell ON public.report USING btree (large_cell, submitted_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_open_middle_cell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_middle_cell ON public.report USING btree (middle_cell, submitted_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_open_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_place ON public.report USING btree (category_id, shown_latitude) WHERE (is_public AND (closed_at IS NULL));


--
-- Name: ix_report_open_small_cell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_small_cell ON public.report USING btree (small_cell, submitted_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_open_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_time ON public.report USING btree (submitted_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_open_village; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_open_village ON public.report USING btree (village_id, submitted_at, id) WHERE ((closed_at IS NULL) AND ((status)::text <> 'HIDDEN'::text));


--
-- Name: ix_report_photo_image_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_photo_image_digest ON public.report_photo USING btree (image_digest);


--
-- Name: ix_report_photo_report; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_photo_report ON public.report_photo USING btree (report_id, "position");


--
-- Name: ix_report_photo_shown; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_photo_shown ON public.report_photo USING btree (shown_on_id, added_at, "position", id);


--
-- Name: ix_report_photo_update_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_photo_update_id ON public.report_photo USING btree (update_id);


--
-- Name: ix_report_public_category_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_public_category_time ON public.report USING btree (category_id, submitted_at, id) WHERE is_public;


--
-- Name: ix_report_reporter_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_reporter_time ON public.report USING btree (reporter_id, submitted_at, id);


--
-- Name: ix_report_revision_report; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_revision_report ON public.report_revision USING btree (report_id, created_at, id);


--
-- Name: ix_report_search; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_search ON public.report USING gin (search);


--
-- Name: ix_report_small_cell_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_small_cell_time ON public.report USING btree (small_cell, submitted_at, id);


--
-- Name: ix_report_status_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_status_time ON public.report USING btree (status, submitted_at, id);


--
-- Name: ix_report_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_time ON public.report USING btree (submitted_at, id);


--
-- Name: ix_report_update_agency_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_update_agency_id ON public.report_update USING btree (agency_id);


--
-- Name: ix_report_update_report; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_update_report ON public.report_update USING btree (report_id, created_at, id);


--
-- Name: ix_report_update_shown; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_update_shown ON public.report_update USING btree (shown_on_id, created_at, id);


--
-- Name: ix_report_update_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_update_time ON public.report_update USING btree (created_at, id);


--
-- Name: ix_report_updated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_updated ON public.report USING btree (updated_at, id);


--
-- Name: ix_report_village_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_report_village_time ON public.report USING btree (village_id, submitted_at, id);


--
-- Name: ix_response_template_category_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_response_template_category_id ON public.response_template USING btree (category_id);


--
-- Name: ix_snapshot_camera_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_snapshot_camera_time ON public.snapshot USING btree (camera_id, captured_at, id);


--
-- Name: ix_snapshot_image_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_snapshot_image_digest ON public.snapshot USING btree (image_digest);


--
-- Name: ix_topic_membership_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_topic_membership_due ON public.topic_membership USING btree (due_at) WHERE (due_at IS NOT NULL);


--
-- Name: ix_topic_membership_topic; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_topic_membership_topic ON public.topic_membership USING btree (topic, registration) WHERE wanted;


--
-- Name: ix_topic_message_broadcast; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_topic_message_broadcast ON public.topic_message USING btree (broadcast_id) WHERE (broadcast_id IS NOT NULL);


--
-- Name: ix_upload_person_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_upload_person_id ON public.upload USING btree (person_id);


--
-- Name: ux_completion_proof_current; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ux_completion_proof_current ON public.completion_proof USING btree (report_id) WHERE (replaced_at IS NULL);


--
-- Name: ux_proof_finding_place; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ux_proof_finding_place ON public.proof_finding USING btree (proof_id, "position");


--
-- Name: app fk_app_agency_id_agency; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app
    ADD CONSTRAINT fk_app_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);


--
-- Name: area fk_area_parent_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.area
    ADD CONSTRAINT fk_area_parent_id_area FOREIGN KEY (parent_id) REFERENCES public.area(id);


--
-- Name: article fk_article_agency_id_agency; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article
    ADD CONSTRAINT fk_article_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);


--
-- Name: article fk_article_area_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article
    ADD CONSTRAINT fk_article_area_id_area FOREIGN KEY (area_id) REFERENCES public.area(id);


--
-- Name: article fk_article_district_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article
    ADD CONSTRAINT fk_article_district_id_area FOREIGN KEY (district_id) REFERENCES public.area(id);


--
-- Name: article_image fk_article_image_article_id_article; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article_image
    ADD CONSTRAINT fk_article_image_article_id_article FOREIGN KEY (article_id) REFERENCES public.article(id);


--
-- Name: article_image fk_article_image_image_digest_image; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article_image
    ADD CONSTRAINT fk_article_image_image_digest_image FOREIGN KEY (image_digest) REFERENCES public.image(digest);


--
-- Name: article_topic fk_article_topic_article_id_article; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.article_topic
    ADD CONSTRAINT fk_article_topic_article_id_article FOREIGN KEY (article_id) REFERENCES public.article(id);


--
-- Name: broadcast fk_broadcast_area_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.broadcast
    ADD CONSTRAINT fk_broadcast_area_id_area FOREIGN KEY (area_id) REFERENCES public.area(id);


--
-- Name: broadcast fk_broadcast_author_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.broadcast
    ADD CONSTRAINT fk_broadcast_author_id_person FOREIGN KEY (author_id) REFERENCES public.person(id);


--
-- Name: camera fk_camera_image_digest_image; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT fk_camera_image_digest_image FOREIGN KEY (image_digest) REFERENCES public.image(digest);


--
-- Name: camera_site fk_camera_site_district_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera_site
    ADD CONSTRAINT fk_camera_site_district_id_area FOREIGN KEY (district_id) REFERENCES public.area(id);


--
-- Name: camera fk_camera_site_id_camera_site; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT fk_camera_site_id_camera_site FOREIGN KEY (site_id) REFERENCES public.camera_site(id);


--
-- Name: camera_site fk_camera_site_village_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.camera_site
    ADD CONSTRAINT fk_camera_site_village_id_area FOREIGN KEY (village_id) REFERENCES public.area(id);


--
-- Name: completion_hash fk_completion_hash_photo_id_report_photo; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.completion_hash
    ADD CONSTRAINT fk_completion_hash_photo_id_report_photo FOREIGN KEY (photo_id) REFERENCES public.report_photo(id);


--
-- Name: completion_proof fk_completion_proof_report_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.completion_proof
    ADD CONSTRAINT fk_completion_proof_report_id_report FOREIGN KEY (report_id) REFERENCES public.report(id);


--
-- Name: completion_proof fk_completion_proof_similar_photo_id_report_photo; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.completion_proof
    ADD CONSTRAINT fk_completion_proof_similar_photo_id_report_photo FOREIGN KEY (similar_photo_id) REFERENCES public.report_photo(id);


--
-- Name: completion_proof fk_completion_proof_update_id_report_update; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.completion_proof
    ADD CONSTRAINT fk_completion_proof_update_id_report_update FOREIGN KEY (update_id) REFERENCES public.report_update(id);


--
-- Name: correction fk_correction_article_id_article; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.correction
    ADD CONSTRAINT fk_correction_article_id_article FOREIGN KEY (article_id) REFERENCES public.article(id);


--
-- Name: correction fk_correction_by_article_id_article; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.correction
    ADD CONSTRAINT fk_correction_by_article_id_article FOREIGN KEY (by_article_id) REFERENCES public.article(id);


--
-- Name: delivery fk_delivery_device_id_device; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT fk_delivery_device_id_device FOREIGN KEY (device_id) REFERENCES public.device(id);


--
-- Name: delivery fk_delivery_notification_id_notification; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT fk_delivery_notification_id_notification FOREIGN KEY (notification_id) REFERENCES public.notification(id);


--
-- Name: device fk_device_person_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT fk_device_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: emergency_category fk_emergency_category_shortcut_id_emergency_shortcut; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.emergency_category
    ADD CONSTRAINT fk_emergency_category_shortcut_id_emergency_shortcut FOREIGN KEY (shortcut_id) REFERENCES public.emergency_shortcut(id);


--
-- Name: facility fk_facility_village_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.facility
    ADD CONSTRAINT fk_facility_village_id_area FOREIGN KEY (village_id) REFERENCES public.area(id);


--
-- Name: identity_disclosure fk_identity_disclosure_recipient_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identity_disclosure
    ADD CONSTRAINT fk_identity_disclosure_recipient_id_person FOREIGN KEY (recipient_id) REFERENCES public.person(id);


--
-- Name: identity_disclosure fk_identity_disclosure_report_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identity_disclosure
    ADD CONSTRAINT fk_identity_disclosure_report_id_report FOREIGN KEY (report_id) REFERENCES public.report(id);


--
-- Name: identity_disclosure fk_identity_disclosure_reporter_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identity_disclosure
    ADD CONSTRAINT fk_identity_disclosure_reporter_id_person FOREIGN KEY (reporter_id) REFERENCES public.person(id);


--
-- Name: notification fk_notification_broadcast_id_broadcast; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT fk_notification_broadcast_id_broadcast FOREIGN KEY (broadcast_id) REFERENCES public.broadcast(id);


--
-- Name: notification fk_notification_person_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notification
    ADD CONSTRAINT fk_notification_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: proof_finding fk_proof_finding_proof_id_completion_proof; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proof_finding
    ADD CONSTRAINT fk_proof_finding_proof_id_completion_proof FOREIGN KEY (proof_id) REFERENCES public.completion_proof(id);


--
-- Name: push_area_choice fk_push_area_choice_area_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_area_choice
    ADD CONSTRAINT fk_push_area_choice_area_id_area FOREIGN KEY (area_id) REFERENCES public.area(id);


--
-- Name: push_area_choice fk_push_area_choice_device_id_device; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_area_choice
    ADD CONSTRAINT fk_push_area_choice_device_id_device FOREIGN KEY (device_id) REFERENCES public.device(id);


--
-- Name: push_area_choice fk_push_area_choice_person_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_area_choice
    ADD CONSTRAINT fk_push_area_choice_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: push_preference fk_push_preference_person_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_preference
    ADD CONSTRAINT fk_push_preference_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: push_theme_choice fk_push_theme_choice_device_id_device; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_theme_choice
    ADD CONSTRAINT fk_push_theme_choice_device_id_device FOREIGN KEY (device_id) REFERENCES public.device(id);


--
-- Name: push_theme_choice fk_push_theme_choice_person_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.push_theme_choice
    ADD CONSTRAINT fk_push_theme_choice_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: report fk_report_agency_id_agency; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);


--
-- Name: report fk_report_assignee_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_assignee_id_person FOREIGN KEY (assignee_id) REFERENCES public.person(id);


--
-- Name: report_category fk_report_category_agency_id_agency; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_category
    ADD CONSTRAINT fk_report_category_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);


--
-- Name: report fk_report_category_id_report_category; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_category_id_report_category FOREIGN KEY (category_id) REFERENCES public.report_category(id);


--
-- Name: report fk_report_completed_by_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_completed_by_id_person FOREIGN KEY (completed_by_id) REFERENCES public.person(id);


--
-- Name: report fk_report_district_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_district_id_area FOREIGN KEY (district_id) REFERENCES public.area(id);


--
-- Name: report_follower fk_report_follower_person_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_follower
    ADD CONSTRAINT fk_report_follower_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id);


--
-- Name: report_follower fk_report_follower_report_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_follower
    ADD CONSTRAINT fk_report_follower_report_id_report FOREIGN KEY (report_id) REFERENCES public.report(id);


--
-- Name: report fk_report_merged_into_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_merged_into_id_report FOREIGN KEY (merged_into_id) REFERENCES public.report(id);


--
-- Name: report_photo fk_report_photo_image_digest_image; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_photo
    ADD CONSTRAINT fk_report_photo_image_digest_image FOREIGN KEY (image_digest) REFERENCES public.image(digest);


--
-- Name: report_photo fk_report_photo_report_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_photo
    ADD CONSTRAINT fk_report_photo_report_id_report FOREIGN KEY (report_id) REFERENCES public.report(id);


--
-- Name: report_photo fk_report_photo_shown_on_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_photo
    ADD CONSTRAINT fk_report_photo_shown_on_id_report FOREIGN KEY (shown_on_id) REFERENCES public.report(id);


--
-- Name: report_photo fk_report_photo_update_id_report_update; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_photo
    ADD CONSTRAINT fk_report_photo_update_id_report_update FOREIGN KEY (update_id) REFERENCES public.report_update(id);


--
-- Name: report fk_report_reporter_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_reporter_id_person FOREIGN KEY (reporter_id) REFERENCES public.person(id);


--
-- Name: report_revision fk_report_revision_author_id_person; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_revision
    ADD CONSTRAINT fk_report_revision_author_id_person FOREIGN KEY (author_id) REFERENCES public.person(id);


--
-- Name: report_revision fk_report_revision_photo_id_report_photo; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_revision
    ADD CONSTRAINT fk_report_revision_photo_id_report_photo FOREIGN KEY (photo_id) REFERENCES public.report_photo(id);


--
-- Name: report_revision fk_report_revision_report_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_revision
    ADD CONSTRAINT fk_report_revision_report_id_report FOREIGN KEY (report_id) REFERENCES public.report(id);


--
-- Name: report_update fk_report_update_agency_id_agency; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_update
    ADD CONSTRAINT fk_report_update_agency_id_agency FOREIGN KEY (agency_id) REFERENCES public.agency(id);


--
-- Name: report_update fk_report_update_report_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_update
    ADD CONSTRAINT fk_report_update_report_id_report FOREIGN KEY (report_id) REFERENCES public.report(id);


--
-- Name: report_update fk_report_update_shown_on_id_report; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report_update
    ADD CONSTRAINT fk_report_update_shown_on_id_report FOREIGN KEY (shown_on_id) REFERENCES public.report(id);


--
-- Name: report fk_report_village_id_area; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.report
    ADD CONSTRAINT fk_report_village_id_area FOREIGN KEY (village_id) REFERENCES public.area(id);


--
-- Name: response_template fk_response_template_category_id_report_category; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.response_template
    ADD CONSTRAINT fk_response_template_category_id_report_category FOREIGN KEY (category_id) REFERENCES public.report_category(id);


--
-- Name: snapshot fk_snapshot_camera_id_camera; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.snapshot
    ADD CONSTRAINT fk_snapshot_camera_id_camera FOREIGN KEY (camera_id) REFERENCES public.camera(id);


--
-- Name: snapshot fk_snapshot_image_digest_image; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.snapshot
    ADD CONSTRAINT fk_snapshot_image_digest_image FOREIGN KEY (image_digest) REFERENCES public.image(digest);


--
-- Name: topic_message fk_topic_message_broadcast_id_broadcast; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.topic_message
    ADD CONSTRAINT fk_topic_message_broadcast_id_broadcast FOREIGN KEY (broadcast_id) REFERENCES public.broadcast(id);


--
-- Name: topic_opening fk_topic_opening_message_id_topic_message; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.topic_opening
    ADD CONSTRAINT fk_topic_opening_message_id_topic_message FOREIGN KEY (message_id) REFERENCES public.topic_message(id);


--
-- Name: upload fk_upload_image_digest_image; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT fk_upload_image_digest_image FOREIGN KEY (image_digest) REFERENCES public.image(digest);


--
-- PostgreSQL database dump complete
--

\unrestrict kulkul

