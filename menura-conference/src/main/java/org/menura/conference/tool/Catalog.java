package org.menura.conference.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.menura.format.FormatException;

/** The inputs of a conference: brief, venues, speakers, talks and travel, as the tools and the office know them. */
public record Catalog(
        Path folder,
        Map<String, String> brief,
        Map<String, Venue> venues,
        Map<String, Speaker> speakers,
        Map<String, Talk> talks,
        List<Fare> fares) {
    /** A room. */
    public record Room(String name, int seats, boolean stepFree) {}

    /** A venue; price and emissions are per day. */
    public record Venue(
            String id,
            String name,
            String city,
            String email,
            int euro,
            int kg,
            boolean stepFree,
            String label,
            List<Room> rooms,
            Set<String> freeDays) {
        /** Returns a room by its rank of seats: 1 is the largest. */
        public String rank(int n) {
            return rooms.stream()
                    .sorted((a, b) -> b.seats - a.seats)
                    .skip(n - 1L)
                    .findFirst()
                    .orElseThrow()
                    .name();
        }
    }

    /** An interval of time. */
    public record Window(Instant start, Instant end) {}

    /** A speaker. */
    public record Speaker(
            String id,
            String name,
            String email,
            String city,
            ZoneId zone,
            boolean remote,
            int fee,
            String track,
            List<Window> windows,
            boolean stepFree,
            Set<String> conflicts) {}

    /** A talk. */
    public record Talk(String id, String title, String speaker, String track, int expected, boolean accepted) {}

    /** A way to travel. */
    public record Fare(String from, String to, String mode, int euro, int kg) {}

    private static final Map<String, ZoneId> ZONES = Map.of(
            "Lisbon", ZoneId.of("Europe/Lisbon"),
            "Nairobi", ZoneId.of("Africa/Nairobi"),
            "Singapore", ZoneId.of("Asia/Singapore"));

    /**
     * Reads the inputs.
     *
     * @throws FormatException if one of them is malformed
     */
    public static Catalog read(Path folder) throws IOException {
        Map<String, String> brief = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("brief.md"))) {
            int colon = line.indexOf(": ");
            if (line.startsWith("# ")) {
                brief.put("Title", line.substring(2));
            } else if (line.startsWith("- ") && colon > 0) {
                String name = line.substring(2, colon);
                brief.put(name.startsWith("Reference") ? "Reference" : name, line.substring(colon + 2));
            }
        }
        try {
            return new Catalog(folder, brief, venues(folder), speakers(folder), talks(folder), fares(folder));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw new FormatException("the tables in %s are malformed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static Map<String, Venue> venues(Path folder) throws IOException {
        Map<String, Venue> out = new LinkedHashMap<>();
        for (Table.Row r : Table.read(folder.resolve("venues.csv"))) {
            List<Room> rooms = new ArrayList<>();
            for (String room : r.list("rooms")) {
                String[] parts = room.split(":");
                if (parts.length != 3) {
                    throw new FormatException("venues.csv has a room that is not NAME:SEATS:STEP-FREE: " + room);
                }
                rooms.add(new Room(parts[0], Integer.parseInt(parts[1]), parts[2].equals("yes")));
            }
            out.put(
                    r.get("id"),
                    new Venue(
                            r.get("id"),
                            r.get("name"),
                            r.get("city"),
                            r.get("email"),
                            r.number("eur_per_day"),
                            r.number("kg_per_day"),
                            r.yes("step_free"),
                            r.get("label"),
                            rooms,
                            new TreeSet<>(r.list("free_days"))));
        }
        return out;
    }

    private static Map<String, Speaker> speakers(Path folder) throws IOException {
        Map<String, Speaker> out = new LinkedHashMap<>();
        for (Table.Row r : Table.read(folder.resolve("speakers.csv"))) {
            ZoneId zone = ZoneId.of(r.get("zone"));
            List<Window> windows = new ArrayList<>();
            for (String w : r.list("windows")) {
                String[] bounds = w.split("/");
                if (bounds.length != 2) {
                    throw new FormatException("speakers.csv has a window that is not START/END: " + w);
                }
                windows.add(new Window(
                        LocalDateTime.parse(bounds[0]).atZone(zone).toInstant(),
                        LocalDateTime.parse(bounds[1]).atZone(zone).toInstant()));
            }
            out.put(
                    r.get("id"),
                    new Speaker(
                            r.get("id"),
                            r.get("name"),
                            r.get("email"),
                            r.get("city"),
                            zone,
                            r.get("attendance").equals("remote"),
                            r.number("fee_eur"),
                            r.get("track"),
                            windows,
                            r.yes("step_free"),
                            new TreeSet<>(r.list("conflicts"))));
        }
        return out;
    }

    private static Map<String, Talk> talks(Path folder) throws IOException {
        Map<String, Talk> out = new LinkedHashMap<>();
        for (Table.Row r : Table.read(folder.resolve("talks.csv"))) {
            out.put(
                    r.get("id"),
                    new Talk(
                            r.get("id"),
                            r.get("title"),
                            r.get("speaker"),
                            r.get("track"),
                            r.number("expected"),
                            r.get("status").equals("accepted")));
        }
        return out;
    }

    private static List<Fare> fares(Path folder) throws IOException {
        List<Fare> out = new ArrayList<>();
        for (Table.Row r : Table.read(folder.resolve("travel.csv"))) {
            out.add(new Fare(r.get("from"), r.get("to"), r.get("mode"), r.number("eur"), r.number("kg")));
        }
        return out;
    }

    /** Returns what the brief states. */
    public String brief(String name) {
        String value = brief.get(name);
        if (value == null) {
            throw new FormatException("%s does not state '%s'".formatted(folder.resolve("brief.md"), name));
        }
        return value;
    }

    /** Returns the numbers of a line of the brief. */
    public List<Integer> numbers(String name) {
        return Stream.of(brief(name).replace("CO2e", "").split("\\D+"))
                .filter(s -> !s.isEmpty())
                .map(Integer::parseInt)
                .toList();
    }

    /** Returns the days of the conference. */
    public List<LocalDate> days() {
        return Stream.of(brief("Days").split(", ")).map(LocalDate::parse).toList();
    }

    /** Returns the tracks. */
    public List<String> tracks() {
        return List.of(brief("Tracks").split(", "));
    }

    /** Returns the zone of a host city. */
    public static ZoneId zone(String city) {
        ZoneId zone = ZONES.get(city);
        if (zone == null) {
            throw new FormatException("no zone is known for the host city '%s'; there are %s"
                    .formatted(city, new TreeSet<>(ZONES.keySet())));
        }
        return zone;
    }

    /** Returns the slots of all days at a venue. */
    public List<Window> slots(Venue venue) {
        List<Window> out = new ArrayList<>();
        ZoneId zone = zone(venue.city());
        for (LocalDate day : days()) {
            for (String slot : brief("Slots").split(", ")) {
                String[] bounds = slot.split("-");
                out.add(new Window(
                        LocalDateTime.parse(day + "T" + bounds[0]).atZone(zone).toInstant(),
                        LocalDateTime.parse(day + "T" + bounds[1]).atZone(zone).toInstant()));
            }
        }
        return out;
    }

    /** Returns the venue of an id. */
    public Venue venue(String id) {
        return found(venues.get(id), "venue", id);
    }

    /** Returns the speaker of an id. */
    public Speaker speaker(String id) {
        return found(speakers.get(id), "speaker", id);
    }

    /** Returns the talk of an id. */
    public Talk talk(String id) {
        return found(talks.get(id), "talk", id);
    }

    private static <T> T found(@org.jspecify.annotations.Nullable T value, String kind, String id) {
        if (value == null) {
            throw new IllegalArgumentException("there is no %s '%s'".formatted(kind, id));
        }
        return value;
    }

    /** Returns the ways of a speaker to a city. */
    public List<Fare> fares(Speaker speaker, String to) {
        return fares.stream()
                .filter(f -> f.from().equals(speaker.city()) && f.to().equals(to))
                .toList();
    }
}
