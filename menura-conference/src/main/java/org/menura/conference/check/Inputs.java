package org.menura.conference.check;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** The inputs of a conference and the key, as the checker reads them. */
record Inputs(
        Map<String, String> brief,
        Map<String, Map<String, String>> venues,
        Map<String, Map<String, String>> speakers,
        Map<String, Map<String, String>> talks,
        List<Map<String, String>> travel,
        Map<String, Document> documents,
        Map<String, Mail> inbox,
        JsonNode key) {
    private static final Map<String, ZoneId> HOSTS = Map.of(
            "Lisbon", ZoneId.of("Europe/Lisbon"),
            "Nairobi", ZoneId.of("Africa/Nairobi"),
            "Singapore", ZoneId.of("Asia/Singapore"));

    /** A document with its head. */
    record Document(Map<String, String> head, String body) {
        String get(String name) {
            return head.getOrDefault(name, "");
        }
    }

    /** An interval of time. */
    record Interval(Instant start, Instant end) {
        boolean contains(Instant from, Instant to) {
            return !from.isBefore(start) && !to.isAfter(end);
        }

        boolean overlaps(Instant from, Instant to) {
            return from.isBefore(end) && start.isBefore(to);
        }
    }

    static Inputs read(Path folder, Path key) throws IOException {
        Map<String, Document> documents = new LinkedHashMap<>();
        for (Path p : list(folder.resolve("sources"))) {
            Document d = document(p);
            documents.put(d.get("id"), d);
        }
        Map<String, Mail> inbox = new LinkedHashMap<>();
        for (Path p : list(folder.resolve("inbox"))) {
            inbox.put(String.valueOf(p.getFileName()).replace(".eml", ""), Mail.read(p));
        }
        return new Inputs(
                brief(folder.resolve("brief.md")),
                byId(folder.resolve("venues.csv")),
                byId(folder.resolve("speakers.csv")),
                byId(folder.resolve("talks.csv")),
                Rows.read(folder.resolve("travel.csv")),
                documents,
                inbox,
                Json.parse(key));
    }

    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static Map<String, Map<String, String>> byId(Path file) throws IOException {
        Map<String, Map<String, String>> out = new LinkedHashMap<>();
        for (Map<String, String> row : Rows.read(file)) {
            out.put(row.getOrDefault("id", ""), row);
        }
        return out;
    }

    private static Map<String, String> brief(Path file) throws IOException {
        Map<String, String> out = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(": ");
            if (line.startsWith("- ") && colon > 0) {
                String name = line.substring(2, colon);
                out.put(name.startsWith("Reference") ? "Reference" : name, line.substring(colon + 2));
            }
        }
        return out;
    }

    private static Document document(Path file) throws IOException {
        String[] parts = Files.readString(file).split("---\n", 3);
        if (parts.length < 3) {
            throw new FormatException(file + " has no head between lines of ---");
        }
        Map<String, String> head = new HashMap<>();
        for (String line : parts[1].split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                head.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return new Document(head, parts[2].strip());
    }

    String brief(String name) {
        String value = brief.get(name);
        if (value == null) {
            throw new FormatException("brief.md does not state '%s'".formatted(name));
        }
        return value;
    }

    int number(String name) {
        Matcher m = Pattern.compile("[0-9]+").matcher(brief(name));
        if (!m.find()) {
            throw new FormatException("brief.md states no number for '%s'".formatted(name));
        }
        return Integer.parseInt(m.group());
    }

    List<LocalDate> days() {
        return Stream.of(brief("Days").split(", ")).map(LocalDate::parse).toList();
    }

    static ZoneId zone(String city) {
        ZoneId zone = HOSTS.get(city);
        return zone == null ? ZoneId.of("UTC") : zone;
    }

    /** The slots of both days, in UTC, for a venue in a city. */
    List<Interval> slots(String city) {
        List<Interval> out = new ArrayList<>();
        for (LocalDate day : days()) {
            for (String slot : brief("Slots").split(", ")) {
                String[] bounds = slot.split("-");
                out.add(new Interval(at(day + "T" + bounds[0], zone(city)), at(day + "T" + bounds[1], zone(city))));
            }
        }
        return out;
    }

    /** The windows of a speaker, given in the speaker's own zone. */
    List<Interval> windows(Map<String, String> speaker) {
        ZoneId zone = ZoneId.of(speaker.getOrDefault("zone", "UTC"));
        List<Interval> out = new ArrayList<>();
        for (String window : speaker.getOrDefault("windows", "").split("\\|")) {
            String[] bounds = window.split("/");
            if (bounds.length == 2) {
                out.add(new Interval(at(bounds[0], zone), at(bounds[1], zone)));
            }
        }
        return out;
    }

    private static Instant at(String local, ZoneId zone) {
        return LocalDateTime.parse(local).atZone(zone).toInstant();
    }

    /** The document in force on a subject: the latest that is neither a draft nor a reprint. */
    String inForce(String subject) {
        String best = "";
        String date = "";
        for (Document d : documents.values()) {
            if (d.get("subject").equals(subject)
                    && d.get("status").equals("final")
                    && d.get("reprint_of").isEmpty()
                    && d.get("date").compareTo(date) > 0) {
                best = d.get("id");
                date = d.get("date");
            }
        }
        return best;
    }

    String cancelledSpeaker() {
        return event("cancel", "speaker");
    }

    /** What the event of a kind says, or an empty text. */
    String event(String kind, String name) {
        for (JsonNode e : key.path("events")) {
            if (e.path("kind").asText().equals(kind)) {
                return e.path(name).asText();
            }
        }
        return "";
    }

    /** The accepted talks that are to be given. */
    List<String> given() {
        return talks.values().stream()
                .filter(t -> "accepted".equals(t.get("status"))
                        && !cancelledSpeaker().equals(t.get("speaker")))
                .map(t -> t.getOrDefault("id", ""))
                .toList();
    }
}
