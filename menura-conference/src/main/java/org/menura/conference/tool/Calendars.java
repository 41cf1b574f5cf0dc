package org.menura.conference.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.TimeZoneRegistry;
import net.fortuna.ical4j.model.TimeZoneRegistryFactory;
import net.fortuna.ical4j.model.component.CalendarComponent;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Location;
import net.fortuna.ical4j.model.property.Method;
import net.fortuna.ical4j.model.property.Organizer;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Status;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/** Writes the calendar of the programme and one for each speaker. */
final class Calendars {
    private static final Instant STAMP = Instant.parse("2027-01-01T00:00:00Z"); // equal runs give equal bytes

    private final Catalog catalog;
    private final TimeZoneRegistry zones = TimeZoneRegistryFactory.getInstance().createRegistry();

    Calendars(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Writes them from the sessions of the database; returns the number of files. */
    int write(List<Map<String, String>> sessions, Catalog.Venue venue, Path out) throws IOException {
        ZoneId zone = Catalog.zone(venue.city());
        Map<String, List<Map<String, String>>> bySpeaker = new TreeMap<>();
        List<Map<String, String>> scheduled = new ArrayList<>();
        for (Map<String, String> s : sessions) {
            if ("scheduled".equals(s.get("status"))) {
                scheduled.add(s);
            }
            bySpeaker
                    .computeIfAbsent(catalog.talk(s.getOrDefault("talk", "")).speaker(), k -> new ArrayList<>())
                    .add(s);
        }
        file(out.resolve("programme.ics"), scheduled, zone, venue, false);
        for (Map.Entry<String, List<Map<String, String>>> e : bySpeaker.entrySet()) {
            List<Map<String, String>> alive = e.getValue().stream()
                    .filter(s -> "scheduled".equals(s.get("status")))
                    .toList();
            Path file = out.resolve("speakers").resolve(e.getKey() + ".ics");
            file(file, alive.isEmpty() ? e.getValue() : alive, zone, venue, alive.isEmpty());
        }
        return 1 + bySpeaker.size();
    }

    private void file(
            Path file, List<Map<String, String>> sessions, ZoneId zone, Catalog.Venue venue, boolean cancelled)
            throws IOException {
        Calendar calendar = new Calendar();
        calendar.add(new ProdId("-//Menura//Conference//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        calendar.add(ImmutableCalScale.GREGORIAN);
        calendar.add(new Method(cancelled ? Method.VALUE_CANCEL : Method.VALUE_PUBLISH));
        calendar.add((CalendarComponent) Objects.requireNonNull(zones.getTimeZone(zone.getId()), "no time zone " + zone)
                .getVTimeZone());
        for (Map<String, String> s : sessions) {
            calendar.add((CalendarComponent) event(s, zone, venue, cancelled));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new CalendarOutputter(false).output(calendar, bytes);
        Out.write(file, bytes.toByteArray());
    }

    private VEvent event(Map<String, String> s, ZoneId zone, Catalog.Venue venue, boolean cancelled) {
        Catalog.Talk talk = catalog.talk(s.getOrDefault("talk", ""));
        VEvent e = new VEvent(new PropertyList());
        e.add(new DtStamp(STAMP));
        e.add(new DtStart<>(Instant.parse(s.getOrDefault("start_utc", "")).atZone(zone)));
        e.add(new DtEnd<>(Instant.parse(s.getOrDefault("end_utc", "")).atZone(zone)));
        e.add(new Summary(talk.title() + " (" + catalog.speaker(talk.speaker()).name() + ")"));
        e.add(new Location(s.get("room") + ", " + venue.name()));
        e.add(new Uid(s.getOrDefault("uid", "")));
        e.add(new Organizer(java.net.URI.create("mailto:" + catalog.brief("Office"))));
        e.add(new Sequence(Integer.parseInt(s.getOrDefault("sequence", "0"))));
        e.add(new Status(cancelled ? Status.VALUE_CANCELLED : Status.VALUE_CONFIRMED));
        return e;
    }
}
