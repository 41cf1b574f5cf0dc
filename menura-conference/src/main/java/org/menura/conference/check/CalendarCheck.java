package org.menura.conference.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.Observance;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.component.VTimeZone;
import org.jspecify.annotations.Nullable;

/** Checks the calendars, read by ical4j, against the database. */
final class CalendarCheck {
    private final Inputs in;
    private final Outputs out;
    private final Findings f;

    CalendarCheck(Inputs in, Outputs out, Findings f) {
        this.in = in;
        this.out = out;
        this.f = f;
    }

    void check() throws IOException {
        f.begin(
                "calendar-parses",
                "calendar-zone",
                "calendar-uids",
                "calendar-equal",
                "calendar-cancelled",
                "calendar-speakers");
        Calendar all = read(out.folder().resolve("programme.ics"));
        if (all != null) {
            checkAll(all);
        }
        Set<String> speaking = new HashSet<>();
        for (Map<String, String> s : out.scheduled()) {
            speaking.add(in.talks()
                    .getOrDefault(s.getOrDefault("talk", ""), Map.of())
                    .getOrDefault("speaker", ""));
        }
        f.that(!speaking.isEmpty(), "calendar-speakers", "Nobody speaks, so that there are no calendars of speakers.");
        for (String speaker : speaking) {
            Calendar own = read(out.folder().resolve("speakers").resolve(speaker + ".ics"));
            if (own != null) {
                List<String> expected = lines(speaker);
                f.that(
                        new HashSet<>(events(own)).equals(new HashSet<>(expected)),
                        "calendar-speakers",
                        "The calendar of %s has other events than the database: %s instead of %s.",
                        speaker,
                        events(own),
                        expected);
            }
        }
        checkCancelled();
    }

    private @Nullable Calendar read(Path file) throws IOException {
        if (!Files.exists(file)) {
            f.that(false, "calendar-parses", "%s is missing.", out.folder().relativize(file));
            return null;
        }
        try (InputStream text = Files.newInputStream(file)) {
            Calendar calendar = new CalendarBuilder().build(text);
            var result = calendar.validate(true);
            f.that(
                    !result.hasErrors(),
                    "calendar-parses",
                    "%s is no valid calendar: %s.",
                    out.folder().relativize(file),
                    result);
            return calendar;
        } catch (ParserException | RuntimeException e) {
            f.that(
                    false,
                    "calendar-parses",
                    "%s is no calendar: %s.",
                    out.folder().relativize(file),
                    e.getMessage());
            return null;
        }
    }

    private void checkAll(Calendar all) {
        List<String> uids = new ArrayList<>();
        for (VEvent e : all.<VEvent>getComponents(Component.VEVENT)) {
            uids.add(text(e, Property.UID));
        }
        f.that(
                !uids.contains("") && new HashSet<>(uids).size() == uids.size(),
                "calendar-uids",
                "A UID is missing or there twice in programme.ics.");
        List<String> expected = lines(null);
        List<String> found = events(all);
        f.that(
                !expected.isEmpty()
                        && new HashSet<>(found).equals(new HashSet<>(expected))
                        && found.size() == expected.size(),
                "calendar-equal",
                "programme.ics has other events than the database: it has %d, the database %d.",
                found.size(),
                expected.size());
        ZoneId zone =
                Inputs.zone(in.venues().getOrDefault(out.venue(), Map.of()).getOrDefault("city", ""));
        List<VTimeZone> zones = all.getComponents(Component.VTIMEZONE);
        f.that(
                zones.size() == 1 && zone.getId().equals(text(zones.getFirst(), Property.TZID)),
                "calendar-zone",
                "programme.ics does not define the zone %s of the venue.",
                zone);
        if (zones.size() == 1) {
            for (Map<String, String> s : out.scheduled()) {
                ZonedDateTime local =
                        Instant.parse(s.getOrDefault("start_utc", "")).atZone(zone);
                Observance o = zones.getFirst().getApplicableObservance(local);
                ZoneOffset right = local.getOffset();
                String offset = o == null ? "none" : text(o, Property.TZOFFSETTO);
                f.that(
                        offset.replace(":", "")
                                .startsWith(
                                        right.equals(ZoneOffset.UTC)
                                                ? "+0000"
                                                : right.getId().replace(":", "")),
                        "calendar-zone",
                        "VTIMEZONE gives the offset %s at %s, where %s has %s.",
                        offset,
                        local,
                        zone,
                        right);
            }
        }
    }

    private void checkCancelled() throws IOException {
        String speaker = in.cancelledSpeaker();
        if (speaker.isEmpty()) {
            return;
        }
        Path file = out.folder().resolve("speakers").resolve(speaker + ".ics");
        Calendar calendar = Files.exists(file) ? read(file) : null;
        List<VEvent> events = calendar == null ? List.of() : calendar.getComponents(Component.VEVENT);
        if (calendar == null || events.isEmpty()) {
            f.that(false, "calendar-cancelled", "There is no calendar that cancels the talk of %s.", speaker);
            return;
        }
        f.that(
                "CANCEL"
                        .equals(calendar.getProperty(Property.METHOD)
                                .map(Property::getValue)
                                .orElse("")),
                "calendar-cancelled",
                "The calendar of %s, who cancelled, does not have METHOD:CANCEL.",
                speaker);
        for (VEvent e : events) {
            f.that(
                    "CANCELLED".equals(text(e, Property.STATUS)),
                    "calendar-cancelled",
                    "The event of %s, who cancelled, is not CANCELLED.",
                    speaker);
            Map<String, String> row = out.sessions().stream()
                    .filter(s -> text(e, Property.UID).equals(s.get("uid")))
                    .findFirst()
                    .orElse(Map.of());
            f.that(
                    "cancelled".equals(row.get("status")),
                    "calendar-cancelled",
                    "The cancelled event of %s is not a cancelled session of the database.",
                    speaker);
            int published = Integer.parseInt(row.getOrDefault("published", "-1"));
            f.that(
                    text(e, Property.SEQUENCE).equals(Integer.toString(published + 1)),
                    "calendar-cancelled",
                    "The cancellation for %s has SEQUENCE %s, but %d was published before.",
                    speaker,
                    text(e, Property.SEQUENCE),
                    published);
        }
    }

    /** What events say: uid, start and end in UTC, room. */
    private static List<String> events(Calendar calendar) {
        List<String> out = new ArrayList<>();
        for (VEvent e : calendar.<VEvent>getComponents(Component.VEVENT)) {
            out.add(line(
                    text(e, Property.UID),
                    instant(e, Property.DTSTART),
                    instant(e, Property.DTEND),
                    text(e, Property.LOCATION)));
        }
        return out;
    }

    private List<String> lines(@Nullable String speaker) {
        List<String> lines = new ArrayList<>();
        for (Map<String, String> s : out.scheduled()) {
            Map<String, String> talk = in.talks().getOrDefault(s.getOrDefault("talk", ""), Map.of());
            if (speaker == null || speaker.equals(talk.get("speaker"))) {
                lines.add(line(
                        String.valueOf(s.get("uid")),
                        String.valueOf(s.get("start_utc")),
                        String.valueOf(s.get("end_utc")),
                        String.valueOf(s.get("room"))));
            }
        }
        return lines;
    }

    private static String line(String uid, String start, String end, String room) {
        return uid + " " + start + " " + end + " " + room.split(",")[0];
    }

    /** The instant of a local time, by Java's own rules of its zone. */
    private static String instant(VEvent e, String name) {
        Property p = e.getProperty(name).orElse(null);
        if (p == null) {
            return "";
        }
        String zone = p.getParameter("TZID").map(x -> x.getValue()).orElse("UTC");
        String digits = p.getValue().replaceAll("[^0-9]", "");
        LocalDateTime local = LocalDateTime.of(
                Integer.parseInt(digits.substring(0, 4)),
                Integer.parseInt(digits.substring(4, 6)),
                Integer.parseInt(digits.substring(6, 8)),
                Integer.parseInt(digits.substring(8, 10)),
                Integer.parseInt(digits.substring(10, 12)));
        return local.atZone(ZoneId.of(zone)).toInstant().toString();
    }

    private static String text(Component c, String name) {
        return c.getProperty(name).map(Property::getValue).orElse("");
    }
}
